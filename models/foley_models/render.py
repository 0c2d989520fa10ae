"""From seeds to waveforms: noise, guided sampling, codec, vocoder, and the exact cut, in bounded batches."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.batches import Batches
from foley_models.candidate_seeds import candidate_noise, candidate_seed, variation_seed
from foley_models.decoding import PieceDecoder
from foley_models.denoising import Choose, Company, Denoising, Inside, Looks, every, never
from foley_models.envelope import followed
from foley_models.errors import RequestError
from foley_models.events import cut_events
from foley_models.finishing import HEARD_S, bounded, cut, heard_parts, mixed, turned, uncut
from foley_models.forms import Form, frame_of, own_frames
from foley_models.guidance import guided
from foley_models.keeping import Kept, keeping
from foley_models.parts import Denoiser, ModelParts
from foley_models.plan import Plan
from foley_models.progress import DECODE, DENOISE, RANK, Watch
from foley_models.pruning import LatentEar
from foley_models.requests import FEW_STEPS
from foley_models.resample import resample
from foley_models.samplers import Beginning, PredictEps, Sampling, begin
from foley_models.variation import moved, start_step
from foley_models.windows import WindowedDenoiser


@dataclass(frozen=True)
class Guide:
    """Levels (frame,) in decibels that candidates are given, by a share."""

    levels: NDArray[np.float32]
    share: float


@dataclass(frozen=True)
class Begun:
    """What candidates begin from: a latent (channel, time, frequency), None where nothing of their source is left.

    A `share` of it is noised, to a `depth` over 0 to 1. `word` stands for the source in what is drawn; a `turn` of the
    embedding makes a variation another sound, and an imitation has none. A `guide` sets their loudness, what is `kept`
    stays as it is.
    """

    depth: float
    latent: Tensor | None
    word: int
    share: float = 1.0
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
        self._decoding = 0.0, 1.0  # what is decoded already, and the share of what is being decoded
        self._begun = begun
        for latent in () if begun is None else (begun.latent, None if begun.kept is None else begun.kept.latent):
            if latent is not None and tuple(latent.shape) != self._shape:
                raise RequestError(
                    f"The variation's source has a latent of {tuple(latent.shape)}, the pack makes {self._shape} of "
                    "that length: the recipe was changed, or belongs to another pack."
                )

    def parts_of(self, indices: range, *, together: bool) -> Iterator[range]:
        """The candidates of a pool as they are made, all of those of a range before the next.

        Long ones one by one, unless some of them may be left early, who must be heard `together`.
        """
        size = 1 if self._frame.alone and not together else len(indices)
        parts = range(0, len(indices), size)
        for part, first in enumerate(parts):
            self._watch.begin_part(part, len(parts))
            yield indices[first : first + size]

    @property
    def alone(self) -> bool:
        """Whether each sound is made by itself from beginning to end, since it is long."""
        return self._frame.alone

    def denoise(self, seed: int, indices: Sequence[int], looks: Looks = never, choose: Choose = every) -> list[Company]:
        """Candidates of the request with that seed carried to clean latents; those that are not chosen are left."""
        self._watch.report(DENOISE, 0.0)
        inside = Inside(self._work_done)
        denoising = Denoising(
            lambda rows: self._start(seed, rows),
            lambda rows: self._predict(seed, rows, inside),
            batches=self._batches,
            on_work=self._work_done,
            inside=inside,
        )
        return denoising.run(indices, looks, choose)

    def decode(self, latents: Tensor, *, before: int = 0, of: int | None = None) -> tuple[Tensor, list[range]]:
        """Waveforms (candidate, sample) of the plan's exact length, cut and faded, and which were made together.

        Where they are decoded in several calls, `before` were and there are so many `of` them in all.
        """
        whole = len(latents) if of is None else of

        def work(start: int, stop: int) -> Tensor:
            self._watch.report(DECODE, (before + start) / whole)
            self._decoding = (before + start) / whole, (stop - start) / whole
            # A copy begins at an aligned address wherever its rows stood: matrix products may depend on that.
            return self._decoded(latents[start:stop].clone())

        decoded = self._batches.run_in_spans(work, len(latents))
        self._watch.report(DECODE, (before + len(latents)) / whole)
        return decoded

    def _decoded(self, latents: Tensor) -> Tensor:
        form, samples, rate_hz = self._frame.form, self._plan.samples, self._parts.spec.rate_hz
        if self._frame.alone:
            begun, share = self._decoding
            decoder = PieceDecoder(
                self._parts,
                circular=form is Form.CIRCLE,
                on_piece=lambda fraction: self._watch.report(DECODE, begun + share * fraction),
            )
            waveforms = decoder.waveform(latents)
            if form is Form.CIRCLE:
                return turned(waveforms, samples, rate_hz)
            return self._guided_by_ear(cut(waveforms, samples, rate_hz))
        waveforms = self._parts.vocoder.synthesize(self._parts.codec.decode(self._needed(latents)))
        if form is Form.EVENT:
            waveforms = cut_events(waveforms, samples, rate_hz)
        if self._begun is not None and self._begun.kept is not None:
            return bounded(uncut(waveforms, samples))
        return self._guided_by_ear(cut(waveforms, samples, rate_hz))

    def _needed(self, latents: Tensor) -> Tensor:
        """The latent frames that the sound takes, and what decoding hears around it: of some packs the beginning."""
        margin, own = self._parts.decoded_margin, own_frames(self._parts, self._plan.samples)
        if margin is None or own is None:
            return latents
        return latents[:, :, : own + margin]

    def _guided_by_ear(self, waveforms: Tensor) -> Tensor:
        """With the loudness of the guide, where there is one."""
        guide = None if self._begun is None else self._begun.guide
        if guide is None:
            return waveforms
        rate_hz = self._parts.spec.rate_hz
        made = [followed(one.cpu().numpy(), rate_hz, guide.levels, guide.share) for one in waveforms]
        return bounded(torch.from_numpy(np.stack(made)).to(waveforms.device))

    def embed(self, waveforms: Tensor) -> Tensor:
        """CLAP embeddings (candidate, 512) of waveforms (candidate, sample) at the pack's rate."""
        encoder, rate_hz = self._parts.judge, self._parts.spec.rate_hz

        def work(start: int, stop: int) -> Tensor:
            self._watch.report(RANK, start / len(waveforms))
            return encoder.embed_audio(resample(waveforms[start:stop].clone(), rate_hz, encoder.rate_hz))

        embeddings = self._batches.run(work, len(waveforms))
        self._watch.report(RANK, 1.0)
        return embeddings

    def latent_ear(self, always: frozenset[int]) -> LatentEar | None:
        """Who chooses among foreseen latents; None where all of a pool are finished."""
        scorer, target = self._parts.latent_scorer, self._plan.latent_target
        if scorer is None or target is None:
            return None
        avoided = self._plan.avoided
        known = avoided if avoided is not None and avoided.of_latents else None
        spec, own = self._parts.spec, own_frames(self._parts, self._plan.samples)
        heard = spec.frames_for(round(HEARD_S * spec.rate_hz))
        return LatentEar(
            scorer,
            target,
            diversity=self._plan.diversity,
            always=always,
            avoided=known,
            longest_frames=heard if own is not None else self._parts.codec.latent_shape(heard)[1],
            own_frames=own,
        )

    def hear(self, waveforms: Tensor) -> list[Tensor]:
        """Of each of (candidate, sample) at the pack's rate its embeddings (part, 512); only long ones have parts.

        Of two channels their mean is heard.
        """
        waveforms = mixed(waveforms)
        longest = round(HEARD_S * self._parts.spec.rate_hz)
        if waveforms.shape[-1] <= longest:
            return list(self.embed(waveforms)[:, None])
        return [self.embed(heard_parts(one, longest)) for one in waveforms]

    def _denoiser(self, on_group: Callable[[float], None]) -> Denoiser:
        quick = self._parts.quick if self._plan.sampler == FEW_STEPS else None
        denoiser = self._parts.denoiser if quick is None else quick
        if not self._frame.alone:
            return denoiser
        window = self._parts.codec.latent_shape(self._parts.window_frames)[1]
        circular = self._frame.form is Form.CIRCLE
        return WindowedDenoiser(denoiser, window, circular=circular, on_group=on_group)

    def _work_done(self, share: float) -> None:
        self._watch.report(DENOISE, min(share, 1.0))  # those that must go on may be more than was reckoned with

    def _start(self, seed: int, rows: Sequence[int]) -> Sampling:
        plan = self._plan
        noise = torch.stack([self._noise(candidate_seed(seed, row)) for row in rows])
        return begin(
            plan.sampler,
            noise.to(self._parts.unconditional.device),
            schedule=self._parts.schedule,
            steps=plan.steps,
            beginning=self._beginning(len(rows)),
            seeds=[self._noise_seed(candidate_seed(seed, row)) for row in rows],
            ns=plan.steps_at,
        )

    def _predict(self, seed: int, rows: Sequence[int], inside: Inside) -> PredictEps:
        plan, embedding = self._plan, self._embedding([candidate_seed(seed, row) for row in rows])
        predict = guided(self._denoiser(inside.report).predict_eps, embedding, plan.unconditional, plan.guidance)
        if self._begun is None or self._begun.kept is None:
            return predict
        return keeping(predict, self._begun.kept, self._parts.schedule)

    def _noise(self, seed: int) -> Tensor:
        return candidate_noise(self._noise_seed(seed), self._shape)

    def _noise_seed(self, seed: int) -> int:
        return seed if self._begun is None else variation_seed(seed, self._begun.word)

    def _embedding(self, seeds: Sequence[int]) -> Tensor:
        """What conditions each candidate, (batch, 512)."""
        if self._begun is None or not self._begun.turn or self._parts.conditioner is not None:
            return self._plan.embedding.expand(len(seeds), -1)
        return moved(self._plan.embedding, seeds, self._begun.turn)

    def _beginning(self, rows: int) -> Beginning | None:
        if self._begun is None or self._begun.latent is None:
            return None
        left = self._begun.share * self._begun.latent.expand(rows, -1, -1, -1)
        return Beginning(left, start_step(self._begun.depth, self._parts.schedule))
