"""The folder that takes go into."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.files.destination import prepared_folder, publish_in_fresh_place
from foley_models.errors import DestinationError, DiskFullError
from tests.bridge.small_disk import SIZE_BYTES, small_disk

CONTENTS = {"01.wav": b"sound", "takes.RPP": b"project"}


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from small_disk(tmp_path, monkeypatch)


def _fail(folder: Path) -> None:
    with prepared_folder(folder):
        raise KeyboardInterrupt


def test_missing_folders_are_made_and_stay_when_the_work_was_done(tmp_path: Path) -> None:
    with prepared_folder(tmp_path / "a" / "b"):
        pass
    assert (tmp_path / "a" / "b").is_dir()
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_folders_that_were_made_are_unmade_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _fail(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_there_stays_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _fail(tmp_path)
    assert tmp_path.is_dir()


def test_a_folder_that_someone_else_used_meanwhile_stays(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), prepared_folder(tmp_path / "a"):  # noqa: PT012  # the body is what fails
        (tmp_path / "a" / "theirs").touch()
        raise KeyboardInterrupt
    assert (tmp_path / "a" / "theirs").exists()


@pytest.mark.parametrize("below", ["", "sub", "sub/sub"])
def test_a_file_in_the_way_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(DestinationError, match="a file, not a folder"), prepared_folder(tmp_path / "file" / below):
        pass
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_a_name_that_is_too_long_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(DestinationError, match="name is too long"), prepared_folder(tmp_path / "a" / ("x" * 300)):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("code", "words"), [(errno.EACCES, "may not write"), (errno.EROFS, "read-only")])
def test_a_folder_that_cannot_be_written_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(DestinationError, match=words), prepared_folder(tmp_path / "a"):
        pytest.fail("the work began")
    assert list(tmp_path.iterdir()) == []


def test_files_go_right_into_the_folder_where_no_name_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "other.txt").touch()
    assert publish_in_fresh_place(tmp_path, CONTENTS) == (tmp_path / "01.wav", tmp_path / "takes.RPP")


def test_a_second_and_a_third_run_get_folders_of_their_own_and_nothing_is_replaced(tmp_path: Path) -> None:
    for number in range(3):
        publish_in_fresh_place(tmp_path, {"takes.RPP": str(number).encode()})
    places = [tmp_path, tmp_path / "run-2", tmp_path / "run-3"]
    assert [(place / "takes.RPP").read_bytes() for place in places] == [b"0", b"1", b"2"]


def test_a_run_folder_that_is_there_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "takes.RPP").touch()
    (tmp_path / "run-2").write_bytes(b"a file")
    assert publish_in_fresh_place(tmp_path, CONTENTS)[0] == tmp_path / "run-3" / "01.wav"


def test_a_full_disk_leaves_nothing_of_the_attempt(disk: Path) -> None:
    filler = disk / "filler"
    filler.write_bytes(b"x" * 1000)
    contents = {"01.wav": b"a" * (SIZE_BYTES // 2), "02.wav": b"b" * SIZE_BYTES, "takes.RPP": b"project"}
    with pytest.raises(DiskFullError, match=r"No space is left for .*02\.wav"):
        publish_in_fresh_place(disk, contents)
    assert list(disk.iterdir()) == [filler]


def test_a_full_disk_leaves_no_run_folder_either(disk: Path) -> None:
    (disk / "takes.RPP").write_bytes(b"mine")
    with pytest.raises(DiskFullError):
        publish_in_fresh_place(disk, {"01.wav": b"a" * (2 * SIZE_BYTES), "takes.RPP": b"project"})
    assert [path.name for path in disk.iterdir()] == ["takes.RPP"]
