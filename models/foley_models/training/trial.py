"""Sounds of many prompts at once, without choosing: what a system is judged by before and after training.

Every sound's noise comes from its own seed, so two systems that are given the same seeds differ by their weights alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from foley_models.candidate_seeds import candidate_noise, candidate_seed
from foley_models.errors import NotAvailableError
from foley_models.finishing import cut
from foley_models.guidance import guided
from foley_models.pack import Pack
from foley_models.requests import FEW_STEPS, Sampler
from foley_models.resample import resample
from foley_models.samplers import PredictEps, begin


@dataclass(frozen=True)
class Trial:
    """How the sounds of a trial are made; `count` candidates of each prompt, numbered from `first`.

    With `few_steps` they are made by the distilled denoiser, as a request that asks for nothing else is; it has its own
    number of steps, and guidance inside.
    """

    prompts: tuple[str, ...]
    seconds: float = 4.0
    count: int = 1
    first: int = 0
    seed: int = 1
    few_steps: bool = False
    guidance: float | None = None  # None: what the card says by default
    steps: int | None = None
    batch_size: int = 16

    @property
    def sounds(self) -> int:
        """How many sounds are made in all."""
        return len(self.prompts) * self.count


@dataclass(frozen=True)
class TrialSounds:
    """What came of a trial: waveforms (prompt, candidate, sample) and their scores (prompt, candidate)."""

    waveforms: Tensor
    scores: Tensor
    rate_hz: int


@torch.inference_mode()
def run_trial(pack: Pack, trial: Trial, *, on_progress: Callable[[int, int], None] | None = None) -> TrialSounds:
    """Makes and scores the sounds of a trial, scores being cosines to the tuned text embedding.

    NotAvailableError where few steps are wanted and the pack has none.
    """
    embeddings = pack.parts.tuning(pack.parts.encoder.embed_text(list(trial.prompts)))
    places = [(prompt, trial.first + number) for prompt in range(len(trial.prompts)) for number in range(trial.count)]
    waveforms, scores = [], []
    for start in range(0, len(places), trial.batch_size):
        now = places[start : start + trial.batch_size]
        condition = embeddings[[prompt for prompt, _ in now]]
        made = make_sounds(
            pack, trial, condition, [candidate_seed(trial.seed + prompt, number) for prompt, number in now]
        )
        heard = pack.parts.encoder.embed_audio(resample(made, pack.card.audio.rate_hz, pack.parts.encoder.rate_hz))
        scores.append((heard * condition).sum(dim=1).cpu())
        waveforms.append(made.cpu())
        if on_progress is not None:
            on_progress(min(start + trial.batch_size, len(places)), len(places))
    shape = (len(trial.prompts), trial.count)
    joined = torch.cat(waveforms)
    return TrialSounds(joined.reshape(*shape, -1), torch.cat(scores).reshape(shape), pack.card.audio.rate_hz)


def make_sounds(pack: Pack, trial: Trial, condition: Tensor, seeds: Sequence[int]) -> Tensor:
    """Waveforms (sound, sample) under `condition` (sound, 512), of a trial's length, guidance and steps.

    NotAvailableError as `run_trial`.
    """
    parts = pack.parts
    samples = round(trial.seconds * pack.card.audio.rate_hz)
    shape = parts.codec.latent_shape(parts.spec.frames_for(samples))
    noise = torch.stack([candidate_noise(seed, shape) for seed in seeds]).to(condition.device)
    sampler, steps, predict = _few_steps(pack, condition) if trial.few_steps else _whole(pack, trial, condition)
    at = pack.card.few_steps_at if trial.few_steps else None
    state = begin(sampler, noise, schedule=parts.schedule, steps=steps, ns=at)
    while not state.done:
        state = state.step(predict)
    return cut(parts.vocoder.synthesize(parts.codec.decode(state.latent)), samples, pack.card.audio.rate_hz)


def _whole(pack: Pack, trial: Trial, condition: Tensor) -> tuple[Sampler, int, PredictEps]:
    defaults = pack.card.defaults
    scale = defaults.guidance if trial.guidance is None else trial.guidance
    steps = defaults.steps if trial.steps is None else trial.steps
    return defaults.sampler, steps, guided(pack.parts.denoiser.predict_eps, condition, pack.parts.unconditional, scale)


def _few_steps(pack: Pack, condition: Tensor) -> tuple[Sampler, int, PredictEps]:
    quick, steps = pack.parts.quick, pack.card.few_steps
    if quick is None or steps is None:
        raise NotAvailableError(f"The pack {pack.card.name!r} has no denoiser for {FEW_STEPS}: measure the whole one.")
    return FEW_STEPS, steps, lambda z_n, n: quick.predict_eps(z_n, n, condition)
