"""The ear's command from end to end, with a real pack, a real network and real files, all tiny."""

import json
from pathlib import Path

import pytest

from benchmarks.ear import main
from tests.benchmarks.synthetic import write_recordings
from tests.benchmarks.tiny_ear import write_ear
from tests.models.tiny_core import write_tiny_pack


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("ear")
    splits = {"train": 3, "validation": 2, "studio": 2}
    return {
        "--ear": str(write_ear(root / "ear")),
        "--audio": str(write_recordings(root / "audio", ("dog_bark", "rain", "footstep"), splits)),
        "--pack": str(write_tiny_pack(root / "pack")),
        "--out": str(root / "out"),
    }


def _arguments(folders: dict[str, str], *more: str) -> list[str]:
    return [*(part for pair in folders.items() for part in pair), "--device", "cpu", *more]


def test_it_prints_and_writes_every_table(folders: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_arguments(folders, "--families", "dog_bark,rain,footstep", "--seeds", "2")) == 0
    printed = capsys.readouterr().out
    for said in (
        "| dog_bark |",
        "| rain |",
        "| (footstep) |",
        "**average of 2**",
        "white noise",
        "pooled",
        "Near-copies",
    ):
        assert said in printed
    assert (Path(folders["--out"]) / "ear.md").read_text(encoding="utf-8") in printed
    result = json.loads((Path(folders["--out"]) / "ear.json").read_text(encoding="utf-8"))
    assert result["shares"]["ours"]["rain"]["sounds"] == 2
    assert result["shares"]["real"]["rain"]["sounds"] == 4
    assert result["shares"]["mismatched"]["rain"]["sounds"] == 2
    assert set(result["confusion"]["ours"]) == {"dog_bark", "rain"}
    assert result["distances"]["rain"]["real_clips"] == 4
    assert len(result["bars"]) == 4


def test_a_second_run_measures_the_same(folders: dict[str, str]) -> None:
    written = Path(folders["--out"]) / "ear.json"
    arguments = _arguments(folders, "--families", "rain", "--seeds", "1")
    assert main(arguments) == 0
    first = written.read_text(encoding="utf-8")
    assert main(arguments) == 0
    assert written.read_text(encoding="utf-8") == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--families", "sun"], "sun"),
        (["--families", "clock"], "clock"),
        (["--seeds", "0"], "seeds is 0"),
        (["--pack", "no such pack"], "no such pack"),
        (["--audio", "nowhere"], "manifest.csv"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_one_sentence(
    folders: dict[str, str], arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_arguments(folders, "--families", "rain", *arguments)) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_both_folders_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert "--ear" in capsys.readouterr().err
