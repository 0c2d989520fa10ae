"""Reads the log while the daemon writes and rotates it: from where it stopped, never more than a bounded part."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from foley_bridge.logs import LOG_FILE
from foley_models.errors import NotAvailableError
from foley_ui.log.lines import LogLine, parsed

LINES_MOST = 5_000
READ_MOST_BYTES = 1 << 20  # at once; of what is longer, only the end is shown
_HEAD_BYTES = 256


@dataclass(frozen=True)
class Batch:
    """What came since the last reading; `afresh` where it is not the continuation of what was read before."""

    lines: tuple[LogLine, ...] = ()
    afresh: bool = False
    missing: bool = False  # there is no log


class LogTail:
    """Not thread-safe: one reading at a time. NotAvailableError where the log is there and cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / LOG_FILE
        self._older = folder / f"{LOG_FILE}.1"
        # How the file begins that is read: its number on the disk would be given to a new one after it is removed.
        self._head: bytes | None = None
        self._offset = 0
        self._rest = b""

    def read(self) -> Batch:
        """What is new; at the first time the end of the log."""
        try:
            with self.file.open("rb") as stream:
                return self._read(stream)
        except FileNotFoundError:
            self._head = None
            return Batch(afresh=True, missing=True)
        except OSError as error:
            raise NotAvailableError(f"{self.file} cannot be read ({error.strerror}): see to its rights.") from error

    def _read(self, stream: BinaryIO) -> Batch:
        size, head, known = os.fstat(stream.fileno()).st_size, stream.read(_HEAD_BYTES), self._head
        self._head = head
        if known is None:
            return self._afresh(stream, size)
        if head.startswith(known) and 0 <= size - self._offset <= READ_MOST_BYTES:
            return Batch(self._lines(self._from(stream, self._offset)))
        older = None if head.startswith(known) or size > READ_MOST_BYTES else self._end_of_older(known)
        if older is None:
            return self._afresh(stream, size)
        return Batch(self._lines(older + self._from(stream, 0)))  # it was rotated once

    def _afresh(self, stream: BinaryIO, size: int) -> Batch:
        """The end of the log, with that of the file before it where there is room."""
        self._rest = b""
        begin = max(0, size - READ_MOST_BYTES)
        data = self._from(stream, begin)
        # Where it does not begin at the file's beginning, the first line is there in part.
        data = data.partition(b"\n")[2] if begin else self._before(READ_MOST_BYTES - size) + data
        return Batch(self._lines(data)[-LINES_MOST:], afresh=True)

    def _before(self, room_bytes: int) -> bytes:
        try:
            with self._older.open("rb") as stream:
                size = stream.seek(0, os.SEEK_END)
                begin = max(0, size - room_bytes)
                stream.seek(begin)
                data = stream.read(room_bytes)
        except OSError:  # there is none, or it went to the next number at this moment
            return b""
        return data.partition(b"\n")[2] if begin else data

    def _end_of_older(self, known: bytes) -> bytes | None:
        """What the file that was read got before it was rotated; None where it cannot be found."""
        try:
            with self._older.open("rb") as stream:
                more = os.fstat(stream.fileno()).st_size - self._offset
                if not stream.read(_HEAD_BYTES).startswith(known) or not 0 <= more <= READ_MOST_BYTES:
                    return None
                stream.seek(self._offset)
                return stream.read(READ_MOST_BYTES)
        except OSError:
            return None

    def _from(self, stream: BinaryIO, offset: int) -> bytes:
        stream.seek(offset)
        data = stream.read(READ_MOST_BYTES)
        self._offset = offset + len(data)
        return data

    def _lines(self, data: bytes) -> tuple[LogLine, ...]:
        """Whole lines; what follows the last line end waits for the rest of its line."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        return tuple(parsed(one.decode("utf-8", "replace") for one in whole if one))
