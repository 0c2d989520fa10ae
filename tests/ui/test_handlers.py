"""No handler keeps a person waiting: the window's dearest ones, in CPU time of Qt's thread, best of some tries.

The limit of the product is 16 ms (`benchmarks.tray_handlers`); this one is generous: machines are busy.
"""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from foley_bridge.engine.launch import Launch
from foley_ui.app import Options
from foley_ui.program import Program
from foley_ui.theme.theme import Mode
from foley_ui.turns import Steps, Turns
from foley_ui.window.entries import Entry, all_entries
from foley_ui.window.panel_maker import PanelMaker
from tests.bridge.engine.quick_worker import quick_command
from tests.ui.long_history import write_history
from tests.ui.window.surroundings import forget_deleted

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
GENEROUS_MS = 60.0
TRIES = 3
HISTORY = 300
END = object()


@pytest.fixture(scope="module")
def program(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    options = Options(home=tmp_path_factory.mktemp("home"), theme="light", language="en")
    with Program(qapp, options, launch=Launch(command=quick_command(), nice=0)) as program:
        program.context.folders.journal_file.parent.mkdir(parents=True, exist_ok=True)
        write_history(program.context.folders.journal_file, HISTORY)
        program.start()
        yield program


def longest_ms(steps: Steps) -> float:
    """CPU time of the longest step."""
    longest, ended = 0.0, False
    while not ended:
        began_s = time.thread_time()
        ended = next(steps, END) is END
        longest = max(longest, (time.thread_time() - began_s) * 1000)
    return longest


@pytest.mark.parametrize("entry", all_entries(), ids=lambda entry: str(entry.name))
def test_a_panel_is_made_in_short_steps(program: Program, entry: Entry) -> None:
    """Made in one go, most of them take two to ten times the limit here."""
    assert entry.load is not None
    entry.load()  # in the program a worker does it
    tries = []
    for _ in range(TRIES):
        place, made = QWidget(), list[QWidget]()
        maker = PanelMaker(program.context, lambda _, panel, made=made: made.append(panel))  # type: ignore[misc]
        tries.append(longest_ms(maker.steps(entry, place)))
        assert len(made) == 1
        place.deleteLater()
        forget_deleted()
    assert min(tries) < GENEROUS_MS


def test_light_and_dark_are_taken_up_in_short_turns_with_all_panels_there(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one go it took 1.5 s."""
    window, theme = program.window, program.context.theme
    for name in window.panel_names:
        window.open(name)
    qtbot.waitUntil(lambda: all(window.panel(name) is not None for name in window.panel_names), timeout=60_000)
    turns, tries, turn = list[float](), list[float](), Turns._turn

    def metered(self: Turns) -> None:
        began_s = time.thread_time()
        turn(self)
        turns.append((time.thread_time() - began_s) * 1000)

    for mode in (Mode.DARK, Mode.LIGHT) * TRIES:
        turns.clear()
        with monkeypatch.context() as patched:
            patched.setattr(Turns, "_turn", metered)
            began_s = time.thread_time()
            theme.set_mode(mode)
            turns.append((time.thread_time() - began_s) * 1000)
            qtbot.waitUntil(lambda: theme.settled, timeout=60_000)
        assert len(turns) > 2, "a timer calls what was patched"
        tries.append(max(turns))
    assert min(tries) < GENEROUS_MS
