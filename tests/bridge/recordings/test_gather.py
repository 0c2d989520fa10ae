"""Recordings found in folders and lists: everything that could be one is either taken or named."""

import os
from pathlib import Path

import pytest

from foley_bridge.recordings.gather import gather
from foley_bridge.recordings.overrides import Typed, write_overrides
from foley_bridge.recordings.records import Gathered
from foley_models.errors import DestinationError, RequestError


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def refused(gathered: Gathered) -> dict[str, str]:
    return {one.path.name: one.reason for one in gathered.refused}


def test_a_folder_is_searched_to_its_depth_in_the_order_of_names(tmp_path: Path) -> None:
    touch(tmp_path / "b.WAV", tmp_path / "a" / "deep" / "er" / "x.flac", tmp_path / "a" / "y.aif", tmp_path / "c.ogg")
    assert [take.label for take in gather(tmp_path).takes] == ["b.WAV", "c.ogg", "a/y.aif", "a/deep/er/x.flac"]


def test_what_looks_like_a_sound_is_named_and_the_rest_is_counted(tmp_path: Path) -> None:
    touch(
        tmp_path / "song.m4a", tmp_path / "._a.wav", tmp_path / "a.wav", tmp_path / "cover.png", tmp_path / "a.reapeaks"
    )
    gathered = gather(tmp_path)
    assert [take.label for take in gathered.takes] == ["a.wav"]
    assert gathered.others == 2
    assert refused(gathered) == {
        "song.m4a": "no sound file that is read here (.m4a); convert it to WAV or FLAC",
        "._a.wav": "its name begins with a dot, as the names of a system's side files do; rename it to use it",
    }


def test_the_samples_of_a_training_beside_them_are_no_recordings(tmp_path: Path) -> None:
    touch(
        tmp_path / "a.wav",
        tmp_path / "foley-bridge" / "training" / "x" / "samples" / "1.wav",
        tmp_path / ".b" / "c.wav",
    )
    gathered = gather(tmp_path)
    assert [take.label for take in gathered.takes] == ["a.wav"]
    assert refused(gathered) == {
        "foley-bridge": "it is this program's own folder; the sounds in it were generated",
        ".b": "it is a hidden folder: its name begins with a dot; give it itself to use it",
    }


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_to_folders_are_named_and_links_to_files_taken(tmp_path: Path) -> None:
    touch(tmp_path / "set" / "a.wav", tmp_path / "else" / "b.wav")
    (tmp_path / "set" / "up").symlink_to(tmp_path)
    (tmp_path / "set" / "b.wav").symlink_to(tmp_path / "else" / "b.wav")
    gathered = gather(tmp_path / "set")
    assert [take.label for take in gathered.takes] == ["a.wav", "b.wav"]
    assert refused(gathered) == {"up": "it is a link to a folder; give that folder itself"}


def test_what_was_typed_beside_the_files_is_taken(tmp_path: Path) -> None:
    touch(tmp_path / "a.wav", tmp_path / "in" / "b.wav")
    write_overrides(tmp_path, {"in/b.wav": Typed("a door, slammed", "doors", "take one"), "gone.wav": Typed("a cat")})
    gathered = gather(tmp_path)
    first, second = gathered.takes
    assert (first.caption, first.caption_source) == ("", "")
    assert (second.caption, second.caption_source, second.category, second.group) == (
        "a door, slammed",
        "typed",
        "doors",
        "take one",
    )
    assert gathered.others == 0
    assert refused(gathered) == {"gone.wav": "captions.csv has a caption for it, but no such recording is there"}


def test_captions_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_overrides(tmp_path, {"a.wav": Typed("one")})
    with pytest.raises(DestinationError):
        write_overrides(tmp_path / "missing", {"a.wav": Typed("two")})
    write_overrides(tmp_path, {"a.wav": Typed('a "bell", loud')})
    assert [path.name for path in tmp_path.iterdir()] == ["captions.csv"]
    touch(tmp_path / "a.wav")
    assert gather(tmp_path).takes[0].caption == 'a "bell", loud'


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_list_gives_pieces_with_captions(tmp_path: Path, separator: str) -> None:
    rows = (
        ("Path", "start_s", "end_s", "caption", "category", "group"),
        ("sub/ä.wav", "0.5", "1.25", "a bell", "bells", "g"),
        ("b.wav", "", "", "", "", ""),
        ("", "", "", "", "", ""),
    )
    text = "\n".join(separator.join(row) for row in rows)
    (tmp_path / "list.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    first, second = gather(tmp_path / "list.csv").takes
    assert (first.path, first.start_s, first.end_s) == (tmp_path / "sub" / "ä.wav", 0.5, 1.25)
    assert (first.caption, first.caption_source, first.category, first.group) == ("a bell", "typed", "bells", "g")
    assert first.label == "sub/ä.wav 0.5-1.25 s"
    assert (second.start_s, second.end_s, second.caption_source) == (0.0, None, "")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a.wav,one,2,x", "line 2 of list.csv: its start_s is 'one', and seconds such as 1.25 are needed"),
        ("a.wav,-1,2,x", "line 2 of list.csv: its start_s is '-1', and seconds such as 1.25 are needed"),
        ("a.wav,0,nan,x", "line 2 of list.csv: its end_s is 'nan', and seconds such as 1.25 are needed"),
        ("a.wav,2,1,x", "line 2 of list.csv: its end_s is 1, which is not after its start_s, 2"),
        (",0,1,x", "line 2 of list.csv: it names no file in the column path"),
        (
            "https://x.org/a.wav,0,1,x",
            "line 2 of list.csv: it names an address of a network; only files of this machine are used",
        ),
    ],
)
def test_a_line_with_a_mistake_is_refused_with_its_number(tmp_path: Path, row: str, reason: str) -> None:
    (tmp_path / "list.csv").write_text(f"path,start_s,end_s,caption\n{row}\nb.wav,,,\n", encoding="utf-8")
    gathered = gather(tmp_path / "list.csv")
    assert [take.path.name for take in gathered.takes] == ["b.wav"]
    assert [one.reason for one in gathered.refused] == [reason]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"file,caption\na.wav,x\n", r"line 1: the column path is missing"),
        (b"path,start\na.wav,x\n", r"line 1: the column 'start' is not known"),
        (b"path,path\na.wav,x\n", r"line 1: the column path is there twice"),
        (b"path,caption\na.wav,a bell, loud\n", r"line 2: it has 3 cells and the first line 2"),
        (b"path,caption\na.wav,\xff\n", r"line 2: it is not UTF-8"),
        (b'path,caption\na.wav,"x" y\n', r"line 2: it is no CSV"),
        (b"", r"line 1: the column path is missing"),
    ],
)
def test_a_list_that_is_none_is_refused_with_the_line(tmp_path: Path, data: bytes, sentence: str) -> None:
    (tmp_path / "list.csv").write_bytes(data)
    with pytest.raises(RequestError, match=sentence):
        gather(tmp_path / "list.csv")


def test_other_sources_are_refused_with_what_would_do(tmp_path: Path) -> None:
    touch(tmp_path / "a.wav")
    with pytest.raises(RequestError, match="of a single sound give its folder"):
        gather(tmp_path / "a.wav")
    with pytest.raises(RequestError, match="is not there: give a folder"):
        gather(tmp_path / "none")
