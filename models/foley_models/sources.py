"""The clean latents that variations begin from: made again as their sound was made, or read from the sound itself.

Made again is best: nothing is lost in decoding and encoding, and in the environment of the first time the latent is the
same bit for bit. That takes the pack and the adapter it was made with; where they are gone, the sound is read through
the codec, and the latent that comes of it is kept, so that the same variation can still be made again.
"""

import zlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.batches import Batches
from foley_models.candidate_seeds import source_word
from foley_models.circles import resample_circle
from foley_models.decoding import frames_per_latent
from foley_models.encoding import encoded
from foley_models.errors import RequestError
from foley_models.forms import Frame, frame_of
from foley_models.keeping import Kept, known_frames
from foley_models.limits import sources_of
from foley_models.parts import ModelParts
from foley_models.plan import Plan
from foley_models.pools import denoise_again
from foley_models.progress import DENOISE, SHARES, SOURCE, Watch
from foley_models.render import Begun, Guide, Renderer
from foley_models.requests import Away, Filling, Gap, GenerationRequest, HeldLatent, Imitation, Source, Start, Variation
from foley_models.resample import resample
from foley_models.variation import between, depth_of, is_fresh, share_left, share_of

KEPT_MOST = 16  # latents of a few ten thousand numbers; of three minutes, 2.5 MB


class SourceLatents:
    """Makes the latents of sources; the last ones are kept, so that who asks for more of the same need not wait."""

    def __init__(self, parts: ModelParts, plan_of: Callable[[GenerationRequest, Start | None], Plan]) -> None:
        self._parts, self._plan_of = parts, plan_of
        self._kept: dict[Source, Tensor] = {}

    @torch.inference_mode()
    def begun(self, start: Start | None, watch: Watch) -> Begun | None:
        """What a renderer begins from; without a latent where nothing of the source is left. None for no source.

        Raises what a sampling raises; RequestError where a latent that was kept does not fit.
        """
        if start is None:
            return None
        if isinstance(start, Variation):
            return self._begun(start, _AsSource(watch, _sources_in(start)))
        return self._begun_alone(start)

    def _begun_alone(self, start: Imitation | Filling | Away) -> Begun:
        """Of what begins from no candidate."""
        if isinstance(start, Away):
            word = word_of_start(start)
            return Begun(1.0, None, word) if start.begun is None else replace(self._begun_alone(start.begun), word=word)
        latent, word = self._held(start.latent), word_of(start.latent)
        if isinstance(start, Imitation):
            begins = None if is_fresh(start.strength) else latent
            guide = Guide(start.levels, start.follow)
            return Begun(start.strength, begins, word, share=share_left(start.strength), guide=guide)
        return Begun(1.0, None, word, kept=self._kept_of(start, latent))

    def _kept_of(self, filling: Filling | Gap, latent: Tensor) -> Kept:
        spec = self._parts.spec
        frame_s = frames_per_latent(self._parts) * spec.hop_samples / spec.rate_hz
        known = known_frames(latent.shape[1], frame_s, filling.start_s, filling.end_s)
        return Kept(latent, known.to(latent.device))

    def _held(self, latent: HeldLatent) -> Tensor:
        return torch.from_numpy(latent.values.astype(np.float32)).to(self._parts.unconditional.device)

    def _begun(self, variation: Variation, watch: "_AsSource") -> Begun:
        led, gap, fresh = variation.led, variation.gap, is_fresh(variation.amount)
        latent = None if fresh and gap is None else self._mixed(variation, watch)
        return Begun(
            depth_of(variation.amount, variation.scale),
            None if fresh else latent,
            _word_of_all(variation),
            share=share_of(variation.amount, variation.scale),
            turn=variation.amount,
            guide=None if led is None else Guide(led.levels, led.follow),
            kept=None if gap is None or latent is None else self._kept_of(gap, latent),
        )

    def _mixed(self, variation: Variation, watch: "_AsSource") -> Tensor:
        first, blend = self._latent(variation.source, watch), variation.blend
        if blend is None:
            return first
        second = self._latent(blend.source, watch)
        if second.shape != first.shape:
            raise RequestError(
                f"The two sounds have latents of {tuple(first.shape)} and {tuple(second.shape)}: blend sounds of one "
                "length."
            )
        return between(first, second, blend.mix)

    def _latent(self, source: Source | HeldLatent, watch: "_AsSource") -> Tensor:
        if isinstance(source, HeldLatent):
            return self._held(source)
        known = self._kept.pop(source, None)
        latent = self._made(source, watch) if known is None else known
        self._kept[source] = latent  # the newest is the last
        while len(self._kept) > KEPT_MOST:
            del self._kept[next(iter(self._kept))]
        return latent

    def _made(self, source: Source, watch: "_AsSource") -> Tensor:
        """In the company it was made in, which its bits depend on."""
        start = source.variation
        begun = self._begun(start, watch) if isinstance(start, Variation) else None
        if start is not None and not isinstance(start, Variation):
            begun = self._begun_alone(start)
        plan = self._plan_of(source.request, source.variation)
        batches = Batches(len(source.layout.denoised))
        renderer = Renderer(self._parts, plan, watch, batches=batches, begun=begun)
        company = denoise_again(source.request.seed, renderer, source.layout, index=source.index)
        watch.done()
        return company.state.latent[company.here.index(source.index)].clone()


class _AsSource(Watch):
    """Tells the sampling of so many sources, one after the other, as one stage."""

    def __init__(self, watch: Watch, sources: int) -> None:
        super().__init__(None, None, pools=1)
        self._watch, self._sources = watch, sources
        self._made = 0

    def done(self) -> None:
        """From now on the next one is made."""
        self._made += 1

    def report(self, stage: str, fraction: float) -> None:
        """Tell how far the source at hand is. CancelledError where the user stopped the request."""
        self._watch.report(SOURCE, (self._made + (fraction if stage == DENOISE else 0.0)) / self._sources)


def _sources_in(variation: Variation) -> int:
    """How many sources are made one after the other, at most."""
    return max(len(_made_for(variation)), 1)


def _made_for(variation: Variation) -> list[Source]:
    """All sources that a variation comes of."""
    found: list[Source] = []
    waiting = [variation]
    while waiting:
        made = [one for one in sources_of(waiting.pop()) if isinstance(one, Source)]
        found += made
        waiting += [one.variation for one in made if isinstance(one.variation, Variation)]
    return found


def word_of(source: Source | HeldLatent) -> int:
    """32 bits that stand for a source: of its seed and index and what it comes of, or of the latent that is held."""
    if isinstance(source, HeldLatent):
        return source_word(zlib.crc32(source.values.astype("<f2").tobytes()))
    before = () if source.variation is None else (word_of_start(source.variation),)
    return source_word(source.request.seed, source.index, *before)


def word_of_start(start: Start) -> int:
    """The word of what candidates begin from."""
    if isinstance(start, Variation):
        return _word_of_all(start)
    if isinstance(start, Away):
        own = zlib.crc32(start.heard.astype("<f2").tobytes())
        return source_word(own) if start.begun is None else source_word(own, word_of_start(start.begun))
    return word_of(start.latent)


def _word_of_all(variation: Variation) -> int:
    """The word of a variation's source; of a blend's two together, the same for every mix of them."""
    first = word_of(variation.source)
    return first if variation.blend is None else source_word(first, word_of(variation.blend.source))


def read_latent(
    parts: ModelParts, waveform: NDArray[np.float32], rate_hz: int, *, seconds: float, loop: bool = False
) -> HeldLatent:
    """The latent of a sound (sample,) at `rate_hz`, of which `seconds` are used.

    What a latent covers beyond the sound is filled with the sound backwards and forwards again, since the networks were
    trained on sounds that go on: before silence, variations lie twice as far from their source. A loop is filled with
    itself. RequestError where the sound is empty or has samples that are not numbers.
    """
    if not len(waveform) or not np.isfinite(waveform).all():
        raise RequestError("The sound is empty or has samples that are not numbers: nothing can be made of it.")
    spec = parts.spec
    samples = round(seconds * spec.rate_hz)
    if loop:
        return _read_circle(parts, waveform, frame_of(parts, samples, loop=True))
    shape = frame_of(parts, samples, loop=False).shape
    with torch.inference_mode():
        heard = torch.from_numpy(np.ascontiguousarray(waveform, dtype=np.float32))[None]
        there = resample(heard, rate_hz, spec.rate_hz)[:, :samples]
        whole = max(samples, parts.window_frames * spec.hop_samples)  # as long as what the networks were trained on
        filled = _filled(there, whole, parts).to(parts.unconditional.device)
        latents = encoded(parts, filled)[0]  # (channel, time, frequency)
    missing = max(0, shape[1] - latents.shape[1])
    fitted = torch.cat([latents, latents[:, -1:].expand(-1, missing, -1)], dim=1)[:, : shape[1]]
    return HeldLatent(fitted.float().cpu().numpy().astype(np.float16))


def _read_circle(parts: ModelParts, waveform: NDArray[np.float32], frame: Frame) -> HeldLatent:
    """The latent of a loop (sample,) as it goes round: the second of several rounds."""
    per_latent = frames_per_latent(parts) * parts.spec.hop_samples
    time = frame.shape[1]
    circle = torch.from_numpy(resample_circle(waveform, time * per_latent).astype(np.float32))
    rounds = 2 + -(-parts.window_frames * parts.spec.hop_samples // len(circle))
    with torch.inference_mode():
        going = circle.repeat(rounds)[None].to(parts.unconditional.device)
        latents = parts.codec.encode(parts.front_end(going))[0, :, time : 2 * time]
    return HeldLatent(latents.float().cpu().numpy().astype(np.float16))


def _filled(there: Tensor, whole: int, parts: ModelParts) -> Tensor:
    """A sound (1, sample) as long as a latent covers; by silence where the denoiser knows where a sound ends."""
    if parts.decoded_margin is not None:
        return torch.nn.functional.pad(there, (0, max(0, whole - there.shape[-1])))
    return there[:, _back_and_forth(there.shape[-1], whole)]


def _back_and_forth(samples: int, whole: int) -> Tensor:
    """Indices 0, 1 ... samples - 1, samples - 1 ... 0, 0 ..., `whole` of them."""
    places = torch.arange(whole) % (2 * samples)
    return torch.where(places < samples, places, 2 * samples - 1 - places)


def share_of_source(variation: Start | None, pool: int) -> float:
    """Which part of the work of one pool and of its source the source is, about, in [0, 1)."""
    if not isinstance(variation, Variation) or (is_fresh(variation.amount) and variation.gap is None):
        return 0.0
    work = 0.0
    for source in _made_for(variation):
        amount = source.variation.amount if isinstance(source.variation, Variation) else 1.0
        work += SHARES[DENOISE] * len(source.layout.denoised) * amount
    pool_work = pool * (1.0 - SHARES[DENOISE] * (1.0 - variation.amount))
    return work / (work + pool_work)
