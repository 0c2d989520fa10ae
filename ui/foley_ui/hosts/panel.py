"""The panel of connections: who is there, how a host is connected, what other programs need, whether it works."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from foley_ui.context import Context
from foley_ui.hosts.connected import ConnectedCard
from foley_ui.hosts.guide_view import GuideView
from foley_ui.hosts.other_programs import OtherPrograms
from foley_ui.hosts.section import Section
from foley_ui.hosts.send_to import SendTo
from foley_ui.hosts.trial_view import TrialView
from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_S
from foley_ui.theme.widgets import Heading, Hint, SubHeading
from foley_ui.turns import Steps, take_all

REFRESH_MS = 3000  # while it is looked at: when hosts were heard grows by itself
_PAGE_MOST_PX = 860  # longer lines are hard to read


class HostsPanel(QWidget):
    """Built with the window."""

    wants = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self.building = self._build()
        if whole:
            take_all(self.building)

    def _build(self) -> Steps:
        context = self._context
        self._scroll = QScrollArea(self)
        self._inner = QWidget(self._scroll.viewport())
        self.send_to = SendTo(context, self)
        self.connected = ConnectedCard(context.theme, self._inner)
        yield
        host, program, trial = self._sections = self._titled()
        yield
        self.guides = GuideView(context, host.card)
        host.column.addWidget(self.guides)
        yield
        self.others = OtherPrograms(context, program.card)
        program.column.addWidget(self.others)
        yield
        self.trial = TrialView(context, trial.card)
        trial.column.addWidget(self.trial)
        yield
        self._turn = QTimer(self)
        self._turn.setInterval(REFRESH_MS)
        yield from self._lay_out()
        self._turn.timeout.connect(self.send_to.refresh)
        self.send_to.changed.connect(self._show_hosts)
        self.others.settings_wanted.connect(lambda: self.wants.emit("settings", "network"))
        self.trial.found.connect(lambda: self._scroll.ensureWidgetVisible(self.trial, 0, SPACE_L))
        context.bridge.reached.connect(self._on_reached)
        context.settings.changed.connect(self.others.refresh)
        self._show_hosts()

    def shown(self) -> None:
        """Look, and go on looking."""
        self.send_to.refresh()
        self.guides.look()
        self.others.refresh()
        self._turn.start()

    def hidden(self) -> None:
        """Look no more."""
        self._turn.stop()

    def _show_hosts(self) -> None:
        self.connected.show_hosts(self.send_to.connected, self._context.bridge.trouble)

    def _on_reached(self) -> None:
        self._show_hosts()
        self.others.refresh()

    def _titled(self) -> tuple[Section, Section, Section]:
        about = self.tr("TouchOSC, Max, SuperCollider, a script: docs/protocol.md says what they can ask.")
        tried = self.tr("Sends real messages by each way, and says how long they take.")
        return (
            Section(self.tr("Connect a host"), "", self._inner),
            Section(self.tr("Any program that speaks OSC"), about, self._inner),
            Section(self.tr("Does it work?"), tried, self._inner),
        )

    def _lay_out(self) -> Steps:
        page = QVBoxLayout()
        page.setContentsMargins(0, 0, SPACE, 0)
        page.setSpacing(SPACE_L)
        page.addWidget(self._now())
        for section in self._sections:
            page.addWidget(section)
            yield
        page.addStretch(1)
        self._inner.setMaximumWidth(_PAGE_MOST_PX)
        self._inner.setLayout(page)
        self._scroll.setWidget(self._inner)
        self._scroll.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(Heading(self.tr("Connections"), self))
        about = self.tr("Hosts ask for sounds by themselves; to those that take sounds, you can send any from here.")
        column.addWidget(Hint(about, self))
        column.addSpacing(SPACE)
        row = QHBoxLayout()
        row.addWidget(self._scroll, 1)
        column.addLayout(row, 1)
        yield

    def _now(self) -> QWidget:
        part = QWidget(self._inner)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(SubHeading(self.tr("Connected now"), part))
        column.addWidget(self.connected)
        return part
