"""The studio's own recordings beside the sounds of a request, under the same score, on one ranked list.

They are searched by the request's own words, with the ear of the pack and the adapter that made it. A search by words
may have to wake the engine: a request that is only looked at again asks for it where the engine is awake anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from foley_bridge.client import Client
from foley_bridge.journal.records import Kind, State
from foley_bridge.journal.rows import read_object
from foley_bridge.library.records import Hit
from foley_bridge.osc.message import Argument
from foley_models.errors import FoleyError
from foley_ui.keeping import Keeping
from foley_ui.link.bridge import Bridge
from foley_ui.link.told import Told
from foley_ui.takes.take import Asked, Take

SHOWN = "takes.library"  # the name of the choice
RECORDINGS = 4
_AWAKE = frozenset({"ready", "busy"})
_NO_SCORE = -2.0


@dataclass(frozen=True)
class _Wish:
    """What is searched for a request."""

    words: str
    pack: str
    adapter: str

    @property
    def pairs(self) -> dict[str, Argument]:
        """As /foley/search takes them."""
        given: dict[str, Argument] = {"limit": RECORDINGS, "there": 1, "adapter": self.adapter}
        return {**given, "pack": self.pack} if self.pack else given


class Beside(QObject):
    """`changed` when other recordings belong to the request that is shown; `nothing_there`: the library is empty."""

    changed = Signal()
    nothing_there = Signal()

    def __init__(self, bridge: Bridge, keeping: Keeping, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._keeping = bridge, keeping
        self._asked: Asked | None = None
        self._made_here = ""  # a request that was seen in the making: the engine is awake for it
        self._known: tuple[str, tuple[Hit, ...]] = ("", ())  # of which request
        self._asking = ""
        self._tell = False  # whether an empty library is told, once the answer is there
        bridge.told.connect(self._heard)

    @property
    def shown(self) -> bool:
        """Whether recordings are wanted on the list."""
        return bool(self._keeping.choice(SHOWN, default=True))

    def set_shown(self, *, on: bool) -> None:
        """Want them, or not; where they are wanted by hand, the engine may wake for it."""
        self._keeping.choose(SHOWN, value=on)
        if on and self._asked is not None:
            self._ask(self._asked, tell=True)
        self.changed.emit()

    def together(self, asked: Asked) -> Asked:
        """A request with the recordings that are known for it, best score first."""
        self._follow(asked)
        request, hits = self._known
        if not self.shown or not hits or request != asked.row.job.id or not asked.row.job.state.final:
            return asked
        threshold = next((one.threshold for one in asked.takes), None)
        own = [_recording(hit, threshold) for hit in hits]
        return replace(asked, takes=ranked([*asked.takes, *own]))

    def _follow(self, asked: Asked) -> None:
        self._asked = asked
        job = asked.row.job
        if not job.state.final:
            self._made_here = job.id
        elif self.shown and self._known[0] != job.id and self._may_ask(job.id):
            self._ask(asked)

    def _may_ask(self, request: str) -> bool:
        status = self._bridge.status
        return request == self._made_here or (status is not None and status.engine in _AWAKE)

    def _ask(self, asked: Asked, *, tell: bool = False) -> None:
        request, wish = asked.row.job.id, _wish(asked)
        if wish is None:
            return
        self._tell = tell or (self._tell and self._asking == request)
        if self._asking == request:
            return
        self._asking = request

        def done(hits: tuple[Hit, ...] | None) -> None:
            self._asking = ""
            self._known = (request, hits or ())
            if hits:
                self.changed.emit()
            elif hits is None and self._tell:
                self.nothing_there.emit()

        def failed(_: FoleyError) -> None:
            self._asking = ""
            self._known = (request, ())  # another ear, or no daemon: the list is whole without them

        self._bridge.visit(lambda client: _search(client, wish), owner=self, done=done, failed=failed)

    def _heard(self, told: Told) -> None:
        if told.kind == "library-changed" and self._asked is not None and self._known[0] == self._asked.row.job.id:
            self._known = ("", ())
            if self.shown and self._may_ask(self._asked.row.job.id):
                self._ask(self._asked)


def ranked(takes: Sequence[Take]) -> tuple[Take, ...]:
    """All of them by score, those without one last, numbered anew."""
    by_score = sorted(takes, key=lambda one: one.score if one.scored else _NO_SCORE, reverse=True)
    return tuple(replace(one, rank=rank) for rank, one in enumerate(by_score, start=1))


def _wish(asked: Asked) -> _Wish | None:
    """None where scores of recordings would not be of the same kind."""
    job = asked.row.job
    order = read_object(job.order)
    request = order.get("request")
    target = request.get("target") if isinstance(request, dict) else None
    if job.kind is not Kind.GENERATE or job.state is not State.DONE or target not in (None, "", "text"):
        return None
    if not asked.row.prompt or not any(one.scored for one in asked.takes):
        return None
    return _Wish(asked.row.prompt, str(order.get("pack") or ""), str(order.get("adapter") or ""))


def _search(client: Client, wish: _Wish) -> tuple[Hit, ...] | None:
    """None where the library holds nothing: then nobody is woken."""
    if not client.library().heard:
        return None
    return client.search(wish.words, pairs=wish.pairs)


def _recording(hit: Hit, threshold: float | None) -> Take:
    return Take(
        request="",
        index=0,
        rank=hit.rank,
        score=hit.score,
        threshold=threshold,
        passed=threshold is None or hit.score >= threshold,
        seed=0,
        seconds=hit.length_s,
        path=Path(hit.path),
        there=hit.there,
        imported=False,
        recipe="",
        own=True,
        start_s=hit.start_s,
    )
