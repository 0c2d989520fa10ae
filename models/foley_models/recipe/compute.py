"""Where a stage computes: the processor or an accelerator, in bfloat16 where that is safe."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Compute:
    """A device and the precision of the large multiplications on it."""

    device: torch.device

    def autocast(self) -> torch.autocast:
        """Multiplications in bfloat16, everything delicate in float32."""
        return torch.autocast(self.device.type, dtype=torch.bfloat16)
