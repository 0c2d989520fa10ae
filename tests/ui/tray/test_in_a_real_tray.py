"""In a real tray (trayer) on a real screen (Xvfb), with a real mouse (xdotool): clicks, menu, panels that go."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ui.real_screen import Screen, end, real_screen, until

MENU_ENTRY_PX = 26
ESCAPE = "Escape"


@dataclass(frozen=True)
class Shown:
    """What the program says of itself."""

    there: bool  # a tray has taken the icon
    known: bool  # the search for one is over
    icon: tuple[int, int, int, int]
    window: bool
    panel: str
    menu: tuple[int, ...]

    @property
    def middle(self) -> tuple[int, int]:
        x, y, width, height = self.icon
        return x + width // 2, y + height // 2


@dataclass(frozen=True)
class Running:
    said: Path
    screen: Screen

    def now(self) -> Shown:
        said = json.loads(self.said.read_text())
        return Shown(
            said["there"], said["known"], tuple(said["icon"]), said["window"], said["panel"], tuple(said["menu"])
        )


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with real_screen(tmp_path / "screen") as made:
        yield made


@contextmanager
def running(screen: Screen, tmp_path: Path) -> Iterator[Running]:
    said = tmp_path / "said.json"
    command = [sys.executable, "-m", "tests.ui.tray.tray_program", str(tmp_path / "home"), str(said)]
    with screen.program(command) as program:
        until(said.exists, lambda: f"the program says nothing: {screen.logs()}", running=program)
        yield Running(said, screen)
    assert program.returncode == 0, screen.logs()
    assert "Traceback" not in screen.logs()


def test_the_icon_has_a_place_and_clicks_open_the_window_and_the_menu(screen: Screen, tmp_path: Path) -> None:
    with screen.tray(), running(screen, tmp_path) as tray:
        until(lambda: tray.now().there, "no tray takes the icon")
        x, y, width, height = tray.now().icon
        assert width >= 16
        assert height >= 16
        assert 0 <= x <= 1280 - width
        assert 0 <= y <= 32 - height
        assert not tray.now().window
        screen.click(*tray.now().middle)
        until(lambda: tray.now().window, "a left click does not show the window")
        until(lambda: bool(screen.windows_named("Foley Bridge")), "the window is on no screen")
        screen.click(*tray.now().middle, button=3)
        until(lambda: bool(tray.now().menu), "a right click does not show the menu")
        left, top, width, height = tray.now().menu
        assert 0 <= left <= 1280 - width
        assert 0 <= top <= 800 - height
        assert height > 6 * MENU_ENTRY_PX
        screen.hand("key", ESCAPE)
        until(lambda: not tray.now().menu, "Esc does not close the menu")


def test_an_entry_of_the_menu_does_what_it_says(screen: Screen, tmp_path: Path) -> None:
    with screen.tray(), running(screen, tmp_path) as tray:
        until(lambda: tray.now().there, "no tray takes the icon")
        screen.click(*tray.now().middle, button=3)
        until(lambda: bool(tray.now().menu), "a right click does not show the menu")
        left, top, width, height = tray.now().menu
        screen.click(left + width // 2, top + height - round(1.6 * MENU_ENTRY_PX))  # the last but one: Settings
        until(lambda: tray.now().window and tray.now().panel == "settings", "the entry does nothing")


def test_a_panel_that_ends_and_starts_again_is_noticed(screen: Screen, tmp_path: Path) -> None:
    with running(screen, tmp_path) as tray:
        until(lambda: tray.now().known, "the search does not end")
        assert not tray.now().there
        with screen.tray() as trayer:
            until(lambda: tray.now().there, "a tray that comes later is not found")
            end(trayer)
            until(lambda: not tray.now().there, "a tray that has gone is not missed")
        with screen.tray():
            until(lambda: tray.now().there, "a tray that comes back is not found")
            screen.click(*tray.now().middle)
            until(lambda: tray.now().window, "a left click does not show the window")
