"""The doctor panel: what this machine has and lacks, as it is found out, and what can be done about it from here."""

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from foley_bridge.doctor.finding import Finding, Level
from foley_bridge.problem_report import findings_text
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.doctor.checks import look
from foley_ui.doctor.facts import Facts
from foley_ui.doctor.rows import LevelCard
from foley_ui.doctor.words import Deed, Remedy
from foley_ui.link.work import Task
from foley_ui.notices import Level as Weight
from foley_ui.opening import open_path
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.resting import rest, wake
from foley_ui.theme.widgets import Heading, Hint, PrimaryButton

_PAGE_MOST_PX = 860


class DoctorPanel(QWidget):
    """Looks when it is shown for the first time, and whenever it is told to."""

    wants = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._task: Task | None = None
        self._looked_at: QDateTime | None = None
        self.findings: list[Finding] = []
        self.cards = {level: LevelCard(level, context.theme, self) for level in (Level.PROBLEM, Level.NOTE, Level.OK)}
        self.says = Hint("", self)
        self.busy = QProgressBar(self)
        self._copy = QPushButton(self.tr("Copy as text"), self)
        self._again = PrimaryButton(self.tr("Run again"), self)
        self._scroll = QScrollArea(self)
        self._lay_out()
        self._connect()
        self._stand()

    def shown(self) -> None:
        """Look, if nobody has yet."""
        if self._task is None and self._looked_at is None:
            self.look()

    def hidden(self) -> None:
        """What is being looked at goes on."""

    def look(self) -> None:
        """Look at everything anew."""
        if self._task is not None:
            return
        self.findings = []
        for card in self.cards.values():
            card.clear()
        facts = Facts.of(self._context)
        self._task = self._context.work.run(
            lambda task: self._look(task, facts), owner=self, done=lambda _: self._ended(), failed=self._failed
        )
        self._stand()

    def _look(self, task: Task, facts: Facts) -> None:
        """In a worker: hand over each finding as soon as it is there."""
        for finding in look(facts):
            task.check()
            task.tell(lambda one=finding: self._add(one))  # type: ignore[misc]  # bound now, not when it is called

    def _add(self, finding: Finding) -> None:
        self.findings.append(finding)
        self.cards[finding.level].add(finding)
        self._stand()

    def _ended(self) -> None:
        self._task = None
        self._looked_at = QDateTime.currentDateTime()
        self._stand()
        self._order_tabs()

    def _order_tabs(self) -> None:
        """In the order of reading; rows came in the order in which they were found."""
        before: QWidget = self._scroll
        for row in (row for card in self.cards.values() for row in card.rows):
            if row.button is not None:
                self.setTabOrder(before, row.button)
                before = row.button

    def _failed(self, error: FoleyError) -> None:
        self._ended()
        self._context.notices.tell(str(error), level=Weight.BAD)

    def _stand(self) -> None:
        """Say how far it is, and what came out."""
        at_work = self._task is not None
        self.busy.setVisible(at_work)
        (rest if at_work else wake)(self._again)
        self._copy.setEnabled(bool(self.findings))
        self.says.setText(self.tr("Looking at this machine…") if at_work else self._summary())

    def _summary(self) -> str:
        if self._looked_at is None:
            return ""
        counts = {level: sum(one.level is level for one in self.findings) for level in Level}
        if counts[Level.PROBLEM]:
            said = self.tr("To be put right: {problems}. Worth knowing: {notes}.")
        elif counts[Level.NOTE]:
            said = self.tr("All that is needed is there. Worth knowing: {notes}.")
        else:
            said = self.tr("All is well.")
        looked = self.tr("Looked at {time}.").format(
            time=QLocale().toString(self._looked_at, QLocale.FormatType.ShortFormat)
        )
        return f"{said.format(problems=counts[Level.PROBLEM], notes=counts[Level.NOTE])} {looked}"

    def _act(self, remedy: Remedy) -> None:
        """Do what a finding's button says."""
        folders = self._context.settings.current.with_folders(self._context.folders)
        if remedy.deed is Deed.PANEL:
            self.wants.emit(remedy.panel, remedy.shows or None)
        elif remedy.deed is Deed.RESTART:
            self._restart()
        else:
            place = {
                Deed.FILE: folders.settings_file,
                Deed.STATE: folders.state,
                Deed.SOUNDS: folders.sounds,
            }[remedy.deed]
            open_path(self._context, place)

    def _restart(self) -> None:
        self._context.notices.tell(self.tr("The daemon starts anew…"))
        self._context.bridge.restart(owner=self, done=lambda _: self._restarted(), failed=self._not_restarted)

    def _restarted(self) -> None:
        self._context.notices.tell(self.tr("The daemon runs again."), level=Weight.GOOD)
        self.look()

    def _not_restarted(self, error: FoleyError) -> None:
        self._context.notices.tell(str(error), level=Weight.BAD)

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(findings_text(self.findings))
        self._context.notices.tell(self.tr("The findings are copied."), level=Weight.GOOD)

    def _connect(self) -> None:
        self._again.clicked.connect(self.look)
        self._copy.clicked.connect(self._copy_text)
        for card in self.cards.values():
            card.acts.connect(self._act)
        again = QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self)
        again.activated.connect(self.look)

    def _lay_out(self) -> None:
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(self.tr("Looking at this machine"))
        self._again.setToolTip(self.tr("Look at everything again (F5)"))
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(Heading(self.tr("Doctor"), self))
        head.addStretch(1)
        head.addWidget(self._copy)
        head.addWidget(self._again)
        inner = QWidget()
        inner.setMaximumWidth(_PAGE_MOST_PX)
        cards = QVBoxLayout(inner)
        cards.setContentsMargins(0, 0, SPACE, 0)
        cards.setSpacing(SPACE_L)
        for card in self.cards.values():
            cards.addWidget(card)
        cards.addStretch(1)
        self._scroll.setAccessibleName(self.tr("Findings"))
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self.says)
        column.addWidget(self.busy)
        column.addSpacing(SPACE)
        column.addWidget(self._scroll, 1)
