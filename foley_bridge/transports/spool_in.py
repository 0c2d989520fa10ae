"""The side of the spool that clients write: which files are packets, and how to take them without being led astray."""

import errno
import logging
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from foley_bridge.osc.layout import LIMIT_BYTES

PACKET_SUFFIX, HALF_SUFFIX = ".osc", ".tmp"
HALF_KEPT_S = 3600.0  # a file half-written for longer than this belongs to a host that is gone

_CLIENT_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}")
# A link is not followed, and opening a pipe does not wait for its other end.
_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_NOT_PLAIN = (errno.ELOOP, errno.EMLINK, errno.ENXIO)  # a link, the same on some systems, a socket


def is_client_name(name: str) -> bool:
    """Whether this may be a client's folder: 1 to 64 letters, digits and `-_.`, not beginning with a dot."""
    return _CLIENT_NAME.fullmatch(name) is not None


def is_real_folder(folder: Path) -> bool:
    """Whether it is a folder itself, not a link to one, and this user's."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and _is_ours(status)


class Inbox:
    """Takes packets out of the clients' folders. For one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stuck: set[Path] = set()  # what could not be removed, so that it is not taken again and again

    def take(self) -> Iterator[tuple[str, bytes]]:
        """Client and packet, in the order of clients and of file names; a file is removed when its packet was used.

        Of a file over the limit come the limit's bytes and one more, for the decoder to refuse. What is not a plain
        file of this user is removed unread; what cannot be opened now stays for the next time.
        """
        for client in self._clients():
            folder = self._folder / client
            for name in sorted(name for name in _names(folder) if name.endswith(PACKET_SUFFIX)):
                if folder / name in self._stuck:
                    continue
                try:
                    data = _read(folder / name)
                except OSError as error:
                    _logger().info("%r in the spool cannot be read now: %s.", name, error.strerror)
                    continue
                if data is not None:
                    yield client, data
                self._remove(folder / name)

    def sweep(self) -> None:
        """Remove half-written files that nobody will finish, and forget about stuck ones that are gone."""
        for client in self._clients():
            for name in _names(self._folder / client):
                if name.endswith(HALF_SUFFIX):
                    _remove_if_old(self._folder / client / name)
        self._stuck = {file for file in self._stuck if os.path.lexists(file)}

    def _clients(self) -> list[str]:
        return sorted(
            name for name in _names(self._folder) if is_client_name(name) and is_real_folder(self._folder / name)
        )

    def _remove(self, file: Path) -> None:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            self._stuck.add(file)
            _logger().warning("%r in the spool cannot be removed: %s.", file.name, error.strerror)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  # names alone, without a Path for each
    except OSError:  # gone meanwhile, or not readable: the next look will see
        return []


def _read(file: Path) -> bytes | None:
    """The file's bytes; None where it is not for reading. OSError where the system cannot say now."""
    try:
        descriptor = os.open(file, _READ_FLAGS)
    except OSError as error:
        if error.errno not in _NOT_PLAIN:
            raise
        _refused(file)
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or not _is_ours(status):
            _refused(file)
            return None
        return os.read(descriptor, LIMIT_BYTES + 1)
    finally:
        os.close(descriptor)


def _refused(file: Path) -> None:
    _logger().warning("%r in the spool is no plain file of this user: it is not read.", file.name)


def _logger() -> logging.Logger:
    return logging.getLogger(__name__)


def _is_ours(status: os.stat_result) -> bool:
    """Whether this user owns it; on Windows the folder's own permissions have to do."""
    return os.name == "nt" or status.st_uid == os.getuid()


def _remove_if_old(file: Path) -> None:
    with suppress(OSError):
        if time.time() - file.lstat().st_mtime > HALF_KEPT_S:
            file.unlink()
