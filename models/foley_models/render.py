"""From seeds to waveforms: noise, guided sampling, codec, vocoder, and the exact cut, in bounded batches."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from foley_models.batches import Batches
from foley_models.candidate_seeds import candidate_noise, variation_seed
from foley_models.errors import PackError, RequestError
from foley_models.guidance import guided
from foley_models.parts import ModelParts
from foley_models.plan import Plan
from foley_models.progress import DECODE, DENOISE, RANK, Watch
from foley_models.resample import resample
from foley_models.samplers import Beginning, sample
from foley_models.variation import moved, share_left, start_step

FADE_S = 0.005  # a sound that is cut in the middle clicks without it
PEAK_MOST = 0.98
SILENCE_PEAK = 10 ** (-60 / 20)  # -60 dBFS


@dataclass(frozen=True)
class Begun:
    """What a variation begins from: a latent (channel, time, frequency), None where nothing of its source is left.

    `word` stands for the source in what is drawn.
    """

    amount: float
    latent: Tensor | None
    word: int


class Renderer:
    """Makes and hears the candidates of one plan, all at once but in batches that fit into memory."""

    def __init__(
        self, parts: ModelParts, plan: Plan, watch: Watch, *, batches: Batches, begun: Begun | None = None
    ) -> None:
        """RequestError where what a variation begins from does not fit the plan."""
        self._parts = parts
        self._plan = plan
        self._watch = watch
        self._batches = batches
        self._shape = parts.codec.latent_shape(parts.spec.frames_for(plan.samples))
        self._begun = begun
        if begun is not None and begun.latent is not None and tuple(begun.latent.shape) != self._shape:
            raise RequestError(
                f"The variation's source has a latent of {tuple(begun.latent.shape)}, the pack makes {self._shape} of "
                "that length: the recipe was changed, or belongs to another pack."
            )

    def denoise(self, seeds: Sequence[int]) -> tuple[Tensor, list[range]]:
        """Clean latents (candidate, channel, time, frequency), one for each seed, and which were made together."""
        self._watch.report(DENOISE, 0.0)
        return self._batches.run_in_spans(lambda start, stop: self._sample(seeds, start, stop), len(seeds))

    def decode(self, latents: Tensor) -> tuple[Tensor, list[range]]:
        """Waveforms (candidate, sample) of the plan's exact length, cut and faded, and which were made together."""

        def work(start: int, stop: int) -> Tensor:
            self._watch.report(DECODE, start / len(latents))
            # A copy begins at an aligned address wherever its rows stood: matrix products may depend on that.
            log_mel = self._parts.codec.decode(latents[start:stop].clone())
            waveforms = self._parts.vocoder.synthesize(log_mel)
            return cut(waveforms, self._plan.samples, self._parts.spec.rate_hz)

        decoded = self._batches.run_in_spans(work, len(latents))
        self._watch.report(DECODE, 1.0)
        return decoded

    def embed(self, waveforms: Tensor) -> Tensor:
        """CLAP embeddings (candidate, 512) of waveforms (candidate, sample) at the pack's rate."""
        encoder, rate_hz = self._parts.encoder, self._parts.spec.rate_hz

        def work(start: int, stop: int) -> Tensor:
            self._watch.report(RANK, start / len(waveforms))
            return encoder.embed_audio(resample(waveforms[start:stop].clone(), rate_hz, encoder.rate_hz))

        embeddings = self._batches.run(work, len(waveforms))
        self._watch.report(RANK, 1.0)
        return embeddings

    def _sample(self, seeds: Sequence[int], start: int, stop: int) -> Tensor:
        plan, device = self._plan, self._parts.unconditional.device
        noise = torch.stack([self._noise(seed) for seed in seeds[start:stop]]).to(device)
        embedding = self._embedding(seeds[start:stop])

        def on_step(step: int, steps: int) -> None:
            self._watch.report(DENOISE, (start + (stop - start) * step / steps) / len(seeds))

        predict = guided(self._parts.denoiser.predict_eps, embedding, plan.unconditional, plan.guidance)
        return sample(
            plan.sampler,
            predict,
            noise,
            schedule=self._parts.schedule,
            steps=plan.steps,
            on_step=on_step,
            beginning=self._beginning(len(noise)),
        )

    def _noise(self, seed: int) -> Tensor:
        return candidate_noise(seed if self._begun is None else variation_seed(seed, self._begun.word), self._shape)

    def _embedding(self, seeds: Sequence[int]) -> Tensor:
        """What conditions each candidate, (batch, 512)."""
        if self._begun is None:
            return self._plan.embedding.expand(len(seeds), -1)
        return moved(self._plan.embedding, seeds, self._begun.amount)

    def _beginning(self, rows: int) -> Beginning | None:
        if self._begun is None or self._begun.latent is None:
            return None
        amount, latent = self._begun.amount, self._begun.latent
        left = share_left(amount) * latent.expand(rows, -1, -1, -1)
        return Beginning(left, start_step(amount, self._parts.schedule))


def cut(waveforms: Tensor, samples: int, rate_hz: int) -> Tensor:
    """Waveforms (batch, samples) in float32 that end in a short fade and peak at 0.98 at most.

    Only what is louder is turned down, since at full scale a change of rate or a 24-bit file would clip it; what is
    quieter is left, since how loud a sound is belongs to it. PackError where the vocoder made too few samples.
    """
    if waveforms.shape[-1] < samples:
        raise PackError(
            f"The pack's vocoder made {waveforms.shape[-1]} samples where {samples} were due: install the pack again."
        )
    ended = waveforms[:, :samples].float() * _fade(samples, rate_hz).to(waveforms.device)
    peak = ended.abs().amax(-1, keepdim=True)
    return ended * (PEAK_MOST / peak).clamp_max(1.0)


def is_sound(waveforms: Tensor) -> Tensor:
    """Which of (batch, sample) are finite throughout and not silent (peak under -60 dBFS): bool (batch,)."""
    finite = torch.isfinite(waveforms).all(-1)
    return finite & (waveforms.abs().amax(-1) >= SILENCE_PEAK)


def _fade(samples: int, rate_hz: int) -> Tensor:
    """1 all along, and half a cosine down to 0 over the last FADE_S."""
    length = min(samples, round(FADE_S * rate_hz))
    gains = torch.ones(samples)
    gains[samples - length :] = 0.5 + 0.5 * torch.cos(torch.linspace(0, math.pi, length))
    return gains
