"""The tray's icon with its window and menu as a program of its own, over a daemon with the quick engine.

Says in lines of JSON what a test on a real screen wants to know; ends when it is asked to quit, or by a signal.
"""

import json
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from foley_ui.app import make_app
from foley_ui.autostart import DesktopAutostart
from foley_ui.theme.theme import Mode
from foley_ui.tray.mark import Look, mark_icon
from foley_ui.tray.tray_icon import TrayIcon
from foley_ui.window.main_window import MainWindow
from foley_ui.window.standing import Standing
from tests.ui.window.surroundings import plain_entries, surroundings

SAY_EVERY_MS = 50


def main(home: Path, said: Path) -> None:
    """Run until quit."""
    app = make_app()
    app.setWindowIcon(mark_icon(Look.IDLE))
    with surroundings(home, app, mode=Mode.LIGHT) as context:
        standing = Standing(context)
        tray = TrayIcon(context, standing, DesktopAutostart(["true"], home / "autostart"))
        window = MainWindow(context, plain_entries(), standing, has_tray=lambda: tray.presence.there)
        tray.attach(window)
        tray.quit_wanted.connect(app.quit)
        window.quit_wanted.connect(app.quit)
        tray.show()
        context.bridge.start()
        clock = QTimer()
        clock.timeout.connect(lambda: say(app, tray, window, said))
        clock.start(SAY_EVERY_MS)
        signal.signal(signal.SIGTERM, lambda *_: app.quit())
        app.exec()
        window.hide()
        tray.close()


def say(app: QApplication, tray: TrayIcon, window: MainWindow, said: Path) -> None:
    """Write how things are, whole or not at all."""
    place = tray.icon.geometry()
    popup = app.activePopupWidget()
    menu = popup.geometry() if popup is not None else None
    temporary = said.with_suffix(".tmp")
    temporary.write_text(
        json.dumps(
            {
                "there": tray.presence.there,
                "known": tray.presence.known,
                "icon": [place.x(), place.y(), place.width(), place.height()],
                "window": window.isVisible(),
                "panel": window.current,
                "menu": [menu.x(), menu.y(), menu.width(), menu.height()] if menu is not None else [],
            }
        )
    )
    temporary.replace(said)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
