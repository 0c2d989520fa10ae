"""What goes wrong beneath the newer panels while they are at work: a clear sentence in the window, and it goes on.

The engine is killed, the disk is full, the pack's folder or the recording is gone: under a sheet of cues, an imitation,
a fill, an export.
"""

import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_bridge.engine.launch import Launch
from foley_models.pack_files import find_pack
from foley_ui.app import Options
from foley_ui.exporting.window import ExportWindow
from foley_ui.generate.panel import GeneratePanel
from foley_ui.picture.cue_page import CuePage
from foley_ui.picture.cues_model import Column
from foley_ui.picture.panel import PicturePanel
from foley_ui.program import Program
from tests.bridge.engine.quick_worker import quick_command
from tests.ui.places import P
from tests.ui.takes.dropped import recording

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
WAIT_MS = 60_000
ENGINE, EAR = "tests.bridge.engine.quick_worker", "foley_bridge.engine.worker"
SHEET = "time,length,prompt\n0,0.5,slow boots\n2,0.5,slow doors\n4,0.5,slow rain\n"


@dataclass
class Desk:
    """The whole program at work."""

    program: Program
    qtbot: QtBot
    folder: Path

    def until(self, so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(so, timeout=WAIT_MS)

    def panel(self, name: str, kind: type[P]) -> P:
        self.program.window.open(name)
        self.until(lambda: self.program.window.panel(name) is not None)
        panel = self.program.window.panel(name)
        assert isinstance(panel, kind)
        return panel

    def sheet(self) -> CuePage:
        """A sheet that can be made."""
        page = self.panel("picture", PicturePanel).cues
        sheet = self.folder / f"{self.folder.name}.csv"  # a name of its own has a folder of its own
        sheet.write_text(SHEET, encoding="utf-8")
        page.open(sheet)
        self.until(page.foot.start.isEnabled)
        return page

    def made(self, page: CuePage) -> list[str]:
        """Make the sheet; what its rows say then."""
        page.start()
        self.until(lambda: not page.run.busy and page._reading is None)
        return [str(page.table.cues.index(row, Column.STATE).data()) for row in range(page.table.cues.rowCount())]

    def ask(self, panel: GeneratePanel, prompt: str) -> None:
        """Ask for sounds and wait for their end."""
        panel.form.prompt.setText(prompt)
        panel.generate()
        self.until(lambda: self.ended(panel, prompt))

    def ended(self, panel: GeneratePanel, prompt: str) -> bool:
        asked = panel.takes.asked
        return asked is not None and asked.row.prompt == prompt and asked.row.job.state.final


@dataclass(frozen=True)
class Home:
    """One program for all of these, with a pack of its own and its sounds on a disk that can be filled."""

    program: Program
    pack: Path
    disk: Path | None  # None where this user may not mount one


@pytest.fixture(scope="module")
def home(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("troubles")
    settings, sounds = folder / "home" / "config" / "settings.toml", folder / "sounds"
    settings.parent.mkdir(parents=True)
    sounds.mkdir()
    pack = Path(shutil.copytree(find_pack("core"), folder / "own core"))
    settings.write_text(f'[engine]\npack = "{pack}"\n[files]\nsounds = "{sounds}"\n', encoding="utf-8")
    mounted = mount(sounds)
    options = Options(home=folder / "home", theme="light", language="en")
    with Program(qapp, options, launch=Launch(command=quick_command(), nice=0)) as program:
        program.start()
        yield Home(program, pack, sounds if mounted else None)
    if mounted:
        subprocess.run(["umount", "--lazy", str(sounds)], check=True)


@pytest.fixture
def desk(home: Home, qtbot: QtBot, tmp_path: Path) -> Desk:
    qtbot.waitUntil(lambda: home.program.context.bridge.status is not None, timeout=WAIT_MS)
    return Desk(home.program, qtbot, tmp_path)


@pytest.fixture
def small_disk(home: Home) -> Path:
    if home.disk is None:
        pytest.skip("needs the right to mount a small disk")
    return home.disk


def mount(folder: Path) -> bool:
    """A small disk there, if this user may."""
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def test_a_killed_engine_costs_a_sheet_no_cue(desk: Desk) -> None:
    page, killed = desk.sheet(), list[int]()

    def kill_once(_: object) -> None:
        if not killed:
            killed.append(kill(ENGINE))

    page.run.made.connect(kill_once)  # after the first cue
    assert all(state.startswith("made") for state in desk.made(page))
    assert len(killed) == 1
    assert killed[0] >= 1  # one that another test left may be ending still


def test_a_full_disk_is_said_at_the_rows_and_the_same_button_goes_on(small_disk: Path, desk: Desk) -> None:
    page = desk.sheet()
    fill(small_disk)
    states = desk.made(page)
    said = " ".join((*states, page.trouble.text))
    assert "space" in said
    assert page.foot.start.isEnabled()
    (small_disk / "filling").unlink()
    again = desk.made(page)
    assert [state for state in again if not state.startswith("made")] == [], page.trouble.text


def test_a_pack_that_is_gone_is_said_at_the_rows_and_the_same_button_goes_on(desk: Desk, home: Home) -> None:
    page = desk.sheet()
    away = home.pack.rename(home.pack.with_name("away"))
    said = " ".join((*desk.made(page), page.trouble.text))
    assert str(home.pack) in said
    away.rename(home.pack)
    assert all(state.startswith("made") for state in desk.made(page))


def test_an_imitation_outlives_the_engine_and_says_that_its_recording_is_gone(desk: Desk) -> None:
    panel = desk.panel("generate", GeneratePanel)
    guide = recording(desk.folder / "mouth.wav")
    panel.form.follow(guide)
    desk.until(lambda: panel.form.guide.guide is not None)
    panel.form.prompt.setText("slow boots")
    panel.generate()
    desk.until(lambda: kill(ENGINE) > 0)
    desk.until(lambda: desk.ended(panel, "slow boots"))
    assert panel.takes.asked is not None
    assert panel.takes.asked.takes
    guide.unlink()
    panel.form.prompt.setText("doors")
    panel.generate()
    desk.until(lambda: "mouth.wav" in panel.refusal.sentence)
    panel.form.guide.leave()
    desk.ask(panel, "rain")


def test_a_fill_says_in_its_window_what_is_wrong_and_can_be_asked_again(desk: Desk) -> None:
    panel = desk.panel("generate", GeneratePanel)
    file = recording(desk.folder / "rain.wav")
    window = panel.fillings.open(file, "drizzle")
    desk.until(lambda: window.bar.span is not None)
    away = file.rename(desk.folder / "away.wav")
    window.submit()
    desk.until(lambda: "rain.wav" in window.sentence)
    away.rename(file)
    window.submit()
    desk.until(lambda: desk.ended(panel, "drizzle"))


def test_an_export_whose_ear_is_killed_says_so_and_leaves_nothing(desk: Desk) -> None:
    panel = desk.panel("generate", GeneratePanel)
    desk.ask(panel, "bells")
    panel.takes.act("export")
    (window,) = desk.program.window.findChildren(ExportWindow)
    left = running(EAR)  # another test's may be ending still
    window.start()
    desk.until(lambda: kill(EAR, left) > 0 or not window.working)
    desk.until(lambda: window.sentence != "" and not window.working)
    assert "engine" in window.sentence
    assert not window.fields.plan.folder.exists()
    window.reject()
    desk.ask(panel, "thunder")


def kill(module: str, left: Collection[psutil.Process] = ()) -> int:
    """As a crash would end them: the children that run a module, but for those left over; how many."""
    found = [one for one in running(module) if one not in left]
    for one in found:
        one.kill()
    return len(found)


def running(module: str) -> list[psutil.Process]:
    """The children that run a module."""
    return [one for one in psutil.Process().children(recursive=True) if runs(one, module)]


def runs(process: psutil.Process, module: str) -> bool:
    """Whether it runs the module still; one that has ended meanwhile does not."""
    with suppress(psutil.Error):
        return module in " ".join(process.cmdline())
    return False


def fill(disk: Path) -> None:
    """Leave no room for a sound."""
    with suppress(OSError), (disk / "filling").open("wb") as stream:
        while True:
            stream.write(bytes(4096))
            stream.flush()
