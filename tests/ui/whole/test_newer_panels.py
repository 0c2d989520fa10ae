"""Library, picture, routes and what begins from sounds, on a real screen with a real tray, worked by a hand."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bridge.library.recordings import write_hum
from tests.ui.real_screen import until
from tests.ui.takes.dropped import recording
from tests.ui.whole.test_whole_program import Running, running

SLOW_S = 90.0
KEY_S = 20.0  # within which a key opens its window
SHEET = "time,length,prompt,track\n0.5,0.5,heavy boots on gravel,Feet\n3,0.5,a door slams,Doors\n"
MAIN = "MainWindow"
FROM, INTO = (1180, 680), (640, 400)


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Hand]":
    """One program for all of these."""
    with running(tmp_path_factory.mktemp("newer"), "--quick") as program:
        program.until("the daemon is not there", pack="core", front=MAIN, within_s=SLOW_S)
        yield Hand(program)
        assert program.state()["warnings"] == []


class Hand:
    """Keys and clicks; each waits until what it needs is there."""

    def __init__(self, program: Running) -> None:
        self.program = program

    def until(self, word: str, **wanted: object) -> Any:
        return self.program.until(word, within_s=SLOW_S, **wanted)

    def keys(self, *keys: str) -> None:
        self.program.screen.hand("key", "--delay", "60", *keys)

    def write(self, text: str) -> None:
        self.program.screen.hand("type", "--delay", "15", text)

    def click(self, name: str) -> None:
        places = self.until(f"nothing to click is called {name!r}", places=lambda now: name in now)["places"]
        self.program.click(places[name])

    def drop(self, *paths: Path) -> None:
        """Drag files from another program into the middle of the window."""
        screen = self.program.screen
        with screen.program([sys.executable, "-m", "tests.ui.whole.drag_source", *map(str, paths)]) as source:
            until(lambda: bool(screen.windows_named("a file manager")), "no other program", running=source)
            (x, y), (to_x, to_y) = FROM, INTO
            screen.hand("mousemove", str(x), str(y), "mousedown", "1", "sleep", "0.2")
            for step in range(1, 11):  # a drag begins by moving, and a target wants to be entered
                at = (str(x + (to_x - x) * step // 10), str(y + (to_y - y) * step // 10))
                screen.hand("mousemove", *at, "sleep", "0.05")
            screen.hand("mousemove", str(to_x + 2), str(to_y + 2), "sleep", "0.3", "mouseup", "1")
            screen.hand("sleep", "0.2")

    def asked(self, before: str) -> str:
        """Wait until another request is made, then choose its first sound; its id."""
        new: Callable[[str], bool] = before.__ne__
        state = self.until("no sounds were made", front=MAIN, newest=new, made=True, cards=bool, outcome="")
        self.program.click(state["cards"][0]["place"])
        return str(state["newest"])

    def opens(self, key: str, word: str, front: str) -> None:
        """Press a key for a window; once more where the click before it was lost on a list that was just laid out."""
        self.keys(key)
        try:
            self.program.until(word, within_s=KEY_S, front=front)
        except pytest.fail.Exception:
            cards = self.until(word, cards=bool)["cards"]
            self.program.click(min(cards, key=lambda card: card["rank"])["place"])
            self.keys(key)
            self.until(word, front=front)

    def reads(self, word: str, part: str) -> None:
        self.until(word, texts=lambda now: any(part in one for one in now))


def rows(name: str, so: Callable[[str, int], bool]) -> Callable[[dict[str, Any]], bool]:
    """Whether a table has such a first cell and so many rows."""
    return lambda now: name in now and so(*now[name])


def test_recordings_are_found_by_words_and_a_route_is_set(hand: Hand, tmp_path: Path) -> None:
    for hertz in (400, 800):
        write_hum(tmp_path / "hums" / f"hum {hertz}.wav", hertz)
    hand.keys("ctrl+2")
    hand.reads("the panel does not come", "Your own recordings")
    hand.drop(tmp_path / "hums")
    hand.reads("the folder is not heard", "2 of 2")
    hand.click("Search")
    hand.click("Search the library")
    hand.write("800 hertz")
    state = hand.until("nothing is found", texts=lambda now: any("hum 800.wav" in one for one in now))
    assert state["focus"] == "Search the library"
    hand.keys("Return", "Down")
    hand.reads("the second row is not chosen", "hum 400.wav")

    hand.keys("ctrl+6")
    hand.click("Routes by category")
    hand.click("Category")
    hand.write("FEETHmn")
    hand.until("no categories are suggested", front="QListView")
    hand.keys("Escape")
    hand.until("the suggestions stay", front=MAIN)
    hand.click("Guidance")
    hand.write("21")
    hand.keys("Return")
    hand.reads("a wrong number is not told", "0 to 20")
    hand.keys("ctrl+a")
    hand.write("3")
    hand.keys("Return")
    hand.until("the route is not kept", rows=rows("Routes", lambda first, count: count == 1 and "FEETHmn" in first))


def test_a_sheet_is_made_and_a_guide_has_events(hand: Hand, tmp_path: Path) -> None:
    (tmp_path / "reel.csv").write_text(SHEET, encoding="utf-8")
    hand.keys("ctrl+3")
    hand.reads("the panel does not come", "Drop a cue sheet here")
    hand.drop(tmp_path / "reel.csv")
    hand.click("Make all cues (2)")
    hand.reads("the sheet is not made", "All is made.")
    hand.click("Hits on a guide")
    hand.reads("the page does not come", "Drop a guide here")
    hand.drop(recording(tmp_path / "knocks.wav", 2.0))
    hand.reads("the guide has no events", "Events: 5")
    hand.write("boots")
    hand.keys("Return")
    hand.reads("what cannot be dealt out is not told", "The takes have no clear hits")  # the quick engine makes noise


def test_what_begins_from_a_sound_is_asked_for_by_keys(hand: Hand) -> None:
    hand.click("  Generate")  # a drop leaves the keyboard nowhere where no window manager is
    hand.click("Prompt")
    hand.write("boots")
    hand.keys("Escape", "Return")
    newest = hand.asked("")
    hand.keys("g")
    hand.reads("the guide is not shown", "Timing and loudness of")
    hand.click("Generate")
    newest = hand.asked(newest)
    hand.opens("e", "no window to fill", "FillWindow")
    hand.reads("the range is not there", "are made anew")
    hand.keys("Return")
    newest = hand.asked(newest)
    hand.opens("shift+v", "no question how far away", "LessLike")
    hand.keys("Return")
    newest = hand.asked(newest)
    hand.keys("t")
    hand.until("no tree", front="FamilyPopup", rows=rows("What came of what", lambda _, count: count == 2))
    hand.keys("Up", "Return")
    hand.until("the tree stays", front=MAIN)
    hand.opens("x", "no window to export", "ExportWindow")
    hand.keys("Escape")
    hand.until("it stays", front=MAIN)
    assert hand.program.state()["newest"] == newest
