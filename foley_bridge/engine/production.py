"""From an order and a loaded model stack to the events of its making: progress, finished sounds, ranking, the end."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from foley_bridge.engine.ancestry import descent_of
from foley_bridge.engine.beginnings import FromFill, FromImitation, FromNoise, copied_of, fill_of, imitation_of
from foley_bridge.engine.events import Advanced, Finished, Made, Ranked, Tell
from foley_bridge.engine.leaving import leaving_of
from foley_bridge.engine.mastering import Master
from foley_bridge.files.lineage import named_layout
from foley_bridge.files.loudness import integrated_lufs, peak_dbfs, true_peak_dbtp
from foley_bridge.files.recipe import Choice, Environment, PackOrigin, build_recipe, describe_sound
from foley_bridge.protocol.order import Order, VariedFrom
from foley_models.errors import FoleyError
from foley_models.progress import SOURCE
from foley_models.requests import Candidate, GenerationRequest, Planned, Progress, Ranking, StreamEvent, Summary

if TYPE_CHECKING:
    from foley_models.pack import Pack
    from foley_models.stack import ModelStack

LEAST_FOR_ESTIMATE = 0.03  # of the whole; before that the first batch's start-up would be taken for the pace


def _is_fit(_: NDArray[np.floating], __: int) -> str | None:
    """The check of those who check nothing."""
    return None


@dataclass(frozen=True)
class Craft:
    """What the files room knows of sounds: why one is unfit (None = it is fit), and what a prompt is filed under."""

    check_sound: Callable[[NDArray[np.float32], int], str | None]  # waveform, rate_hz
    check_master: Callable[[bytes, int], str | None]  # PCM, samples due
    predict_cat_id: Callable[[str], str]
    check_loop: Callable[[NDArray[np.floating], int], str | None] = _is_fit  # in place of check_sound, of a loop
    check_seam: Callable[[NDArray[np.floating], int], str | None] = _is_fit  # of a loop as it goes into its file


class Production:
    """One order on its way through the stack."""

    def __init__(
        self, stack: "ModelStack", order: Order, craft: Craft, *, tell: Tell, origin: PackOrigin | None = None
    ) -> None:
        self._stack, self._order, self._craft, self._tell = stack, order, craft, tell
        self._definite: GenerationRequest = order.request
        self._cat_id = order.cat_id
        self._master: Master | None = None  # of the sound that passed the gate last
        self._pace = Pace(time.monotonic())
        self._origin = origin or origin_of(stack.pack)
        self._environment = recorded_environment(stack)
        self._begins = FromNoise()

    def run(self, *, batch_size: int, skip: frozenset[int], cancelled: Callable[[], bool]) -> None:
        """Make it, telling every event in this thread; raises what the stack raises."""
        self._begins = self._beginning(cancelled)
        events = self._stack.stream(
            self._order.request,
            on_progress=self._advance,
            cancelled=cancelled,
            gate=self._refusal,
            skip=skip,
            batch_size=batch_size,
            variation=self._begins.start,
        )
        for event in events:
            self._take(event)

    def _beginning(self, cancelled: Callable[[], bool]) -> FromNoise:
        order, stack, source = self._order, self._stack, self._order.source
        if source is not None:
            return self._left_behind(source, cancelled) if source.less else self._varied(source)
        if order.imitated is not None:
            return imitation_of(order.imitated, order, stack)
        if order.filled is not None:
            return fill_of(order.filled, order, stack)
        return FromNoise()

    def _varied(self, source: VariedFrom) -> FromNoise:
        descent = descent_of(source, self._stack, self._origin)
        start, begins, note = descent.variation, (descent.ancestor,), descent.note
        if descent.fill is not None and self._order.filled is not None:
            return FromFill(descent.fill, copied_of(self._order.filled), start, begins, note)
        if descent.imitation is not None:
            return FromImitation(descent.imitation, start, begins, note)
        return FromNoise(start, begins, note)

    def _left_behind(self, source: VariedFrom, cancelled: Callable[[], bool]) -> FromNoise:
        order, stack = self._order, self._stack
        left = leaving_of(source, stack, self._origin, on_progress=self._lead, cancelled=cancelled)
        begins, note = (left.part,), left.note
        if order.filled is not None:
            return fill_of(order.filled, order, stack, left.away, begins, note)
        if left.imitation is not None:
            return FromImitation(left.imitation, left.away, begins, note)
        return FromNoise(left.away, begins, note)

    def _lead(self, _: Progress) -> None:
        """What comes before the order's own sounds."""
        self._tell(Advanced(SOURCE, 0.0, math.nan))

    def _advance(self, progress: Progress) -> None:
        self._tell(Advanced(progress.stage, progress.overall, self._pace.left_s(progress.overall, time.monotonic())))

    def _refusal(self, waveform: NDArray[np.float32], rate_hz: int) -> str | None:
        """The gate, before mastering and after it: so a sound that mastering spoils is replaced, too."""
        order, craft, begins = self._order, self._craft, self._begins
        loop, seconds, filled = order.request.loop, order.request.seconds, order.filled
        heard = begins.heard(waveform, rate_hz)
        ends_softly = loop or filled is not None  # or goes on
        refusal = craft.check_loop(heard, rate_hz) if ends_softly else craft.check_sound(heard, rate_hz)
        if refusal is not None:
            return refusal
        self._master = master = begins.master(waveform, rate_hz, order.rate_hz, seconds=seconds, loop=loop)
        refusal = begins.refusal(master, order.rate_hz)
        if refusal is None and filled is None:
            refusal = craft.check_master(master.pcm, round(seconds * order.rate_hz) * master.form.channels)
        if refusal is None and loop:
            refusal = craft.check_seam(master.waveform, order.rate_hz)
        return refusal

    def _take(self, event: StreamEvent) -> None:
        if isinstance(event, Planned):
            self._definite = event.request
        elif isinstance(event, Candidate):
            self._tell(self._made(event))
        elif isinstance(event, Ranking):
            self._tell(Ranked(event.indices))
        else:
            self._tell(_finished(event, note=self._begins.note))

    def _made(self, candidate: Candidate) -> Made:
        master = self._master
        if master is None:
            raise FoleyError(f"Candidate {candidate.index} was chosen without the gate.")
        rate_hz = self._order.rate_hz
        self._cat_id = self._cat_id or self._craft.predict_cat_id(self._order.request.prompt)
        return Made(
            index=candidate.index,
            rank=candidate.rank,
            score=candidate.score,
            passed=candidate.passed,
            seed=candidate.seed,
            pcm=master.pcm,
            rate_hz=rate_hz,
            gain_db=master.gain_db,
            peak_dbfs=peak_dbfs(master.waveform),
            true_peak_dbtp=true_peak_dbtp(master.waveform),
            loudness_lufs=integrated_lufs(master.waveform, rate_hz),
            cat_id=self._cat_id,
            recipe=self._recipe(candidate, master),
            channels=master.form.channels,
            subtype=master.form.subtype,
        )

    def _recipe(self, candidate: Candidate, master: Master) -> Mapping[str, Any]:
        return build_recipe(
            self._definite,
            Choice(candidate.index, candidate.seed, candidate.rank, score=candidate.score, passed=candidate.passed),
            sound=describe_sound(
                master.pcm,
                self._order.rate_hz,
                master.gain_db,
                cat_id=self._cat_id,
                channels=1 if self._order.filled is not None else master.form.channels,  # of a fill they stand there
            ),
            pack=self._origin,
            layout=named_layout(candidate.layout),
            environment=self._environment,
            begins=self._begins.begins(master, self._order.rate_hz),
            route=self._order.route,
        )


class Pace:
    """What is left, judged by what is done."""

    def __init__(self, now_s: float) -> None:
        self._began_s = now_s

    def left_s(self, overall: float, now_s: float) -> float:
        """Seconds left at a fraction of the whole; NaN where it is too early to say."""
        if overall < LEAST_FOR_ESTIMATE:
            return math.nan
        return (now_s - self._began_s) * (1.0 - overall) / overall


def origin_of(pack: "Pack", *, adapter: str = "", adapter_licence: str = "") -> PackOrigin:
    """Which weights these are, for a recipe; `adapter` is the name and digest of what is on them."""
    licence = pack.card.licence
    return PackOrigin(
        pack.card.name,
        pack.card.version,
        pack.digest,
        licence=f"{licence.weights}, of its adapter: {adapter_licence}" if adapter else licence.weights,
        commercial_use=licence.commercial_use,
        licence_note=licence.note,
        adapter=adapter,
    )


def recorded_environment(stack: "ModelStack") -> Environment:
    """What the bits of a file depend on here: the stack's environment and what resamples its sounds."""
    from importlib.metadata import version

    here = stack.environment()
    return Environment(
        here.device,
        here.dtype,
        here.threads,
        processor=here.processor,
        system=here.system,
        libraries={**here.libraries, "soxr": version("soxr")},
    )


def _finished(summary: Summary, *, note: str) -> Finished:
    from foley_models.handover import listed

    reasons = listed(summary.reasons)
    return Finished(
        delivered=summary.delivered,
        rejected=summary.rejected,
        reasons=" ".join(one for one in (reasons, note) if one),
        category=summary.category,
        threshold=summary.threshold,
        guidance=summary.guidance,
        steps=summary.steps,
        sampler=summary.sampler,
    )
