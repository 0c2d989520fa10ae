"""A host as the protocol wants it: asks, asks again until it hears, notes each candidate before it confirms it.

It goes on whatever becomes of the daemon: over UDP it looks for the session file and has the proof shown to it, in the
spool folder it leaves files and reads answers.
"""

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO

from benchmarks.reliability.daemons import Socket, read_datagram
from foley_bridge.client import Client, new_id
from foley_bridge.daemon.session import Session, read_session
from foley_bridge.folders import Folders
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.answers import Answer
from foley_models.errors import NotAvailableError

OPEN_MOST = 4
AGAIN_S = 0.25
SECONDS, RATE_HZ = 0.25, 8000
_WAIT_S = 0.02
_LOOK_S = 0.05


class Link(Protocol):
    """A host's way to the daemon."""

    def send(self, address: str, *arguments: Argument) -> bool:
        """Send a message; False where there is no daemon now."""
        ...

    def receive(self, timeout_s: float) -> Answer | None:
        """The next answer, None after the timeout."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


class UdpLink:
    """Finds the daemon anew whenever it is another process."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._socket: Socket | None = None
        self._looked_s = 0.0

    def send(self, address: str, *arguments: Argument) -> bool:
        """Send a message; False where there is no daemon now."""
        self._look()
        if self._socket is None:
            return False
        self._socket.send_bytes(encode_message(Message(address, (*arguments, "token", self._socket.session.token))))
        return True

    def receive(self, timeout_s: float) -> Answer | None:
        """The next answer, None after the timeout."""
        self._look()
        if self._socket is not None:
            return self._socket.answer(timeout_s)
        time.sleep(timeout_s)
        return None

    def _look(self) -> None:
        now_s = time.monotonic()
        if now_s - self._looked_s < _LOOK_S:
            return
        self._looked_s = now_s
        session = self._session()
        if session is None or (self._socket is not None and self._socket.session == session):
            return
        with suppress(NotAvailableError):
            Client.connect(self._folders).close()  # raises where it cannot prove that it is the daemon
            self.close()
            self._socket = Socket(session)

    def close(self) -> None:
        """Give the socket back."""
        if self._socket is not None:
            self._socket.close()

    def _session(self) -> Session | None:
        try:
            return read_session(self._folders)
        except NotAvailableError:
            return None


class SpoolLink:
    """Files in, files out; works while no daemon runs."""

    def __init__(self, folders: Folders, name: str) -> None:
        self._in, self._out = folders.spool / "in" / name, folders.spool / "out" / name
        self._in.mkdir(parents=True)
        self._number = 0
        self._unread: list[Path] = []

    def send(self, address: str, *arguments: Argument) -> bool:
        """Leave a message."""
        self._number += 1
        whole = self._in / f"{self._number:08}.osc"
        half = whole.with_suffix(".tmp")
        half.write_bytes(encode_message(Message(address, arguments)))
        half.replace(whole)
        return True

    def receive(self, timeout_s: float) -> Answer | None:
        """The next answer, None after the timeout."""
        if not self._unread and self._out.is_dir():
            self._unread = sorted(self._out.glob("*.osc"), reverse=True)
        if not self._unread:
            time.sleep(timeout_s)
            return None
        file = self._unread.pop()
        data = file.read_bytes()
        file.unlink()
        return read_datagram(data)

    def close(self) -> None:
        """There is nothing to give back."""


@dataclass
class Request:
    """One request of a host and what it heard of it."""

    id: str
    arguments: tuple[Argument, ...]
    asked_s: float = 0.0
    accepted: bool = False
    delivered: int | None = None  # told by `done`
    failed: str = ""  # code
    noted: set[int] = field(default_factory=set)  # on the timeline
    acknowledged: set[int] = field(default_factory=set)  # imports that the daemon confirmed

    @property
    def closed(self) -> bool:
        """Whether nothing more is to be done for it."""
        return bool(self.failed) or (self.delivered is not None and len(self.acknowledged) >= self.delivered)


class Host(threading.Thread):
    """Keeps a few requests open, in a thread of its own, until `finish`; `heard` is called for each answer."""

    def __init__(self, name: str, link: Link, media: Path, *, heard: Callable[[str], None]) -> None:
        super().__init__(name=name, daemon=True)
        self.media, self.timeline = media, media.with_suffix(".timeline")
        self.requests: dict[str, Request] = {}
        self.offered_again = 0  # candidates after their import was acknowledged
        self._link, self._heard = link, heard
        self._asking, self._working = True, True
        self._chance = random.Random(name)
        media.mkdir()

    def run(self) -> None:
        """Ask, listen, confirm."""
        with self.timeline.open("w", encoding="utf-8") as timeline:
            while self._working:
                self._ask()
                answer = self._link.receive(_WAIT_S)
                if answer is not None:
                    self._take(answer, timeline)

    def finish(self, timeout_s: float) -> None:
        """Begin nothing new, and wait until everything that was begun has come to its end."""
        self._asking = False
        end_s = time.monotonic() + timeout_s
        while not all(one.closed for one in list(self.requests.values())) and time.monotonic() < end_s:
            time.sleep(_WAIT_S)
        self._working = False
        self.join()
        self._link.close()

    def _ask(self) -> None:
        open_ones = [one for one in self.requests.values() if not one.closed]
        if self._asking and len(open_ones) < OPEN_MOST:
            open_ones.append(self._new())
        now_s = time.monotonic()
        for one in open_ones:
            if now_s - one.asked_s > AGAIN_S and self._link.send("/foley/generate", one.id, *one.arguments):
                one.asked_s = now_s
                for index in sorted(one.noted - one.acknowledged):  # the acknowledgement was lost: ask for it again
                    self._confirm(one, index)
        if self._asking and self._chance.random() < 0.02:  # as a host that lost its memory
            old = self._chance.choice(list(self.requests.values()))
            self._link.send("/foley/generate", old.id, *old.arguments)

    def _new(self) -> Request:
        number = len(self.requests)
        fixed = (f"boots {self.name} {number}", SECONDS, 1 + number % 3)
        one = Request(new_id(), (*fixed, "rate", RATE_HZ, "destination", str(self.media)))
        self.requests[one.id] = one
        return one

    def _take(self, answer: Answer, timeline: TextIO) -> None:
        word = answer.word
        request = self.requests.get(str(answer.values.get("request", answer.id)))
        if request is None:
            return
        request.asked_s = time.monotonic()
        if word == "accepted":
            request.accepted = True
        elif word == "candidate":
            self._note(request, int(answer.values["index"]), str(answer.values["path"]), timeline)
        elif word == "imported":
            request.acknowledged.add(int(answer.values["index"]))
        elif word == "done":
            request.delivered = int(answer.values["delivered"])
        elif word == "failed" and answer.values["code"] != "busy":
            request.failed = str(answer.values["code"])
        self._heard(word)

    def _note(self, request: Request, index: int, path: str, timeline: TextIO) -> None:
        self.offered_again += index in request.acknowledged
        if index not in request.noted:
            timeline.write(f"{request.id} {index} {path}\n")
            timeline.flush()
            request.noted.add(index)
            self._heard("noted")
        self._confirm(request, index)

    def _confirm(self, request: Request, index: int) -> None:
        self._link.send("/foley/imported", f"{request.id}.{index}", request.id, index)
