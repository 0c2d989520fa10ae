"""From seeds to waveforms: noise, guided sampling, codec, vocoder, and the exact cut, in bounded batches."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.batches import Batches
from foley_models.candidate_seeds import candidate_noise, variation_seed
from foley_models.circles import resample_circle
from foley_models.decoding import PieceDecoder
from foley_models.envelope import followed
from foley_models.errors import PackError, RequestError
from foley_models.events import cut_events
from foley_models.forms import Form, frame_of
from foley_models.guidance import guided
from foley_models.keeping import Kept, keeping
from foley_models.parts import Denoiser, ModelParts
from foley_models.plan import Plan
from foley_models.progress import DECODE, DENOISE, RANK, Watch
from foley_models.resample import resample
from foley_models.samplers import Beginning, sample
from foley_models.seam import best_start
from foley_models.selection import score_embeddings
from foley_models.variation import moved, share_left, start_step
from foley_models.windows import WindowedDenoiser

FADE_S = 0.005  # a sound that is cut in the middle clicks without it
PEAK_MOST = 0.98
SILENCE_PEAK = 10 ** (-60 / 20)  # -60 dBFS
HEARD_S = 10.0  # what is longer is heard in parts: published towers take no more


@dataclass(frozen=True)
class Guide:
    """Levels (frame,) in decibels that candidates are given, by a share."""

    levels: NDArray[np.float32]
    share: float


@dataclass(frozen=True)
class Begun:
    """What candidates begin from: a latent (channel, time, frequency), None where nothing of their source is left.

    `word` stands for the source in what is drawn; a `turn` of the embedding makes a variation another sound, and an
    imitation has none. A `guide` sets their loudness, what is `kept` stays as it is.
    """

    amount: float
    latent: Tensor | None
    word: int
    turn: float = 0.0
    guide: Guide | None = None
    kept: Kept | None = None


class Renderer:
    """Makes and hears the candidates of one plan, all at once but in batches that fit into memory."""

    def __init__(
        self, parts: ModelParts, plan: Plan, watch: Watch, *, batches: Batches, begun: Begun | None = None
    ) -> None:
        """RequestError where what a variation begins from does not fit the plan."""
        self._parts = parts
        self._plan = plan
        self._watch = watch
        self._frame = frame_of(parts, plan.samples, loop=plan.loop)
        self._batches = Batches(1) if self._frame.alone else batches
        self._shape = self._frame.shape
        self._begun = begun
        for latent in () if begun is None else (begun.latent, None if begun.kept is None else begun.kept.latent):
            if latent is not None and tuple(latent.shape) != self._shape:
                raise RequestError(
                    f"The variation's source has a latent of {tuple(latent.shape)}, the pack makes {self._shape} of "
                    "that length: the recipe was changed, or belongs to another pack."
                )

    def parts_of(self, indices: range) -> Iterator[range]:
        """The candidates of a pool as they are made, all of those of a range before the next."""
        size = 1 if self._frame.alone else len(indices)
        parts = range(0, len(indices), size)
        for part, first in enumerate(parts):
            self._watch.begin_part(part, len(parts))
            yield indices[first : first + size]

    def denoise(self, seeds: Sequence[int]) -> tuple[Tensor, list[range]]:
        """Clean latents (candidate, channel, time, frequency), one for each seed, and which were made together."""
        self._watch.report(DENOISE, 0.0)
        return self._batches.run_in_spans(lambda start, stop: self._sample(seeds, start, stop), len(seeds))

    def decode(self, latents: Tensor) -> tuple[Tensor, list[range]]:
        """Waveforms (candidate, sample) of the plan's exact length, cut and faded, and which were made together."""

        def work(start: int, stop: int) -> Tensor:
            self._watch.report(DECODE, start / len(latents))
            # A copy begins at an aligned address wherever its rows stood: matrix products may depend on that.
            return self._decoded(latents[start:stop].clone())

        decoded = self._batches.run_in_spans(work, len(latents))
        self._watch.report(DECODE, 1.0)
        return decoded

    def _decoded(self, latents: Tensor) -> Tensor:
        form, samples, rate_hz = self._frame.form, self._plan.samples, self._parts.spec.rate_hz
        if self._frame.alone:
            decoder = PieceDecoder(
                self._parts,
                circular=form is Form.CIRCLE,
                on_piece=lambda fraction: self._watch.report(DECODE, fraction),
            )
            waveforms = decoder.waveform(latents)
            return turned(waveforms, samples, rate_hz) if form is Form.CIRCLE else cut(waveforms, samples, rate_hz)
        waveforms = self._parts.vocoder.synthesize(self._parts.codec.decode(latents))
        if form is Form.EVENT:
            waveforms = cut_events(waveforms, samples, rate_hz)
        if self._begun is not None and self._begun.kept is not None:
            return uncut(waveforms, samples)
        return self._guided_by_ear(cut(waveforms, samples, rate_hz))

    def _guided_by_ear(self, waveforms: Tensor) -> Tensor:
        """With the loudness of the guide, where there is one."""
        guide = None if self._begun is None else self._begun.guide
        if guide is None:
            return waveforms
        rate_hz = self._parts.spec.rate_hz
        made = [followed(one.cpu().numpy(), rate_hz, guide.levels, guide.share) for one in waveforms]
        return _bounded(torch.from_numpy(np.stack(made)).to(waveforms.device))

    def embed(self, waveforms: Tensor) -> Tensor:
        """CLAP embeddings (candidate, 512) of waveforms (candidate, sample) at the pack's rate."""
        encoder, rate_hz = self._parts.judge, self._parts.spec.rate_hz

        def work(start: int, stop: int) -> Tensor:
            self._watch.report(RANK, start / len(waveforms))
            return encoder.embed_audio(resample(waveforms[start:stop].clone(), rate_hz, encoder.rate_hz))

        embeddings = self._batches.run(work, len(waveforms))
        self._watch.report(RANK, 1.0)
        return embeddings

    def score(self, waveforms: Tensor, target: Tensor) -> list[float]:
        """How well waveforms (candidate, sample) at the pack's rate match (512,); long ones part by part."""
        longest = round(HEARD_S * self._parts.spec.rate_hz)
        if waveforms.shape[-1] <= longest:
            return score_embeddings(self.embed(waveforms), target)
        return [float(np.mean(score_embeddings(self.embed(heard_parts(one, longest)), target))) for one in waveforms]

    def _denoiser(self, on_group: Callable[[float], None]) -> Denoiser:
        if not self._frame.alone:
            return self._parts.denoiser
        window = self._parts.codec.latent_shape(self._parts.window_frames)[1]
        circular = self._frame.form is Form.CIRCLE
        return WindowedDenoiser(self._parts.denoiser, window, circular=circular, on_group=on_group)

    def _sample(self, seeds: Sequence[int], start: int, stop: int) -> Tensor:
        plan, device = self._plan, self._parts.unconditional.device
        noise = torch.stack([self._noise(seed) for seed in seeds[start:stop]]).to(device)
        embedding = self._embedding(seeds[start:stop])

        gone = 0.0  # of this batch

        def on_step(step: int, steps: int) -> None:
            nonlocal gone
            gone = step / steps
            self._watch.report(DENOISE, (start + (stop - start) * gone) / len(seeds))

        def on_group(share: float) -> None:
            inside = gone + share * (1.0 - gone) / plan.steps  # no more than a step, and never beyond the last
            self._watch.report(DENOISE, (start + (stop - start) * inside) / len(seeds))

        predict = guided(self._denoiser(on_group).predict_eps, embedding, plan.unconditional, plan.guidance)
        if self._begun is not None and self._begun.kept is not None:
            predict = keeping(predict, self._begun.kept, self._parts.schedule)
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
        if self._begun is None or not self._begun.turn:
            return self._plan.embedding.expand(len(seeds), -1)
        return moved(self._plan.embedding, seeds, self._begun.turn)

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
    return _bounded(uncut(waveforms, samples) * _fade(samples, rate_hz).to(waveforms.device))


def uncut(waveforms: Tensor, samples: int) -> Tensor:
    """Waveforms (batch, samples) in float32 as loud as they are to their end, since more of a recording follows there.

    PackError where the vocoder made too few samples.
    """
    if waveforms.shape[-1] < samples:
        raise PackError(
            f"The pack's vocoder made {waveforms.shape[-1]} samples where {samples} were due: install the pack again."
        )
    return waveforms[:, :samples].float()


def turned(waveforms: Tensor, samples: int, rate_hz: int) -> Tensor:
    """Circles (batch, samples) of circles (batch, sample), each begun where it changes least, and not faded."""
    kept = []
    for waveform in waveforms:
        circle = resample_circle(waveform.float().cpu().numpy(), samples)
        kept.append(torch.from_numpy(np.roll(circle, -best_start(circle, rate_hz)).astype(np.float32)))
    return _bounded(torch.stack(kept).to(waveforms.device))


def heard_parts(waveform: Tensor, longest: int) -> Tensor:
    """A waveform (sample,) as parts (part, longest) that cover it evenly."""
    count = -(-len(waveform) // longest)
    starts = [round(one * (len(waveform) - longest) / max(1, count - 1)) for one in range(count)]
    return torch.stack([waveform[start : start + longest] for start in starts])


def _bounded(waveforms: Tensor) -> Tensor:
    """What is louder than PEAK_MOST turned down to it."""
    peak = waveforms.abs().amax(-1, keepdim=True)
    return waveforms * (PEAK_MOST / peak).clamp_max(1.0)


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
