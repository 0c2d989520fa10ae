"""Turns of Qt's loop for programs that measure the windows or make pictures of them."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer


def run_for(seconds: float) -> None:
    """Let Qt run. A loop of its own: ending the application's would ask the window to close."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_for(there: Callable[[], bool], timeout_s: float) -> None:
    """Let Qt run until something is there. TimeoutError."""
    end_s = time.monotonic() + timeout_s
    while not there():
        if time.monotonic() > end_s:
            raise TimeoutError(f"nothing came within {timeout_s:g} s")
        run_for(0.02)
