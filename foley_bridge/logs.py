"""The daemon's log: three bounded files that only the user can read, one line an event, no token in any of them."""

import errno
import logging
import os
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.folders import make_private

LOGGER = "foley_bridge"
LOG_FILE = "foley-bridge.log"
FILES_MOST = 3
PRIVATE_FILE = 0o600
LINE_LIMIT_CHARACTERS = 4_000
HIDDEN = "[token]"
_END_BYTES = 1 << 20  # more than this is not read for the last lines
# What ends a line, moves a terminal's cursor or turns a text's direction, so that one event could look like two.
_CONTROL = ("Cc", "Cf", "Cs", "Zl", "Zp")


def open_log(folder: Path, *, level: str = "info", size_bytes: int = 1_000_000, secrets: Iterable[str] = ()) -> "Log":
    """Begin to write the product's log into a folder. DestinationError or DiskFullError where that cannot be."""
    make_private(folder)
    with explained(folder / LOG_FILE):
        return Log(folder / LOG_FILE, level=level, size_bytes=size_bytes, secrets=secrets)


class Log:
    """The log while it is open; what the product's loggers say goes into its file."""

    def __init__(self, path: Path, *, level: str, size_bytes: int, secrets: Iterable[str]) -> None:
        self._formatter = OneLine(secrets)
        self._handler = _PrivateFiles(path, size_bytes)
        self._handler.setFormatter(self._formatter)
        self.logger = logging.getLogger(LOGGER)
        self._before = self.logger.level, self.logger.propagate
        self.logger.setLevel(level.upper())
        self.logger.propagate = False  # nothing goes to a terminal that nobody looks at
        self.logger.addHandler(self._handler)

    def hide(self, secret: str) -> None:
        """From now on a token never shows in the log."""
        self._formatter.hide(secret)

    def close(self) -> None:
        """Write no more, and leave the logger as it was; may be called twice."""
        if self._handler in self.logger.handlers:
            self.logger.removeHandler(self._handler)
            level, self.logger.propagate = self._before
            self.logger.setLevel(level)
        self._handler.close()


class OneLine(logging.Formatter):
    """A line in UTC with level, module and text: control characters escaped, secrets hidden, length bounded."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if secret)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  # logging's name
        """The time in UTC, so that lines of two machines can be compared."""
        return time.strftime(datefmt or "%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))

    def hide(self, secret: str) -> None:
        """Hide one more."""
        if secret:
            self._secrets = (*self._secrets, secret)

    def format(self, record: logging.LogRecord) -> str:
        """The line, an exception's traceback in it."""
        text = super().format(record)
        for secret in self._secrets:
            for spelling in (secret, secret.upper()):
                text = text.replace(spelling, HIDDEN)
        line = escaped(text)
        more = len(line) - LINE_LIMIT_CHARACTERS
        return line if more <= 0 else f"{line[:LINE_LIMIT_CHARACTERS]} [{more} more]"


def last_lines(folder: Path, count: int) -> tuple[str, ...]:
    """The last lines of the log in a folder, the newest last; fewer where there are no more."""
    data = b""
    for name in (f"{LOG_FILE}.1", LOG_FILE):
        with suppress(OSError), (folder / name).open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _END_BYTES))
            data += stream.read(_END_BYTES)
    # Not splitlines: a line of ours ends with \n alone.
    return tuple([line for line in data.decode("utf-8", "replace").split("\n") if line][-count:])


def escaped(text: str) -> str:
    """A text in which nothing can end a line or move a cursor: such characters are written as Python writes them."""
    if text.isprintable():
        return text
    return "".join(_written(mark) if unicodedata.category(mark) in _CONTROL else mark for mark in text)


def _written(mark: str) -> str:
    return mark.encode("unicode_escape").decode("ascii")


class Throttle:
    """At most so many lines a minute of what a stranger can cause; how many were left out is said afterwards."""

    def __init__(
        self, logger: logging.Logger, lines_per_minute: int = 20, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._logger, self._most, self._clock = logger, lines_per_minute, clock
        self._lock = threading.Lock()
        self._began_s, self._lines, self._left_out = clock(), 0, 0

    def log(self, level: int, message: str, *args: object) -> bool:
        """Write a line unless the minute's are used up; whether it was written. `args` as logging's."""
        with self._lock:
            self._begin_minute()
            allowed = self._lines < self._most
            self._lines += allowed
            self._left_out += not allowed
            if allowed:
                self._logger.log(level, message, *args)
            return allowed

    def warning(self, message: str, *args: object) -> None:
        """Write a warning unless the minute's lines are used up."""
        self.log(logging.WARNING, message, *args)

    def settle(self) -> None:
        """Say how many lines were left out, where a minute of them is over; to be called now and then."""
        with self._lock:
            self._begin_minute()

    def _begin_minute(self) -> None:
        if self._clock() - self._began_s < 60.0:
            return
        if self._left_out:
            self._logger.warning("%d lines like those before were left out within a minute", self._left_out)
        self._began_s, self._lines, self._left_out = self._clock(), 0, 0


class _PrivateFiles(logging.Handler):
    """Rotated files with mode 0600; a disk that takes no line costs lines, which are counted, never the daemon."""

    def __init__(self, path: Path, size_bytes: int) -> None:
        super().__init__()
        self._path, self._most_bytes = path, size_bytes
        self._lost = 0
        self._torn = False  # whether the last line is there in part
        self._shut = False
        self._descriptor = _open_private(path)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        if self._shut:
            return
        try:
            if self._lost or self._torn:
                self._write(f"\n{self._lost} lines could not be written here\n".encode())
                self._lost, self._torn = 0, False
            self._write(f"{self.format(record)}\n".encode(errors="backslashreplace"))
        except OSError:
            self._lost += 1

    def close(self) -> None:
        """Close the file; may be called twice."""
        with self.lock or threading.RLock():
            self._shut = True
            self._close_file()
        super().close()

    def _write(self, line: bytes) -> None:
        if self._descriptor < 0:  # the last rotation failed half-way
            self._descriptor = _open_private(self._path)
        if os.fstat(self._descriptor).st_size + len(line) > self._most_bytes:
            self._rotate()
        if os.write(self._descriptor, line) < len(line):
            self._torn = True
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _rotate(self) -> None:
        """Name each file by the next number, the oldest away, and begin a new one."""
        self._close_file()
        for number in range(FILES_MOST - 1, 0, -1):
            older = self._numbered(number - 1)
            if older.exists():
                older.replace(self._numbered(number))
        self._descriptor = _open_private(self._path)

    def _close_file(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}") if number else self._path


def _open_private(path: Path) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
    path.chmod(PRIVATE_FILE)
    return descriptor
