"""A host of Foley Bridge in one file of standard Python (3.9 or newer) that never blocks: call `poll` from a timer.

    host = Host("my tool")
    request = host.generate("a door slams", 2.5, 4)
    for event in host.poll():               # again and again, some ten times a second
        if event.kind == "done":
            for candidate in request.ranked():
                ...                         # put candidate.path somewhere, with request.id and candidate.index on it
                host.imported(request.id, candidate.index)

It finds the daemon of this user, lets it prove itself, sends over UDP (over the spool folder where UDP does not get
through), sends again what was lost, and finds the daemon again when it was started anew. Sending is safe at any time:
the same id is the same request. Copies of this file lie in the add-ons that need it; `common` holds the original.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import os
import secrets
import socket
import stat
import struct
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Union

PROTOCOL = 1
ABSENT = "Foley Bridge is not running. Start it with: foley-bridge serve"
LOOPBACK = "127.0.0.1"
PACKET_MOST_BYTES = 8192  # that the daemon takes
ANSWER_MOST_BYTES = 65536
GENERATE, VARIATION, TRANSFORM = "/foley/generate", "/foley/variation", "/foley/transform"
LEAST_S, MOST_S = 0.1, 180.0
IMITATED_LEAST_S, IMITATED_MOST_S = 0.25, 60.0
MOST_COUNT = 16
MOST_PROMPT = 500
OPEN_MOST = 16  # requests that the daemon works on for one host; the others wait here
POLL_MOST = 256  # answers taken in one poll, so that a flood does not hold the host up

LOOK_S = 1.0  # between two looks for the daemon
HELLO_EVERY_S, HELLO_S = 0.4, 2.0
RESEND_S = 1.0  # until the first answer
REMIND_S = 10.0  # after it: what is missing then was lost
BUSY_S = 5.0  # until a full queue is asked again
SILENCE_MOST_S = 15.0  # although something is asked: the daemon is looked for anew
ASK_AGAIN_MOST = 3  # for candidates that `done` counted and that did not arrive
LISTEN_EVERY_S, LISTEN_S = 6.0, 20.0  # between two subscriptions, and how long each lasts
NAME_MOST = 128

Argument = Union[int, float, str]

_INT, _FLOAT = struct.Struct(">i"), struct.Struct(">f")
_PROOF = "foley-bridge osc protocol 1 welcome port {port} nonce {nonce}"


class FoleyHostError(Exception):
    """What cannot be asked or sent, in one sentence for a person."""


# --- OSC: type tags i, f and s ---


def encode(address: str, *arguments: Argument) -> bytes:
    """An OSC message. FoleyHostError for what OSC cannot say, or what the daemon would not take."""
    if not (address.startswith("/") and address.isascii() and address.isprintable()):
        raise FoleyHostError(f"{address!r} is no OSC address: it begins with '/' and is printable ASCII.")
    tags, parts = ",", []
    for one in arguments:
        tag, part = _encoded(one)
        tags += tag
        parts.append(part)
    packet = b"".join([_encoded_text(address), _encoded_text(tags), *parts])
    if len(packet) > PACKET_MOST_BYTES:
        raise FoleyHostError(f"The request has {len(packet)} bytes: at most {PACKET_MOST_BYTES} can be sent.")
    return packet


def decode(packet: bytes) -> tuple[str, list[Argument]]:
    """Address and arguments of an OSC message; a float is the shortest decimal of its 32 bits. ValueError otherwise."""
    if not packet or len(packet) % 4 or len(packet) > ANSWER_MOST_BYTES or packet[:1] != b"/":
        raise ValueError("no OSC message")
    address, at = _decoded_text(packet, 0)
    if not (address.isascii() and address.isprintable()):
        raise ValueError("no OSC address")
    tags, at = _decoded_text(packet, at) if at < len(packet) else (",", at)
    if tags[:1] != ",":
        raise ValueError("no type tags")
    arguments: list[Argument] = []
    for tag in tags[1:]:
        argument, at = _decoded(tag, packet, at)
        arguments.append(argument)
    if at != len(packet):
        raise ValueError("bytes left over")
    return address, arguments


def _decoded(tag: str, packet: bytes, at: int) -> tuple[Argument, int]:
    if tag == "s":
        return _decoded_text(packet, at)
    if tag not in "if" or at + 4 > len(packet):
        raise ValueError("an argument of another type, or cut off")
    value: Argument = _INT.unpack_from(packet, at)[0] if tag == "i" else _decoded_float(packet[at : at + 4])
    return value, at + 4


def _encoded(argument: Argument) -> tuple[str, bytes]:
    if isinstance(argument, str):
        return "s", _encoded_text(argument)
    try:
        return ("f", _FLOAT.pack(argument)) if isinstance(argument, float) else ("i", _INT.pack(argument))
    except (struct.error, OverflowError, TypeError) as error:
        raise FoleyHostError(f"{argument!r} cannot be sent: only texts and numbers of 32 bits can.") from error


def _encoded_text(text: str) -> bytes:
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FoleyHostError(f"{text!r} cannot be sent: it has a half of a character (a lone surrogate).") from error
    if b"\0" in data:
        raise FoleyHostError(f"{text!r} cannot be sent: it has a zero byte.")
    return data + bytes(4 - len(data) % 4)


def _decoded_text(packet: bytes, at: int) -> tuple[str, int]:
    end = packet.find(b"\0", at)
    if end < 0:
        raise ValueError("a text without an end")
    following = end + 4 - (end - at) % 4
    if following > len(packet) or any(packet[end:following]):
        raise ValueError("a text without its padding")
    return packet[at:end].decode("utf-8"), following


def _decoded_float(data: bytes) -> float:
    exact: float = _FLOAT.unpack(data)[0]
    if not math.isfinite(exact):
        return exact
    for digits in range(6, 10):
        short = float(f"{exact:.{digits}g}")
        with suppress(OverflowError):
            if _FLOAT.pack(short) == data:
                return short
    return exact


# --- Where the daemon is ---


@dataclass(frozen=True)
class Session:
    """The daemon that runs, as its session file tells."""

    port: int
    pid: int
    token: str


@dataclass(frozen=True)
class Places:
    """Where the daemon keeps its session file and its spool folder."""

    session_file: Path
    spool: Path


def places(home: str | os.PathLike[str] | None = None) -> Places:
    """This user's, or those in `home` or FOLEY_BRIDGE_HOME."""
    chosen = home or os.environ.get("FOLEY_BRIDGE_HOME")
    if chosen:
        top = Path(chosen).expanduser().absolute()
        return Places(top / "state" / "session.json", top / "spool")
    state = _state_folder()
    return Places(state / "session.json", state / "spool")


def read_session(file: Path) -> Session:
    """The session that the file tells. FoleyHostError where no daemon runs, or others could have written the file."""
    try:
        fields = json.loads(_read_private(file))
        session = Session(int(fields["port"]), int(fields["pid"]), str(fields["token"]))
    except FileNotFoundError as error:
        raise FoleyHostError(ABSENT) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FoleyHostError(f"{file} cannot be used: remove it and start Foley Bridge again.") from error
    if not (0 < session.port < 65536 and session.pid > 0 and _runs(session.pid)):
        raise FoleyHostError(ABSENT)
    return session


def proof(token: str, nonce: str, port: int) -> str:
    """What only who knows the token can answer to a nonce."""
    said = _PROOF.format(port=port, nonce=nonce)
    return hmac.new(token.encode(), said.encode(), hashlib.sha256).hexdigest()


def new_id(prefix: str) -> str:
    """A request id that nobody else has, such as blender-5f0c..."""
    return f"{prefix}-{secrets.token_hex(16)}"


def _state_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "foley-bridge"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "foley-bridge"
    return Path(os.environ.get("XDG_STATE_HOME", "").strip() or Path.home() / ".local" / "state") / "foley-bridge"


def _read_private(file: Path) -> bytes:
    """The file's bytes, if only this user could have read or written them. OSError otherwise."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(file, flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or not _is_private(status):
            raise PermissionError(f"{file} is not private")
        return os.read(descriptor, 4096)
    finally:
        os.close(descriptor)


def _is_private(status: os.stat_result) -> bool:
    """Whether it is this user's alone; on Windows the folders of a user are private, and a mode says nothing."""
    return os.name == "nt" or (status.st_uid == os.getuid() and not stat.S_IMODE(status.st_mode) & 0o077)


def _runs(pid: int) -> bool:
    """Whether there is such a process of ours. On Windows, where a signal 0 is a real one, the greeting has to tell."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError, OverflowError):
        return False
    return True


# --- What was asked, and what came of it ---


@dataclass(frozen=True)
class Candidate:
    """One sound on disk."""

    index: int
    rank: int
    score: float | None  # None where the pack cannot rank
    passed: bool
    path: str
    seed: int


@dataclass
class Request:
    """Something that was asked for, and where it stands; `as_dict` is what a host keeps in its project."""

    id: str
    prompt: str
    seconds: float
    count: int
    pairs: dict[str, Argument] = field(default_factory=dict)
    address: str = GENERATE  # or another one that is answered like it
    arguments: tuple[Argument, ...] = ()  # of another one: what stands behind the id
    state: str = "waiting"  # then: queued, running, done or failed
    place: int = 0  # requests before it
    stage: str = ""
    fraction: float = 0.0
    left_s: float | None = None
    candidates: dict[int, Candidate] = field(default_factory=dict)
    imported: set[int] = field(default_factory=set)
    delivered: int = 0
    rejected: int = 0
    code: str = ""  # why it failed, in a word of the protocol
    text: str = ""  # for a person

    @property
    def final(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed")

    def ranked(self) -> list[Candidate]:
        """What is not imported yet, best first."""
        left = [one for one in self.candidates.values() if one.index not in self.imported]
        return sorted(left, key=lambda one: (one.rank, one.index))

    def as_dict(self) -> dict[str, Any]:
        """What must be remembered so that it can be asked for again: exactly the same message."""
        asked = {"id": self.id, "prompt": self.prompt, "seconds": self.seconds, "count": self.count}
        other = {} if self.address == GENERATE else {"address": self.address, "arguments": list(self.arguments)}
        return {**asked, "pairs": dict(self.pairs), **other}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Request:
        """The request that `as_dict` told of. FoleyHostError where it is none."""
        try:
            pairs = {str(name): value for name, value in kept["pairs"].items()}
            request = cls(str(kept["id"]), str(kept["prompt"]), float(kept["seconds"]), int(kept["count"]), pairs)
            request.address = str(kept.get("address", GENERATE))
            request.arguments = tuple(kept.get("arguments", ()))
            if request.address not in (GENERATE, VARIATION, TRANSFORM):  # a project may come from anybody
                raise ValueError(request.address)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise FoleyHostError("A request that was kept in the project cannot be read: ask for it again.") from error
        check(request)
        return request


@dataclass(frozen=True)
class Offer:
    """A sound that a person sent to this host; with the candidate's index the request's id is its name."""

    request_id: str
    prompt: str
    seconds: float
    candidate: Candidate


class Event(NamedTuple):
    """What happened: connected, absent, accepted, progress, candidate, ranking, done, failed, imported or offered."""

    kind: str
    request: Request | None = None
    candidate: Candidate | None = None
    text: str = ""
    offer: Offer | None = None


def check(request: Request) -> None:
    """FoleyHostError, with what to do, for what the daemon would refuse."""
    prompt = request.prompt
    if not prompt.strip() or not prompt.isprintable() or len(prompt) > MOST_PROMPT:
        raise FoleyHostError(f"A prompt is one line of 1 to {MOST_PROMPT} characters: say what should be heard.")
    if not LEAST_S <= request.seconds <= MOST_S:
        raise FoleyHostError(
            f"{request.seconds:g} seconds cannot be made: choose {LEAST_S:g} to {MOST_S:g}, "
            "or divide what is longer into several."
        )
    if not 1 <= request.count <= MOST_COUNT:
        raise FoleyHostError(f"{request.count} sounds cannot be asked for at once: choose 1 to {MOST_COUNT}.")
    encode(request.address, *_call(request))


def _call(request: Request) -> list[Argument]:
    pairs = [part for pair in request.pairs.items() for part in pair]
    if request.address != GENERATE:
        return [request.id, *request.arguments, *pairs]
    return [request.id, request.prompt, float(request.seconds), request.count, *pairs]


# --- Ways to the daemon: each has send(key, packet), receive() and close() ---


class _RefusedError(Exception):
    """Nobody is there (any more)."""


class _Udp:
    """A socket that never waits."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(0)
        with suppress(OSError):  # room for what comes between two polls; less is fine
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._socket.connect((LOOPBACK, port))

    def send(self, key: str, packet: bytes) -> None:
        """Send now, or lose it: what is not answered is sent again."""
        del key
        try:
            self._socket.send(packet)
        except BlockingIOError:
            return
        except OSError as error:
            raise _RefusedError from error

    def receive(self) -> list[bytes]:
        """What is there."""
        found: list[bytes] = []
        try:
            while len(found) < POLL_MOST:
                found.append(self._socket.recv(ANSWER_MOST_BYTES))
        except BlockingIOError:
            pass
        except OSError as error:
            if not found:
                raise _RefusedError from error
        return found

    def close(self) -> None:
        self._socket.close()


class _Spool:
    """Packets as files; the folder's permissions stand for the token."""

    def __init__(self, folder: Path, client: str) -> None:
        if not (folder / "in").is_dir() or not _is_private(folder.stat()):
            raise OSError(f"{folder} is no private spool folder")
        self._in, self._out = folder / "in" / client, folder / "out" / client
        self._in.mkdir(mode=0o700, exist_ok=True)
        self._numbers: dict[str, int] = {}

    def send(self, key: str, packet: bytes) -> None:
        """Write a packet; the same key gives the same file, so that what nobody takes does not grow."""
        number = self._numbers.setdefault(key, len(self._numbers))
        temporary = self._in / f"{number:08d}.tmp"
        try:
            temporary.write_bytes(packet)
            temporary.replace(temporary.with_suffix(".osc"))
        except OSError as error:
            raise _RefusedError from error

    def receive(self) -> list[bytes]:
        """What is there, each file removed when it was read."""
        found: list[bytes] = []
        with suppress(OSError):
            for name in sorted(os.listdir(self._out))[:POLL_MOST]:  # noqa: PTH208  # names alone, and sorted
                if name.endswith(".osc"):
                    found.append((self._out / name).read_bytes()[: ANSWER_MOST_BYTES + 1])
                    (self._out / name).unlink()
        return found

    def close(self) -> None:
        """Take the folders away, unless a packet lies there that the daemon has not taken yet."""
        with suppress(OSError):
            self._in.rmdir()
            for file in self._out.iterdir():  # what is asked again is answered again
                file.unlink()
            self._out.rmdir()


# --- The host ---


@dataclass
class _Letter:
    """A call that is sent until it is answered."""

    address: str
    arguments: list[Argument]
    due_s: float = 0.0


class Host:
    """One program that asks for sounds. For one thread; nothing here waits.

    `problem` is a sentence while the daemon is not there, else "". `home` is for daemons in a folder of their own.
    """

    def __init__(
        self,
        name: str,
        *,
        home: str | os.PathLike[str] | None = None,
        udp: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.requests: dict[str, Request] = {}
        self.problem = ""
        self._places, self._use_udp, self._clock = places(home), udp, clock
        self._client = f"{''.join(c for c in name.lower() if c.isascii() and c.isalnum())[:40]}-{secrets.token_hex(4)}"
        self._session: Session | None = None
        self._stamp: tuple[int, int] | None = None
        self._way: _Udp | _Spool | None = None
        self._ready = False
        self._nonce = ""
        self._look_s = self._hello_s = self._give_up_s = self._heard_s = self._watch_s = -math.inf
        self._due: dict[str, float] = {}  # request -> when it is sent next
        self._asked_again: dict[str, int] = {}
        self._letters: dict[str, _Letter] = {}  # own id -> cancel or imported
        self._events: list[Event] = []
        self._listens_as, self._listen_id, self._listen_s = "", new_id("listen"), -math.inf

    # What a host says

    def generate(
        self,
        prompt: str,
        seconds: float,
        count: int,
        *,
        pairs: Mapping[str, Argument] | None = None,
        request_id: str | None = None,
    ) -> Request:
        """Ask for sounds; it is sent at the next polls. FoleyHostError where it cannot be asked."""
        own_id = request_id or new_id(self._client.rpartition("-")[0] or "host")
        request = Request(own_id, " ".join(prompt.split()), float(seconds), int(count), dict(pairs or {}))
        check(request)
        return self.resume(request)

    def vary(
        self, like: Request, index: int, amount: float, count: int, *, pairs: Mapping[str, Argument] | None = None
    ) -> Request:
        """Ask for more like a candidate, by over 0 (nearly the same) to 1 (a fresh one). FoleyHostError as generate."""
        if not 0 < amount <= 1:
            raise FoleyHostError(f"The amount is {amount:g}: choose a number over 0, up to 1.")
        arguments = (f"{like.id}#{index}", float(amount), int(count))
        return self._begin(VARIATION, arguments, like, count=count, pairs=pairs)

    def imitate(
        self, guide: Path, sound: Request, strength: float, *, pairs: Mapping[str, Argument] | None = None
    ) -> Request:
        """Ask for what `sound` says (prompt, seconds, count) in the timing and loudness of a sound file.

        By a strength of over 0 (nearly that sound) to 1 (only its loudness is left). FoleyHostError as generate.
        """
        if not 0 < strength <= 1:
            raise FoleyHostError(f"The strength is {strength:g}: choose a number over 0, up to 1.")
        if not IMITATED_LEAST_S <= sound.seconds <= IMITATED_MOST_S:
            bounds = f"{IMITATED_LEAST_S:g} to {IMITATED_MOST_S:g}"
            raise FoleyHostError(f"{sound.seconds:g} seconds cannot be imitated: choose {bounds} of them.")
        arguments = (str(guide), " ".join(sound.prompt.split()), float(strength), sound.count)
        whole = {"seconds": float(sound.seconds), **(pairs or {})}
        return self._begin(TRANSFORM, arguments, sound, count=sound.count, pairs=whole)

    def _begin(
        self,
        address: str,
        arguments: tuple[Argument, ...],
        like: Request,
        *,
        count: int,
        pairs: Mapping[str, Argument] | None,
    ) -> Request:
        own_id = new_id(self._client.rpartition("-")[0] or "host")
        request = Request(own_id, " ".join(like.prompt.split()), float(like.seconds), int(count), dict(pairs or {}))
        request.address, request.arguments = address, arguments
        check(request)
        return self.resume(request)

    def resume(self, request: Request) -> Request:
        """Ask (again) for a request that was kept: the daemon goes on with it, or tells what is not imported yet."""
        self.requests[request.id] = request
        self._due[request.id] = -math.inf
        return request

    def cancel(self, request_id: str) -> None:
        """Stop a request: `failed` with the code `cancelled` follows; at once where the daemon is not there to ask."""
        request = self.requests.get(request_id)
        if request is None or request.final:
            return
        self._letters[new_id("cancel")] = _Letter("/foley/cancel", [request_id])
        if request.state == "waiting" or not self._ready:  # it may have heard of it all the same, so it is told too
            self._fail(request, "cancelled", "The request was cancelled.")

    def imported(self, request_id: str, index: int) -> None:
        """Say that a candidate is in the project, with its id and index on it; sent until it is acknowledged."""
        if request_id in self.requests:
            self.requests[request_id].imported.add(index)
        self._letters[new_id("imported")] = _Letter("/foley/imported", [request_id, index])

    def listen(self, name: str) -> None:
        """Be known to people by this name, and be told by `offered` what they send here; "" ends it.

        The same sound is told again and again until it is `imported`: look for it before inserting it.
        """
        name = name[:NAME_MOST]
        if name == self._listens_as:
            return
        if not name:
            self._leave()
        self._listens_as, self._listen_s = name, -math.inf

    def forget(self, request_id: str) -> None:
        """Ask for this no more; the daemon goes on with it."""
        self.requests.pop(request_id, None)
        self._due.pop(request_id, None)
        self._asked_again.pop(request_id, None)

    @property
    def connected(self) -> bool:
        """Whether the daemon proved itself and answers."""
        return self._ready

    @property
    def idle(self) -> bool:
        """Whether nothing is asked and everything acknowledged."""
        return not self._letters and all(one.final for one in self.requests.values())

    def close(self) -> None:
        """Give socket or folder back."""
        self._leave()
        self._drop()

    # What happens at every poll

    def poll(self) -> list[Event]:
        """Read what came, send what is due; returns at once with what happened since the last call."""
        now_s = self._clock()
        self._watch(now_s)
        if self._way is None and now_s >= self._look_s:
            self._look(now_s)
        try:
            self._read(now_s)
            self._send(now_s)
        except _RefusedError:
            self._lose(ABSENT, now_s)
        events, self._events = self._events, []
        return events

    def _watch(self, now_s: float) -> None:
        """Notice a daemon that was started anew, or ended: no packet tells it."""
        if self._way is None or self._session is None or now_s < self._watch_s:
            return
        self._watch_s = now_s + LOOK_S
        if _stamp(self._places.session_file) != self._stamp or not _runs(self._session.pid):
            self._drop()
            self._look_s = -math.inf

    def _look(self, now_s: float) -> None:
        self._look_s = now_s + LOOK_S
        self._stamp = _stamp(self._places.session_file)
        try:
            self._session = read_session(self._places.session_file)
        except FoleyHostError as error:
            self._tell_problem(str(error))
            return
        self._heard_s = now_s
        if not self._use_udp:
            self._open_spool()
            return
        self._way = _Udp(self._session.port)
        self._nonce = secrets.token_hex(128)  # longer than a welcome, which a stranger's hello must be
        self._hello_s, self._give_up_s = -math.inf, now_s + HELLO_S

    def _open_spool(self) -> None:
        self._drop()
        try:
            self._way = _Spool(self._places.spool, self._client)
        except OSError:
            self._tell_problem("Foley Bridge does not answer: look into its log, or start it again.")
            return
        self._become_ready()

    def _become_ready(self) -> None:
        self._ready, self.problem = True, ""
        self._events.append(Event("connected"))
        self._listen_s = -math.inf
        self._due = {name: -math.inf for name, one in self.requests.items() if not one.final}
        for letter in self._letters.values():
            letter.due_s = -math.inf

    def _read(self, now_s: float) -> None:
        if self._way is None:
            return
        for packet in self._way.receive():
            with suppress(ValueError, IndexError, TypeError):  # what is no answer of this protocol is passed over
                address, arguments = decode(packet)
                self._take(address, arguments, now_s)

    def _send(self, now_s: float) -> None:
        if self._way is None:
            return
        if not self._ready:
            self._greet(now_s)
            return
        self._send_requests(now_s)
        self._send_letters(now_s)
        if self._listens_as and now_s >= self._listen_s:
            self._listen_s = now_s + LISTEN_EVERY_S
            self._subscribe(LISTEN_S)
        if self.idle:
            self._heard_s = now_s  # nothing is asked, so nothing needs to come
        elif now_s - self._heard_s > SILENCE_MOST_S:
            self._lose("Foley Bridge does not answer any more: look into its log, or start it again.", now_s)

    def _send_requests(self, now_s: float) -> None:
        for request in [one for one in self.requests.values() if not one.final][:OPEN_MOST]:
            if now_s >= self._due.get(request.id, -math.inf):
                self._post(request.id, request.address, _call(request))
                self._due[request.id] = now_s + (RESEND_S if request.state == "waiting" else REMIND_S)

    def _send_letters(self, now_s: float) -> None:
        for own_id, letter in list(self._letters.items())[:OPEN_MOST]:
            if now_s >= letter.due_s:
                self._post(own_id, letter.address, [own_id, *letter.arguments])
                letter.due_s = now_s + RESEND_S

    def _subscribe(self, seconds: float) -> None:
        pairs: list[Argument] = ["seconds", seconds, "client", self._listens_as, "takes", 1, "events", 0]
        self._post("listen", "/foley/subscribe", [self._listen_id, *pairs])

    def _leave(self) -> None:
        """Say that nobody listens any more; a folder that is gone says it by itself."""
        if self._listens_as and self._ready and isinstance(self._way, _Udp):
            with suppress(_RefusedError):
                self._subscribe(0.0)

    def _greet(self, now_s: float) -> None:
        if now_s > self._give_up_s:
            self._open_spool()
        elif now_s >= self._hello_s and self._way is not None:
            self._hello_s = now_s + HELLO_EVERY_S
            self._way.send("hello", encode("/foley/hello", "hello", PROTOCOL, self.name, self._nonce))

    def _post(self, key: str, address: str, arguments: Sequence[Argument]) -> None:
        if self._way is None or self._session is None:
            return
        token = () if isinstance(self._way, _Spool) else ("token", self._session.token)
        self._way.send(key, encode(address, *arguments, *token))

    def _lose(self, problem: str, now_s: float) -> None:
        self._drop()
        self._look_s = now_s + LOOK_S
        self._tell_problem(problem)

    def _drop(self) -> None:
        if self._way is not None:
            self._way.close()
        self._way, self._ready = None, False

    def _tell_problem(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            self._events.append(Event("absent", text=problem))

    # What the daemon says

    def _take(self, address: str, arguments: list[Argument], now_s: float) -> None:
        own_id, rest = str(arguments[0]), arguments[1:]
        if address == "/foley/welcome":
            self._welcome(rest)
            return
        if not self._ready:  # whoever it is has not proved itself
            return
        self._heard_s = now_s
        if own_id in self._letters:
            self._answered(own_id, address, rest, now_s=now_s)
        elif own_id in self.requests:
            self._due[own_id] = now_s + REMIND_S
            self._of_request(self.requests[own_id], address.rpartition("/")[2], rest, now_s=now_s)
        elif own_id == self._listen_id and self._listens_as and rest[0] == "offered":
            self._events.append(Event("offered", offer=_offer(rest[1:])))

    def _welcome(self, rest: list[Argument]) -> None:
        if self._ready or self._session is None or not isinstance(self._way, _Udp):
            return
        expected = proof(self._session.token, self._nonce, self._session.port)
        if hmac.compare_digest(str(rest[2]).encode(), expected.encode()):
            self._become_ready()
        else:
            self._drop()
            self._tell_problem(
                f"Something else than Foley Bridge answers at UDP port {self._session.port}: stop it, and start Foley "
                "Bridge again."
            )

    def _answered(self, own_id: str, address: str, rest: list[Argument], *, now_s: float) -> None:
        """A cancel or an imported was heard; of a full queue it is asked again, other refusals change nothing."""
        letter = self._letters[own_id]
        if address == "/foley/failed" and rest[0] == "busy":
            letter.due_s = now_s + BUSY_S
            return
        del self._letters[own_id]
        if letter.address == "/foley/imported":
            self._events.append(Event("imported", self.requests.get(str(letter.arguments[0]))))

    def _of_request(self, request: Request, word: str, rest: list[Argument], *, now_s: float) -> None:
        if request.final:
            return
        if word == "accepted":
            request.state, request.place = ("queued" if request.state == "waiting" else request.state), int(rest[0])
            request.text = ""
            self._events.append(Event("accepted", request))
        elif word == "progress":
            request.state, request.stage, request.fraction = "running", str(rest[0]), float(rest[1])
            request.left_s = float(rest[2]) if float(rest[2]) >= 0 else None
            self._events.append(Event("progress", request))
        elif word == "candidate":
            self._offered(request, rest)
        elif word == "ranking":
            self._ranked(request, [int(one) for one in rest])
        elif word == "done":
            self._done(request, rest, now_s=now_s)
        elif word == "failed":
            self._failed(request, str(rest[0]), str(rest[1]), now_s=now_s)

    def _offered(self, request: Request, rest: list[Argument]) -> None:
        index, rank, score, passed, path, seed = rest[:6]
        known = int(index) in request.candidates
        one = Candidate(int(index), int(rank), _score(score), bool(passed), str(path), int(seed))
        request.candidates[one.index] = one
        if not known and one.index not in request.imported:
            self._events.append(Event("candidate", request, one))

    def _ranked(self, request: Request, indices: list[int]) -> None:
        for rank, index in enumerate(indices, start=1):
            if index in request.candidates:
                old = request.candidates[index]
                request.candidates[index] = Candidate(
                    index, rank, old.score, passed=old.passed, path=old.path, seed=old.seed
                )
        self._events.append(Event("ranking", request))

    def _done(self, request: Request, rest: list[Argument], *, now_s: float) -> None:
        request.delivered, request.rejected, request.text = int(rest[0]), int(rest[1]), str(rest[2])
        asked = self._asked_again.get(request.id, 0)
        if len(request.imported.union(request.candidates)) < request.delivered and asked < ASK_AGAIN_MOST:
            # An offer was lost on the way, or was imported before this host knew of it: asking again tells.
            self._asked_again[request.id] = asked + 1
            self._due[request.id] = now_s + 0.1 * asked
            return
        request.state, request.fraction = "done", 1.0
        self._events.append(Event("done", request, text=request.text))

    def _failed(self, request: Request, code: str, text: str, *, now_s: float) -> None:
        if code == "busy":
            request.text = text
            self._due[request.id] = now_s + BUSY_S
        else:
            self._fail(request, code, text)

    def _fail(self, request: Request, code: str, text: str) -> None:
        request.state, request.code, request.text = "failed", code, text
        self._events.append(Event("failed", request, text=text))


def _score(told: Argument) -> float | None:
    """OSC has no way to say that there is none: below -1 stands for it."""
    return float(told) if float(told) >= -1 else None


def _offer(rest: Sequence[Argument]) -> Offer:
    """What the event `offered` tells behind its kind."""
    request_id, index, path, prompt, seconds, score, rank, seed = rest[:8]
    one = Candidate(int(index), int(rank), _score(score), passed=True, path=str(path), seed=int(seed))
    return Offer(str(request_id), str(prompt), float(seconds), one)


def _stamp(file: Path) -> tuple[int, int] | None:
    """What changes when the file is written anew."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino
