"""Puts a secret onto the clipboard for a minute, and takes it away again unless something else is there by then."""

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_MS = 60_000
# What password managers say so that a clipboard's history leaves it out.
_HINTS = {"x-kde-passwordManagerHint": b"secret", "ExcludeClipboardContentFromMonitorProcessing": b"1"}


class SecretClipboard(QObject):
    """The program's end takes it away too."""

    def __init__(self, parent: QObject | None = None, *, kept_ms: int = KEPT_MS) -> None:
        super().__init__(parent)
        self._secret = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(kept_ms)
        self._timer.timeout.connect(self.clear)
        app = QGuiApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.clear)

    def copy(self, secret: str) -> None:
        """Put it there."""
        data = QMimeData()
        data.setText(secret)
        for kind, value in _HINTS.items():
            data.setData(kind, value)
        self._clipboard().setMimeData(data)
        self._secret = secret
        self._timer.start()

    def clear(self) -> None:
        """Take it away now, if it is still what is there."""
        self._timer.stop()
        if self._secret and self._clipboard().text() == self._secret:
            self._clipboard().clear()
        self._secret = ""

    @staticmethod
    def _clipboard() -> QClipboard:
        return QGuiApplication.clipboard()
