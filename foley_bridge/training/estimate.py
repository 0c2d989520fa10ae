"""What a training will take, said before it is begun: memory, counted, and time, from one pass through the networks."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foley_models.pack import Pack
    from foley_models.training.settings import TrainSettings

TRIAL_BATCH = 4
PASSES = 3.0  # forward, and backward at twice its cost
LATENT_SHARE = 0.25  # what the latent CLAP encoder adds to a step
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
    pack_folder: Path, settings: "TrainSettings", *, clips: int, minutes: float | None, device: str = "auto"
) -> TrainingEstimate:
    """What a training of `clips` recordings will take on this machine.

    PackError, NotAvailableError where the pack cannot be trained so, DeviceMemoryError.
    """
    from foley_models.pack import load_pack
    from foley_models.training.memory import estimate_memory

    pack = load_pack(pack_folder, device=device, dtype="float32")
    memory = estimate_memory(pack, settings)
    share = PASSES * (1.0 + LATENT_SHARE * settings.latent_clap) * settings.batch_size / TRIAL_BATCH
    step_s = _seconds_of(lambda: _denoise(pack)) * share * settings.accumulate
    steps = settings.steps if minutes is None else max(1, int(minutes * 60.0 / step_s))
    encode_s = _seconds_of(lambda: _encode(pack)) * SEGMENTS_A_CLIP * clips
    return TrainingEstimate(memory.bytes, memory.free_bytes, encode_s, step_s, steps)


def _seconds_of(work: Callable[[], None]) -> float:
    """Of the second time: the first one makes room."""
    work()
    began_s = time.perf_counter()
    work()
    return time.perf_counter() - began_s


def _denoise(pack: "Pack") -> None:
    import torch

    parts = pack.parts
    device = parts.unconditional.device
    latents = torch.zeros((TRIAL_BATCH, *parts.codec.latent_shape(parts.window_frames)), device=device)
    steps = torch.full((TRIAL_BATCH,), 100, device=device)
    with torch.inference_mode():
        parts.denoiser.predict_eps(latents, steps, parts.unconditional.expand(TRIAL_BATCH, -1)).sum().item()


def _encode(pack: "Pack") -> None:
    import torch

    from foley_models.resample import resample

    parts = pack.parts
    samples = torch.zeros((1, parts.window_frames * parts.spec.hop_samples), device=parts.unconditional.device)
    with torch.inference_mode():
        parts.codec.encode(parts.front_end(samples)).sum().item()
        parts.encoder.embed_audio(resample(samples, pack.card.audio.rate_hz, parts.encoder.rate_hz)).sum().item()
