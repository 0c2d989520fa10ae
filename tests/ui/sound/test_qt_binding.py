"""Qt's binding itself, where a fault of it would end the program: a player emits thirty signals a second all day."""

import sys

from PySide6.QtCore import QObject, Signal


class Sender(QObject):
    told = Signal()


def test_a_signal_takes_no_reference_from_true() -> None:
    """PySide6 6.12.0 does on Python 3.11, and after some thousand signals Python aborts: take 6.11 or a later fix."""
    sender = Sender()
    sender.told.emit()
    before = sys.getrefcount(True)  # noqa: FBT003  # the object itself is meant
    for _ in range(200):
        sender.told.emit()
    assert sys.getrefcount(True) > before - 100  # noqa: FBT003
