"""How long a fine-tuning will take on this machine, judged by one pass through its networks before it is begun."""

import time
from collections.abc import Callable

import torch

from foley_models.pack import Pack
from foley_models.resample import resample
from foley_models.training.settings import TrainSettings

TRIAL_BATCH = 4
PASSES = 3.0  # forward, and backward at twice its cost
LATENT_SHARE = 0.25  # what the latent CLAP encoder adds to a step


def seconds_of_step(pack: Pack, settings: TrainSettings) -> float:
    """About how long one step will take."""
    share = PASSES * (1.0 + LATENT_SHARE * settings.latent_clap) * settings.batch_size / TRIAL_BATCH
    return _seconds_of(lambda: _denoise(pack)) * share * settings.accumulate


def seconds_of_segment(pack: Pack) -> float:
    """About how long it will take to encode one segment."""
    return _seconds_of(lambda: _encode(pack))


def _seconds_of(work: Callable[[], None]) -> float:
    """Of the second time: the first one makes room."""
    work()
    began_s = time.perf_counter()
    work()
    return time.perf_counter() - began_s


@torch.inference_mode()
def _denoise(pack: Pack) -> None:
    parts = pack.parts
    device = parts.unconditional.device
    latents = torch.zeros((TRIAL_BATCH, *parts.codec.latent_shape(parts.window_frames)), device=device)
    steps = torch.full((TRIAL_BATCH,), 100, device=device)
    parts.denoiser.predict_eps(latents, steps, parts.unconditional.expand(TRIAL_BATCH, -1)).sum().item()


@torch.inference_mode()
def _encode(pack: Pack) -> None:
    parts = pack.parts
    samples = torch.zeros((1, parts.window_frames * parts.spec.hop_samples), device=parts.unconditional.device)
    parts.codec.encode(parts.front_end(samples)).sum().item()
    parts.encoder.embed_audio(resample(samples, pack.card.audio.rate_hz, parts.encoder.rate_hz)).sum().item()
