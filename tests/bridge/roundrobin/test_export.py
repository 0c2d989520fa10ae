"""`foley-bridge export`: what is promised of its files, measured on the files; nothing half-written or replaced."""

import csv
import hashlib
import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from foley_bridge.cli import EXIT_BAD_REQUEST, main
from foley_bridge.daemon.daemon import Daemon
from foley_bridge.files.loudness import true_peak_dbtp
from foley_bridge.files.recipe_reading import parse_recipe, read_recipe
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.roundrobin.levels import highest_momentary_lufs
from foley_bridge.roundrobin.publishing import publish_folder
from foley_bridge.settings import EngineSettings, Settings
from foley_bridge.spotting.onsets import find_onsets
from foley_models.errors import DestinationError, RequestError
from tests.bridge.files.sounds import RATE_HZ
from tests.bridge.roundrobin.takes import hit, write_take
from tests.models.tiny_core import write_tiny_pack

PLACES_S = (0.11, 0.25, 0.02, 0.3, 0.07)
SHORT = ("--seconds", "0.3", "--from", "3", "--seed", "3")


@pytest.fixture(scope="module")
def ear(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("ear") / "pack")


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("takes")
    levels = (0.9, 0.1, 0.4, 0.03, 0.6)
    return [
        write_take(
            folder / f"take {place}.wav",
            hit(at_s, hertz=250 * (place + 1), level=level, decay_s=0.02 * (place + 1)),
            index=place,
        )
        for place, (at_s, level) in enumerate(zip(PLACES_S, levels, strict=True))
    ]


@pytest.fixture(scope="module")
def exported(ear: Path, takes: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    out = tmp_path_factory.mktemp("exports") / "boots"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home))
        command = ["export", "--takes", *map(str, takes), "--count", "4", "--out", str(out)]
        assert main([*command, "--ear", str(ear), "--device", "cpu"]) == 0
    return out


def _manifest(folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return values


def _sounds(folder: Path, kind: str) -> list[np.ndarray[Any, np.dtype[np.float64]]]:
    found = []
    for one in _manifest(folder)["variants"]:
        (path,) = (file["path"] for file in one["files"] if file["path"].startswith(kind))
        sound, rate_hz = soundfile.read(folder / path)
        assert rate_hz == RATE_HZ
        found.append(sound)
    return found


def test_as_many_variants_as_were_asked_for_and_the_manifest_knows_every_file(exported: Path) -> None:
    manifest = _manifest(exported)
    assert (manifest["schema"], manifest["version"]) == ("foley-bridge/round-robin", 1)
    assert [one["number"] for one in manifest["variants"]] == [1, 2, 3, 4]
    names = {path.relative_to(exported).as_posix() for path in exported.rglob("*") if path.is_file()}
    told = {file["path"] for one in manifest["variants"] for file in one["files"]}
    assert names == told | {"manifest.json", "variants.csv", "wwise.txt"}
    assert sorted(told)[0] == "ogg/FEETHmn_Heavy boots on gravel_FB_NONE_01.ogg"
    for one in manifest["variants"]:
        for file in one["files"]:
            data = (exported / file["path"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == file["sha256"]
            assert len(data) == file["bytes"]


@pytest.mark.parametrize("kind", ["wav", "ogg"])
def test_all_are_equally_loud_and_no_peak_is_over_minus_one(exported: Path, kind: str) -> None:
    sounds = _sounds(exported, kind)
    loud = [highest_momentary_lufs(one, RATE_HZ) for one in sounds]
    assert max(loud) - min(loud) < 0.5
    assert loud == pytest.approx([_manifest(exported)["loudness"]["target_lufs"]] * 4, abs=0.5)
    assert max(true_peak_dbtp(one) for one in sounds) <= -1.0 + 1e-6


@pytest.mark.parametrize("kind", ["wav", "ogg"])
def test_the_attack_is_where_the_manifest_says(exported: Path, kind: str) -> None:
    silence = np.zeros(RATE_HZ // 5)
    for one, sound in zip(_manifest(exported)["variants"], _sounds(exported, kind), strict=True):
        heard = find_onsets(np.concatenate([silence, sound]).astype(np.float32), RATE_HZ)[0].place_s - 0.2
        assert heard == pytest.approx(one["onset_s"], abs=0.005)
        cut_at_s = one["source"]["start_samples"] / RATE_HZ
        known_s = PLACES_S[one["source"]["seed"] - 100]
        assert cut_at_s + one["onset_s"] == pytest.approx(known_s, abs=0.005)


def test_wav_and_ogg_are_of_one_length_and_hold_the_same_sound(exported: Path) -> None:
    for one, wav, ogg in zip(
        _manifest(exported)["variants"], _sounds(exported, "wav"), _sounds(exported, "ogg"), strict=True
    ):
        assert len(wav) == len(ogg) == one["samples"]
        assert np.corrcoef(wav, ogg)[0, 1] > 0.98


def test_no_two_variants_are_alike(exported: Path) -> None:
    manifest, sounds = _manifest(exported), _sounds(exported, "wav")
    assert manifest["diversity"]["least_distance"] > 0
    assert manifest["diversity"]["least_distance"] == min(one["nearest"]["distance"] for one in manifest["variants"])
    for first, second in combinations(sounds, 2):
        size = min(len(first), len(second))
        assert abs(np.corrcoef(first[:size], second[:size])[0, 1]) < 0.9


def test_licence_and_recipe_stay_with_every_file(exported: Path, takes: list[Path]) -> None:
    for one in _manifest(exported)["variants"]:
        source = read_recipe(next(path for path in takes if path.name == one["source"]["file"]))
        wav, ogg = (exported / file["path"] for file in one["files"])
        assert read_recipe(wav) == source
        with soundfile.SoundFile(ogg) as file:
            assert file.license == "Apache-2.0"
            assert "Generated by artificial intelligence" in file.comment
            assert parse_recipe(file.comment.partition(" Recipe: ")[2]) == source
        assert f"Variant {one['number']} of 4: cut from".encode() in wav.read_bytes()


def test_the_lists_name_the_files_as_wwise_and_spreadsheets_read_them(exported: Path) -> None:
    lines = (exported / "wwise.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "Audio File\tObject Path"
    for line, one in zip(lines[1:], _manifest(exported)["variants"], strict=True):
        file, path = line.split("\t")
        assert (exported / file.replace("\\", "/")).is_file()
        assert path == f"<Random Container>FEETHmn_Heavy boots on gravel_FB_NONE\\<Sound SFX>{one['name']}"
    rows = list(csv.DictReader((exported / "variants.csv").read_text(encoding="utf-8").splitlines()))
    assert [int(one["number"]) for one in rows] == [1, 2, 3, 4]
    assert all((exported / one["wav"]).is_file() and (exported / one["ogg"]).is_file() for one in rows)


def test_what_is_there_is_left_unless_one_says_replace_and_never_where_there_is_more(
    exported: Path, takes: list[Path], ear: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in exported.rglob("*")}
    command = ["export", "--takes", *map(str, takes[:2]), "--out", str(exported), "--ear", str(ear)]
    assert main(command) == EXIT_BAD_REQUEST
    assert "exists already" in capsys.readouterr().err
    (exported / "my own.txt").write_text("precious")
    assert main([*command, "--replace"]) == EXIT_BAD_REQUEST
    assert "holds my own.txt, so it is not replaced" in capsys.readouterr().err
    (exported / "my own.txt").unlink()
    assert {path: path.stat().st_mtime_ns for path in exported.rglob("*")}.keys() == before.keys()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "either a prompt or --takes"),
        (["boots", "--takes", "x"], "either a prompt or --takes"),
        (["--takes", "nobody#3"], "'nobody#3' is no file"),
        (["boots", "--count", "0"], "count is 0"),
        (["boots", "--count", "4", "--from", "3"], "from is 3, count is 4"),
        (["boots", "--tail", "5"], "tail is 5"),
        (["boots", "--loudness", "nan"], "loudness is nan"),
        (["boots", "--rate", "10"], "rate is 10"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    assert main(["export", *more, "--out", str(tmp_path / "out"), "--into", str(tmp_path / "in")]) == EXIT_BAD_REQUEST
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "in").exists()


def test_takes_that_are_too_few_alike_or_loops_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, takes: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    out = ["--out", str(tmp_path / "out")]
    again = tmp_path / "the same again.wav"
    again.write_bytes(takes[0].read_bytes())
    assert main(["export", "--takes", str(takes[0]), str(again), "--count", "2", *out]) == EXIT_BAD_REQUEST
    assert "2 takes hold 1 sound that differs, and 2 variants are wanted" in capsys.readouterr().err
    loop = write_take(tmp_path / "loop.wav", hit(0.0, hertz=200, level=0.5, seconds=1.5, decay_s=5), loop=True)
    assert main(["export", "--takes", str(loop), *out]) == EXIT_BAD_REQUEST
    assert "is a loop" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_run_that_was_killed_leaves_the_place_as_it_was_and_the_next_clears_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, first, second = tmp_path / "door", _contents("first"), _contents("second")
    publish_folder(folder, first, replace=False)
    # As a kill between the two renames leaves it: the old one aside, the new one whole but hidden.
    folder.rename(tmp_path / ".door.old")
    (tmp_path / ".door.part").mkdir()
    (tmp_path / ".door.part" / "manifest.json").write_text("half")
    with pytest.raises(RequestError, match="exists already"):
        publish_folder(folder, second, replace=False)
    assert (folder / "wav" / "a.wav").read_bytes() == b"first"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("foley_bridge.roundrobin.publishing.write_durably", full)
        with pytest.raises(DestinationError):
            publish_folder(folder, second, replace=True)
    assert (folder / "wav" / "a.wav").read_bytes() == b"first"
    publish_folder(folder, second, replace=True)
    assert (folder / "wav" / "a.wav").read_bytes() == b"second"
    assert [path.name for path in tmp_path.iterdir()] == ["door"]


def _contents(said: str) -> dict[str, bytes]:
    manifest = {"schema": "foley-bridge/round-robin", "variants": [{"files": [{"path": "wav/a.wav"}]}]}
    return {"wav/a.wav": said.encode(), "manifest.json": json.dumps(manifest).encode()}


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    with Daemon(Settings(engine=EngineSettings(device="cpu", nice=0)), user_folders(tmp_path / "home")):
        yield tmp_path


def test_a_prompt_becomes_takes_and_the_same_command_again_makes_none_anew(
    daemon: Path, ear: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["export", "boots", "--count", "2", "--pack", str(ear), "--ear", str(ear), "--device", "cpu", *SHORT]
    places = ["--out", str(daemon / "game" / "boots"), "--into", str(daemon / "takes")]
    assert main([*command, *places, "--no-ogg"]) == 0
    made = {path: path.stat().st_mtime_ns for path in (daemon / "takes" / "Foley").iterdir()}
    assert len(made) == 3
    first = _manifest(daemon / "game" / "boots")
    assert [len(one["files"]) for one in first["variants"]] == [1, 1]
    assert "2 variants of" in capsys.readouterr().out
    assert main([*command, *places, "--no-ogg", "--replace"]) == 0
    assert {path: path.stat().st_mtime_ns for path in (daemon / "takes" / "Foley").iterdir()} == made
    again = _manifest(daemon / "game" / "boots")
    assert [one["source"] for one in again["variants"]] == [one["source"] for one in first["variants"]]
    request = first["variants"][0]["source"]["candidate"].partition("#")[0]
    by_request = ["export", "--takes", request, "--ear", str(ear), "--out", str(daemon / "all"), "--device", "cpu"]
    assert main(by_request) == 0
    assert len(_manifest(daemon / "all")["variants"]) == first["diversity"]["chosen_from"]
