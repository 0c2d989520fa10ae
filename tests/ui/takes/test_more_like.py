"""The small window over a take: its keys are its own."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider, QWidget
from pytestqt.qtbot import QtBot

from foley_ui.takes.more_like import MoreLike
from tests.ui.takes.around import shown


def test_esc_closes_it_and_cancels_nothing_in_the_panel_under_it(qtbot: QtBot) -> None:
    panel, cancelled = QWidget(), []
    escape = QShortcut(QKeySequence("Esc"), panel, lambda: cancelled.append(True))
    escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    popup = MoreLike(8, panel)
    with shown(panel):
        panel.activateWindow()
        assert QTest.qWaitForWindowActive(panel)
        popup.open_at(QPoint(10, 10))
        slider = popup.findChild(QSlider)
        assert slider is not None
        qtbot.waitUntil(slider.hasFocus)
        QTest.keyClick(slider, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not popup.isVisible())
    assert not cancelled
