"""The Lua is linted and formatted, and the linter knows exactly what REAPER offers."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.hosts.reaper.check_lua import ROOT, commands
from tests.hosts.reaper.facts import LUACHECKRC, luacheckrc

CODE = sorted((ROOT / "reaper_scripts" / "lib").glob("*.lua"))


def test_the_linter_s_globals_are_the_facts() -> None:
    assert LUACHECKRC.read_text(encoding="utf-8") == luacheckrc(), "run python -m tests.hosts.reaper.facts"


@pytest.mark.parametrize("command", list(commands()), ids=lambda command: f"{command[0]} {command[-1]}")
def test_the_tool_finds_nothing(command: tuple[str, ...]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_finds_a_function_that_reaper_lacks(tmp_path: Path) -> None:
    if shutil.which("luacheck") is None:
        pytest.skip("luacheck is not installed")
    wrong = tmp_path / "wrong.lua"
    wrong.write_text("reaper.InsertTake()\nmade = 1\n")
    command = ["luacheck", "--no-color", "--config", str(LUACHECKRC), str(wrong)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "undefined field 'InsertTake'" in done.stdout
    assert "setting non-standard global variable 'made'" in done.stdout


@pytest.mark.parametrize("file", CODE, ids=lambda file: file.name)
def test_the_portable_part_knows_no_reaper(file: Path) -> None:
    code = [line.partition("--")[0] for line in file.read_text(encoding="utf-8").splitlines()]
    uses = any("reaper." in line or "gfx." in line for line in code)
    assert uses == (file.name.startswith("reaper_")), file.name
