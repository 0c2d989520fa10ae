"""What any program that speaks OSC needs: ports, the token (copied, never shown), the spool folder, a line to try."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from foley_ui.context import Context
from foley_ui.hosts.secret_clipboard import SecretClipboard
from foley_ui.hosts.section import FactRow
from foley_ui.opening import open_path
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.roles import Role
from foley_ui.theme.widgets import FlatButton, Hint

HIDDEN = "•" * 16
EXAMPLE = 'oscsend localhost {port} /foley/generate ssfiss my-id "boots on gravel" 4.0 2 token {token}'
_TOKEN = "TOKEN"


class OtherPrograms(QWidget):
    """For a person who writes a host of their own, or sets up TouchOSC, Max or SuperCollider."""

    settings_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.clipboard = SecretClipboard(self)
        self.udp = FactRow(self.tr("UDP port"), self)
        self.token = FactRow(self.tr("Token"), self)
        self.tcp = FactRow(self.tr("TCP"), self)
        self.spool = FactRow(self.tr("Spool folder"), self)
        self.copy_port = self._button(self.tr("Copy"), self.tr("Copy the UDP port"), "copy")
        self.copy_token = self._button(self.tr("Copy token"), self.tr("Copy the token"), "key")
        self.settings = self._button(self.tr("Settings"), self.tr("Settings of TCP"), "settings")
        self.show_spool = self._button(self.tr("Show"), self.tr("Show the spool folder"), "folder")
        self.example = QLabel(self)
        self.copy_example = self._button(self.tr("Copy"), self.tr("Copy the example with the token"), "copy")
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Ports and folder as they are now."""
        session = self._context.bridge.session
        self.udp.tell(str(session.port) if session else self.tr("the daemon does not run"))
        self.token.tell(HIDDEN if session else self.tr("the daemon does not run"))
        self.token.value.setAccessibleName(self.tr("Token: hidden"))
        for button in (self.copy_port, self.copy_token, self.copy_example):
            button.setEnabled(session is not None)
        port = session.tcp_port if session else None
        self.tcp.tell(self.tr("listens at port {port}").format(port=port) if port else self.tr("off"))
        current = self._context.settings.current
        folder = str(self._spool)
        self.spool.tell(folder if current.network.spool else self.tr("off"))
        self.show_spool.setEnabled(current.network.spool)
        self.example.setText(EXAMPLE.format(port=session.port if session else "PORT", token=_TOKEN))

    @property
    def _spool(self) -> Path:
        return self._context.folders.spool

    def _copy_port(self) -> None:
        session = self._context.bridge.session
        if session is not None:
            QGuiApplication.clipboard().setText(str(session.port))
            self._context.notices.tell(self.tr("The port is on the clipboard."))

    def _copy_secret(self, text: str, sentence: str) -> None:
        session = self._context.bridge.session
        if session is not None:
            self.clipboard.copy(text.format(port=session.port, token=session.token))
            self._context.notices.tell(sentence)

    def _connect(self) -> None:
        copied = self.tr("The token is on the clipboard for a minute: whoever has it can use the daemon as you.")
        with_token = self.tr("The line is on the clipboard, with the token, for a minute.")
        self.copy_port.clicked.connect(self._copy_port)
        self.copy_token.clicked.connect(lambda: self._copy_secret("{token}", copied))
        self.copy_example.clicked.connect(lambda: self._copy_secret(EXAMPLE, with_token))
        self.settings.clicked.connect(self.settings_wanted)
        self.show_spool.clicked.connect(lambda: open_path(self._context, self._spool))

    def _lay_out(self) -> None:
        self.udp.add(self.copy_port)
        self.token.add(self.copy_token)
        self.tcp.add(self.settings)
        self.spool.add(self.show_spool)
        self.example.setTextFormat(Qt.TextFormat.PlainText)
        self.example.setWordWrap(True)
        self.example.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.example.setAccessibleName(self.tr("Example for liblo's oscsend; the token stands as TOKEN"))
        self.example.setFont(_fixed(self.example.font()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for row in (self.udp, self.token, self.tcp, self.spool):
            column.addWidget(row)
        about = self.tr("To try it, with liblo's oscsend; copied, the line holds the token in place of TOKEN:")
        column.addSpacing(SPACE)
        column.addWidget(Hint(about, self))
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.example, 1)
        line.addWidget(self.copy_example, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)

    def _button(self, text: str, name: str, icon: str) -> FlatButton:
        button = FlatButton(text, self)
        button.setAccessibleName(name)
        self._context.theme.dress(button, icon, Role.ACCENT)
        return button


def _fixed(font: QFont) -> QFont:
    """The system's font of equal widths, as large as this one."""
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    fixed.setPointSizeF(font.pointSizeF())
    return fixed
