"""Which sounds belong together."""

import unicodedata
from pathlib import Path

import pytest

from foley_bridge.files.sound_file import encode_sound
from foley_bridge.listening.material import match
from foley_models.errors import RequestError
from tests.bridge.files.sounds import make_sound, make_tags
from tests.bridge.listening.systems import NAMES, write_sound, write_system


def _two(tmp_path: Path) -> dict[str, Path]:
    return {"x": write_system(tmp_path / "x"), "y": write_system(tmp_path / "y", seed=2)}


def test_sounds_of_the_same_name_belong_together_whatever_their_length_and_format(tmp_path: Path) -> None:
    folders = _two(tmp_path)
    (folders["y"] / "dog/one.wav").unlink()
    write_sound(folders["y"] / "dog/one.flac", seed=3, seconds=1.5)
    matched = match(folders, seed=1)
    assert matched.rule == "name"
    assert sorted(item.key for item in matched.items) == sorted(NAMES)
    assert {item.category for item in matched.items} == {"dog", "rain"}
    assert all([source.name for source in item.sources] == [item.key] * 2 for item in matched.items)


def test_a_name_is_the_same_in_either_spelling_of_its_letters(tmp_path: Path) -> None:
    for system, form in (("x", "NFC"), ("y", "NFD")):
        name = unicodedata.normalize(form, "Türe/Knäcke 雨.wav")  # type: ignore[arg-type]  # one of the two forms
        write_sound(tmp_path / system / name, seed=1)
    (item,) = match({"x": tmp_path / "x", "y": tmp_path / "y"}, seed=1).items
    assert (item.key, item.category) == ("Türe/Knäcke 雨", "Türe")


def test_missing_files_are_named_and_left_out_only_if_asked(tmp_path: Path) -> None:
    folders = _two(tmp_path)
    (folders["x"] / "rain/two.wav").unlink()
    (folders["y"] / "dog/three.wav").unlink()
    with pytest.raises(RequestError, match=r"x lacks rain/two; y lacks dog/three: .* --partial"):
        match(folders, rule="name", seed=1)
    matched = match(folders, rule="name", partial=True, seed=1)
    assert len(matched.items) == 4
    assert matched.left_out == ("dog/three", "rain/two")


def test_recordings_of_other_names_are_matched_by_class(tmp_path: Path) -> None:
    folders = {"x": write_system(tmp_path / "x")}
    folders["real"] = write_system(tmp_path / "real", [f"{name} take" for name in NAMES[:5]], seed=2)
    matched = match(folders, seed=1)
    assert matched.rule == "class"
    assert sum(item.category == "rain" for item in matched.items) == 2
    assert len(matched.left_out) == 1  # folders differ in size: no fault


def test_a_class_that_a_system_lacks_is_a_fault(tmp_path: Path) -> None:
    folders = {"x": write_system(tmp_path / "x"), "real": write_system(tmp_path / "real", ["dog/a", "dog/b"])}
    with pytest.raises(RequestError, match="real lacks rain #0001"):
        match(folders, rule="class", seed=1)


def test_takes_are_matched_by_the_prompt_in_their_recipe(tmp_path: Path) -> None:
    for system, prompts in (("x", ["rain", "boots"]), ("y", ["boots", "rain"])):
        (tmp_path / system / "Foley").mkdir(parents=True)
        for number, prompt in enumerate(prompts):
            data = encode_sound(make_sound(prompt), make_tags())
            (tmp_path / system / "Foley" / f"{system}{number}.wav").write_bytes(data)
    matched = match({"x": tmp_path / "x", "y": tmp_path / "y"}, seed=1)
    assert matched.rule == "prompt"
    assert [item.prompt for item in matched.items] == ["boots", "rain"]
    assert {item.category for item in matched.items} == {"FEETHmn"}
    assert all(source.prompt == item.prompt for item in matched.items for source in item.sources)


def test_a_label_that_the_systems_do_not_share_is_none(tmp_path: Path) -> None:
    write_sound(tmp_path / "x" / "bark.wav", seed=1)
    (tmp_path / "y").mkdir()
    (tmp_path / "y" / "bark.wav").write_bytes(encode_sound(make_sound("dog"), make_tags()))
    (tmp_path / "z").mkdir()
    (tmp_path / "z" / "bark.wav").write_bytes(encode_sound(make_sound("wolf"), make_tags()))
    folders = {name: tmp_path / name for name in "xyz"}
    assert match(folders, seed=1).items[0].prompt == ""
    del folders["z"]
    assert match(folders, seed=1).items[0].prompt == "dog"


def test_so_many_of_each_class_are_drawn_by_the_seed(tmp_path: Path) -> None:
    folders = _two(tmp_path)
    drawn = [match(folders, per_category=1, seed=seed).items for seed in (1, 1, 2, 3, 4)]
    assert all(sorted(item.category for item in items) == ["dog", "rain"] for items in drawn)
    assert drawn[0] == drawn[1]
    assert len({tuple(item.key for item in items) for items in drawn}) > 1


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "is no folder"),
        (["notes.txt"], "holds no sounds"),
        (["other/a.wav"], "counterpart"),
    ],
)
def test_a_folder_without_counterparts_is_refused(tmp_path: Path, names: list[str], words: str) -> None:
    for name in names:
        write_sound(tmp_path / "y" / "sound.wav", seed=1)
        (tmp_path / "y" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "y" / "sound.wav").rename(tmp_path / "y" / name)
    with pytest.raises(RequestError, match=words):
        match({"x": write_system(tmp_path / "x"), "y": tmp_path / "y"}, seed=1)


def test_one_sound_in_two_formats_is_refused_by_name(tmp_path: Path) -> None:
    folders = _two(tmp_path)
    write_sound(folders["x"] / "dog/one.flac", seed=9)
    with pytest.raises(RequestError, match="x has dog/one in two formats"):
        match(folders, rule="name", seed=1)
