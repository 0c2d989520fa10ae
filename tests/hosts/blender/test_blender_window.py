"""The add-on in a Blender with a window (under Xvfb, drawn by software): its own timer does the work."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.hosts.blender.program import commands, installed
from tests.hosts.core_daemon import CoreDaemon

WINDOW = Path(__file__).with_name("window.py")
SCREEN = "-screen 0 1280x1000x24"
pytestmark = pytest.mark.skipif(
    not (shutil.which("blender") and shutil.which("xvfb-run")),
    reason="no Blender with a window: install Debian's `blender`, `xvfb` and `xauth`",
)


def test_the_sounds_of_every_marker_come_by_the_timer(core_daemon: CoreDaemon, tmp_path: Path) -> None:
    folder = tmp_path / "film"
    folder.mkdir()
    blender = installed(commands()["blender"], tmp_path / "scripts")
    run = subprocess.run(
        [
            *("xvfb-run", "-a", "-s", SCREEN, "blender", "--factory-startup", "--app-template", "Video_Editing"),
            *("--enable-event-simulate", "--window-geometry", "0", "0", "1280", "1000"),
            *("--python", str(WINDOW), "--", str(folder)),
        ],
        env=core_daemon.environment(
            BLENDER_USER_SCRIPTS=str(blender.scripts),
            BLENDER_USER_CONFIG=str(tmp_path / "config"),
            LIBGL_ALWAYS_SOFTWARE="1",
            PYTHONDONTWRITEBYTECODE="1",
        ),
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-3000:]
    seen = blender.plays("read", folder, home=core_daemon.home)
    sounds = [one for one in seen["strips"] if one["kind"] == "SOUND"]
    assert len(sounds) == 9
    assert sorted((one["start"], one["mute"]) for one in sounds) == sorted(
        (frame, muted) for frame in (10, 100, 150) for muted in (False, True, True)
    )
    assert len(list((folder / "Foley").glob("*.wav"))) == 9
    assert seen["kept"] == []
    keep = os.environ.get("FOLEY_KEEP_PICTURE")  # where the picture of the documentation is wanted
    if keep:
        shutil.copy(folder / "window.png", keep)
