"""`make run` hands a prompt on as it was typed, and sets up only once."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="the Makefile is for systems that have make")

HOSTILE = [
    "heavy boots on gravel",
    "",
    "--help",
    'it\'s "quoted" and `backticked`',
    "costs $5 $HOME ${HOME} $(HOME) $$",
    "$(shell touch made) `touch made` $(touch made); touch made & touch made | touch made > made",
    "# not a comment, 100 % \\ \\n *?[a]~",
    "雨 on a tin roof",
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with the Makefile, set up already, whose command writes its arguments to a file."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    command = tmp_path / ".venv" / "bin" / "foley-bridge"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\" > arguments\n")
    command.chmod(0o755)
    (tmp_path / ".venv" / "installed").touch()
    os.utime(tmp_path / "pyproject.toml", (0, 0))
    return tmp_path


def _arguments(house: Path, *said: str, environment: dict[str, str] | None = None) -> list[str]:
    # This suite may itself run under make, whose flags are not for the make that is started here.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    # No shell here: what is said arrives in make as it stands in this file.
    subprocess.run(["make", "run", *said], cwd=house, env=inherited | (environment or {}), check=True)
    return (house / "arguments").read_text(encoding="utf-8").split("\0")[:-1]


@needs_make
@pytest.mark.parametrize("prompt", HOSTILE)
def test_any_prompt_arrives_as_it_was_typed_and_runs_nothing(house: Path, prompt: str) -> None:
    arguments = _arguments(house, f"PROMPT={prompt}")
    assert arguments[-2:] == ["--", prompt]
    assert not (house / "made").exists()


@needs_make
def test_what_is_said_reaches_the_command(house: Path) -> None:
    said = ("PROMPT=rain", "SECONDS=2.5", "COUNT=6", "SEED=7", "OUT=my takes/rain; touch made")
    assert _arguments(house, *said) == [
        "generate",
        "--seconds=2.5",
        "--count=6",
        "--seed=7",
        "--out=my takes/rain; touch made",
        "--",
        "rain",
    ]


@needs_make
def test_the_daemon_is_kept_where_that_is_said(house: Path) -> None:
    assert _arguments(house, "PROMPT=rain", "KEEP=1")[-3:] == ["--keep", "--", "rain"]


@needs_make
def test_variables_of_the_shell_do_not_count(house: Path) -> None:
    arguments = _arguments(house, environment={"PROMPT": "%n@%m", "SECONDS": "99", "OUT": "elsewhere"})
    assert arguments == ["generate", "--seconds=4", "--count=4", "--seed=1", "--", "heavy boots on gravel"]


def test_the_makefile_and_the_readme_install_the_torch_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (torch,) = [one for one in project["project"]["dependencies"] if one.startswith("torch>")]
    assert f"TORCH = {torch}\n" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert (ROOT / "README.md").read_text(encoding="utf-8").count(f'pip install "{torch}"') == 2
