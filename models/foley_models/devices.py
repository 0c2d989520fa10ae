"""Which device and which compute dtype: what was asked for, or the best that is there."""

import gc

import torch

from foley_models.errors import NotAvailableError

AUTO = "auto"
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def available_devices() -> tuple[str, ...]:
    """Kinds of device that this machine has, best first; the CPU is always there."""
    cuda = ("cuda",) if torch.cuda.is_available() else ()
    mps = ("mps",) if torch.backends.mps.is_available() else ()
    return (*cuda, *mps, "cpu")


def choose_device(asked: str = AUTO) -> torch.device:
    """The device for `auto`, `cuda`, `cuda:1`, `mps` or `cpu`. NotAvailableError where it is not there."""
    there = available_devices()
    if asked == AUTO:
        return torch.device(there[0])
    kind, _, number = asked.partition(":")
    if kind not in there or (":" in asked and not _has_number(kind, number)):
        raise NotAvailableError(f"The device {asked!r} is not there; choose one of {', '.join((AUTO, *there))}.")
    return torch.device(asked)


def choose_dtype(device: torch.device, asked: str = AUTO) -> torch.dtype:
    """The compute dtype for `auto` or one of DTYPES; `auto` is bfloat16 where the hardware is made for it."""
    if asked == AUTO:
        return torch.bfloat16 if bfloat16_pays(device) else torch.float32
    if asked not in DTYPES:
        raise NotAvailableError(f"The dtype {asked!r} is not supported; choose one of {', '.join((AUTO, *DTYPES))}.")
    return DTYPES[asked]


def wide_enough(dtype: torch.dtype) -> torch.dtype:
    """What those who read texts compute in, all else in `dtype`: a T5's numbers are too large for float16."""
    return torch.float32 if dtype == torch.float16 else dtype


def bfloat16_pays(device: torch.device) -> bool:
    """Whether a device computes in bfloat16 natively; elsewhere it is emulated and slower than float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        return cpu_has_bfloat16()
    return False


def cpu_has_bfloat16() -> bool:
    """Whether this CPU multiplies matrices of bfloat16: AVX512-BF16 or AMX."""
    # Older torch cannot say; float32 is then slower at worst.
    capabilities = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def use_threads(count: int) -> None:
    """Let this whole process compute with so many CPU threads, for whoever owns it; bits depend on their number."""
    torch.set_num_threads(count)


def free_memory_bytes(device: torch.device) -> int | None:
    """Free memory of a device; None where it cannot be known."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    if device.type == "cpu":
        import psutil

        return int(psutil.virtual_memory().available)
    return None


def give_memory_back() -> None:
    """Return what is no longer used to the system and the GPU, after the last reference to a pack is gone."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _has_number(kind: str, number: str) -> bool:
    if not number.isascii() or not number.isdigit():
        return False
    return int(number) < (torch.cuda.device_count() if kind == "cuda" else 1)
