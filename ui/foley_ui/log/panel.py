"""The log panel: the daemon's log as it is written, searched and filtered, and what a person sends with a question."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.doctor.facts import Facts
from foley_ui.log.collecting import collect
from foley_ui.log.lines import Level, readable
from foley_ui.log.model import LogModel
from foley_ui.log.tail import Batch, LogTail
from foley_ui.log.tools import LogTools
from foley_ui.log.view import LogView, fixed_font
from foley_ui.notices import Level as Weight
from foley_ui.opening import reveal_path
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.resting import rest, wake
from foley_ui.theme.widgets import EmptyState, Heading, Hint
from foley_ui.turns import Steps, take_all

READ_EVERY_MS = 500
_DETAIL_PX = 140


class LogPanel(QWidget):
    """Reads only while it is seen."""

    wants = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self.building = self._build()
        if whole:
            take_all(self.building)

    def _build(self) -> Steps:
        context = self._context
        self._tail = LogTail(context.folders.logs)
        self._reading = False
        self.model = LogModel(self)
        self.report = QPushButton(self.tr("Copy everything for a report"), self)
        self.tools = LogTools(context.theme, self)
        yield
        self.view = LogView(self.model, context.theme, self)
        yield
        self.detail = QPlainTextEdit(self)
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self.empty = EmptyState("log", "", None, self)
        self._file = Hint(str(self._tail.file), self)
        self._copy = QPushButton(self.tr("Copy lines"), self)
        self._reveal = QPushButton(self.tr("Show in folder"), self)
        yield
        self._lay_out()
        yield
        self._connect(context)
        self._timer = QTimer(self)
        self._timer.setInterval(READ_EVERY_MS)
        self._timer.timeout.connect(self._read)
        self._look()

    def shown(self) -> None:
        """Begin to follow the file."""
        self._read()
        self._timer.start()
        self.tools.words.setFocus()

    def hidden(self) -> None:
        """Read no more; what is there stays."""
        self._timer.stop()

    def _read(self) -> None:
        if self._reading:
            return
        self._reading = True
        self._context.work.run(lambda _: self._tail.read(), owner=self, done=self._take, failed=self._cannot)

    def _take(self, batch: Batch) -> None:
        self._reading = False
        if batch.afresh:
            self.model.begin_anew(batch.lines)
        elif batch.lines:
            self.model.add(batch.lines)
        if batch.afresh or batch.lines:
            self._look(missing=batch.missing)

    def _cannot(self, error: FoleyError) -> None:
        self._reading = False
        self.model.begin_anew(())
        self._look()
        self.empty.set_sentence(str(error))

    def _look(self, *, missing: bool = False) -> None:
        """The lines, or why there are none."""
        lines = self.model.rowCount()
        self._split.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        if self.model.kept:
            self.empty.set_sentence(
                self.tr("No line is of this level. {count} others are.").format(count=self.model.kept)
            )
        elif missing or not self._timer.isActive():
            self.empty.set_sentence(self.tr("There is no log yet. The daemon begins one when it starts."))
        else:
            self.empty.set_sentence(self.tr("The log is empty so far."))
        self._say_hits()

    def _filter(self, level: Level) -> None:
        self.model.set_least(level)
        self._look()

    def _search(self, words: str) -> None:
        self.model.search(words)
        self.view.viewport().update()
        if self.model.hits:
            self._go(self.model.hit_before(self.model.rowCount()))  # the newest
        self._say_hits()

    def _go_on(self) -> None:
        self._go(self.model.hit_after(self.view.currentIndex().row()))

    def _go_back(self) -> None:
        self._go(self.model.hit_before(self.view.currentIndex().row()))

    def _go(self, row: int) -> None:
        if row >= 0:
            self.view.go_to(row)
            self._say_hits()

    def _say_hits(self) -> None:
        count = len(self.model.hits)
        place = self.model.place_of(self.view.currentIndex().row())
        said = ""
        if count:
            said = self.tr("{place} of {count}").format(place=place, count=count) if place else str(count)
        elif self.model.words:
            said = self.tr("Not found")
        self.tools.show_hits(said, any_hit=bool(count))

    def _choose(self) -> None:
        """Show the chosen line whole, below the others."""
        chosen = self.view.chosen()
        self._copy.setEnabled(bool(chosen))
        self.detail.setVisible(len(chosen) == 1)
        if len(chosen) == 1:
            self.detail.setPlainText(readable(chosen[0]))

    def _copy_lines(self) -> None:
        self.view.copy()
        count = len(self.view.chosen())
        self._context.notices.tell(self.tr("Lines copied: {count}.").format(count=count), level=Weight.GOOD)

    def _collect(self) -> None:
        rest(self.report)
        self.report.setText(self.tr("Looking at this machine…"))
        facts = Facts.of(self._context)
        self._context.work.run(
            lambda task: collect(task, facts), owner=self, done=self._collected, failed=self._not_collected
        )

    def _collected(self, report: str) -> None:
        self._collect_ended()
        QGuiApplication.clipboard().setText(report)
        said = self.tr("The report is copied: findings, versions and the end of the log. The token is not in it.")
        self._context.notices.tell(said, level=Weight.GOOD)

    def _not_collected(self, error: FoleyError) -> None:
        self._collect_ended()
        self._context.notices.tell(str(error), level=Weight.BAD)

    def _collect_ended(self) -> None:
        wake(self.report)
        self.report.setText(self.tr("Copy everything for a report"))

    def _connect(self, context: Context) -> None:
        self.tools.level_chosen.connect(self._filter)
        self.tools.searched.connect(self._search)
        self.tools.goes_on.connect(self._go_on)
        self.tools.goes_back.connect(self._go_back)
        self.tools.follows.connect(lambda on: self.view.follow(on=on))
        self.view.following_changed.connect(self.tools.follow.setChecked)
        self.view.selectionModel().selectionChanged.connect(self._choose)
        self.model.modelReset.connect(self._choose)
        self._copy.clicked.connect(self._copy_lines)
        self._reveal.clicked.connect(lambda: reveal_path(context, self._tail.file, owner=self))
        self.report.clicked.connect(self._collect)

    def _lay_out(self) -> None:
        self.view.setAccessibleName(self.tr("Lines of the log"))
        self.detail.setAccessibleName(self.tr("The chosen line"))
        self.detail.setReadOnly(True)
        self.detail.setFont(fixed_font(self._context.theme))
        self.detail.setTabChangesFocus(True)
        self.detail.hide()
        self._copy.setEnabled(False)
        self._file.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(Heading(self.tr("Log"), self))
        head.addStretch(1)
        head.addWidget(self.report)
        split = self._split
        split.addWidget(self.view)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 1)
        split.setSizes([10_000, _DETAIL_PX])
        split.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._file, 1)
        foot.addWidget(self._copy)
        foot.addWidget(self._reveal)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE)
        column.setSpacing(SPACE_L)
        column.addLayout(head)
        column.addWidget(self.tools)
        column.addWidget(split, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(foot)
