"""How many workers a machine has room for, asked without importing torch: GPUs of the driver, else cores."""

import ctypes
import os
import sys

_DRIVER = {"win32": "nvcuda.dll"}
OWN_GPU = ("auto", "cuda")


def gpus() -> int:
    """NVIDIA GPUs that this process may use; 0 where there is no driver."""
    try:
        driver = ctypes.CDLL(_DRIVER.get(sys.platform, "libcuda.so.1"))
    except OSError:
        return 0
    number = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(number)) != 0:
        return 0
    return number.value


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def devices_for(device: str) -> tuple[str, ...]:
    """What workers are dealt: each GPU where any will do and there are some; else what was asked for."""
    number = gpus() if device in OWN_GPU else 0
    return tuple(f"cuda:{one}" for one in range(number)) or (device,)


def default_workers(devices: tuple[str, ...], threads: int) -> int:
    """One a GPU; on the CPU as many as the cores have room for."""
    if devices[0] not in ("auto", "cpu"):
        return len(devices)
    return max(1, cores() // threads)
