"""Regions and markers of a REAPER project as cues."""

from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.cues.regions import read_regions
from foley_bridge.cues.sheet import Cue, Defaults
from foley_models.errors import RequestError

PROJECT = """<REAPER_PROJECT 0.1 "7.0" 0
  MARKER 1 8 "a door slams" 0
  MARKER 2 2.5 "rain on a roof" 1 0 1 R {B} 0
  MARKER 2 6 "" 1
  MARKER 3 1 "" 0
  MARKER 4 0.5 "wind" 1
  MARKER 4 400.5 "" 1
>
"""


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    path = tmp_path / "scene.RPP"
    path.write_text(PROJECT.replace("400.5", "1.75"), encoding="utf-8")
    return path


def test_regions_and_with_a_length_markers_are_cues_by_time_named_by_what_is_heard(scene: Path) -> None:
    found = read_regions(scene, Defaults(count=2, seconds=1.5))
    assert found == (
        Cue(1, 0.5, 1.25, "wind", count=2),
        Cue(2, 2.5, 3.5, "rain on a roof", count=2),
        Cue(3, 8.0, 1.5, "a door slams", count=2),
    )


def test_what_has_no_length_or_too_much_of_it_is_named_all_at_once(scene: Path) -> None:
    scene.write_text(PROJECT, encoding="utf-8")
    with pytest.raises(RequestError) as told:
        read_regions(scene, Defaults())
    assert "region 'wind': seconds is 400" in str(told.value)
    assert "marker 'a door slams': it has no length" in str(told.value)


def test_a_project_without_names_has_no_cues(scene: Path) -> None:
    scene.write_text('<REAPER_PROJECT 0.1 "7.0" 0\n  MARKER 1 8 "" 0\n>\n', encoding="utf-8")
    with pytest.raises(RequestError, match="no region or marker with a name"):
        read_regions(scene, Defaults(seconds=1.0))


def test_the_command_takes_a_project(scene: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cues", str(scene), "--seconds", "1.5", "--check"]) == 0
    assert capsys.readouterr().out.startswith("3 cues on 1 track, 12 takes, 6.25 s of sound")
