"""The hosts that are connected, a row each."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from foley_bridge.connected_hosts import HostTold
from foley_ui.hosts.section import Sentence
from foley_ui.hosts.words import heard_words, spoken, takes_words, transport_words, waiting_words
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import ICON, RADIUS, SPACE, SPACE_L, SPACE_S
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import Badge, Card, Divider

ROWS_A_TURN = 6  # of new ones: nobody notices that the others come a moment later


class HostRow(QWidget):
    """One host: name, whether it takes sounds, by which way it comes, when it was heard, what waits."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._mark = QLabel(self)
        self.name = ElidedLabel(parent=self)
        self.about = ElidedLabel(parent=self, look="hint")
        self.takes = Badge("", "", self)
        self._lay_out()
        theme.changed.connect(self._draw)
        self._draw()

    def show_host(self, host: HostTold) -> None:
        """Say what is known of it now."""
        self.name.set_whole(host.name)
        said = (transport_words(host.transport), heard_words(host.heard_s), waiting_words(host))
        self.about.set_whole(" · ".join(part for part in said if part))
        self.takes.setText(takes_words(host))
        self.takes.set_tone("good" if host.takes else "")
        self.setAccessibleName(spoken(host))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring while it has the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.colour(Role.ACCENT), 2.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 2, -3, -2), RADIUS, RADIUS)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.about)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE, SPACE_L, SPACE)
        row.setSpacing(SPACE_L)
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        row.addWidget(self.takes, 0, Qt.AlignmentFlag.AlignVCenter)

    def _draw(self) -> None:
        self._mark.setPixmap(self._theme.pixmap("hosts", ICON, Role.ACCENT))


class ConnectedCard(Card):
    """Rows that are kept while their hosts are, so that nothing flickers and the focus stays."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: list[HostRow] = []
        self._dividers: list[Divider] = []
        self._hosts: tuple[HostTold, ...] = ()
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(lambda: self.show_hosts(self._hosts, ""))
        self.empty = Sentence(theme, self)
        self.empty.setContentsMargins(SPACE_L, SPACE, SPACE_L, SPACE)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, SPACE_S, 0, SPACE_S)
        self._column.setSpacing(0)
        self._column.addWidget(self.empty)
        self.show_hosts((), "")

    def show_hosts(self, hosts: tuple[HostTold, ...], trouble: str) -> None:
        """Show them; without any, why: `trouble` says what keeps the daemon from being reached."""
        self._hosts = hosts
        for _ in range(min(ROWS_A_TURN, len(hosts) - len(self.rows))):
            self._add_row()
        if len(self.rows) < len(hosts):
            self._more.start()
        for at, row in enumerate(self.rows):
            row.setVisible(at < len(hosts))
            self._dividers[at].setVisible(0 < at < len(hosts))
            if at < len(hosts):
                row.show_host(hosts[at])
        nobody = self.tr("No host is connected. Open one that is set up as below: it appears here by itself.")
        self.empty.tell("warn" if trouble else "", "" if hosts else trouble or nobody)

    def _add_row(self) -> None:
        divider, row = Divider(self), HostRow(self._theme, self)
        self._dividers.append(divider)
        self.rows.append(row)
        self._column.addWidget(divider)
        self._column.addWidget(row)
