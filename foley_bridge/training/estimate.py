"""What a training will take, said before it is begun: memory, and about how much time."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foley_models.training.settings import TrainSettings

SEGMENTS_A_CLIP = 1.5


@dataclass(frozen=True)
class TrainingEstimate:
    """Bytes and seconds; `free_bytes` is None where the system does not say."""

    memory_bytes: int
    free_bytes: int | None
    encode_s: float
    step_s: float
    steps: int

    @property
    def fits(self) -> bool:
        """Whether it will go into memory, as far as is known."""
        return self.free_bytes is None or self.memory_bytes <= self.free_bytes

    @property
    def seconds(self) -> float:
        """All in all, without rendering and measuring."""
        return self.encode_s + self.step_s * self.steps


def estimate_training(
    pack_folder: Path,
    settings: "TrainSettings",
    *,
    clips: int,
    minutes: float | None,
    device: str = "auto",
    processes: int = 1,
) -> TrainingEstimate:
    """What a training of `clips` recordings will take on this machine.

    Memory is that of one device: processes on the CPU need it together, those on GPUs each on its own. Time is that of
    one process with everything that this machine has: what several of them gain, only the training shows.

    PackError, NotAvailableError where the pack cannot be trained so, DeviceMemoryError.
    """
    from foley_models.pack import load_pack
    from foley_models.training.memory import estimate_memory
    from foley_models.training.pace import seconds_of_segment, seconds_of_step

    pack = load_pack(pack_folder, device=device, dtype="float32")
    memory, step_s = estimate_memory(pack, settings, processes=processes), seconds_of_step(pack, settings)
    steps = settings.steps if minutes is None else max(1, int(minutes * 60.0 / step_s))
    encode_s = seconds_of_segment(pack) * SEGMENTS_A_CLIP * clips
    return TrainingEstimate(memory.bytes, memory.free_bytes, encode_s, step_s, steps)
