"""The add-on's text: the same for both versions of Godot where it can be, and Godot 4's as its grammar asks."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from foley_bridge.protocol.table import CODES
from tests.hosts.godot.editing import ADDON, ROOT

GODOT_4 = ROOT / "host_plugins" / "godot4"
ADDON_4 = GODOT_4 / "addons" / "foley_bridge"
DIFFERENT = {"godot.gd", "listening.gd", "variants.gd"}  # what the two versions say differently
SCRIPTS = sorted(path.name for path in ADDON.glob("*.gd"))


def test_both_versions_have_the_same_files() -> None:
    assert {path.name for path in ADDON_4.iterdir()} == {path.name for path in ADDON.iterdir()}
    assert (ADDON_4 / "plugin.cfg").read_bytes() == (ADDON / "plugin.cfg").read_bytes()


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name not in DIFFERENT])
def test_the_text_that_was_run_in_godot_3_is_godot_4_s_too(name: str) -> None:
    three, four = ((folder / name).read_text(encoding="utf-8").split("\n", 1) for folder in (ADDON, ADDON_4))
    assert (three[0], four[0]) == ("tool", "@tool")
    assert three[1] == four[1]


def test_what_is_different_has_the_same_functions() -> None:
    for name in DIFFERENT - {"listening.gd"}:  # where Godot 3 reads the file itself
        three, four = (_functions(folder / name) for folder in (ADDON, ADDON_4))
        assert four <= three
        assert {one for one in three if not one.startswith("_")} == {one for one in four if not one.startswith("_")}
    assert _functions(ADDON_4 / "listening.gd") <= _functions(ADDON / "listening.gd")


@pytest.mark.skipif(importlib.util.find_spec("gdtoolkit") is None, reason="gdtoolkit (PyPI) is not installed")
@pytest.mark.parametrize("tool", ["parser", "linter"])
def test_godot_4_s_grammar_and_habits_are_kept(tool: str) -> None:
    call = f"from gdtoolkit.{tool}.__main__ import main; main()"
    files = [f"addons/foley_bridge/{name}" for name in SCRIPTS]
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", call, *files], cwd=GODOT_4, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_code_of_a_failure_has_its_sentence() -> None:
    said = set(re.findall(r'^\t"([a-z-]+)": "', (ADDON / "failures.gd").read_text(encoding="utf-8"), re.MULTILINE))
    assert said == {one.name for one in CODES}


def test_the_add_on_starts_no_programs_and_runs_no_text() -> None:
    for folder in (ADDON, ADDON_4):
        for path in folder.glob("*.gd"):
            found = re.findall(
                r"OS\.(?:execute|shell|create|kill)\w*|Expression|source_code|\byield\b|\bawait\b", _code(path)
            )
            assert not found, f"{path.name}: {found}"


def _functions(path: Path) -> set[str]:
    return set(re.findall(r"^(?:static )?func (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def _code(path: Path) -> str:
    return "\n".join(line.split("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
