"""`foley-bridge evaluate` with real folders, a real pack at tiny size, and the files it writes."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from foley_bridge.cli import main
from tests.bridge.evaluation.studio import write_folder
from tests.models.evaluation.ears import write_yamnet
from tests.models.tiny_core import write_tiny_pack


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("studio")
    write_folder(root / "recordings", {"dog_bark": 6, "rain": 5, "footstep": 2}, seed=1)
    write_folder(root / "sounds", {"dog_bark": 5, "rain": 5, "footstep": 5}, seed=2, detune=1.4)
    write_tiny_pack(root / "pack")
    return root


def _evaluate(studio: Path, *arguments: str) -> int:
    return main(["evaluate", *arguments, "--pack", str(studio / "pack"), "--device", "cpu"])


def test_two_folders_are_compared_by_class_and_a_class_with_too_few_is_named(
    studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = {name: tmp_path / f"out.{name}" for name in ("csv", "json", "png", "svg")}
    arguments = ["--csv", str(outputs["csv"]), "--json", str(outputs["json"]), "--plot", str(outputs["png"])]
    code = _evaluate(
        studio, str(studio / "sounds"), "--reference", str(studio / "recordings"), "--fad", "--pca", "2", *arguments
    )
    shown = capsys.readouterr()
    assert code == 0, shown.err
    assert "footstep: no KAD (clap), so it is in no average: too few: 5 sounds, 2 recordings" in shown.out
    values = json.loads(outputs["json"].read_text(encoding="utf-8"))
    rows = {(row["label"], row["measure"]): row for row in values["rows"]}
    assert rows["footstep", "kad"]["value"] is None
    mean = rows["mean of the classes", "kad"]
    assert mean["value"] == pytest.approx((rows["dog_bark", "kad"]["value"] + rows["rain", "kad"]["value"]) / 2)
    assert (rows["all classes together", "kad"]["sounds"], rows["all classes together", "kad"]["recordings"]) == (
        10,
        11,
    )
    assert rows["dog_bark", "fad"]["value"] > 0
    assert -1 <= rows["rain", "clap score"]["value"] <= 1
    assert 0 <= rows["rain", "diversity"]["value"] <= 2
    with outputs["csv"].open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert len(table) == len(values["rows"])
    assert {row["class"] for row in table} >= {"dog_bark", "rain", "footstep"}
    assert outputs["png"].read_bytes().startswith(b"\x89PNG")


def test_the_same_recordings_are_nearer_to_themselves_than_other_sounds(studio: Path, tmp_path: Path) -> None:
    found = {}
    for name in ("recordings", "sounds"):
        out = tmp_path / f"{name}.json"
        assert _evaluate(studio, str(studio / name), "--reference", str(studio / "recordings"), "--json", str(out)) == 0
        rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
        found[name] = next(r["value"] for r in rows if r["measure"] == "kad" and r["label"] == "mean of the classes")
    assert found["recordings"] < 0.0 < found["sounds"]


def test_another_ear_listens_from_its_weights_file(studio: Path, tmp_path: Path) -> None:
    weights, out = write_yamnet(tmp_path), tmp_path / "out.json"
    arguments = ["--embedding", f"yamnet={weights}", "--json", str(out)]
    assert _evaluate(studio, str(studio / "sounds"), "--reference", str(studio / "recordings"), *arguments) == 0
    rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert {row["embedding"] for row in rows} == {"yamnet"}
    assert {row["measure"] for row in rows} == {"kad", "diversity"}


def test_a_pack_makes_the_sounds_and_a_second_run_finds_them_again(studio: Path, tmp_path: Path) -> None:
    def values() -> object:
        arguments = ["--per-class", "4", "--pool", "1", "--seconds", "0.5", "--work", str(tmp_path / "work")]
        out = tmp_path / "out.json"
        assert _evaluate(studio, "--reference", str(studio / "recordings"), *arguments, "--json", str(out)) == 0
        return json.loads(out.read_text(encoding="utf-8"))

    first = values()
    kept = sorted((tmp_path / "work").rglob("*.wav"))
    times = [path.stat().st_mtime_ns for path in kept]
    assert len(kept) == 12
    kept[3].unlink()
    assert values() == first
    again = [path.stat().st_mtime_ns for path in kept]
    assert [a == b for a, b in zip(times, again, strict=True)] == [number != 3 for number in range(12)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sounds"], "nothing to compare with"),
        (["--reference", "none"], "none is not there"),
        (["sounds", "--reference", "recordings", "--embedding", "mert"], "no embedding 'mert'"),
        (["sounds", "--reference", "recordings", "--embedding", "yamnet"], "not complete"),
        (["sounds", "--reference", "recordings", "--embedding", "yamnet=none"], "none is not there"),
        (["sounds", "--reference", "recordings", "--embedding", "clap", "--embedding", "clap"], "twice"),
        (["sounds", "--reference", "recordings", "--plot", "out.gif"], ".png, .svg, .pdf"),
        (["sounds", "--reference", "recordings", "--pca", "4"], "add --fad"),
        (["sounds", "--reference", "recordings", "--statistics", "stats"], "for the FAD of vggish"),
        (["sounds", "--reference", "recordings", "--seconds", "0"], "--seconds is 0"),
        (["sounds", "--reference", "recordings", "--adapter", "studio.safetensors"], "leave SOUNDS out"),
        (["sounds", "--reference", "recordings", "--csv", "none/out.csv"], "its folder is not there"),
        (["--reference", "recordings", "--per-class", "0"], "from 1 to 1000"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    studio: Path,
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    placed = [str(studio / one) if one in ("sounds", "recordings") else one for one in arguments]
    assert _evaluate(studio, *placed, "--work", str(studio / "work")) != 0
    (sentence,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("foley-bridge:")]
    assert words in sentence


def test_a_folder_without_sounds_is_one_sentence(
    studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "readme.txt").write_text("no sound", encoding="utf-8")
    assert _evaluate(studio, str(tmp_path), "--reference", str(studio / "recordings")) == 2
    assert "no sound" in capsys.readouterr().err


def test_too_large_a_covariance_is_named_for_each_class(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _evaluate(studio, str(studio / "sounds"), "--reference", str(studio / "recordings"), "--fad") == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "rain: no FAD (clap), so it is in no average: a Fréchet distance in 512 dimensions needs at least 513" in out


def test_the_loudest_part_of_a_long_sound_is_taken() -> None:
    from foley_bridge.evaluation.sounds import loudest

    samples = np.zeros(8000, np.float32)
    samples[5000:5100] = 1.0
    cut = loudest(samples, 8000, 0.25)
    assert (len(cut), float(cut.sum())) == (2000, 100.0)
    assert loudest(samples, 8000, 2.0) is samples
