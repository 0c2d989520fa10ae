"""What is going on, in one place for the status strip and the tray: asked of the bridge, named from the journal."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_bridge.journal.rows import Row, prompt_of, read_object
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.link.told import Status, Told

# Failures that say something about this machine, not about what was asked.
_TROUBLES = frozenset({"engine-crashed", "disk-full", "out-of-memory", "no-pack", "bad-path", "internal"})
_OF_TRAININGS = frozenset({"queued", "started", "paused", "resumed", "trained", "failed", "finished"})
NAMES_MOST = 200


@dataclass(frozen=True)
class Training:
    """The training that is on its way or paused."""

    id: str
    name: str
    paused: bool


@dataclass(frozen=True)
class Now:
    """How things stand."""

    reached: bool = False
    trouble: str = ""  # why the daemon is not there, or the failure that nobody has looked at yet
    status: Status = Status()  # noqa: RUF009  # frozen
    making: str = ""  # prompt of the sounds at work; "" where none are, or where it is not known yet
    training: Training | None = None

    @property
    def is_making(self) -> bool:
        """Whether sounds are at work."""
        return bool(self.status.running) and self.status.running != self.status.training

    @property
    def is_training(self) -> bool:
        """Whether a training is at work, if only behind sounds."""
        return bool(self.status.training)


class Standing(QObject):
    """Keeps the newest `Now`; in Qt's thread, with what is on disk read in a worker."""

    changed = Signal(object)  # Now

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._reader = JournalReader(context.folders.journal_file)
        self._names: dict[str, str] = {}  # of requests; "" while it is being looked for
        self.now = Now()
        bridge = context.bridge
        bridge.status_changed.connect(self._take_status)
        bridge.told.connect(self._hear)
        bridge.reached.connect(self._take_reached)
        if bridge.status is not None:
            self._take_reached(reached=True, sentence="")
            self._take_status(bridge.status)

    def seen(self) -> None:
        """Somebody has looked: a failure is no trouble any more."""
        if self.now.reached and self.now.trouble:
            self._set(replace(self.now, trouble=""))

    def _take_status(self, status: Status) -> None:
        making = self._name_of(status.running) if status.running and status.running != status.training else ""
        self._set(replace(self.now, reached=True, status=status, making=making))

    def _take_reached(self, reached: bool, sentence: str) -> None:  # noqa: FBT001  # Qt's signal gives it by position
        if reached:
            self._set(replace(self.now, reached=True, trouble=""))
            self._read_trainings()
        else:
            self._set(Now(trouble=sentence))

    def _hear(self, told: Told) -> None:
        if told.kind == "queued" and told.request:
            self._learn_name(told.request, str(told.values.get("prompt", "")))
        elif told.kind == "failed" and told.values.get("code") in _TROUBLES:
            self._set(replace(self.now, trouble=str(told.values.get("text", ""))))
        elif told.kind in ("finished", "trained"):
            self.seen()
        if told.kind in _OF_TRAININGS:
            self._read_trainings()

    def _name_of(self, request: str) -> str:
        if request not in self._names:
            self._learn_name(request, "")
            self._context.work.run(
                lambda _: self._reader.rows((request,)), owner=self, done=self._take_rows, failed=_left_to_the_next
            )
        return self._names[request]

    def _take_rows(self, rows: tuple[Row, ...]) -> None:
        for row in rows:
            self._learn_name(row.job.id, row.prompt)
        self._take_status(self.now.status)

    def _learn_name(self, request: str, name: str) -> None:
        self._names[request] = name
        while len(self._names) > NAMES_MOST:
            del self._names[next(iter(self._names))]

    def _read_trainings(self) -> None:
        self._context.work.run(
            lambda _: unfinished_training(self._reader), owner=self, done=self._take_training, failed=_left_to_the_next
        )

    def _take_training(self, training: Training | None) -> None:
        self._set(replace(self.now, training=training))

    def _set(self, now: Now) -> None:
        if now != self.now:
            self.now = now
            self.changed.emit(now)


def unfinished_training(reader: JournalReader) -> Training | None:
    """The training at work, else the newest that is paused, else the next that waits."""
    order = {State.RUNNING: 0, State.PAUSED: 1, State.QUEUED: 2}
    open_ones = [row.job for row in reader.trainings() if not row.job.state.final]
    if not open_ones:
        return None
    job = min(open_ones, key=lambda one: order.get(one.state, 3))
    return Training(job.id, prompt_of(read_object(job.order), job.kind), paused=job.state is State.PAUSED)


def _left_to_the_next(_: FoleyError) -> None:
    """A journal that cannot be read just now is read at the next event; its trouble is told by the daemon."""
