"""Files appear whole and together, or not at all, whatever call fails."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.files.atomic import NameTakenError, publish
from foley_models.errors import DestinationError, DiskFullError
from tests.bridge.small_disk import SIZE_BYTES, small_disk

CONTENTS = {"01.wav": b"one" * 1000, "02.wav": b"two", "takes.RPP": b"project"}
CALLS = ("open", "write", "fsync", "link", "unlink")  # of the module os, below everything that publish does


class _FailingCall:
    """Stands in for a function of os; its call number `which` raises, the others go through."""

    def __init__(self, name: str, which: int, code: int) -> None:
        self.genuine = getattr(os, name)
        self.which, self.code, self.calls = which, code, 0

    def __call__(self, *args: object, **options: object) -> object:
        self.calls += 1
        if self.calls == self.which:
            raise OSError(self.code, os.strerror(self.code))
        return self.genuine(*args, **options)


def _listing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_files_are_there_whole_under_their_names_and_nothing_else(tmp_path: Path) -> None:
    paths = publish(tmp_path, CONTENTS)
    assert _listing(tmp_path) == CONTENTS
    assert paths == tuple(tmp_path / name for name in CONTENTS)


def test_a_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    publish(tmp_path, {"a": b""})
    (tmp_path / "b").touch()
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == stat.S_IMODE((tmp_path / "b").stat().st_mode)


def test_an_existing_file_is_never_replaced_and_the_others_are_taken_back(tmp_path: Path) -> None:
    (tmp_path / "takes.RPP").write_bytes(b"mine")
    with pytest.raises(NameTakenError, match=r"takes\.RPP exists already"):
        publish(tmp_path, CONTENTS)
    assert _listing(tmp_path) == {"takes.RPP": b"mine"}


def test_a_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    (inside / "01.wav").symlink_to(outside)
    with pytest.raises(NameTakenError):
        publish(inside, CONTENTS)
    assert not outside.exists()


@pytest.mark.parametrize("name", ["", "a/b", "../a", "/a", ".."])
def test_a_name_with_a_folder_in_it_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DestinationError):
        publish(tmp_path, {name: b"x"})
    assert _listing(tmp_path) == {}


@pytest.mark.skipif(os.name == "nt", reason="other calls are made there")
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("which", [1, 2, 3, 4])
def test_whichever_call_fails_nothing_of_the_attempt_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, which: int
) -> None:
    (tmp_path / "kept").write_bytes(b"kept")
    failing = _FailingCall(call, which, errno.EIO)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        if failing_calls_of_a_run(call) >= which:
            with pytest.raises(DestinationError, match="the disk reported a fault"):
                publish(tmp_path, CONTENTS)
        else:
            publish(tmp_path, CONTENTS)
    left = _listing(tmp_path)
    assert left.pop("kept") == b"kept"
    assert left in ({}, CONTENTS)
    assert bool(left) == (failing_calls_of_a_run(call) < which)


def failing_calls_of_a_run(call: str) -> int:
    """How often publishing CONTENTS makes a call: three files, and the folder that is opened and forced to the disk."""
    return {"open": 4, "write": 3, "fsync": 4, "link": 3, "unlink": 3}[call]


def test_a_write_that_takes_only_a_part_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: genuine(descriptor, data[:100]))
    publish(tmp_path, CONTENTS)
    assert _listing(tmp_path) == CONTENTS


def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path, CONTENTS)
    assert _listing(tmp_path) == {}


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_hard_links_works_and_still_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", no_links)
    publish(tmp_path, CONTENTS)
    assert _listing(tmp_path) == CONTENTS
    with pytest.raises(NameTakenError):
        publish(tmp_path, CONTENTS)
    assert _listing(tmp_path) == CONTENTS


def test_a_folder_that_cannot_be_forced_to_the_disk_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = os.fsync

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        genuine(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    publish(tmp_path, CONTENTS)
    assert _listing(tmp_path) == CONTENTS


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DestinationError, match=r"gone.*there is no such folder"):
        publish(tmp_path / "gone", CONTENTS)


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from small_disk(tmp_path, monkeypatch)


def test_a_full_disk_leaves_nothing_of_the_attempt(disk: Path) -> None:
    (disk / "filler").write_bytes(b"x" * 1000)
    contents = {"01.wav": b"a" * (SIZE_BYTES // 2), "02.wav": b"b" * SIZE_BYTES, "takes.RPP": b"project"}
    with pytest.raises(DiskFullError, match=r"No space is left for .*02\.wav"):
        publish(disk, contents)
    assert _listing(disk) == {"filler": b"x" * 1000}


def test_no_space_is_its_own_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", _FailingCall("fsync", 2, errno.ENOSPC))
    with pytest.raises(DiskFullError, match=r"No space is left for .*02\.wav"):
        publish(tmp_path, CONTENTS)
    assert _listing(tmp_path) == {}
