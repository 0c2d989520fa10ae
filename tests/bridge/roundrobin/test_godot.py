"""`foley-bridge export --godot`: resources that Godot 3 itself loads, and of Godot 4 what its text format asks for."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from foley_bridge.cli import EXIT_BAD_REQUEST, main
from foley_bridge.folders import HOME_VARIABLE
from tests.bridge.roundrobin.takes import hit, write_take
from tests.models.tiny_core import write_tiny_pack

SCRIPT = Path(__file__).parents[2] / "hosts" / "godot" / "resources.gd"
COUNT = 3
_TAG = re.compile(r'^\[(\w+)((?: \w+=(?:"(?:[^"\\]|\\.)*"|\d+))*)\]$')
_FIELD = re.compile(r' (\w+)=("(?:[^"\\]|\\.)*"|\d+)')
_VALUE = re.compile(r'^([a-z_0-9/]+) = (-?\d+(?:\.\d+)?|ExtResource\("([^"]+)"\))$')
RANDOMIZER = {"playback_mode": "0", "random_pitch": "1.05", "random_volume_offset_db": "1.0"}


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Godot project with an export for each version in it."""
    top = tmp_path_factory.mktemp("godot")
    ear = write_tiny_pack(top / "ear")
    takes = [write_take(top / f"{at}.wav", hit(0.1, hertz=250 * (at + 1), level=0.5), index=at) for at in range(COUNT)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(top / "home"))
        for version in ("3", "4"):
            command = ["export", "--takes", *map(str, takes), "--count", str(COUNT), "--ear", str(ear)]
            out = top / f"game{version}" / "steps"
            assert main([*command, "--device", "cpu", "--godot", version, "--out", str(out)]) == 0
            (out.parent / "project.godot").write_text('config_version=4\n\n[application]\nconfig/name="Steps"\n')
    return top


def _resources(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.tres"))


def _parsed(text: str) -> tuple[list[tuple[str, dict[str, str]]], dict[str, str]]:
    """Tags with their fields, and the values below the last; every line is a tag, a value or empty."""
    tags: list[tuple[str, dict[str, str]]] = []
    values: dict[str, str] = {}
    for line in text.splitlines():
        if tag := _TAG.match(line):
            assert not values, "values belong to the last tag"
            tags.append((tag[1], {key: value.strip('"') for key, value in _FIELD.findall(tag[2])}))
        elif value := _VALUE.match(line):
            assert value[1] not in values
            values[value[1]] = value[3] or value[2]
        else:
            assert line == "", f"no line of a resource: {line}"
    return tags, values


def test_godot_4_gets_one_randomizer_of_all_in_its_text_format(game: Path) -> None:
    folder = game / "game4" / "steps"
    (file,) = _resources(folder)
    (head, *sounds, last), values = _parsed(file.read_text(encoding="utf-8"))
    assert head == ("gd_resource", {"type": "AudioStreamRandomizer", "load_steps": str(COUNT + 1), "format": "3"})
    assert last == ("resource", {})
    assert [tag for tag, _ in sounds] == ["ext_resource"] * COUNT
    ids = {fields["id"]: fields["path"] for _, fields in sounds}
    assert len(ids) == len(set(ids.values())) == COUNT
    assert all(fields["type"] == "AudioStream" and (folder / fields["path"]).is_file() for _, fields in sounds)
    assert {key: values.pop(key) for key in RANDOMIZER} == RANDOMIZER
    assert values.pop("streams_count") == str(COUNT)
    assert {values.pop(f"stream_{at}/stream") for at in range(COUNT)} == set(ids)
    assert values == {f"stream_{at}/weight": "1.0" for at in range(COUNT)}


@pytest.mark.skipif(shutil.which("godot3-server") is None, reason="godot3-server (Debian) is not installed")
def test_godot_3_imports_the_sounds_and_loads_a_resource_of_each(game: Path) -> None:
    project, home = game / "game3", game / "godot home"
    home.mkdir()
    own = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    paths = [f"res://steps/{file.name}" for file in _resources(project / "steps")]
    environment = {**os.environ, **own, "LANG": "C.UTF-8", "FOLEY_TEST_RESOURCES": "\n".join(paths)}

    def godot(*arguments: str) -> str:
        command = ["godot3-server", "--path", str(project), *arguments]
        run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
        assert "Parse Error" not in run.stdout + run.stderr
        assert "Error importing" not in run.stdout + run.stderr
        return run.stdout

    godot("-e", "-q")
    shutil.copy(SCRIPT, project)
    (line,) = [line for line in godot("-s", SCRIPT.name).splitlines() if line.startswith("{")]
    found = json.loads(line)
    manifest = _manifest(project / "steps")
    lengths = {one["files"][0]["path"]: one["seconds"] for one in manifest["variants"]}
    assert sorted(found) == sorted(paths)
    assert len(paths) == COUNT
    for kind, sound, length_s, pitch in found.values():
        assert (kind, pitch) == ("AudioStreamRandomPitch", pytest.approx(1.05))
        assert length_s == pytest.approx(lengths.pop(sound.removeprefix("res://steps/")), abs=1e-3)
    assert lengths == {}


def _manifest(folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return values


@pytest.mark.parametrize("version", ["3", "4"])
def test_the_manifest_knows_the_resources_so_that_the_export_can_be_replaced(game: Path, version: str) -> None:
    from foley_bridge.roundrobin.publishing import check_place

    folder = game / f"game{version}" / "steps"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix != ".import"}
    assert set(_manifest(folder)["resources"]) == {name for name in names if name.endswith(".tres")}
    assert "variants.csv" not in names  # Godot takes every CSV for translations
    for stray in folder.rglob("*.import"):  # of Godot's own
        stray.unlink()
    check_place(folder, replace=True)


def test_another_version_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "a door", "--godot", "5"]) == EXIT_BAD_REQUEST
    assert "invalid choice: 5 (choose from 3, 4)" in capsys.readouterr().err
