"""Every page and small window with something in it, in German: named, whole, reached by keyboard, nothing English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from foley_bridge.engine.launch import Launch
from foley_ui.app import Options
from foley_ui.program import Program
from foley_ui.takes.card import TakeCard
from foley_ui.window.sidebar import EntryButton
from tests.bridge.engine.quick_worker import quick_command
from tests.ui.places import PLACES, Around
from tests.ui.test_translatable import CONTROLS, chain, is_own, named, parents
from tests.ui.test_translations import SIZE, cut_off, english_texts, said_by

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
BY_KEYS = (TakeCard, EntryButton)  # what these can do has keys of its own


@pytest.fixture(scope="module")
def around(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The whole program in German, with the quick engine."""
    options = Options(home=tmp_path_factory.mktemp("home"), theme="light", language="de")
    with Program(qapp, options, launch=Launch(command=quick_command(), nice=0)) as program:
        program.start()
        yield program


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_whole_german_named_and_reached_by_keyboard(
    around: Program, qtbot: QtBot, tmp_path: Path, place: str
) -> None:
    around.window.resize(*SIZE)
    with PLACES[place](Around(around, qtbot, tmp_path)) as opened:
        qtbot.waitUntil(lambda: opened.isVisible() and cut_off(opened) == [], timeout=5_000)
        inside = opened.findChildren(QWidget)
        shown = [said for one in inside if one.isVisible() for said in said_by(one)]
        assert english_texts().intersection(shown) == set()
        controls = [one for one in inside if isinstance(one, CONTROLS) and is_own(one)]
        assert controls
        assert [chain(one) for one in controls if not named(one)] == []
        assert [chain(one) for one in controls if not reached(one)] == []


def reached(widget: QWidget) -> bool:
    """By Tab, or by keys of its own."""
    if any(isinstance(one, BY_KEYS) for one in (widget, *parents(widget))):
        return True
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
