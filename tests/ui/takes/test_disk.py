"""Files to the trash and back, and onto the clipboard."""

import os
from pathlib import Path

import pytest

from foley_models.errors import DestinationError
from foley_ui.takes.disk import move_to_trash, restore
from foley_ui.takes.mime import GNOME_COPIED, file_data, path_text


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    path = tmp_path / "Tür & Schloß 雨.wav"
    path.write_bytes(b"sound")
    return path


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "getuid"), reason="the trash of freedesktop.org")
def test_a_file_goes_to_the_trash_and_comes_back_as_it_was(sound: Path) -> None:
    (trashed,) = move_to_trash([sound])
    assert not sound.exists()
    assert trashed.place is not None
    assert trashed.place.read_bytes() == b"sound"
    restore([trashed])
    assert sound.read_bytes() == b"sound"
    assert not list(trashed.place.parent.parent.glob("info/*.trashinfo"))


def test_a_file_that_is_gone_is_a_sentence(sound: Path) -> None:
    sound.unlink()
    with pytest.raises(DestinationError, match=r"not in .* any more"):
        move_to_trash([sound])


def test_nothing_is_overwritten_when_a_file_comes_back(sound: Path) -> None:
    trashed = move_to_trash([sound])
    sound.write_bytes(b"another")
    with pytest.raises(DestinationError, match="exists again"):
        restore(trashed)
    assert sound.read_bytes() == b"another"
    sound.unlink()
    assert trashed[0].place is not None
    trashed[0].place.unlink()
    with pytest.raises(DestinationError, match="no longer in the trash"):
        restore(trashed)


def test_files_leave_the_window_as_addresses_that_every_program_takes(sound: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.wav"
    data = file_data([sound, other])
    assert [url.toLocalFile() for url in data.urls()] == [str(sound), str(other)]
    assert data.hasFormat("text/uri-list")
    copied = bytes(data.data(GNOME_COPIED).data()).decode().split("\n")
    assert copied[0] == "copy"
    assert all(line.startswith("file:///") for line in copied[1:])
    assert "%" in copied[1]
    assert path_text([sound, other]) == f"{sound}\n{other}"
