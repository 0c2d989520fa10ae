"""The folder that takes go into."""

import errno
import os
from pathlib import Path

import pytest

from foley_bridge.files.destination import prepared_folder
from foley_models.errors import DestinationError


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
