"""A host in Python: finds the daemon of this user, proves it, sends calls over UDP and reads the answers.

    with Client.connect() as client:
        for answer in client.generate("a door slams", seconds=2.5, count=4, pairs={"seed": 7}):
            if answer.word == "candidate":
                print(answer.values["rank"], answer.values["path"])

Synchronous, one call at a time. What UDP loses is sent again: the same id is the same request.
"""

import hmac
import secrets
import socket
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from foley_bridge.connected_hosts import HostTold, hosts_told
from foley_bridge.daemon.session import Session, proof, read_session
from foley_bridge.folders import Folders, user_folders
from foley_bridge.library.records import Hit
from foley_bridge.library.told import LibraryTold, hit_told, library_told
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message, OscError
from foley_bridge.protocol import errors
from foley_bridge.protocol.answers import Answer, read_answer
from foley_bridge.protocol.table import PROTOCOL
from foley_bridge.spotting.events import Event
from foley_bridge.spotting.told import hits_told
from foley_models.errors import FoleyError, NotAvailableError, RequestError

LOOPBACK = "127.0.0.1"
NONCE_BYTES = 128  # as hexadecimal digits longer than any welcome, which a stranger's hello must be
HELLO_S = 2.0  # the daemon answers it in its socket's thread, also under load
RESEND_S = 1.0  # until the first answer
REMIND_S = 10.0  # after it: what is missing then was lost
SILENCE_MOST_S = 30.0  # a daemon that answers no status for so long is gone
_DATAGRAM_BYTES = 65536
SEARCHES_MOST = 3  # UDP loses what its reader is too slow for


class Client:
    """One socket to the daemon; use `connect`."""

    def __init__(self, session: Session, *, name: str = "foley-bridge", seat: str = "") -> None:
        self._session = session
        self._name, self._seat = name, seat
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect((LOOPBACK, session.port))

    @classmethod
    def connect(cls, folders: Folders | None = None, *, name: str = "foley-bridge", seat: str = "") -> Self:
        """A client of this user's daemon, which has proved that it knows the token; it asks as the `seat`.

        NotAvailableError where none runs, where it does not answer, or where something else is at its port.
        """
        client = cls(read_session(folders or user_folders()), name=name, seat=seat)
        try:
            client._check_proof()
        except BaseException:
            client.close()
            raise
        return client

    @property
    def session(self) -> Session:
        """Whom it talks to; another client of the same daemon can be made of it."""
        return self._session

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()

    def generate(
        self,
        prompt: str,
        *,
        seconds: float,
        count: int,
        pairs: Mapping[str, Argument] | None = None,
        request_id: str | None = None,
    ) -> Iterator[Answer]:
        """Ask for sounds and read all that comes of it, `done` last. FoleyError, by its code, where it fails."""
        arguments = (prompt, float(seconds), count)
        for answer in self.call("/foley/generate", *arguments, pairs=pairs, request_id=request_id):
            yield answer
            if answer.final:
                return

    def vary(
        self,
        candidate: str,
        *,
        amount: float,
        count: int,
        less: bool = False,
        pairs: Mapping[str, Argument] | None = None,
        request_id: str | None = None,
    ) -> Iterator[Answer]:
        """Ask for more like a candidate (ID#2), or for `less`, and read all that comes of it, `done` last.

        The amount goes from over 0, nearly the same sound, to 1; of less, from hardly away from it to as far as fits.
        FoleyError, by its code, where it fails.
        """
        arguments = (candidate, float(amount), count)
        said = {**(pairs or {}), "less": 1} if less else pairs
        for answer in self.call("/foley/variation", *arguments, pairs=said, request_id=request_id):
            yield answer
            if answer.final:
                return

    def transform(
        self,
        path: str,
        prompt: str,
        *,
        strength: float,
        count: int,
        pairs: Mapping[str, Argument] | None = None,
        request_id: str | None = None,
    ) -> Iterator[Answer]:
        """Ask for a sound with timing and loudness of a recording and read all that comes of it, `done` last.

        The strength goes from over 0, nearly that recording, to 1. FoleyError, by its code, where it fails.
        """
        arguments = (path, prompt, float(strength), count)
        for answer in self.call("/foley/transform", *arguments, pairs=pairs, request_id=request_id):
            yield answer
            if answer.final:
                return

    def fill(
        self,
        path: str,
        prompt: str,
        *,
        range_s: tuple[float, float],
        count: int,
        pairs: Mapping[str, Argument] | None = None,
        request_id: str | None = None,
    ) -> Iterator[Answer]:
        """Ask for a recording with this range made anew and read all that comes of it, `done` last.

        With the pair `extend` it is continued, and the range is (0, 0). FoleyError, by its code, where it fails.
        """
        arguments = (path, float(range_s[0]), float(range_s[1]), prompt, count)
        for answer in self.call("/foley/fill", *arguments, pairs=pairs, request_id=request_id):
            yield answer
            if answer.final:
                return

    def train(
        self, path: str, *, pairs: Mapping[str, Argument] | None = None, request_id: str | None = None
    ) -> Iterator[Answer]:
        """Fine-tune on a folder, a CSV or a project, and read all that comes of it, `done` last.

        The same id again goes on listening. The event `paused`, with the state paused, says that nothing more comes
        until somebody resumes it. FoleyError, by its code, where it fails.
        """
        for answer in self.call("/foley/train", path, pairs=pairs, request_id=request_id):
            yield answer
            if answer.final:
                return

    def cues(
        self, path: str, *, pairs: Mapping[str, Argument] | None = None, request_id: str | None = None
    ) -> Iterator[Answer]:
        """Have a whole cue sheet made into a folder (the pair `out`), and read all that comes of it, `done` last.

        The event `made` tells where what it came to lies. The same id again goes on listening, whatever happened in
        between; another with the same folder goes on with the sheet. FoleyError, by its code, where it fails.
        """
        yield from self._whole("/foley/cues", path, pairs=pairs, request_id=request_id)

    def export(
        self, *takes: str, pairs: Mapping[str, Argument] | None = None, request_id: str | None = None
    ) -> Iterator[Answer]:
        """Have a round robin made of candidates (ID#2), requests and files, or of the pair `prompt`; as `cues`."""
        yield from self._whole("/foley/export", "|".join(takes), pairs=pairs, request_id=request_id)

    def spot(
        self, prompt: str, path: str, *, pairs: Mapping[str, Argument] | None = None, request_id: str | None = None
    ) -> Iterator[Answer]:
        """Have a hit put at every event of a guide, and read all that comes of it; as `cues`."""
        yield from self._whole("/foley/spot", prompt, path, pairs=pairs, request_id=request_id)

    def _whole(
        self, address: str, *arguments: Argument, pairs: Mapping[str, Argument] | None, request_id: str | None
    ) -> Iterator[Answer]:
        for answer in self.call(address, *arguments, pairs=pairs, request_id=request_id):
            yield answer
            if answer.final:
                return

    def pause(self, request: str) -> str:
        """Hold a training after its step; the state it was in. FoleyError, by its code, where it is refused."""
        return str(self.ask("/foley/pause", request).values["state"])

    def resume(self, request: str) -> None:
        """Go on with a paused training. FoleyError, by its code, where it is refused."""
        self.ask("/foley/resume", request)

    def decide(self, request: str, choice: str) -> str:
        """Say what becomes of a trained adapter: accept, reject or both; the path of its file from now on."""
        return str(self.ask("/foley/decide", request, choice).values["path"])

    def hosts(self) -> tuple[HostTold, ...]:
        """The hosts that are connected, by name."""
        heard: list[Answer] = []
        for answer in self.call("/foley/hosts"):
            heard.append(answer)
            if answer.word == "hosts":
                break
        return hosts_told(heard)

    def search(self, words: str, *, pairs: Mapping[str, Argument] | None = None) -> tuple[Hit, ...]:
        """Files of the studio's own recordings, best first, for words, or `like` a sound, or half of each.

        NotAvailableError where what is found is lost on the way again and again; FoleyError, by its code.
        """
        for _ in range(SEARCHES_MOST):
            hits: dict[int, Hit] = {}
            for answer in self.call("/foley/search", words, pairs=pairs):
                if answer.word == "found":
                    hit = hit_told(answer)
                    hits[hit.rank] = hit
                if answer.word == "searched":
                    break
            if len(hits) == int(answer.values["count"]):
                return tuple(hits[rank] for rank in sorted(hits))
        raise NotAvailableError(f"Of what was found a part was lost {SEARCHES_MOST} times: search again, or for less.")

    def onsets(self, path: Path, *, pairs: Mapping[str, Argument] | None = None) -> tuple[Event, ...]:
        """Where the hits of a sound file begin, by time, as strong beside the strongest as they peak.

        NotAvailableError where what is told is lost on the way again and again; FoleyError, by its code.
        """
        for _ in range(SEARCHES_MOST):
            told: dict[int, Event] = {}
            for answer in self.call("/foley/onsets", str(path), pairs=pairs):
                if answer.word == "hits":
                    told |= hits_told(answer)
                if answer.word == "onsets":
                    break
            if len(told) == int(answer.values["count"]):
                return tuple(told[number] for number in sorted(told))
        raise NotAvailableError(f"Of the hits a part was lost {SEARCHES_MOST} times: ask for a shorter range.")

    def library(self, action: str = "status", *, folder: str = "") -> LibraryTold:
        """The library as it is after an action: status, add, remove, scan or refused."""
        heard: list[Answer] = []
        for answer in self.call("/foley/library", action, pairs={"folder": folder} if folder else None):
            heard.append(answer)
            if answer.word == "library":
                break
        return library_told(heard)

    def offer(self, request: str, index: int, host: str) -> None:
        """Send a candidate to a connected host. NotAvailableError where it is gone, UnknownIdError for no such one."""
        self.ask("/foley/offer", request, index, host)

    def ask(self, address: str, *arguments: Argument, pairs: Mapping[str, Argument] | None = None) -> Answer:
        """Send a call that has one answer, and return it. FoleyError, by its code, where it is refused."""
        return next(self.call(address, *arguments, pairs=pairs))

    def call(
        self,
        address: str,
        *arguments: Argument,
        pairs: Mapping[str, Argument] | None = None,
        request_id: str | None = None,
    ) -> Iterator[Answer]:
        """Send a call and read its answers until the caller has enough; sent again while no answer comes.

        FoleyError, by its code, where it is refused or fails; NotAvailableError where the daemon falls silent.
        """
        own_id = request_id or new_id()
        packet = self._packet(address, own_id, arguments, pairs)
        self._send(packet)
        heard_s, patience_s = time.monotonic(), RESEND_S
        while True:
            answer = self._receive(patience_s)
            now_s = time.monotonic()
            if answer is not None and answer.id in (own_id, ""):
                heard_s, patience_s = now_s, REMIND_S
                if answer.word == "failed" and answer.address == "/foley/failed":
                    raise errors.error_of(str(answer.values["code"]), str(answer.values["text"]))
                yield answer
            elif answer is None and now_s - heard_s > SILENCE_MOST_S:
                raise NotAvailableError("The daemon does not answer any more: look into its log, or start it again.")
            elif answer is None:
                self._send(packet)

    def tell(
        self,
        address: str,
        *arguments: Argument,
        pairs: Mapping[str, Argument] | None = None,
        request_id: str | None = None,
    ) -> str:
        """Send a call without waiting for its answers, which `receive` reads; the id that they bear."""
        own_id = request_id or new_id()
        self._send(self._packet(address, own_id, arguments, pairs))
        return own_id

    def receive(self, timeout_s: float) -> Answer | None:
        """The next answer to any call, None after the timeout; what is no answer is passed over."""
        return self._receive(timeout_s)

    def _packet(
        self, address: str, own_id: str, arguments: tuple[Argument, ...], pairs: Mapping[str, Argument] | None
    ) -> bytes:
        options = {**(pairs or {}), "token": self._session.token} | ({"seat": self._seat} if self._seat else {})
        flat = [part for pair in options.items() for part in pair]
        return encode_message(Message(address, (own_id, *arguments, *flat)))

    def _check_proof(self) -> None:
        nonce = secrets.token_hex(NONCE_BYTES)
        packet = encode_message(Message("/foley/hello", (new_id(), PROTOCOL, self._name, nonce)))
        deadline_s = time.monotonic() + HELLO_S
        while time.monotonic() < deadline_s:
            self._send(packet)
            answer = self._receive(HELLO_S / 4)
            if answer is not None and answer.word == "welcome":
                expected = proof(self._session.token, nonce, self._session.port)
                if hmac.compare_digest(str(answer.values["proof"]), expected):
                    return
                raise NotAvailableError(
                    f"Something else than the daemon answers at UDP port {self._session.port}: stop it, and start the "
                    "daemon again."
                )
        raise NotAvailableError(
            f"The daemon (process {self._session.pid}) does not answer at UDP port {self._session.port}: look into its "
            "log, or start it again."
        )

    def _send(self, packet: bytes) -> None:
        try:
            self._socket.send(packet)
        except OSError as error:
            if not isinstance(error, ConnectionRefusedError):  # told of an earlier packet; the silence will tell
                raise RequestError(f"The request cannot be sent ({error.strerror}): make it shorter.") from error

    def _receive(self, timeout_s: float) -> Answer | None:
        """The next answer, None after the timeout; what is no answer is passed over."""
        self._socket.settimeout(timeout_s)
        try:
            data = self._socket.recv(_DATAGRAM_BYTES)
        except TimeoutError:
            return None
        except ConnectionRefusedError:  # nobody at that port just now: a daemon that starts again, perhaps
            time.sleep(timeout_s)
            return None
        try:
            return read_answer(decode_packet(data, limit_bytes=_DATAGRAM_BYTES)[0])
        except (OscError, RequestError, IndexError):
            return None


def new_id() -> str:
    """An id that no other request has."""
    return uuid.uuid4().hex


__all__ = ["Answer", "Client", "FoleyError", "new_id"]
