"""What this machine offers the model; `python -m foley_models.hardware` prints it as JSON."""

import json
import sys
from dataclasses import asdict, dataclass

import torch

from foley_models.devices import available_devices, bfloat16_pays, choose_device


@dataclass(frozen=True)
class Hardware:
    """`devices` are kinds, best first; of the best: name, memory (0 for the CPU's), whether bfloat16 pays there."""

    torch: str
    devices: tuple[str, ...]
    best_name: str
    memory_bytes: int
    bfloat16: bool
    threads: int


def look_at_hardware() -> Hardware:
    """Look at this machine as torch sees it."""
    best = choose_device()
    cuda = torch.cuda.get_device_properties(best) if best.type == "cuda" else None
    return Hardware(
        torch=torch.__version__,
        devices=available_devices(),
        best_name=cuda.name if cuda else {"mps": "Apple GPU"}.get(best.type, "CPU"),
        memory_bytes=int(cuda.total_memory) if cuda else 0,
        bfloat16=bfloat16_pays(best),
        threads=torch.get_num_threads(),
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(look_at_hardware())) + "\n")
