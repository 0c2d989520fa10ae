"""What a recording is called, in the order of who should know best, and how that becomes a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from foley_bridge.recordings.phrases import sentences, with_article, words_of
from foley_bridge.recordings.records import Checked
from tests.bridge.recordings.making import describe, record, tone

CheckAll = Callable[[Path], Checked]
UCS = "FEETHmn_Boots Gravel 03_AB_CD.wav"


def project_of(folder: Path, file: str, *, notes: str = "", name: str = "") -> Path:
    lines = ["<REAPER_PROJECT 0.1", "<ITEM", "LENGTH 0.2", f'NAME "{name or file}"']
    lines += ["<NOTES", f"|{notes}", ">"] if notes else []
    lines += ["<SOURCE WAVE", f'FILE "{file}"', ">", ">", ">"]
    (folder / "p.rpp").write_text("\n".join(lines), encoding="utf-8")
    return folder / "p.rpp"


def test_the_order_is_typed_ixml_bext_notes_name_folder(tmp_path: Path, check_all: CheckAll) -> None:
    folder = tmp_path / "some steps"
    file = record(folder / UCS, tone())
    source = project_of(folder, UCS, notes="shoes in a yard")

    def heard() -> tuple[str, str]:
        (one,) = check_all(source).usable
        return one.take.caption, one.take.caption_source

    project_of(folder, UCS)
    assert heard() == ("boots gravel", "ucs name")
    project_of(folder, UCS, name="old boots, running")
    assert heard() == ("old boots running", "take name")
    project_of(folder, UCS, notes="shoes in a yard", name="old boots")
    assert heard() == ("shoes in a yard", "item notes")
    describe(file, bext="sTAKE=3\r\nLeather boots on stones")
    assert heard() == ("Leather boots on stones", "bext")
    describe(file, user={"DESCRIPTION": "Walking in a quarry", "CATID": "DOORWood"})
    assert heard() == ("Walking in a quarry", "ixml")
    (folder / "captions.csv").write_text(f"file,caption\n{UCS},heavy steps\n")
    assert heard() == ("heavy steps", "typed")
    (one,) = check_all(source).usable
    assert one.take.category == "doors"


@pytest.mark.parametrize("ixml", [b"<BWFXML><USER>", b'<!DOCTYPE x [<!ENTITY a "b">]><BWFXML/>', b"\xff\xfe", b"<a/>"])
def test_a_broken_description_counts_as_none(tmp_path: Path, check_all: CheckAll, ixml: bytes) -> None:
    describe(record(tmp_path / "bell" / "a.wav", tone()), ixml=ixml)
    assert [one.take.caption_source for one in check_all(tmp_path).usable] == ["folder"]


def test_folders_that_say_nothing_are_passed_over(tmp_path: Path, check_all: CheckAll) -> None:
    record(tmp_path / "set" / "Glass_Bottles" / "03 - Takes" / "wav" / "a.wav", tone())
    (one,) = check_all(tmp_path).usable
    assert (one.take.caption, one.take.category) == ("glass bottles", "Glass Bottles")


def test_without_any_caption_the_remedy_is_said(tmp_path: Path, check_all: CheckAll) -> None:
    record(tmp_path / "recordings" / "01.wav", tone())
    record(tmp_path / "recordings" / "02.wav", tone(500))
    (tmp_path / "recordings" / "captions.csv").write_text("file,caption\n02.wav,...\n")
    first, second = check_all(tmp_path / "recordings").refused
    assert first.reason.startswith("nothing says what it is: name it in captions.csv")
    assert second.reason == "its caption cannot be used: no word in it"


@pytest.mark.parametrize(
    ("label", "phrase"),
    [
        ("dog bark", "a dog bark"),
        ("explosion", "an explosion"),
        ("footsteps on gravel", "footsteps on gravel"),
        ("rain falling", "rain falling"),
        ("dog barking", "a dog barking"),
        ("leaves rustling", "leaves rustling"),
        ("typing", "typing"),
        ("someone using keyboard", "someone using keyboard"),
        ("the sea", "the sea"),
        ("unicorn", "a unicorn"),
        ("hourglass", "an hourglass"),
        ("glass", "glass"),
        ("足音", "足音"),
    ],
)
def test_labels_get_their_article(label: str, phrase: str) -> None:
    assert with_article(label) == phrase


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("03 - WoodenDoorSlam_01", "wooden door slam"),
        ("DOOR SLAM", "door slam"),
        ("Boots2", "boots"),
        ("0001", ""),
        ("Türen (alt)", "türen alt"),
        ("x", ""),
    ],
)
def test_names_become_words(name: str, words: str) -> None:
    assert words_of(name) == words


def test_whole_sentences_stay_and_phrases_are_wrapped() -> None:
    assert sentences("A dog barks; then it rains.") == ("A dog barks; then it rains.",)
    assert sentences("a dog bark.")[0] == "a dog bark"
    assert sentences("a dog bark")[2] == "this is a sound of a dog bark"
