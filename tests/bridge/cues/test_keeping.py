"""What was made of a sheet is believed only when it is on the disk, and is known again by what it is made from."""

from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.cues.keeping import LOCK_FILE, RECORD_FILE, Made, Record, Wish, request_id, wishes_of
from foley_bridge.cues.sheet import Cue
from foley_bridge.takes import HeardTake
from foley_models.errors import RequestError

CUES = [Cue(2, 0.0, 1.0, "a door"), Cue(3, 5.0, 1.0, "a door"), Cue(4, 7.0, 1.0, "rain", seed=7)]


def wishes(cues: list[Cue], **options: int) -> tuple[Wish, ...]:
    return wishes_of(cues, {"rate": 48_000, **options}, seed=1)


def take(folder: Path, name: str = "a.wav") -> HeardTake:
    (folder / name).write_bytes(b"sound")
    return HeardTake(0, 1, 0.5, passed=True, file=folder / name, seed=3)


def test_a_cue_that_is_moved_or_renamed_is_the_same_sound_and_any_other_change_makes_another() -> None:
    first, second, third = wishes(CUES)
    assert len({first.key, second.key, third.key}) == 3
    assert (third.seed, first.seed != second.seed) == (7, True)
    moved = [replace(CUES[0], place_s=9.0, track="Doors", name="1A", gain_db=-6.0), *CUES[1:]]
    assert [one.key for one in wishes(moved)] == [one.key for one in wishes(CUES)]
    for change in ({"seconds": 2.0}, {"prompt": "a gate"}, {"count": 2}, {"category": "RAIN"}, {"negative": "wind"}):
        assert wishes([replace(CUES[0], **change)])[0].key != first.key
    assert wishes(CUES, rate=44_100)[0].key != first.key
    assert wishes_of(CUES, {"rate": 48_000}, seed=2)[0].key != first.key
    assert wishes_of(CUES, {"rate": 48_000}, seed=2)[2].key == third.key


def test_a_request_is_known_by_the_same_id_after_a_crash_and_by_another_in_another_folder(tmp_path: Path) -> None:
    first, second, _ = wishes(CUES)
    ids = [request_id(first, 1, tmp_path), request_id(first, 2, tmp_path), request_id(first, 1, tmp_path / "b")]
    assert len({*ids, request_id(second, 1, tmp_path)}) == 4
    assert request_id(first, 1, tmp_path) == ids[0]


def test_what_was_made_is_there_after_a_restart_as_long_as_its_files_are(tmp_path: Path) -> None:
    first, second, third = wishes(CUES)
    with Record(tmp_path) as record:
        assert record.attempt(first) == 1
        record.add(Made(first.key, 1, (take(tmp_path),), text="all well"))
        record.add(Made(second.key, 1, code="nothing-passed", text="Nothing passed."))
    with Record(tmp_path) as record:
        assert record.made(first) == Made(first.key, 1, (take(tmp_path),), text="all well")
        assert record.made(second) is None
        assert (record.attempt(second), record.attempt(third)) == (2, 1)
        (tmp_path / "a.wav").unlink()
        assert record.made(first) is None
        assert record.attempt(first) == 2


def test_a_folder_that_is_moved_keeps_its_record(tmp_path: Path) -> None:
    (tmp_path / "reel").mkdir()
    first, *_ = wishes(CUES)
    with Record(tmp_path / "reel") as record:
        record.add(Made(first.key, 1, (take(tmp_path / "reel"),)))
    (tmp_path / "reel").rename(tmp_path / "moved")
    with Record(tmp_path / "moved") as record:
        made = record.made(first)
        assert made is not None
        assert made.takes[0].file == tmp_path / "moved" / "a.wav"


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_a_line_that_a_kill_cut_short_counts_as_none(tmp_path: Path, cut: int) -> None:
    first, second, _ = wishes(CUES)
    with Record(tmp_path) as record:
        record.add(Made(first.key, 1, (take(tmp_path),)))
        record.add(Made(second.key, 1, (take(tmp_path),)))
    file = tmp_path / RECORD_FILE
    file.write_bytes(file.read_bytes()[:-cut])
    with Record(tmp_path) as record:
        assert record.made(first) is not None
        assert record.made(second) is None
        record.add(Made(second.key, 1, (take(tmp_path),)))
    with Record(tmp_path) as record:
        assert record.made(second) is not None


def test_a_record_that_is_none_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / RECORD_FILE).write_text('{"key": 5}\n')
    with pytest.raises(RequestError, match="line 1, is no record of this version"):
        Record(tmp_path)
    assert (tmp_path / RECORD_FILE).read_text() == '{"key": 5}\n'


def test_two_runs_into_one_folder_are_kept_apart(tmp_path: Path) -> None:
    with Record(tmp_path), pytest.raises(RequestError, match="Another foley-bridge makes cues into"):
        Record(tmp_path)
    assert (tmp_path / LOCK_FILE).exists()
