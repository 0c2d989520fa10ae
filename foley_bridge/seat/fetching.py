"""Files that come over the connection, one after the other: in pieces, gone on with where they stopped, then checked.

Pieces are written into a private folder under the hash of the whole, so that neither a pulled cable nor an end of the
seat costs more than the piece that was on its way. Only what has that hash gets a name in the folder of its host.
"""

import base64
import binascii
import hashlib
import os
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from foley_bridge.files.atomic import NameTakenError
from foley_bridge.files.destination import open_place
from foley_bridge.files.disk_errors import explained
from foley_bridge.files.names import temporary_name
from foley_bridge.files.place import Place
from foley_bridge.folders import make_private
from foley_bridge.osc.message import Message
from foley_bridge.protocol.answers import Answer
from foley_models.errors import BusyError, DestinationError, FoleyError, NotAvailableError

WINDOW = 8  # pieces that are on their way at a time
NAMES_TRIED_MOST = 8
ATTEMPTS_MOST = 2  # where the whole has another hash than it should
SIZE_MOST_BYTES = 2**31 - 1
BUSY_S = 1.0
KEPT_MOST = 16  # unfinished files of requests that nobody waits for any more
_SHA256 = re.compile("[0-9a-f]{64}")
_PIECE = re.compile("f([0-9]+)")


class NotSentError(NotAvailableError):
    """The server does not have a file any more, or not as it was made."""


@dataclass(frozen=True)
class Wanted:
    """A candidate's file: how the server calls it, where it goes, and who is told of it."""

    there: str  # the request's id at the server
    index: int
    path: str  # at the server; its last part is the name here
    destination: str
    came: Callable[[Path], None]
    failed: Callable[[FoleyError], None]
    by: tuple[str, ...] = ("",)  # who wants it: "" for the request itself, else a subscription

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from all others."""
        return self.there, self.index


@dataclass
class _Coming:
    """The file at hand. Before its first piece came, nothing of it is known."""

    wanted: Wanted
    have: int = 0
    asked: int = 0  # bytes that pieces were asked for, up to here
    size: int = -1
    sha256: str = ""
    piece_bytes: int = 0
    attempts: int = 0


class Fetcher:
    """In the relay's turns. `send` puts a call on its way to the server, False where there is no connection."""

    def __init__(self, parts: Path, *, send: Callable[[Message], bool], own: Path, reserved: Sequence[Path]) -> None:
        self._parts, self._send, self._own, self._reserved = parts, send, own, tuple(reserved)
        make_private(parts)
        self._forget_old()
        self._line: deque[Wanted] = deque()
        self._coming: _Coming | None = None
        self._numbers = count(1)
        self._again_s: float | None = None
        self._first_number = 1  # of this attempt: what answers earlier ones is passed over

    def check(self, destination: str) -> None:
        """Refuse a folder that cannot take files. DestinationError."""
        self._open(destination).close()

    def want(self, wanted: Wanted) -> None:
        """Fetch a file when its turn comes; once, however often it is wanted. Whoever wants it is told."""
        if self._coming is not None and self._coming.wanted.key == wanted.key:
            self._coming.wanted = _both(self._coming.wanted, wanted)
        elif any(one.key == wanted.key for one in self._line):
            self._line = deque(_both(one, wanted) if one.key == wanted.key else one for one in self._line)
        else:
            self._line.append(wanted)
            self._next()

    def give_up(self, there: str) -> None:
        """Nobody waits for the files of a request any more."""
        self._line = deque(one for one in self._line if one.there != there)
        if self._coming is not None and self._coming.wanted.there == there:
            self._coming = None
            self._next()

    def lost(self) -> None:
        """The connection is gone: whoever still wants a file says so again."""
        self._line.clear()
        self._coming = None

    def heard(self, answer: Answer) -> bool:
        """Take an answer in; False where it is none of this."""
        number = _PIECE.fullmatch(answer.id)
        if number is None:
            return False
        coming = self._coming
        if coming is None or int(number[1]) < self._first_number:
            return True
        try:
            if answer.word == "chunk":
                self._take(coming, answer)
            elif answer.address == "/foley/failed" and answer.values["code"] != BusyError.code:
                self._end(coming, NotSentError(str(answer.values["text"])))
            else:
                self._again_s = time.monotonic() + BUSY_S
        except FoleyError as error:
            self._end(coming, error)
        return True

    def turn(self) -> None:
        """Ask again where the server was busy some time ago, or the connection took no more."""
        if self._coming is not None and self._again_s is not None and time.monotonic() >= self._again_s:
            self._begin(self._coming)

    def _next(self) -> None:
        if self._coming is None and self._line:
            self._coming = _Coming(self._line.popleft())
            self._begin(self._coming)

    def _begin(self, coming: _Coming) -> None:
        """Ask for the first piece, which tells what the rest is."""
        coming.have = coming.asked = 0
        coming.size = -1
        self._again_s = None
        self._first_number = self._ask(coming, 0)

    def _ask(self, coming: _Coming, offset: int) -> int:
        number = next(self._numbers)
        wanted = coming.wanted
        if not self._send(Message("/foley/fetch", (f"f{number}", wanted.there, wanted.index, offset))):
            self._again_s = time.monotonic() + BUSY_S
        return number

    def _take(self, coming: _Coming, answer: Answer) -> None:
        values = answer.values
        data = _piece(str(values["data"]))
        if coming.size < 0:
            self._learn(coming, int(values["size"]), str(values["sha256"]))
            coming.piece_bytes = max(1, len(data))
        if int(values["offset"]) == coming.have:  # the first piece is not, where more is here from before
            self._write(coming, data)
        if coming.have >= coming.size:
            self._finish(coming)
            return
        coming.asked = max(coming.asked, coming.have)
        while coming.asked < coming.size and coming.asked < coming.have + WINDOW * coming.piece_bytes:
            self._ask(coming, coming.asked)
            coming.asked += coming.piece_bytes

    def _learn(self, coming: _Coming, size: int, sha256: str) -> None:
        """What is told of the whole; and what of it is here from before."""
        if not 0 <= size <= SIZE_MOST_BYTES or not _SHA256.fullmatch(sha256):
            raise NotSentError(f"The server tells of a file of {size} bytes with the hash {sha256[:80]!r}.")
        coming.size, coming.sha256 = size, sha256
        part = self._part(coming)
        with explained(part):
            part.touch(0o600)
            have = part.stat().st_size
            if have > size:
                os.truncate(part, 0)
                have = 0
        coming.have = coming.asked = have

    def _write(self, coming: _Coming, data: bytes) -> None:
        part = self._part(coming)
        if coming.have + len(data) > coming.size or (not data and coming.have < coming.size):
            raise NotSentError(f"The server sends {len(data)} bytes where {coming.size - coming.have} are left.")
        with explained(part), part.open("r+b") as stream:
            stream.seek(coming.have)
            stream.write(data)
        coming.have += len(data)

    def _finish(self, coming: _Coming) -> None:
        part = self._part(coming)
        with explained(part):
            data = part.read_bytes()
        if hashlib.sha256(data).hexdigest() != coming.sha256:
            self._again(coming, part)
            return
        path = self._publish(coming, data)
        part.unlink(missing_ok=True)
        self._coming = None
        coming.wanted.came(path)
        self._next()

    def _again(self, coming: _Coming, part: Path) -> None:
        with explained(part):
            part.unlink(missing_ok=True)
        coming.attempts += 1
        if coming.attempts >= ATTEMPTS_MOST:
            raise NotSentError("Its file at the server is not the one that was made: it has another hash.")
        self._begin(coming)

    def _publish(self, coming: _Coming, data: bytes) -> Path:
        wanted = coming.wanted
        with self._open(wanted.destination) as place:
            for name in _names(wanted.path):
                if place.exists_as(name, coming.sha256):  # put there before an end that came too early to say so
                    return place.path_of(name)
                with suppress(NameTakenError):
                    return place.publish(name, data, temporary=temporary_name(wanted.there, wanted.index))
        raise DestinationError(f"{NAMES_TRIED_MOST} files of that name are in {wanted.destination} already.")

    def _end(self, coming: _Coming, error: FoleyError) -> None:
        self._coming = None
        coming.wanted.failed(error)
        self._next()

    def _open(self, destination: str) -> Place:
        own = self._own if Path(destination) == self._own else None
        return open_place(destination, reserved=self._reserved, own=own)

    def _part(self, coming: _Coming) -> Path:
        return self._parts / f"{coming.sha256}.part"

    def _forget_old(self) -> None:
        """Leave the newest unfinished files, for requests that go on."""
        with explained(self._parts):
            found = sorted(self._parts.glob("*.part"), key=lambda one: one.stat().st_mtime)
            for old in found[:-KEPT_MOST]:
                old.unlink(missing_ok=True)


def _both(first: Wanted, second: Wanted) -> Wanted:
    """One file that two want: it goes where the first wants it. Who wants it already is told once."""
    if set(second.by) <= set(first.by):
        return first

    def came(path: Path) -> None:
        first.came(path)
        second.came(path)

    def failed(error: FoleyError) -> None:
        first.failed(error)
        second.failed(error)

    return replace(first, came=came, failed=failed, by=first.by + second.by)


def _piece(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise NotSentError(f"The server sends a piece that is no base64: {error}.") from error


def _names(path: str) -> Sequence[str]:
    """The name that the server gave, and others for where it is taken; what is no name at all is refused by Place."""
    stem, dot, suffix = re.split(r"[/\\]", path)[-1].rpartition(".")
    if suffix != "wav":
        raise NotSentError(f"The server names {path[-80:]!r}, which is no sound file.")
    return [f"{stem}{more}{dot}{suffix}" for more in ("", *(f"-{number}" for number in range(2, NAMES_TRIED_MOST + 1)))]
