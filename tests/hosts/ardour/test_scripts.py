"""The scripts as people copy them: made of their parts, complete in themselves, running no other code."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from host_plugins.ardour.assemble import HERE, SCRIPTS, assembled

FILES = [HERE / "scripts" / file for file in SCRIPTS.values()]
FORBIDDEN = re.compile(r"\b(load|loadstring|loadfile|dofile|require|os\.execute|io\.popen|package|debug)\b\s*[\(.\"']")


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_is_made_of_the_parts_as_they_are(name: str) -> None:
    file = HERE / "scripts" / SCRIPTS[name]
    assert file.read_text("utf-8") == assembled(name), "run: python host_plugins/ardour/assemble.py"


def test_nothing_else_lies_beside_them() -> None:
    assert sorted((HERE / "scripts").iterdir()) == sorted(FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_script_runs_no_other_code(file: Path) -> None:
    code = "\n".join(line.partition("--")[0] for line in file.read_text("utf-8").splitlines())
    assert FORBIDDEN.findall(code) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_script_says_what_it_is(file: Path) -> None:
    header = file.read_text("utf-8").partition("\n}\n")[0]
    kind = "EditorHook" if "listen" in file.name else "EditorAction"
    assert f'["type"] = "{kind}"' in header
    assert re.search(r'name = "Foley Bridge: [\w ]+"', header)
    assert len(re.findall(r"description = \[\[.{20,200}\]\]", header)) == 1


@pytest.mark.skipif(shutil.which("luac5.4") is None, reason="luac5.4 is missing: install lua5.4")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_script_sets_no_globals_but_those_that_ardour_asks_for(file: Path) -> None:
    listing = subprocess.run(
        ["luac5.4", "-l", "-l", "-p", str(file)], capture_output=True, text=True, check=True
    ).stdout
    written = set(re.findall(r"SETTABUP.*; _ENV \"(\w+)\"", listing))
    assert written <= {"factory", "signals", "icon"}
