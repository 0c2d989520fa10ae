"""The files of an offer fetched one after the other into a folder: in parts where the connection breaks off."""

import hashlib
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from foley_bridge.files.disk_errors import explain, explained
from foley_bridge.packs.contents import ListedFile
from foley_bridge.packs.fetch import Access, Body, ConnectionLostError, DownloadError, RangeRefusedError, opened
from foley_bridge.packs.meter import Cancelled, Meter, Tell
from foley_bridge.packs.staging import force_to_disk, make_room_for
from foley_models.card import hash_file

FETCH = "fetch"
PACK, PARTS = "pack", "parts"  # folders: of files that are whole, and of those that are not yet
TRIES = 6  # of a file that gets on by not a single byte between two of them
PAUSE_MOST_S = 15.0
_POLL_S = 0.1


class Wanted(Protocol):
    """Files on a server that somebody agreed to: of a pack, or of a model that becomes one."""

    @property
    def name(self) -> str:
        """What is fetched, for sentences."""
        ...

    @property
    def files(self) -> tuple[ListedFile, ...]:
        """With sizes and hashes."""
        ...

    @property
    def bytes(self) -> int:
        """Of all files."""
        ...

    @property
    def hosts(self) -> frozenset[str]:
        """Servers that they may come from."""
        ...

    @property
    def access(self) -> Access | None:
        """What one of them is told of who fetches; None where nobody asks."""
        ...

    def address_of(self, name: str) -> str:
        """Where a file of that name is."""
        ...


@dataclass
class Fetching:
    """One attempt at all files of an offer."""

    offer: Wanted
    folder: Path
    tell: Tell
    cancelled: Cancelled
    pause_s: float
    meter: Meter = field(init=False)

    def run(self) -> None:
        """Fetch whatever is not here yet."""
        missing = [one for one in self.offer.files if not self._is_here(one)]
        here = self.offer.bytes - sum(one.bytes - self._part_bytes(one) for one in missing)
        self.meter = Meter(FETCH, self.offer.bytes, tell=self.tell, cancelled=self.cancelled, there=here)
        for one in missing:
            self._fetch(one)
        self.meter.finish()

    def _fetch(self, one: ListedFile) -> None:
        """One file; what is here of it may turn out to be of another one, then once more from its beginning."""
        resumed = self._part_bytes(one) > 0
        resumed = self._fetch_all(one) or resumed
        if self._take(one):
            return
        if resumed:
            self._fetch_all(one)
            if self._take(one):
                return
        raise DownloadError(
            f"{self.offer.address_of(one.name)} is not the file that was offered (SHA-256 differs): nothing of it was "
            "kept. Tell who offers it."
        )

    def _fetch_all(self, one: ListedFile) -> bool:
        """All bytes of a file, however often the connection breaks off while it gets on; whether it ever did."""
        tries, broke = 0, False
        while True:
            before = self._part_bytes(one)
            try:
                self._get_on(one)
                return broke
            except (ConnectionLostError, RangeRefusedError) as error:
                broke = True
                tries = 1 if self._part_bytes(one) > before else tries + 1
                if tries >= TRIES:
                    raise self._given_up(error) from error
                if isinstance(error, RangeRefusedError):
                    self._forget(one)
            self._wait(min(self.pause_s * 2 ** (tries - 1), PAUSE_MOST_S))

    def _given_up(self, error: DownloadError) -> ConnectionLostError:
        return ConnectionLostError(
            f"{str(error).rstrip('.')}. What came of {self.offer.name!r} is kept: start it again, and it goes on "
            "from there."
        )

    def _get_on(self, one: ListedFile) -> None:
        start = self._part_bytes(one)
        if start == one.bytes:
            if one.bytes == 0:
                self._part(one).touch()
            return
        offer = self.offer
        with opened(offer.address_of(one.name), hosts=offer.hosts, start=start, access=offer.access) as body:
            if body.whole_bytes not in (None, one.bytes):
                raise DownloadError(
                    f"{self.offer.address_of(one.name)} has {body.whole_bytes} bytes, {one.bytes} were offered: it "
                    "was not fetched."
                )
            if body.start != start:  # a server that cannot send a part sends the whole
                self._forget(one)
            self._append(one, body)
        if self._part_bytes(one) < one.bytes:
            raise ConnectionLostError(f"The connection broke off in the middle of {one.name}.")

    def _append(self, one: ListedFile, body: Body) -> None:
        part = self._part(one)
        there = self._part_bytes(one)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        with explained(part):
            descriptor = os.open(part, flags, 0o644)
        try:
            for block in body.blocks():
                there += len(block)
                if there > one.bytes:
                    raise DownloadError(
                        f"{self.offer.address_of(one.name)} is larger than the {one.bytes} bytes that were offered: it "
                        "was stopped."
                    )
                _write(descriptor, block, part)
                self.meter.add(len(block))
        finally:
            os.close(descriptor)

    def _take(self, one: ListedFile) -> bool:
        """Give a file that came whole its name; False, with nothing of it left, where it is another one."""
        part = self._part(one)
        with explained(part):
            descriptor = os.open(part, os.O_RDWR | getattr(os, "O_BINARY", 0))
            try:
                force_to_disk(descriptor, part)
            finally:
                os.close(descriptor)
            if hash_file(part, lambda _: self.meter.check()) != one.sha256:
                self._forget(one)
                return False
            part.replace(make_room_for(self.folder / PACK, one))
        return True

    def _is_here(self, one: ListedFile) -> bool:
        path = self.folder / PACK / one.name
        with explained(path):
            if not path.is_file():
                return False
            if path.stat().st_size == one.bytes and hash_file(path) == one.sha256:
                return True
            path.unlink()
        return False

    def _part(self, one: ListedFile) -> Path:
        # Named by its hash: so a part is never taken for one of another file.
        return self.folder / PARTS / hashlib.sha256(f"{one.name} {one.sha256}".encode()).hexdigest()[:32]

    def _part_bytes(self, one: ListedFile) -> int:
        try:
            size = self._part(one).stat().st_size
        except OSError:
            return 0
        if size > one.bytes:
            self._part(one).unlink()
            return 0
        return size

    def _forget(self, one: ListedFile) -> None:
        self.meter.add(-self._part_bytes(one))
        with explained(self._part(one)):
            self._part(one).unlink(missing_ok=True)

    def _wait(self, seconds: float) -> None:
        rest, pause = seconds, threading.Event()
        while rest > 0:
            self.meter.check()
            pause.wait(min(_POLL_S, rest))
            rest -= _POLL_S


def _write(descriptor: int, block: bytes, path: Path) -> None:
    rest = memoryview(block)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError as error:
        raise explain(error, path) from error
