"""How long a pack will take on this machine, before its weights are read: operations counted on shapes alone.

What one step, one decoding and one hearing cost is counted on networks that have shapes and no numbers. How many
operations a second this machine does is measured with another pack that is loaded: the embedded one. Networks differ in
how well they use a processor: the figure is good to about a factor of two where they are alike, and to no more than the
right order of magnitude where they are not.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from foley_models.audio_spec import AudioSpec
from foley_models.card import CARD_FILE, Card, read_card
from foley_models.pack import Pack, load_pack
from foley_models.parts import EMBEDDING_SIZE, Codec, Denoiser, ModelParts, TextAudioEncoder, Vocoder
from foley_models.resample import resample

GUIDED = 2  # with and without the prompt, in one batch
TIMES = 3  # that something is measured; the quickest counts
Clock = Callable[[], float]


@dataclass(frozen=True)
class Work:
    """Operations (one multiplication or addition each) for one candidate of some seconds."""

    step: int
    finish: int  # decoding, vocoder and hearing
    steps: int  # of the pack, where a request says none
    seconds: float

    @property
    def whole(self) -> int:
        """One candidate from noise to its score."""
        return self.step * self.steps + self.finish


@dataclass(frozen=True)
class Pace:
    """Operations a second of this machine, and what comes after the denoiser on its own."""

    step: float
    finish: float

    def seconds_for(self, work: Work) -> float:
        """About how long one candidate takes."""
        return work.step * work.steps / self.step + work.finish / self.finish


def work_of(folder: Path, seconds: float) -> Work:
    """What one candidate of a pack costs; PackError where it is broken.

    Of published models no weights are read, and hearing, which is little beside the steps, is left out. A pack of the
    embedded family is loaded: it is small.
    """
    card = read_card(folder / CARD_FILE)
    if card.family == "audioldm":
        return _work(_bare_networks(card), card, seconds)
    return _work(_networks_of(load_pack(folder, device="cpu", dtype="float32").parts), card, seconds)


def pace_of(pack: Pack, seconds: float, *, clock: Clock = time.perf_counter) -> Pace:
    """How fast this machine is with a pack in memory; takes a few seconds."""
    networks = _networks_of(pack.parts)
    work = _work(networks, pack.card, seconds)
    step_s = _quickest(lambda: _step(networks, seconds), clock)
    finish_s = _quickest(lambda: _finish(networks, seconds), clock)
    return Pace(work.step / step_s, work.finish / finish_s)


def without_finish(pace: Pace) -> Pace:
    """For another family: what comes after the denoiser is built otherwise there, so it counts like the denoiser."""
    return replace(pace, finish=pace.step)


@dataclass(frozen=True)
class _Networks:
    """What a candidate goes through; `judge` is None where nobody hears it, or that is not counted."""

    spec: AudioSpec
    denoiser: Denoiser
    codec: Codec
    vocoder: Vocoder
    unconditional: Tensor
    judge: TextAudioEncoder | None

    def shape(self, seconds: float) -> tuple[int, int, int]:
        """Of the latent of a sound."""
        return self.codec.latent_shape(self.spec.frames_for(round(seconds * self.spec.rate_hz)))


def _networks_of(parts: ModelParts) -> _Networks:
    judge = parts.judge if parts.judge.can_embed_audio else None
    return _Networks(parts.spec, parts.denoiser, parts.codec, parts.vocoder, parts.unconditional, judge)


def _bare_networks(card: Card) -> _Networks:
    """AudioLDM's, with shapes and without numbers."""
    from foley_models.audioldm.build import build_codec, build_denoiser, build_vocoder
    from foley_models.audioldm.card_shapes import read_shapes
    from foley_models.audioldm.codec import AutoencoderCodec
    from foley_models.audioldm.denoiser import UNetDenoiser
    from foley_models.audioldm.vocoder import HifiGanVocoder

    shapes = read_shapes(card.shapes, card.audio)
    with torch.device("meta"):
        unet, vae, voice = build_denoiser(shapes.denoiser), build_codec(shapes.codec), build_vocoder(shapes.vocoder)
        unconditional = torch.zeros(EMBEDDING_SIZE)
    return _Networks(
        card.audio,
        UNetDenoiser(unet, shapes.denoiser.multiple),
        AutoencoderCodec(vae, shapes.codec, card.audio.mel_bins),
        HifiGanVocoder(voice),
        unconditional,
        judge=None,
    )


def _work(networks: _Networks, card: Card, seconds: float) -> Work:
    step = _counted(lambda: _step(networks, seconds))
    return Work(step, _counted(lambda: _finish(networks, seconds)), card.defaults.steps, seconds)


@torch.inference_mode()
def _step(networks: _Networks, seconds: float) -> Tensor:
    place = networks.unconditional.device
    latents = torch.zeros((GUIDED, *networks.shape(seconds)), device=place)
    steps = torch.full((GUIDED,), 100, device=place)
    return networks.denoiser.predict_eps(latents, steps, networks.unconditional.expand(GUIDED, -1))


@torch.inference_mode()
def _finish(networks: _Networks, seconds: float) -> Tensor:
    latents = torch.zeros((1, *networks.shape(seconds)), device=networks.unconditional.device)
    waveform = networks.vocoder.synthesize(networks.codec.decode(latents))
    if networks.judge is None:
        return waveform
    rate_hz = networks.spec.rate_hz
    return networks.judge.embed_audio(
        resample(waveform[:, : round(seconds * rate_hz)], rate_hz, networks.judge.rate_hz)
    )


def _counted(work: Callable[[], Tensor]) -> int:
    with FlopCounterMode(display=False) as counter:
        work()
    return int(counter.get_total_flops())


def _quickest(work: Callable[[], Tensor], clock: Clock) -> float:
    def once() -> float:
        began_s = clock()
        work().sum().item()  # waits for a GPU, too
        return max(clock() - began_s, 1e-9)

    once()  # makes room
    return min(once() for _ in range(TIMES))
