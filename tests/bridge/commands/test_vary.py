"""`foley-bridge vary` from a delivered file to others like it, with a real pack of random weights at tiny size."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.daemon.daemon import Daemon
from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.journal.inspection import candidate_of_file
from foley_bridge.settings import EngineSettings, Settings
from tests.models.tiny_core import write_tiny_pack

# A model of random weights makes hiss: what the gate is there to refuse. These pass by their seed.
SHORT = ("--seconds", "0.3", "--count", "2", "--pool", "3", "--steps", "2", "--seed", "3")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("home")
    with Daemon(Settings(engine=EngineSettings(device="cpu", nice=0)), user_folders(folder)):
        yield folder


@pytest.fixture
def delivered(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    pack = write_tiny_pack(home / "pack") if not (home / "pack").exists() else home / "pack"
    assert main(["generate", "boots", "--pack", str(pack), "--out", str(tmp_path / "first"), *SHORT]) == 0
    return next(iter((tmp_path / "first" / "Foley").iterdir()))


def test_a_file_becomes_others_like_it_and_they_become_others(
    delivered: Path, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    moved = delivered.rename(tmp_path / "renamed.wav")
    out = tmp_path / "others"
    assert main(["vary", str(moved), "--count", "1", "--amount", "0.4", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    (file,) = (out / "Foley").iterdir()
    assert (out / "takes.RPP").is_file()
    assert file.name in said
    assert said.startswith("like ")
    source = read_recipe(file).source
    assert source is not None
    assert (source.amount, source.recipe) == (0.4, read_recipe(moved))
    assert main(["vary", str(file), "--count", "1", "--out", str(tmp_path / "chain"), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["takes"]) == 1
    assert candidate_of_file(user_folders(home).journal_file, source.sha256) == source.candidate


def test_two_sounds_become_what_lies_between_which_is_made_again_bit_for_bit(
    delivered: Path, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = sorted((tmp_path / "first" / "Foley").iterdir())
    out = tmp_path / "between"
    command = ["vary", str(first), "--blend", str(second), "--mix", "0.25", "--amount", "0.4", "--count", "1"]
    assert main([*command, "--out", str(out)]) == 0
    (file,) = (out / "Foley").iterdir()
    recipe = read_recipe(file)
    assert recipe.source is not None
    assert recipe.source.blend is not None
    assert recipe.source.recipe == read_recipe(first)
    assert (recipe.source.blend.mix, recipe.source.blend.recipe) == (0.25, read_recipe(second))
    capsys.readouterr()
    assert main(["show", str(file)]) == 0
    assert f"Blended with {recipe.source.blend.candidate}" in capsys.readouterr().out
    pack = str(home / "pack")
    assert main(["again", str(file), "--pack", pack, "--out", str(tmp_path / "again")]) == 0
    assert "It is the same, bit for bit." in capsys.readouterr().out
    request = candidate_of_file(user_folders(home).journal_file, hashlib.sha256(file.read_bytes()).hexdigest())
    assert request is not None
    assert main(["history", request]) == 0
    drawn = capsys.readouterr().out.splitlines()
    assert len(drawn) == 2
    index = recipe.source.candidate.rpartition("#")[2]
    assert drawn[1].startswith(f"└─ #{index} → {request.rpartition('#')[0]}")
    assert f"amount 0.4, blended with {recipe.source.blend.candidate}" in drawn[1]


def test_less_like_one_is_fresh_takes_that_leave_it_behind(
    delivered: Path, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    out = tmp_path / "unlike"
    command = ["vary", str(delivered), "--less-like", "--amount", "0.8", "--count", "1", "--out", str(out)]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert said.startswith("less like ")
    (file,) = (out / "Foley").iterdir()
    away = read_recipe(file).away
    assert away is not None
    assert away.amount == 0.8
    assert main(["again", str(file), "--pack", str(home / "pack"), "--out", str(tmp_path / "again")]) == 0
    assert "It is the same, bit for bit." in capsys.readouterr().out
    assert main(["history", away.sounds[0].candidate]) == 0
    assert "less like it by 0.8" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("boots#0", "--amount", "0"), "amount is 0.0"),
        (("boots#0", "--amount", "nan"), "amount is nan"),
        ((__file__,), "is no file that is remembered here"),
        (("nobody#3",), "'nobody'"),
        (("nobody#3", "--mix", "0.3"), "there is no blend"),
        (("nobody#3", "--blend", "somebody#1", "--mix", "3"), "mix is 3.0"),
        (("nobody#3", "--less-like", "--blend", "somebody#1"), "exclude each other"),
        (("nobody#3", "--less-like", "--amount", "1.5"), "hardly less like it"),
        (("nothing",), "such as 5f0c#2"),
    ],
)
def test_what_cannot_be_varied_is_one_sentence_and_leaves_no_folder(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    assert main(["vary", *arguments, "--out", str(tmp_path / "out")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
