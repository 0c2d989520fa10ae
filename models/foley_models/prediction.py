"""How long a request will take with a pack on this machine, before its weights are read: operations, on shapes alone.

What the denoiser costs for one candidate and one step, what the latent ear, decoding and hearing cost, is counted on
networks that have shapes and no numbers; how often each is called follows from the request: distilled steps or the
whole denoiser, with guidance or without, who is left early. How many operations a second this machine does is measured
with another pack that is loaded: the embedded one. Networks differ in how well they use a processor: the figure is good
to about a factor of two where they are alike, and to no more than the right order of magnitude where they are not.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from foley_models.audio_spec import AudioSpec
from foley_models.bare_parts import AllOnes, bare_parts
from foley_models.card import CARD_FILE, Card, read_card
from foley_models.features import features_of
from foley_models.finishing import mixed
from foley_models.forms import Form, frame_of
from foley_models.limits import LONG_FROM_S, pool_of
from foley_models.pack import Pack, load_pack
from foley_models.parts import Codec, Denoiser, LatentScorer, ModelParts, TextAudioEncoder, Vocoder
from foley_models.pruning import decoded_of, looks_of
from foley_models.requests import GenerationRequest
from foley_models.resample import resample
from foley_models.samplers import begin
from foley_models.way import NO_GUIDANCE, way_of
from foley_models.windows import windows_at

ROWS_AT_ONCE = 8  # as many as are made together
TIMES = 3  # that something is measured; the quickest counts
Clock = Callable[[], float]


@dataclass(frozen=True)
class Tally:
    """How often the networks are called for one pool of a request, each call counted by the candidates in it.

    `rows` of the denoiser: with guidance two for each step of a candidate, and of what is made window by window for
    each window. `looks` of the latent ear, `finished` of decoding and of hearing.
    """

    rows: int
    looks: int
    finished: int


@dataclass(frozen=True)
class Work:
    """Operations (one multiplication or addition each) of one row, one look, and of finishing one candidate."""

    row: int
    look: int
    finish: int
    tally: Tally

    @property
    def whole(self) -> int:
        """Of the request."""
        tally = self.tally
        return self.row * tally.rows + self.look * tally.looks + self.finish * tally.finished


@dataclass(frozen=True)
class Pace:
    """Operations a second of this machine, and what comes after the denoiser on its own."""

    row: float
    finish: float

    def seconds_for(self, work: Work) -> float:
        """About how long a request takes."""
        tally = work.tally
        after = work.look * tally.looks + work.finish * tally.finished
        return work.row * tally.rows / self.row + after / self.finish


def tally_of(card: Card, request: GenerationRequest, parts: ModelParts | None = None) -> Tally:
    """What a request of fresh sounds calls. RequestError, NotAvailableError for what the pack cannot do.

    For long sounds and loops, which are made window by window, the `parts` of the pack must be there.
    """
    way = way_of(card, request, request.category or next(iter(card.categories)), from_noise=True)
    able = {one.name for one in features_of(card) if not one.missing}
    hears = "ranking" in able
    pool = started_of(card, request)
    each = 1 if way.guidance == NO_GUIDANCE else 2
    windows = [1] * way.steps
    if _is_windowed(request):
        if parts is None:
            raise ValueError("long sounds and loops are counted on a pack that is loaded")
        windows = _windows(card, request, parts)
    finished = decoded_of(pool, request.count)
    alone = _is_windowed(request) and finished == pool  # of which none is left early
    if request.thorough or not hears or "latent_clap" not in card.files or alone:
        return Tally(each * pool * sum(windows), 0, pool)
    looks = looks_of(pool, request.count, way.steps)
    ends = [0, *(look.after for look in looks), way.steps]
    there = [pool, *(look.keep for look in looks)]
    rows = sum(
        each * rows * sum(windows[start:stop]) for rows, (start, stop) in zip(there, pairwise(ends), strict=True)
    )
    return Tally(rows, sum(there), finished)


def started_of(card: Card, request: GenerationRequest) -> int:
    """How many candidates a request starts: where nobody can rank them, no more than are delivered."""
    hears = any(one.name == "ranking" and not one.missing for one in features_of(card))
    return request.count if request.pool is None and not hears else pool_of(request)


def work_of(folder: Path, request: GenerationRequest) -> Work:
    """What a request costs with a pack; PackError where it is broken, else what `tally_of` raises.

    Of published models no weights are read, and the hearing of a ranker beside them, which is little beside the steps,
    is left out. A pack of the embedded family is loaded: it is small.
    """
    card = read_card(folder / CARD_FILE)
    small = card.family == "core"
    parts = load_pack(folder, device="cpu", dtype="float32").parts if small else bare_parts(folder, card)
    window_s = parts.window_frames * parts.spec.hop_samples / parts.spec.rate_hz
    row_s = window_s if _is_windowed(request) else None
    return _work(_networks_of(parts), request.seconds, tally_of(card, request, parts), row_s)


def operations_of(parts: ModelParts, seconds: float) -> Work:
    """What one row, one look and finishing one candidate cost with these parts."""
    return _work(_networks_of(parts), seconds, Tally(0, 0, 0))


def pace_of(pack: Pack, seconds: float, *, clock: Clock = time.perf_counter) -> Pace:
    """How fast this machine is with a pack in memory; takes a few seconds."""
    networks = _networks_of(pack.parts)
    work = operations_of(pack.parts, seconds)
    rows_s = _quickest(lambda: _rows(networks, seconds, ROWS_AT_ONCE), clock)
    finish_s = _quickest(lambda: _finish(networks, seconds), clock)
    return Pace(ROWS_AT_ONCE * work.row / rows_s, work.finish / finish_s)


def without_finish(pace: Pace) -> Pace:
    """For another family: what comes after the denoiser is built otherwise there, so it counts like the denoiser."""
    return replace(pace, finish=pace.row)


def _is_windowed(request: GenerationRequest) -> bool:
    return request.loop or request.seconds > LONG_FROM_S


def _windows(card: Card, request: GenerationRequest, parts: ModelParts) -> list[int]:
    """How many windows one candidate has at each step: they lie elsewhere every time."""
    way = way_of(card, request, request.category or next(iter(card.categories)), from_noise=True)
    frame = frame_of(parts, round(request.seconds * parts.spec.rate_hz), loop=request.loop)
    window = parts.codec.latent_shape(parts.window_frames)[1]
    circular = frame.form is Form.CIRCLE
    state = begin(way.sampler, torch.zeros(1, 1, 1, 1), schedule=parts.schedule, steps=way.steps, ns=way.at)
    return [len(windows_at(frame.shape[1], window, level.n, circular=circular)) for level in state.levels[:-1]]


@dataclass(frozen=True)
class _Networks:
    """What a candidate goes through; `judge` is None where nobody hears it, or that is not counted."""

    spec: AudioSpec
    denoiser: Denoiser
    codec: Codec
    vocoder: Vocoder
    unconditional: Tensor
    judge: TextAudioEncoder | None
    ear: LatentScorer | None = None
    decoded_margin: int | None = None

    def shape(self, seconds: float) -> tuple[int, int, int]:
        """Of the latent of a sound."""
        return self.codec.latent_shape(self.spec.frames_for(round(seconds * self.spec.rate_hz)))


def _networks_of(parts: ModelParts) -> _Networks:
    judge = parts.judge if parts.judge.can_embed_audio else None
    return _Networks(
        parts.spec,
        parts.denoiser,
        parts.codec,
        parts.vocoder,
        parts.unconditional,
        judge=judge,
        ear=parts.latent_scorer,
        decoded_margin=parts.decoded_margin,
    )


def _work(networks: _Networks, seconds: float, tally: Tally, row_s: float | None = None) -> Work:
    """`row_s` where a row is shorter than the sound, since it is made window by window."""
    row = _counted(lambda: _rows(networks, seconds if row_s is None else row_s, 1))
    look = 0 if networks.ear is None else _counted(lambda: _look(networks, seconds))
    return Work(row, look, _counted(lambda: _finish(networks, seconds)), tally)


@torch.inference_mode()
def _rows(networks: _Networks, seconds: float, count: int) -> Tensor:
    place = networks.unconditional.device
    latents = torch.zeros((count, *networks.shape(seconds)), device=place)
    steps = torch.full((count,), 100, device=place)
    return networks.denoiser.predict_eps(latents, steps, networks.unconditional.expand(count, -1))


@torch.inference_mode()
def _look(networks: _Networks, seconds: float) -> Tensor:
    latents = torch.zeros((1, *networks.shape(seconds)), device=networks.unconditional.device)
    if networks.decoded_margin is not None:  # of which only the sound's own frames are heard
        latents = latents[:, :, : networks.spec.frames_for(round(seconds * networks.spec.rate_hz))]
    return networks.unconditional if networks.ear is None else networks.ear.embed_latents(latents)


@torch.inference_mode()
def _finish(networks: _Networks, seconds: float) -> Tensor:
    latents = torch.zeros((1, *networks.shape(seconds)), device=networks.unconditional.device)
    samples, rate_hz = round(seconds * networks.spec.rate_hz), networks.spec.rate_hz
    if networks.decoded_margin is not None:
        latents = latents[:, :, : networks.spec.frames_for(samples) + networks.decoded_margin]
    waveform = mixed(networks.vocoder.synthesize(networks.codec.decode(latents)))[:, :samples]
    if networks.judge is None:
        return waveform
    return networks.judge.embed_audio(resample(waveform, rate_hz, networks.judge.rate_hz))


def _counted(work: Callable[[], Tensor]) -> int:
    with AllOnes(), FlopCounterMode(display=False) as counter:
        work()
    return int(counter.get_total_flops())


def _quickest(work: Callable[[], Tensor], clock: Clock) -> float:
    def once() -> float:
        began_s = clock()
        work().sum().item()  # waits for a GPU, too
        return max(clock() - began_s, 1e-9)

    once()  # makes room
    return min(once() for _ in range(TIMES))
