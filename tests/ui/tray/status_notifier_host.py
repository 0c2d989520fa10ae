"""A status notifier host as far as our search for a tray sees it; a program for tests, on a session bus of its own.

`python -m tests.ui.tray.status_notifier_host yes|no|silent` serves it, and says what the tray's search finds.
"""

import sys

from PySide6.QtCore import QCoreApplication, QProcess
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVariant, QDBusVirtualObject

from foley_ui.tray.presence import WATCHER

QUESTION = "from foley_ui.tray.presence import has_status_notifier_host as ask; print(ask())"


class Watcher(QDBusVirtualObject):
    """Answers for the one property, or never."""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self._mode = mode

    def introspect(self, _: str) -> str:
        """Nobody asks."""
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        """Any call is the one for the property."""
        if self._mode == "silent":
            return True
        return connection.send(message.createReply(QDBusVariant(self._mode == "yes")))


def main(mode: str) -> None:
    """Serve it to another process, which asks as the tray does."""
    app = QCoreApplication([])
    bus = QDBusConnection.sessionBus()
    watcher = Watcher(mode)
    if mode != "none":
        bus.registerVirtualObject("/StatusNotifierWatcher", watcher)
        bus.registerService(WATCHER)
    asking = QProcess()
    asking.finished.connect(app.quit)
    asking.start(sys.executable, ["-c", QUESTION])
    app.exec()
    print(bytes(asking.readAllStandardOutput().data()).decode().strip())  # noqa: T201  # what the test reads


if __name__ == "__main__":
    main(sys.argv[1])
