"""The side of the spool that clients read: answers in files whose sorted names are their order, and never too many."""

import os
import re
import threading
import time
from contextlib import suppress
from pathlib import Path

from foley_bridge.folders import make_private
from foley_bridge.transports.spool_in import PACKET_SUFFIX, is_real_folder
from foley_models.errors import DestinationError

MOST_UNREAD = 1000  # answers of one client
# What a later answer says again: these give way when a client does not read.
_PASSING_KINDS = ("progress", "event", "pong")
_NUMBER_DIGITS = 16
_ANSWER = re.compile(r"(\d{16})-[a-z]*\.osc")
HALF_SUFFIX = ".tmp"
INDEX = "index"  # for hosts whose language cannot list a folder


class Outbox:
    """Writes answers, each whole or not at all, under numbers that only grow.

    A number is the time in microseconds, or one more than the last where the clock did not go on; so names grow across
    restarts too, and a client may remember the last one that it read. Beside the answers lies `index`, replaced whole
    after each: the names of the unread ones in order, one a line, some of which the client may have removed since.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._last: dict[str, int] = {}

    def clear_halves(self) -> None:
        """Remove what an earlier daemon was writing when it was killed; no client takes it."""
        for client in _entries(self._folder):
            if is_real_folder(client):
                for half in _entries(client):
                    if half.suffix == HALF_SUFFIX:
                        with suppress(OSError):
                            half.unlink()

    def put(self, client: str, packet: bytes, *, kind: str) -> bool:
        """Write an answer of this kind; False where the client has too many unread ones, or the disk refuses."""
        with self._lock:
            folder = self._folder / client
            try:
                if not os.path.lexists(folder):
                    make_private(folder)
                if not is_real_folder(folder):
                    return False
                unread = sorted(name for name in os.listdir(folder) if _ANSWER.fullmatch(name))  # noqa: PTH208
                if not _make_room(folder, unread):
                    return False
                name = f"{self._next(client, unread):0{_NUMBER_DIGITS}}-{_word(kind)}{PACKET_SUFFIX}"
                _write(folder / name, packet)
                _write_index(folder, [*unread, name])
            except (OSError, DestinationError):
                return False
            return True

    def _next(self, client: str, unread: list[str]) -> int:
        newest = int(unread[-1][:_NUMBER_DIGITS]) if unread else 0
        number = max(time.time_ns() // 1000, self._last.get(client, 0) + 1, newest + 1)
        self._last[client] = number
        return number


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder; nothing where it cannot be read."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _make_room(folder: Path, unread: list[str]) -> bool:
    """Whether there is room for one more; the oldest answer that a later one says again goes for it, from both."""
    if len(unread) < MOST_UNREAD:
        return True
    for name in unread:
        if name[_NUMBER_DIGITS + 1 : -len(PACKET_SUFFIX)] in _PASSING_KINDS:
            (folder / name).unlink(missing_ok=True)
            unread.remove(name)
            return True
    return False


def _word(kind: str) -> str:
    return "".join(letter for letter in kind if "a" <= letter <= "z")[:20]


def _write_index(folder: Path, names: list[str]) -> None:
    """List the answers; where the disk refuses, the next answer's index has this one too."""
    with suppress(OSError):
        _write(folder / INDEX, "".join(f"{name}\n" for name in names).encode())


def _write(file: Path, packet: bytes) -> None:
    temporary = file.with_suffix(HALF_SUFFIX)
    try:
        temporary.write_bytes(packet)
        temporary.replace(file)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
