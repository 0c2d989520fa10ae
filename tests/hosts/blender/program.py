"""Blender as it is installed: the program, or the module `bpy` in a Python (its newer versions come as one)."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foley_bridge.folders import HOME_VARIABLE
from tests.bridge.processes import ROOT

ADD_ON = ROOT / "host_plugins" / "blender" / "foley_sequencer"
INSIDE = Path(__file__).with_name("inside.py")
MISSING = (
    "no Blender: install Debian's `blender`, or `bpy` from PyPI (or name a Python that has it in FOLEY_BPY_PYTHON)"
)
END_S = 120.0


@dataclass(frozen=True)
class Blender:
    """How one is started, and a home of its settings with the add-on installed in it."""

    command: tuple[str, ...]
    scripts: Path

    def plays(self, story: str, folder: Path, *, home: Path, **more: str) -> dict[str, Any]:
        """What a story of inside.py saw, with the daemon of `home`."""
        run = subprocess.run(
            [*self.command, str(INSIDE), "--", story, str(folder)],
            env={
                **os.environ,
                HOME_VARIABLE: str(home),
                "BLENDER_USER_SCRIPTS": str(self.scripts),
                "BLENDER_USER_CONFIG": str(self.scripts / "config"),
                "BLENDER_USER_EXTENSIONS": str(self.scripts / "extensions"),
                "PYTHONDONTWRITEBYTECODE": "1",
                **more,
            },
            capture_output=True,
            text=True,
            timeout=END_S,
            check=False,
        )
        assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]
        assert "Traceback" not in run.stderr, run.stderr[-4000:]
        file = folder / "seen.json"
        seen: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        file.unlink(missing_ok=True)
        return seen


def commands() -> dict[str, tuple[str, ...]]:
    """Every Blender of this machine."""
    found: dict[str, tuple[str, ...]] = {}
    program = shutil.which("blender")
    if program:
        found["blender"] = (program, "-b", "--factory-startup", "--python-exit-code", "1", "--python")
    python = os.environ.get("FOLEY_BPY_PYTHON") or (sys.executable if importlib.util.find_spec("bpy") else "")
    if python:
        found["bpy"] = (python,)
    return found


def installed(command: tuple[str, ...], scripts: Path) -> Blender:
    """That Blender with the add-on where its users have theirs."""
    shutil.copytree(ADD_ON, scripts / "addons" / ADD_ON.name, ignore=shutil.ignore_patterns("__pycache__"))
    return Blender(command, scripts)
