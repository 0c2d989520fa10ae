"""What the bits of a sound depend on besides pack, request and layout: device, number format, threads, libraries."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import torch

LIBRARIES = ("foley-bridge", "torch", "numpy")
_PROCESSORS = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Environment:
    """Where a sound was computed; two that are equal give the same bits."""

    device: str  # cpu, cuda:0, mps
    dtype: str  # float32, bfloat16
    threads: int
    processor: str  # its name and the instructions that torch uses of it; the accelerator's where one computed
    system: str
    libraries: Mapping[str, str]  # name -> version

    def differences(self, other: "Environment") -> tuple[str, ...]:
        """What is different there, in words for a person: `torch 2.12 here, 2.13 there`."""
        pairs = [
            ("device", self.device, other.device),
            ("number format", self.dtype, other.dtype),
            ("threads", str(self.threads), str(other.threads)),
            ("processor", self.processor, other.processor),
            ("system", self.system, other.system),
        ]
        names = sorted(self.libraries.keys() | other.libraries.keys())
        pairs += [(name, self.libraries.get(name, "none"), other.libraries.get(name, "none")) for name in names]
        return tuple(f"{what} {ours} here, {theirs} there" for what, ours, theirs in pairs if ours != theirs)


def environment_of(device: torch.device, dtype: torch.dtype) -> Environment:
    """The environment of a pack on a device, as it is now."""
    return Environment(
        device=str(device),
        dtype=str(dtype).removeprefix("torch."),
        threads=torch.get_num_threads(),
        processor=_processor(device),
        system=f"{platform.system()} {platform.machine()}",
        libraries={name: _version(name) for name in LIBRARIES},
    )


def _processor(device: torch.device) -> str:
    name = f"{_cpu_name()}, {torch.backends.cpu.get_cpu_capability()}"
    return f"{torch.cuda.get_device_name(device)}, {name}" if device.type == "cuda" else name


def _cpu_name() -> str:
    """Name, family and model: cloud machines call quite different processors by one name."""
    try:
        lines = _PROCESSORS.read_text(encoding="utf-8", errors="replace").split("\n\n")[0].splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    values = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    numbers = "/".join(values[name] for name in ("cpu family", "model", "stepping") if name in values)
    return f"{values.get('model name', platform.machine())} {numbers} x{os.cpu_count()}".strip()


def _version(name: str) -> str:
    if name == "torch":
        return str(torch.__version__)  # with what it was built for, which the package's version may leave out
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
