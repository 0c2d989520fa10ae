"""Typing a number with either mark, in either language."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foley_ui.theme.decimal_box import DecimalBox


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("typed", ["2.5", "2,5"])
def test_point_and_comma_mean_the_same(qtbot: QtBot, language: str, typed: str) -> None:
    box = DecimalBox()
    qtbot.addWidget(box)
    box.setLocale(QLocale(language))
    box.setMaximum(1000.0)
    box.setSuffix(" s")
    box.show()
    box.selectAll()
    QTest.keyClicks(box, typed)
    assert box.value() == 2.5
