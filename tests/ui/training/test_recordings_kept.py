"""What was put together and typed: rows from the check, captions where the command line sees them, lists."""

from pathlib import Path

import numpy as np
import pytest

from foley_bridge.recordings.check import check
from foley_bridge.recordings.gather import gather
from foley_bridge.recordings.overrides import FILE_NAME
from foley_models.errors import DestinationError, RequestError
from foley_ui.training.rows import renamed, rows_of, totals_of
from foley_ui.training.sources import Chosen, gathered, overview, path_for_daemon, type_in_folder, type_in_list
from tests.bridge.recordings.making import record, tone


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Foley"
    for name, hz in (("a", 300), ("b", 400), ("c", 500)):
        record(folder / "small bell" / f"{name}.wav", tone(hz))
    record(folder / "silent.wav", np.zeros(8000, np.float32))
    record(folder / "77" / "1.wav", tone(700))
    (folder / "foley-bridge").mkdir()
    return folder


def test_rows_hold_what_can_be_used_and_what_is_wrong_with_the_rest(folder: Path) -> None:
    found = gathered(Chosen((folder,)))
    rows = rows_of(check(found), found.takes)
    assert [row.name for row in rows] == sorted(row.name for row in rows)
    by_name = {row.name: row for row in rows}
    assert by_name["small bell/a.wav"].caption == "a small bell"
    assert by_name["small bell/a.wav"].source == "folder"
    assert by_name["silent.wav"].kind == "silent"
    totals = totals_of(rows)
    assert (totals.recordings, totals.usable, totals.problems, totals.without_caption) == (5, 3, 2, 1)
    assert 0 < totals.held_out < totals.usable


def test_what_is_typed_stands_where_the_command_line_reads_it(folder: Path) -> None:
    found = gathered(Chosen((folder,)))
    rows = [row for row in rows_of(check(found), found.takes) if row.name.startswith("small bell/")]
    type_in_folder(folder, rows[:2], caption="a brass bell", category="bells")
    type_in_folder(folder, rows[1:2], caption=None, category="chimes")
    takes = {take.label: take for take in gather(folder).takes}
    assert (takes["small bell/a.wav"].caption, takes["small bell/a.wav"].category) == ("a brass bell", "bells")
    assert (takes["small bell/b.wav"].caption, takes["small bell/b.wav"].category) == ("a brass bell", "chimes")
    type_in_folder(folder, rows[:2], caption="", category="")
    assert (folder / FILE_NAME).read_text().split() == ["file,caption,category,group"]


def test_a_list_that_is_no_list_is_not_written_over(folder: Path) -> None:
    (folder / FILE_NAME).write_text("name,what\n1,2\n")
    with pytest.raises(RequestError, match="column file is missing"):
        type_in_folder(folder, [], caption="x", category=None)
    assert (folder / FILE_NAME).read_text() == "name,what\n1,2\n"


def test_several_things_become_a_list_that_says_the_same(folder: Path, tmp_path: Path) -> None:
    single = record(tmp_path / "door" / "slam.wav", tone(900))
    chosen = Chosen((folder / "small bell",)).with_paths([single, folder / "small bell" / "a.wav"])
    assert chosen.paths == (folder / "small bell", single)
    assert chosen.with_paths([folder]).paths == (single, folder)
    assert not chosen.is_plain
    found = gathered(chosen)
    rows = rows_of(check(found), found.takes)
    door = next(row for row in rows if row.name == "slam.wav")
    chosen = type_in_list(chosen, [door], caption="a heavy door", category=None)
    found = gathered(chosen)
    rows = rows_of(check(found), found.takes)
    path = path_for_daemon(chosen, rows, "my set", tmp_path / "sounds")
    assert path == tmp_path / "sounds" / "Trainings" / "my-set" / "my-set.csv"
    listed = check(gather(path))
    assert {one.take.caption for one in listed.usable} == {"a small bell", "a heavy door"}
    assert not listed.refused
    assert not (door.path.parent / FILE_NAME).exists()


def test_one_folder_or_project_is_given_to_the_daemon_as_it_is(folder: Path, tmp_path: Path) -> None:
    assert path_for_daemon(Chosen((folder,)), (), "x", tmp_path) == folder
    assert Chosen((folder,)).name == "Foley"
    assert Chosen((folder / "silent.wav",)).name == "Foley"
    assert overview([Path(name) for name in "abcde"]) == "a, b, c + 2"


def test_a_list_that_cannot_be_written_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "sounds").write_text("a file")
    chosen = Chosen((folder / "silent.wav",))
    with pytest.raises(DestinationError):
        path_for_daemon(chosen, (), "x", tmp_path / "sounds")


def test_what_was_typed_is_shown_before_the_check_has_seen_it(folder: Path) -> None:
    found = gathered(Chosen((folder,)))
    rows = rows_of(check(found), found.takes)
    after = renamed(rows, rows[:1], caption="rain", category=None)
    assert (after[0].caption, after[0].source, after[0].category) == ("rain", "typed", rows[0].category)
    assert after[1:] == rows[1:]
