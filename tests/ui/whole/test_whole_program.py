"""The tray application on a real screen with a real tray, the real daemon and the shipped pack, worked by a hand."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
import soundfile

from foley_bridge.folders import user_folders
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_models.pack_files import find_pack
from tests.ui.real_screen import Screen, real_screen, until

SLOW_S = 120.0  # a model is loaded and used, on a machine that is busy with other things
# Two sounds of a pool of two in few steps: what they are like is not what these tests are about.
SMALL = {"version": 1, "generate": {"count": 2, "pool": 2, "steps": 4}}
SETTINGS = '[engine]\ndevice = "cpu"\nthreads = 1\nnice = 0\n'


@dataclass(frozen=True)
class Running:
    """The program at work."""

    screen: Screen
    process: "subprocess.Popen[bytes]"
    said: Path
    home: Path

    def state(self) -> Any:
        try:
            return json.loads(self.said.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def until(self, word: str, *, within_s: float = 30.0, **wanted: object) -> Any:
        """Wait for a state whose values are as wanted (a callable decides), and return it."""

        def is_so() -> bool:
            now = self.state()
            return now is not None and all(
                want(now[name]) if callable(want) else now[name] == want for name, want in wanted.items()
            )

        until(is_so, f"{word}: {self.state()}\n{self.screen.logs()}", running=self.process, within_s=within_s)
        return self.state()

    def click(self, place: list[int], button: int = 1) -> None:
        x, y, width, height = place
        self.screen.click(x + width // 2, y + height // 2, button)


@contextmanager
def running(folder: Path, *options: str, settings: str = SETTINGS) -> Iterator[Running]:
    """The program with its icon in a tray."""
    home, said = folder / "home", folder / "said.json"
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.toml").write_text(settings, encoding="utf-8")
    (home / "state").mkdir()
    (home / "state" / "tray.json").write_text(json.dumps(SMALL), encoding="utf-8")
    with real_screen(folder / "screen") as screen, screen.tray():
        command = [sys.executable, "-m", "tests.ui.whole.whole_program", str(said), "--home", str(home), *options]
        with screen.program(command) as process:
            one = Running(screen, process, said, home)
            one.until("no icon in the tray", there=True, within_s=60.0)
            yield one


def test_a_prompt_typed_into_the_window_becomes_takes_that_are_dragged_into_another_program(tmp_path: Path) -> None:
    with running(tmp_path, "--hidden") as program:
        state = program.until("the daemon is not there", pack="core", within_s=60.0)
        assert state["window"] == []
        assert min(state["icon"][2:]) > 8

        program.click(state["icon"])
        state = program.until("the left click shows no window", window=bool, prompt=bool)
        program.click(state["prompt"])
        program.screen.hand("type", "--delay", "15", "a dog barking")
        program.until("what was typed is not in the field", written="a dog barking")
        program.screen.hand("key", "Escape", "key", "Return")
        state = program.until("no takes appeared", cards=made(2), within_s=SLOW_S)
        assert sorted(card["rank"] for card in state["cards"]) == [1, 2]

        best = next(card for card in state["cards"] if card["rank"] == 1)
        assert dragged(program, best["place"], tmp_path / "dropped.json") == [best["path"]]
        assert soundfile.info(best["path"]).frames == 4 * 48_000

        program.click(state["icon"], button=3)
        state = program.until("the right click shows no menu", menu=bool)
        program.screen.hand("key", "Escape")
        program.until("the menu does not close", menu=[])
        program.screen.hand("key", "ctrl+q")
        until(lambda: program.process.poll() is not None, "it does not quit")
        assert program.process.returncode == 0
        assert state["warnings"] == []


def test_what_goes_wrong_is_said_in_the_window_and_the_next_prompt_is_answered(
    tmp_path: Path, own_disk: Path, own_pack: Path
) -> None:
    settings = f'{SETTINGS}pack = "{own_pack}"\n[files]\nsounds = "{own_disk}"\n'
    with running(tmp_path, "rain falling", settings=settings) as program:
        program.until("the prompt of the command line is not in the field", written="rain falling", prompt=bool)
        program.until("the daemon is not there", pack=str(own_pack), within_s=60.0)

        ask(program)
        program.until("nothing is being made", running=bool, within_s=60.0)
        killed = kill_engine(program.process.pid)
        program.until("a killed engine lost the request", cards=made(2), outcome="", within_s=SLOW_S)
        assert killed.isdisjoint(engines(program.process.pid))

        fill(own_disk)
        ask(program)
        program.until("a full disk is not said", outcome=lambda said: "space" in said, within_s=SLOW_S)
        (own_disk / "filling").unlink()
        ask(program)
        program.until("it does not go on with space", outcome="", cards=made(2), within_s=SLOW_S)

        away = own_pack.rename(own_pack.with_name("away"))
        ask(program)
        program.until("a pack that is gone is not said", outcome=lambda said: str(own_pack) in said, within_s=SLOW_S)
        away.rename(own_pack)
        ask(program)
        program.until("the last one is not begun", running=bool, within_s=60.0)  # the cards before it are there still
        program.until("the last one is not made", running=lambda at_work: not at_work, within_s=SLOW_S)
        state = program.until("it does not go on with the pack", outcome="", cards=made(2), within_s=SLOW_S)
        assert state["warnings"] == []

    reader = JournalReader(user_folders(program.home).journal_file)
    ended = [row.job.state for row in reader.page(before=None, limit=9)]
    assert ended.count(State.DONE) == 3


@pytest.fixture
def own_pack(tmp_path: Path) -> Path:
    """A copy of the shipped pack that may be taken away."""
    return Path(shutil.copytree(find_pack("core"), tmp_path / "own core"))


@pytest.fixture
def own_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk that can be filled; skips the test where this user may not mount one."""
    disk = tmp_path / "sounds"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("needs the right to mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> None:
    """Leave no room for a sound."""
    with suppress(OSError), (disk / "filling").open("wb") as stream:
        while True:
            stream.write(bytes(4096))
            stream.flush()


def made(count: int) -> Callable[[list[Any]], bool]:
    """Whether so many takes are shown."""
    return lambda cards: len(cards) == count


def ask(program: Running) -> None:
    """Enter, in the prompt field."""
    before = program.state()
    program.click(before["prompt"])
    program.screen.hand("key", "Escape", "key", "Return")
    said = ("newest", "outcome")  # one that is refused at once has no place in the journal
    until(
        lambda: any(program.state()[name] != before[name] for name in said),
        f"nothing was asked for: {before}",
        running=program.process,
    )


def engines(tray: int) -> set[int]:
    """Process ids of the model's processes."""
    children = psutil.Process(tray).children(recursive=True)
    return {one.pid for one in children if "foley_bridge.engine.worker" in " ".join(one.cmdline())}


def kill_engine(tray: int) -> set[int]:
    """As a crash of the model would end it."""
    found = engines(tray)
    assert found
    for pid in found:
        psutil.Process(pid).kill()
    return found


def dragged(program: Running, place: list[int], said: Path) -> list[str]:
    """Drag from a place of the window to a window of another program; the paths that were dropped there."""
    screen = program.screen
    with screen.program([sys.executable, "-m", "tests.ui.whole.drop_target", str(said)]) as target:
        until(lambda: bool(screen.windows_named("another program")), "no other program", running=target)
        x, y = place[0] + 60, place[1] + place[3] // 2  # the number of its rank
        screen.hand("mousemove", str(x), str(y), "mousedown", "1", "sleep", "0.2")
        for step in range(1, 11):  # a drag begins by moving, and a target wants to be entered
            screen.hand("mousemove", str(x + (1070 - x) * step // 10), str(y + (660 - y) * step // 10), "sleep", "0.05")
        screen.hand("mousemove", "1072", "662", "sleep", "0.3", "mouseup", "1")
        until(said.exists, f"nothing was dropped\n{screen.logs()}", running=target)
    paths: list[str] = json.loads(said.read_text(encoding="utf-8"))
    return paths
