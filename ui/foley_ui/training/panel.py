"""The training panel, in four steps: recordings, settings, running, result; and all trainings so far."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_ui.context import Context
from foley_ui.link.told import Told
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import FlatButton, Heading
from foley_ui.training.adding import local_paths
from foley_ui.training.current_stack import CurrentStack, scrolling
from foley_ui.training.following import NEWS, Following
from foley_ui.training.overview_page import OverviewPage
from foley_ui.training.recordings_page import RecordingsPage
from foley_ui.training.result_page import ResultPage
from foley_ui.training.running_page import RunningPage
from foley_ui.training.settings_page import SettingsPage
from foley_ui.training.starting import Starter
from foley_ui.training.step_bar import Step, StepBar
from foley_ui.training.training_state import TrainingState, read_trainings
from foley_ui.turns import Steps, Turns, polished

READ_AFTER_MS = 150
WARM_UP_MS = 40
PAGES = {
    Step.RECORDINGS: "_recordings",
    Step.SETTINGS: "_settings",
    Step.RUNNING: "_running",
    Step.RESULT: "_result",
}
P = TypeVar("P", bound=QWidget)


class TrainingPanel(QWidget):
    """Built with the window."""

    wants = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._reader = JournalReader(context.folders.journal_file)
        self._following = Following(context, self)
        self._trainings: tuple[TrainingState, ...] = ()
        self._chose = False  # where a person went somewhere, the panel does not go elsewhere by itself
        self._starter = Starter(context, self)
        self._steps = StepBar(context.theme, self)
        self._all = FlatButton(self.tr("All trainings"), self)
        self._stack = CurrentStack(self)
        self._step_of: dict[QWidget | None, Step] = {}
        self._ready: dict[Step, QWidget] = {}  # pages that were made in steps and have no place yet
        self._warming = Turns(self)
        self._scroll = scrolling(self._stack, self)
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(READ_AFTER_MS)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self.setTabOrder(self._all, self._steps.first)
        self._go(self._overview)

    def shown(self) -> None:
        """The window shows it."""
        self._read_trainings()
        QTimer.singleShot(WARM_UP_MS, self, self._warm_up)

    def hidden(self) -> None:
        """The window shows another: a blind comparison ends, a watched folder goes on being watched."""
        step = self._step_of.get(self._stack.currentWidget())
        if step is not None:
            self._leave(step)

    def take(self, thing: object) -> None:
        """Show the training of an id, or take in a file or folder of recordings."""
        if isinstance(thing, Path):
            self._new()
            self._recordings.add((thing,))
        elif isinstance(thing, str):
            self.open_training(thing)

    def open_training(self, request: str) -> None:
        """Show a training by the id of its request."""
        self._chose = True
        self._follow(request)

    def go_to(self, step: Step) -> None:
        """Show the page of a step, whether or not there is something on it."""
        self._choose(self._page_of(step))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Recordings are welcome anywhere where none are being chosen."""
        if local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """They are taken in on the first page."""
        event.acceptProposedAction()
        self._new()
        self._recordings.add(local_paths(event.mimeData()))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(Heading(self.tr("Training"), self))
        head.addStretch(1)
        head.addWidget(self._all)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE + 4)
        column.addLayout(head)
        column.addWidget(self._steps)
        column.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        self._all.clicked.connect(lambda: self._choose(self._overview))
        self._steps.wanted.connect(self.go_to)
        self._following.state_changed.connect(self._followed)
        self._starter.begun.connect(self._begun)
        self._starter.refused.connect(lambda sentence: self._settings.say(sentence))
        self._reading.timeout.connect(self._read_trainings)
        self._context.bridge.told.connect(self._told)
        self._context.bridge.reached.connect(lambda *_: self._reading.start())

    # Pages are made when they are first needed, or one by one while nothing happens: all at once would be felt.

    @cached_property
    def _overview(self) -> OverviewPage:
        page = OverviewPage(self._context, self._stack)
        page.opened.connect(self.open_training)
        page.new_wanted.connect(self._new)
        self._stack.addWidget(page)
        return page

    @cached_property
    def _recordings(self) -> RecordingsPage:
        page = RecordingsPage(self._context, self._stack)
        page.go_on.connect(lambda: self._choose(self._settings))
        page.changed.connect(self._standing)
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(page.close_files)
        return self._placed(page, Step.RECORDINGS)

    @cached_property
    def _settings(self) -> SettingsPage:
        ready = self._ready.pop(Step.SETTINGS, None)
        page = ready if isinstance(ready, SettingsPage) else SettingsPage(self._context, self._stack)
        page.go_back.connect(lambda: self._choose(self._recordings))
        page.split_changed.connect(self._recordings.set_split)
        page.start.connect(self._start)
        return self._placed(page, Step.SETTINGS)

    @cached_property
    def _running(self) -> RunningPage:
        ready = self._ready.pop(Step.RUNNING, None)
        page = ready if isinstance(ready, RunningPage) else RunningPage(self._context, self._following, self._stack)
        page.result_wanted.connect(lambda: self._choose(self._result))
        return self._placed(page, Step.RUNNING)

    @cached_property
    def _result(self) -> ResultPage:
        ready = self._ready.pop(Step.RESULT, None)
        page = ready if isinstance(ready, ResultPage) else ResultPage(self._context, self._following, self._stack)
        return self._placed(page, Step.RESULT)

    def _placed(self, page: P, step: Step) -> P:
        self._stack.addWidget(page)
        self._step_of[page] = step
        return page

    def _page_of(self, step: Step) -> QWidget:
        return getattr(self, PAGES[step])  # type: ignore[no-any-return]

    def _made(self, step: Step) -> bool:
        return PAGES[step] in self.__dict__

    def _warm_up(self) -> None:
        """Make the pages that nobody needed yet."""
        if not self._warming.busy:
            self._warming.begin(self._pages())

    def _pages(self) -> Steps:
        for step in Step:
            if not self._made(step):
                yield from self._in_steps(step)
                yield from polished(self._page_of(step))

    def _in_steps(self, step: Step) -> Steps:
        """Make the page of a step; what somebody cannot wait for is made at once instead."""
        page: SettingsPage | RunningPage | ResultPage | None = None
        if step is Step.SETTINGS:
            page = SettingsPage(self._context, self._stack, whole=False)
        elif step is Step.RUNNING:
            page = RunningPage(self._context, self._following, self._stack, whole=False)
        elif step is Step.RESULT:
            page = ResultPage(self._context, self._following, self._stack, whole=False)
        if page is not None:
            page.hide()  # until it stands in the stack
            for _ in page.building:
                if self._made(step):
                    page.deleteLater()
                    return
                yield
            self._ready[step] = page
        self._page_of(step)
        yield

    def _choose(self, page: QWidget) -> None:
        self._chose = True
        self._go(page)

    def _go(self, page: QWidget) -> None:
        before = self._step_of.get(self._stack.currentWidget())
        if before is not None and self._page_of(before) is not page:
            self._leave(before)
        self._stack.setCurrentWidget(page)
        if self._step_of.get(page) is Step.SETTINGS:
            status = self._context.bridge.status
            self._settings.show_for(
                name=self._recordings.chosen.name,
                rows=self._recordings.rows,
                pack=status.pack if status is not None else "",
            )
        self._standing()

    def _leave(self, step: Step) -> None:
        """A page that is not looked at asks nothing of the machine, and nobody listens there."""
        if step is Step.SETTINGS:
            self._settings.stop()
        elif step is Step.RESULT:
            self._result.hidden()

    def _standing(self) -> None:
        """Which step is looked at, and where one can go from here."""
        state = self._following.state
        reachable = {Step.RECORDINGS}
        if self._made(Step.RECORDINGS) and self._recordings.totals.usable:
            reachable.add(Step.SETTINGS)
        if state is not None:
            reachable.add(Step.RUNNING)
        if state is not None and state.ended is not None:
            reachable.add(Step.RESULT)
        current = self._step_of.get(self._stack.currentWidget())
        self._steps.setVisible(current is not None)
        self._all.setVisible(current is not None)
        self._steps.set_standing(current, frozenset(reachable))

    def _new(self) -> None:
        self._choose(self._recordings)

    def _start(self) -> None:
        self._starter.start(self._recordings.chosen, self._recordings.rows, self._settings.choice)

    def _begun(self, request: str) -> None:
        self._settings.say("")
        self._choose(self._running)
        self._following.open(request)

    def _follow(self, request: str) -> None:
        self._following.open(request)
        known = next((one for one in self._trainings if one.request == request), None)
        done = known is not None and known.state is State.DONE
        self._go(self._result if done else self._running)

    def _followed(self, state: TrainingState | None) -> None:
        """Where a training that is looked at has just ended, go on to its result."""
        if state is not None and state.ended is not None and self._looks_at(Step.RUNNING):
            before = next((one for one in self._trainings if one.request == state.request), None)
            if before is None or before.state is not State.DONE:
                self._go(self._result)
        self._standing()
        self._reading.start()

    def _looks_at(self, step: Step) -> bool:
        return self._step_of.get(self._stack.currentWidget()) is step

    def _told(self, told: Told) -> None:
        if told.kind in NEWS:
            self._reading.start()

    def _read_trainings(self) -> None:
        reader = self._reader
        self._context.work.run(lambda _: read_trainings(reader), owner=self, done=self._take_trainings)

    def _take_trainings(self, trainings: Sequence[TrainingState]) -> None:
        self._trainings = tuple(trainings)
        self._overview.show_trainings(self._trainings)
        if not self._chose:
            under_way = next((one for one in trainings if not one.state.final), None)
            if under_way is not None and under_way.request != self._following.request:
                self._follow(under_way.request)
        self._standing()
