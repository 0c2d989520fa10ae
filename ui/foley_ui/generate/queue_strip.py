"""The requests of this window that are on their way or were not looked at yet, as buttons in a line."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_bridge.journal.rows import Row
from foley_ui.context import Context
from foley_ui.link.told import Status, Told
from foley_ui.takes.words import percent, state_word
from foley_ui.theme.metrics import SPACE_S
from foley_ui.theme.widgets import FlatButton

BUTTON_WIDTH = 210  # px, about what the longest takes
LETTERS_MOST = 22
_NEWS = frozenset({"queued", "started", "finished", "failed"})


@dataclass(frozen=True)
class Waiting:
    """One of them."""

    row: Row
    fraction: float = 0.0

    @property
    def word(self) -> str:
        """How it stands."""
        state = self.row.job.state
        return percent(self.fraction) if state is State.RUNNING else state_word(state)[0]


class OwnRequests(QObject):
    """Knows them by their ids; those at their end stay until they were looked at."""

    changed = Signal()

    def __init__(self, context: Context, reader: JournalReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._reader = reader
        self._ids: list[str] = []  # oldest first
        self._rows: dict[str, Row] = {}
        self._fraction = ("", 0.0)
        self._reading = self._again = False
        context.bridge.told.connect(self._heard)
        context.bridge.status_changed.connect(self._got_on)

    @property
    def ids(self) -> tuple[str, ...]:
        """Oldest first."""
        return tuple(self._ids)

    def waiting(self, shown: str) -> tuple[Waiting, ...]:
        """All that are known, but not the one that is shown; oldest first."""
        running, fraction = self._fraction
        known = (self._rows[one] for one in self._ids if one in self._rows and one != shown)
        return tuple(Waiting(row, fraction if row.job.id == running else 0.0) for row in known)

    def add(self, request: str) -> None:
        """One more was accepted."""
        if request not in self._ids:
            self._ids.append(request)
        self.refresh()

    def looked_at(self, request: str, *, ended: bool = False) -> None:
        """One is shown: at its end it is not waited for any more. `ended`: who shows it knows that it is there."""
        row = self._rows.get(request)
        if request in self._ids and (ended or (row is not None and row.job.state.final)):
            self._ids.remove(request)
            self._rows.pop(request, None)
            self.changed.emit()

    def refresh(self) -> None:
        """Read how they stand."""
        if self._reading or not self._ids:
            self._again = self._reading
            return
        self._reading, wanted = True, tuple(self._ids)
        self._context.work.run(lambda _: self._reader.rows(wanted), owner=self, done=self._took, failed=self._failed)

    def _took(self, rows: tuple[Row, ...]) -> None:
        self._reading = False
        self._rows.update({row.job.id: row for row in rows if row.job.id in self._ids})
        self.changed.emit()
        if self._again:
            self._again = False
            self.refresh()

    def _failed(self, _: Exception) -> None:
        self._reading = False  # read again at the next event

    def _heard(self, told: Told) -> None:
        if told.kind in _NEWS and told.request in self._ids:
            self.refresh()

    def _got_on(self, status: Status) -> None:
        if status.running in self._ids and (status.running, status.fraction) != self._fraction:
            self._fraction = (status.running, status.fraction)
            self.changed.emit()


class QueueStrip(QWidget):
    """A button for each; hidden where there is none."""

    chosen = Signal(str)

    def __init__(self, requests: OwnRequests, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._requests = requests
        self._shown = ""
        self._buttons: dict[str, QPushButton] = {}
        self.setAccessibleName(self.tr("Waiting requests"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_S)
        self._rest = FlatButton("", self)
        self._rest.setEnabled(False)
        self._row.addWidget(self._rest)
        self._row.addStretch(1)
        requests.changed.connect(self._show)
        self._show()

    def show_other_than(self, request: str, *, ended: bool = False) -> None:
        """This one is shown elsewhere, at its end where that is known there."""
        self._shown = request
        self._requests.looked_at(request, ended=ended)
        self._show()

    def minimumSizeHint(self) -> QSize:
        """That of one button: those that have no room are counted."""
        return QSize(BUTTON_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many as there is room for."""
        super().resizeEvent(event)
        if event.oldSize().width() // BUTTON_WIDTH != self.width() // BUTTON_WIDTH:
            self._show()

    def _show(self) -> None:
        self._requests.looked_at(self._shown)
        waiting = self._requests.waiting(self._shown)
        shown = {one.row.job.id: one for one in waiting[: max(1, self.width() // BUTTON_WIDTH)]}
        for request in self._buttons.keys() - shown.keys():
            self._buttons.pop(request).deleteLater()
        for place, (request, one) in enumerate(shown.items()):
            button = self._buttons.get(request) or self._made(request)
            self._row.insertWidget(place, button)
            prompt = one.row.prompt if len(one.row.prompt) <= LETTERS_MOST else f"{one.row.prompt[:LETTERS_MOST]}…"
            button.setText(f"{prompt} · {one.word}".replace("&", "&&"))
            button.setToolTip(one.row.prompt)
            button.setAccessibleName(self.tr("Show {prompt}, {state}").format(prompt=one.row.prompt, state=one.word))
        more = len(waiting) - len(shown)
        self._rest.setText(self.tr("and {number} more").format(number=more))
        self._rest.setVisible(more > 0)
        self.setVisible(bool(waiting))

    def _made(self, request: str) -> QPushButton:
        button = QPushButton(self)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.chosen.emit(request))
        self._buttons[request] = button
        return button
