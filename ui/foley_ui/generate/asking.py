"""Sends requests of this window to the daemon: new ones, the same again, what begins from a sound or a recording."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from foley_bridge.journal.records import Job
from foley_bridge.osc.message import Argument
from foley_models.errors import FoleyError
from foley_ui.filling.wish import FillWish, wish_again
from foley_ui.generate.preset import Preset
from foley_ui.keeping import Keeping
from foley_ui.link.bridge import Bridge
from foley_ui.takes.blending import BlendWish
from foley_ui.takes.origins import Source, filled_in, source_of
from foley_ui.takes.take import Take

OWN = "tray-"  # how the ids of this window's requests begin


@dataclass(frozen=True)
class Refused:
    """A request that the daemon did not accept."""

    request: str
    code: str
    sentence: str


def is_own(request: str) -> bool:
    """Whether a request was asked for in this window."""
    return request.startswith(OWN)


class Asking(QObject):
    """Each of its methods returns the id that the request will have, at once."""

    accepted = Signal(str)  # id; it is on disk
    refused = Signal(object)  # Refused

    def __init__(self, bridge: Bridge, keeping: Keeping, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._keeping = keeping

    def ask(self, preset: Preset) -> str:
        """Ask for what a preset says, and remember its prompt."""
        self._keeping.add_prompt(preset.prompt)
        return self._make(preset)

    def again(self, job: Job, *, exact: bool) -> str:
        """Ask for the same again, with a new seed unless `exact`, from the same sound or recording."""
        same = Preset.of_order(job.order)
        preset = same if exact else replace(same, seed=None)
        source, filled = source_of(job.order), filled_in(job.order)
        if source is not None:
            return self._vary(source, preset.count, preset.pairs() if filled is None else preset.fill_pairs())
        if filled is not None:
            return self._fill(wish_again(filled, preset.prompt, preset.count, preset.fill_pairs()))
        return self._make(preset)

    def more_like(self, take: Take, *, amount: float, count: int) -> str:
        """Ask for sounds like one, `amount` (0 to 1) away from it."""
        return self._vary(Source(take.key, amount), count, {})

    def less_like(self, take: Take, *, amount: float, count: int) -> str:
        """Ask for sounds of its prompt that go away from one, by `amount` (0 to 1)."""
        return self._vary(Source(take.key, amount, less=True), count, {})

    def blend(self, one: Take, other: Take, *, wish: BlendWish) -> str:
        """Ask for sounds between two."""
        return self._vary(Source(one.key, wish.amount, other.key, mix=wish.mix), wish.count, {})

    def fill(self, wish: FillWish) -> str:
        """Ask for a recording with a range made anew, or continued."""
        self._keeping.add_prompt(wish.prompt)
        return self._fill(wish)

    def cancel(self, request: str) -> None:
        """Stop a request within a step."""
        self._bridge.call("/foley/cancel", request, owner=self)

    def _make(self, preset: Preset) -> str:
        if not preset.guide:
            said = (preset.prompt, float(preset.seconds), preset.count)
            return self._send("/foley/generate", *said, pairs=preset.pairs())
        given = (preset.guide, preset.prompt, float(preset.strength), preset.count)
        return self._send("/foley/transform", *given, pairs=preset.imitation_pairs())

    def _vary(self, source: Source, count: int, options: Mapping[str, Argument]) -> str:
        pairs: dict[str, Argument] = dict(options)
        if source.blend:
            pairs |= {"blend": source.blend, "mix": source.mix}
        if source.less:
            pairs["less"] = 1
        return self._send("/foley/variation", source.candidate, float(source.amount), count, pairs=pairs)

    def _fill(self, wish: FillWish) -> str:
        said = (wish.path, float(wish.start_s), float(wish.end_s), wish.prompt, wish.count)
        return self._send("/foley/fill", *said, pairs=wish.pairs())

    def _send(self, address: str, *arguments: Argument, pairs: Mapping[str, Argument]) -> str:
        request = f"{OWN}{uuid.uuid4().hex}"
        self._bridge.collect(
            address,
            *arguments,
            last="accepted",  # of a recording it comes after `looking`
            pairs=pairs,
            request_id=request,
            owner=self,
            done=lambda _: self.accepted.emit(request),
            failed=lambda error: self._refuse(request, error),
        )
        return request

    def _refuse(self, request: str, error: FoleyError) -> None:
        self.refused.emit(Refused(request, error.code, str(error)))
