"""Follows one request through the journal, whoever asked for it: the journal is the truth, events are hints."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from foley_bridge.journal.reading import JournalReader
from foley_ui.link.bridge import Bridge
from foley_ui.link.told import Status, Told
from foley_ui.link.work import Work
from foley_ui.takes.take import Asked, read_asked

_ABOUT_IT = frozenset({"queued", "started", "delivered", "finished", "failed", "imported"})
_MOVES_THE_QUEUE = frozenset({"queued", "started", "finished", "failed"})


@dataclass(frozen=True)
class Progress:
    """How far a request is; `left_s` is below 0 where there is no estimate."""

    stage: str
    fraction: float
    left_s: float


class Following(QObject):
    """Tells what is known of a request, at once when it is chosen and again whenever something happens to it."""

    changed = Signal(object)  # Asked, None where no request is followed or none is known
    progressed = Signal(object)  # Progress

    def __init__(self, bridge: Bridge, work: Work, reader: JournalReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._work = work
        self._reader = reader
        self._request = ""
        self._asked: Asked | None = None
        self._reading = False
        self._read_again = False
        bridge.told.connect(self._heard)
        bridge.status_changed.connect(self._got_on)
        bridge.reached.connect(self._reached)

    @property
    def request(self) -> str:
        """The id that is followed; "" for none."""
        return self._request

    @property
    def asked(self) -> Asked | None:
        """What was told last."""
        return self._asked

    def follow(self, request: str) -> None:
        """Follow another request; "" for none."""
        if request == self._request:
            self.refresh()
            return
        self._request = request
        if not request:
            self._tell(None)
            return
        self.refresh()

    def refresh(self) -> None:
        """Read the request again; while that is going on, once more afterwards."""
        if not self._request:
            return
        if self._reading:
            self._read_again = True
            return
        self._reading, self._read_again = True, False
        request = self._request
        self._work.run(
            lambda _: read_asked(self._reader, request),
            owner=self,
            done=lambda asked: self._took(request, asked),
            failed=lambda error: self._failed(str(error)),
        )

    def _took(self, request: str, asked: Asked | None) -> None:
        self._reading = False
        if request == self._request:
            self._tell(asked)
        if self._read_again or request != self._request:
            self.refresh()

    def _failed(self, _: str) -> None:
        """What cannot be read now is read at the next event; that the daemon is in trouble the window says itself."""
        self._reading = False

    def _tell(self, asked: Asked | None) -> None:
        self._asked = asked
        self.changed.emit(asked)

    def _heard(self, told: Told) -> None:
        waits = self._asked is not None and self._asked.place > 0
        if (told.request == self._request and told.kind in _ABOUT_IT) or (waits and told.kind in _MOVES_THE_QUEUE):
            self.refresh()

    def _reached(self, reached: bool, _: str) -> None:  # noqa: FBT001  # Qt's signal gives it by position
        if reached:
            self.refresh()

    def _got_on(self, status: Status) -> None:
        if self._request and status.running == self._request:
            self.progressed.emit(Progress(status.stage, status.fraction, status.left_s))
