"""The library of a daemon that is killed, and of one whose disk is full."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.reliability.daemons import DaemonProcess
from foley_bridge.client import Client
from tests.bridge.daemon.served import served
from tests.bridge.library.recordings import settled, write_hum
from tests.bridge.small_disk import small_disk

FILES = 30
FEW = 6  # on a disk of one MiB


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield from small_disk(tmp_path, monkeypatch)


def windows_by_file(library: Path) -> dict[str, int]:
    """How many windows each file has, straight from the index."""
    query = "SELECT name, (SELECT count(*) FROM windows WHERE file = files.id) FROM files"
    connection = sqlite3.connect(library)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return dict(connection.execute(query).fetchall())
    finally:
        connection.close()


def test_a_daemon_killed_at_any_point_ends_with_every_file_heard_once(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    for number in range(FILES):
        write_hum(folder / f"{number}.wav", 100 + 50 * number, seconds=0.1)
    daemon = DaemonProcess(tmp_path / "house")
    for share in (0.0, 0.2, 0.6):
        daemon.start()
        with Client.connect(daemon.folders) as client:
            client.library("add", folder=str(folder))
            while client.library().heard < share * FILES:
                pass
        daemon.kill()
    with daemon, Client.connect(daemon.folders) as client:
        assert settled(client).heard == FILES
        assert Path(client.search("a hum at 850 hertz", pairs={"limit": 1})[0].path).name == "15.wav"
    assert windows_by_file(daemon.folders.library_file) == {f"{number}.wav": 1 for number in range(FILES)}


def test_where_the_disk_is_full_it_says_so_and_goes_on_when_there_is_room(tmp_path: Path, disk: Path) -> None:
    if not os.path.ismount(disk):
        pytest.skip("SQLite's own writes can only be limited by a real small disk, which this user may not mount")
    folder = tmp_path / "sounds"
    for number in range(FEW):
        write_hum(folder / f"{number}.wav", 100 + 50 * number, seconds=0.1)
    with served(disk / "house") as daemon, daemon.client() as client:
        ballast = disk / "ballast"
        client.library("add", folder=str(folder))
        settled(client)
        for number in range(FEW, 2 * FEW):
            write_hum(folder / f"{number}.wav", 100 + 50 * number, seconds=0.1)
        free = shutil.disk_usage(disk).free
        ballast.write_bytes(bytes(max(free - 8192, 0)))
        client.library("scan")
        told = settled(client, lambda told: bool(told.problem))
        assert "No space is left" in told.problem
        assert told.heard >= FEW  # what it had is still searched
        ballast.unlink()
        client.library("scan")
        assert settled(client, lambda told: told.heard == 2 * FEW).problem == ""
