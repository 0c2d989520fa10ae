"""An opened folder: files appear whole, over nothing, inside it alone, whatever fails and whatever is swapped."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.files.destination import open_place
from foley_bridge.files.durable import NameTakenError
from foley_bridge.files.place import Place
from foley_models.errors import DestinationError, DiskFullError
from tests.bridge.files.canary import plant, tree_hash
from tests.bridge.files.faults import DISK_FAULTS, Shim
from tests.bridge.small_disk import SIZE_BYTES, small_disk

NAME, TEMPORARY = "RAIN_Rain_FB_NONE_00abc.wav", ".abc123.part"
DATA = b"sound" * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()
posix_only = pytest.mark.skipif(os.name == "nt", reason="other calls are made there")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    media = tmp_path / "media"
    media.mkdir()
    with open_place(str(media)) as opened:
        yield opened


def _listing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _publish(place: Place, data: bytes = DATA) -> Path:
    return place.publish(NAME, data, temporary=TEMPORARY)


def test_a_file_is_there_whole_under_its_name_and_nothing_else(place: Place) -> None:
    assert _publish(place) == place.path_of(NAME) == place.folder / NAME
    assert _listing(place.folder) == {NAME: DATA}
    assert place.exists_as(NAME, SHA256)


def test_a_file_has_the_permissions_of_any_new_file(place: Place) -> None:
    path = _publish(place)
    (place.folder / "other").touch()
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((place.folder / "other").stat().st_mode)


def test_an_existing_file_is_never_replaced(place: Place) -> None:
    (place.folder / NAME).write_bytes(b"mine")
    with pytest.raises(NameTakenError, match="exists already"):
        _publish(place)
    assert _listing(place.folder) == {NAME: b"mine"}
    assert not place.exists_as(NAME, SHA256)


def test_what_a_killed_attempt_left_is_replaced_and_can_be_removed(place: Place) -> None:
    (place.folder / TEMPORARY).write_bytes(b"half")
    _publish(place)
    assert _listing(place.folder) == {NAME: DATA}
    (place.folder / TEMPORARY).write_bytes(b"half")
    place.remove_temporary(TEMPORARY)
    place.remove_temporary(TEMPORARY)
    assert _listing(place.folder) == {NAME: DATA}


@posix_only
@pytest.mark.parametrize("name", [NAME, TEMPORARY])
def test_a_link_in_the_place_of_a_name_is_not_written_through(place: Place, tmp_path: Path, name: str) -> None:
    outside = plant(tmp_path / "outside")
    before = tree_hash(outside)
    (place.folder / name).symlink_to(outside / "sound.wav")
    if name == NAME:
        with pytest.raises(NameTakenError):
            _publish(place)
        assert not place.exists_as(NAME, hashlib.sha256(b"mine").hexdigest())
    else:
        _publish(place)
    assert tree_hash(outside) == before


@posix_only
def test_a_pipe_in_the_place_of_a_name_does_not_hang(place: Place) -> None:
    os.mkfifo(place.folder / NAME)
    assert not place.exists_as(NAME, SHA256)


@posix_only
def test_a_folder_that_was_swapped_for_a_link_takes_nothing_outside(place: Place, tmp_path: Path) -> None:
    outside = plant(tmp_path / "outside")
    before = tree_hash(outside)
    place.folder.rename(place.folder.with_name("moved"))
    place.folder.symlink_to(outside)
    with pytest.raises(DestinationError, match="was moved or replaced"):
        _publish(place)
    assert tree_hash(outside) == before
    assert list(place.folder.with_name("moved").iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "/a", "../a", "a\\b", "c:d", "a\nb", "a\0b", "a*b"])
def test_a_name_that_is_more_than_a_name_is_refused(place: Place, name: str) -> None:
    with pytest.raises(DestinationError, match="name"):
        place.publish(name, DATA, temporary=TEMPORARY)
    with pytest.raises(DestinationError, match="name"):
        place.exists_as(name, SHA256)
    assert list(place.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["", "a.wav", NAME, "../.a.part", ".a/b.part", ".part", ".a.part\n"])
def test_only_a_temporary_name_is_removed(place: Place, name: str) -> None:
    _publish(place)
    with pytest.raises(DestinationError, match="temporary name"):
        place.remove_temporary(name)
    assert _listing(place.folder) == {NAME: DATA}


def _calls_of_a_run(place: Place, monkeypatch: pytest.MonkeyPatch) -> int:
    shim = Shim()
    with monkeypatch.context() as patch:
        shim.install(patch)
        _publish(place)
    (place.folder / NAME).unlink()
    return shim.calls


@posix_only
@pytest.mark.parametrize("code", DISK_FAULTS)
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_whichever_call_fails_there_is_one_typed_error_and_no_part_of_a_file(
    place: Place, monkeypatch: pytest.MonkeyPatch, code: int, *, lasting: bool
) -> None:
    calls = _calls_of_a_run(place, monkeypatch)
    assert calls >= 8
    for which in range(1, calls + 1):
        with monkeypatch.context() as patch:
            Shim(which, code, lasting=lasting).install(patch)
            with pytest.raises(DestinationError) as caught:
                _publish(place)
        assert isinstance(caught.value, DiskFullError) == (code == errno.ENOSPC)
        left = _listing(place.folder)
        assert left.get(NAME, DATA) == DATA  # whole, where a lasting fault did not even let it be removed
        assert lasting or left == {}
        _go_on(place)


def _go_on(place: Place) -> None:
    """When the disk works again, what was left is found, or the file is written as if nothing had been."""
    if place.exists_as(NAME, SHA256):
        place.remove_temporary(TEMPORARY)
    else:
        _publish(place)
    assert _listing(place.folder) == {NAME: DATA}
    (place.folder / NAME).unlink()


@posix_only
@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_hard_links_works_and_still_replaces_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", no_links)
    _publish(place)
    with pytest.raises(NameTakenError):
        _publish(place, b"another")
    assert _listing(place.folder) == {NAME: DATA}


@posix_only
def test_a_link_whose_answer_was_lost_is_recognised_as_done(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = os.link

    def repeated(*args: str, **options: object) -> None:
        genuine(*args, **options)  # type: ignore[arg-type]  # whatever it was called with
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

    monkeypatch.setattr(os, "link", repeated)
    _publish(place)
    assert _listing(place.folder) == {NAME: DATA}


@posix_only
def test_a_network_folder_that_cannot_be_forced_to_the_disk_is_no_fault(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = os.fsync

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        genuine(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    _publish(place)
    assert _listing(place.folder) == {NAME: DATA}


def test_a_write_that_takes_only_a_part_is_continued(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: genuine(descriptor, data[:100]))
    _publish(place)
    assert _listing(place.folder) == {NAME: DATA}


def test_ctrl_c_in_the_middle_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _publish(place)
    assert _listing(place.folder) == {}


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from small_disk(tmp_path, monkeypatch)


def test_a_full_disk_is_said_leaves_nothing_and_is_used_again_when_there_is_space(disk: Path) -> None:
    with open_place(str(disk)) as place:
        place.publish("first.wav", b"a" * (SIZE_BYTES // 2), temporary=TEMPORARY)
        for _ in range(3):
            with pytest.raises(DiskFullError, match="No space is left"):
                place.publish("second.wav", b"b" * (SIZE_BYTES * 3 // 4), temporary=TEMPORARY)
            assert [path.name for path in place.folder.iterdir()] == ["first.wav"]


@posix_only
def test_a_real_full_disk_takes_files_again_when_there_is_space(disk: Path) -> None:
    if not os.path.ismount(disk):
        pytest.skip("this user may not mount a small disk")
    with open_place(str(disk)) as place:
        (disk / "filler").write_bytes(b"x" * (SIZE_BYTES * 3 // 4))
        with pytest.raises(DiskFullError):
            _publish(place, b"a" * (SIZE_BYTES // 2))
        (disk / "filler").unlink()
        _publish(place, b"a" * (SIZE_BYTES // 2))
        assert [path.name for path in place.folder.iterdir()] == [NAME]


@posix_only
def test_a_place_holds_one_descriptor_and_gives_it_back(tmp_path: Path) -> None:
    def held() -> int:
        return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0

    before = held()
    for _ in range(20):
        with open_place(str(tmp_path)) as place:
            _publish(place)
            (place.folder / NAME).unlink()
        place.close()
    assert held() == before
