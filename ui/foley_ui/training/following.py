"""Follows one training: everything so far from its folder and the journal, then what the daemon tells."""

from PySide6.QtCore import QObject, QTimer, Signal

from foley_bridge.journal.reading import JournalReader
from foley_ui.context import Context
from foley_ui.link.told import Status, Told
from foley_ui.link.work import Task
from foley_ui.training.story import Event, Story, event_of
from foley_ui.training.training_state import Opened, TrainingState, open_training, read_training

# After these the journal has something new about a training.
NEWS = frozenset({"started", "trained", "paused", "resumed", "decided", "finished", "failed", "queued"})
SOUNDS = "sounds"  # the stage of a training that waits while sounds are made
READ_AFTER_MS = 60  # several come at once


class Following(QObject):
    """In Qt's thread; one training at a time, or none."""

    state_changed = Signal(object)  # TrainingState, or None where it is not known any more
    grew = Signal()  # the story has something new
    stage_changed = Signal(str, float, float)  # stage, fraction of the whole, seconds left (both below 0: unknown)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._reader = JournalReader(context.folders.journal_file)
        self.request = ""
        self.state: TrainingState | None = None
        self.story = Story()
        self._waiting: list[Event] | None = None  # what is told while the folder is read
        self._task: Task | None = None
        self._news = QTimer(self)
        self._news.setSingleShot(True)
        self._news.setInterval(READ_AFTER_MS)
        self._news.timeout.connect(self._read_state)
        context.bridge.told.connect(self._told)
        context.bridge.status_changed.connect(self._status)
        context.bridge.reached.connect(self._reached)

    def open(self, request: str) -> None:
        """Follow another one, or the same from its beginning; "" for none."""
        if self._task is not None:
            self._task.cancel()
        self.request, self.state, self.story = request, None, Story()
        if not request:
            self._waiting = None
            return
        self._waiting = []
        reader = self._reader
        self._task = self._context.work.run(lambda _: open_training(reader, request), owner=self, done=self._opened)

    def refresh(self) -> None:
        """Read again what the journal and the folder say of its state."""
        if self.request:
            self._news.start()

    def _opened(self, opened: Opened | None) -> None:
        waiting, self._waiting = self._waiting or [], None
        if opened is not None:
            self.state, self.story = opened.state, opened.story
        for event in waiting:
            self.story.take(event)
        self.state_changed.emit(self.state)
        self.grew.emit()

    def _told(self, told: Told) -> None:
        if not self.request or told.request != self.request:
            return
        event = event_of(told.kind, told.values)
        if event is not None and self._waiting is not None:
            self._waiting.append(event)
        elif event is not None:
            self.story.take(event)
            self.grew.emit()
        if told.kind in NEWS:
            self._news.start()

    def _status(self, status: Status) -> None:
        if not self.request:
            return
        if status.running == self.request:
            self.stage_changed.emit(status.stage, status.fraction, status.left_s)
        elif status.training == self.request and status.running:
            self.stage_changed.emit(SOUNDS, -1.0, -1.0)

    def _reached(self, reached: bool, _: str) -> None:  # noqa: FBT001  # Qt's signal
        if reached and self.request:
            self.open(self.request)

    def _read_state(self) -> None:
        reader, request = self._reader, self.request
        self._context.work.run(lambda _: read_training(reader, request), owner=self, done=self._read)

    def _read(self, state: TrainingState | None) -> None:
        if state is not None and state.request == self.request and self._waiting is None:
            self.state = state
            self.state_changed.emit(state)
