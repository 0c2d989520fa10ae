"""Panels made in steps: whole when they are shown, never twice, and given what they are to show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from foley_ui.context import Context
from foley_ui.turns import Steps
from foley_ui.window.entries import Entry
from foley_ui.window.main_window import MainWindow
from foley_ui.window.standing import Standing
from tests.ui.window.surroundings import forget_deleted, surroundings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
PARTS = 40


class SlowPanel(QWidget):
    """Built in steps; knows how much of it was there when it was shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.seen_with = 0
        self.taken: list[object] = []
        self._column = QVBoxLayout(self)
        self.building = self._build()

    def shown(self) -> None:
        self.seen_with = self._column.count()

    def take(self, thing: object) -> None:
        self.taken.append((thing, self._column.count()))

    def _build(self) -> Steps:
        for number in range(PARTS):
            self._column.addWidget(QLabel(str(number), self))
            yield


@pytest.fixture
def context(tmp_path: Path, qapp: QApplication) -> Iterator[Context]:
    with surroundings(tmp_path, qapp) as made:
        yield made


@pytest.fixture
def made() -> list[str]:
    """The panels that were loaded, and whose making began."""
    return []


@pytest.fixture
def window(context: Context, made: list[str], qtbot: QtBot) -> Iterator[MainWindow]:
    def entry(name: str) -> Entry:
        def make(_: Context, parent: QWidget) -> QWidget:
            made.append(name)
            return SlowPanel(parent)

        return Entry(name, name, name, make, load=lambda: made.append(f"{name} loaded"))

    standing = Standing(context)
    entries = tuple(entry(name) for name in ("generate", "history"))
    window = MainWindow(context, entries, standing, has_tray=lambda: False)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.hide()
    window.deleteLater()
    standing.deleteLater()
    forget_deleted()


def whole(window: MainWindow, name: str, qtbot: QtBot) -> SlowPanel:
    qtbot.waitUntil(lambda: window.panel(name) is not None)
    panel = window.panel(name)
    assert isinstance(panel, SlowPanel)
    return panel


def test_a_panel_is_shown_when_it_is_whole_and_not_before(window: MainWindow, qtbot: QtBot) -> None:
    for name in ("generate", "history"):
        window.open(name)
        panel = whole(window, name, qtbot)
        assert panel.isVisible()
        assert panel.seen_with == PARTS


def test_who_goes_on_before_a_panel_is_whole_finds_it_later(window: MainWindow, made: list[str], qtbot: QtBot) -> None:
    window.open("history")
    assert window.panel("history") is None, "its modules are loaded in a worker"
    window.open("generate")
    window.open("history")
    window.open("generate")
    history = whole(window, "history", qtbot)
    qtbot.waitUntil(lambda: window.panel("generate") is not None)
    assert not history.isVisible()
    assert history.seen_with == 0
    assert sorted(made) == ["generate", "generate loaded", "history", "history loaded"]
    assert made.index("history loaded") < made.index("history")
    window.open("history")
    assert (history.isVisible(), history.seen_with) == (True, PARTS)


def test_what_a_panel_is_to_show_waits_until_it_is_whole(window: MainWindow, qtbot: QtBot) -> None:
    window.open("history", "one")
    window.open("history", "two")
    assert whole(window, "history", qtbot).taken == [("one", PARTS), ("two", PARTS)]
