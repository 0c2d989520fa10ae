"""The door: from the bytes of strangers to calls of hosts that proved their right to make them.

It runs in the threads of the transports, so it only decodes, checks and hands on; what is asked most often and changes
nothing (ping, hello) is answered at once.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from foley_bridge.daemon.inbox import Inbox, Visit
from foley_bridge.daemon.post import Post
from foley_bridge.daemon.seats import seat_of
from foley_bridge.daemon.session import proof, token_matches
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message, OscError
from foley_bridge.protocol import answers
from foley_bridge.protocol.parse import Claims, claims_of, parse, shown
from foley_bridge.protocol.table import PROTOCOL
from foley_bridge.transports.interface import Packet, Route
from foley_models.errors import FoleyError, NotAvailableError, RequestError, UnauthorisedError

LEAST_NONCE_CHARACTERS, MOST_NONCE_CHARACTERS = 16, 512
LEAST_PORT, MOST_PORT = 1, 65535
LOOPBACK = "127.0.0.1"
HELLO, PING = b"/foley/hello\0", b"/foley/ping\0"
REFUSALS_PER_S = 1000  # while the inbox is full
HELLOS_PER_S = 500  # of strangers; a proof takes a hundred times as long as saying no
PACK_SHOWN_CHARACTERS = 40


@dataclass(frozen=True)
class Sign:
    """What the daemon shows of itself to whoever says hello."""

    version: str
    pack: str
    rate_hz: int


class Allowance:
    """So many times a second, and no more. For one thread."""

    def __init__(self, per_second: int) -> None:
        self._most = per_second
        self._second, self._used = 0, 0

    def allow(self) -> bool:
        """Whether there is one left in this second; it is used up then."""
        now = int(time.monotonic())
        if now != self._second:
            self._second, self._used = now, 0
        self._used += 1
        return self._used <= self._most


class Door:
    """Decodes packets, checks the token, parses, and puts calls into the inbox."""

    def __init__(
        self,
        *,
        token: str,
        ports: Mapping[str, int],
        post: Post,
        inbox: Inbox,
        sign: Callable[[], Sign],
        on_stranger: Callable[[str], None],
    ) -> None:
        self._token, self._token_bytes = token, token.encode()
        self._ports = ports  # kind of route -> the port it comes in by, which a proof names; no entry where it has none
        self._post = post
        self._inbox = inbox
        self._sign = sign
        self._hellos, self._refusals = Allowance(HELLOS_PER_S), Allowance(REFUSALS_PER_S)
        self._on_stranger = on_stranger  # a bounded log: strangers decide how often it is called

    def receive(self, packet: Packet) -> None:
        """Take one packet; never raises, never blocks, answers only who may be answered."""
        try:
            self._receive(packet)
        except Exception as error:  # noqa: BLE001  # a thread of a transport goes on, whatever a stranger finds out
            self._on_stranger(f"{packet.route} met a fault of the daemon's own: {error!r}")

    def _receive(self, packet: Packet) -> None:
        if packet.route.kind == "udp" and not (self._may_hold_token(packet) or self._may_be_heard(packet)):
            self._on_stranger(f"{packet.route} sent {len(packet.data)} bytes without the token")
            return
        if self._is_too_much(packet):
            return
        try:
            messages = decode_packet(packet.data)
        except OscError as error:
            self._refuse_bytes(packet, error)
            return
        for message in messages:
            self._receive_message(message, packet, companions=len(messages) - 1)

    def _receive_message(self, message: Message, packet: Packet, *, companions: int) -> None:
        claims = claims_of(message)
        if not packet.trusted and not (claims.token and token_matches(claims.token, self._token)):
            self._meet_stranger(message, packet.route, claims, size_bytes=0 if companions else len(packet.data))
            return
        try:
            route = _route_of_answers(packet.route, claims.reply)
        except RequestError as error:
            self._post.send(packet.route, answers.refused(claims.id, error))
            return
        try:
            call = parse(message)
            self._admit(Visit(call, route, len(packet.data) // (companions + 1), seat_of(call, packet.origin)))
        except FoleyError as error:
            self._post.send(route, answers.refused(claims.id, error))

    def _admit(self, visit: Visit) -> None:
        word = visit.call.address.word
        if word == "ping":
            self._post.send(visit.route, answers.event(visit.call.id, "pong"))
        elif word == "hello":
            self._post.send(visit.route, self._welcome(visit, self._sign()))
        else:
            self._inbox.put(visit)

    def _meet_stranger(self, message: Message, route: Route, claims: Claims, *, size_bytes: int) -> None:
        """Without the token: hello is answered, but never by more bytes than it had; all else is silence.

        In a bundle (`size_bytes` 0) it is not: dozens of hellos in one packet would draw, and cost, dozens of answers.
        Over TCP the sender's address cannot be forged, so there it is told what is wrong.
        """
        if message.address == "/foley/hello" and claims.token is None and size_bytes:
            self._welcome_stranger(message, route, size_bytes=size_bytes)
            return
        self._on_stranger(f"{route} sent {shown(message.address)} without the right token")
        if route.kind == "tcp":
            told = UnauthorisedError("The token is missing or wrong: foley-bridge token prints it.")
            self._post.send(route, answers.refused(claims.id, told))

    def _welcome_stranger(self, message: Message, route: Route, *, size_bytes: int) -> None:
        try:
            # Its reply port is not believed: answers to a stranger go to where the packet came from.
            welcome = self._welcome(Visit(parse(message), route), _modest(self._sign()))
        except (RequestError, NotAvailableError):
            self._on_stranger(f"{route} sent a hello that is none")
            return
        if len(encode_message(welcome)) <= size_bytes:
            self._post.send(route, welcome)
        else:
            self._on_stranger(f"{route} sent a hello shorter than its answer: a longer nonce is needed")

    def _welcome(self, visit: Visit, sign: Sign) -> Message:
        call = visit.call
        spoken, nonce = call.whole("protocol"), call.text("nonce")
        if spoken != PROTOCOL:
            raise NotAvailableError(f"This daemon speaks protocol {PROTOCOL}, the host asked for {spoken}.")
        if not LEAST_NONCE_CHARACTERS <= len(nonce) <= MOST_NONCE_CHARACTERS:
            raise RequestError(
                f"nonce has {len(nonce)} characters: it must have {LEAST_NONCE_CHARACTERS} to {MOST_NONCE_CHARACTERS}."
            )
        shown_proof = proof(self._token, nonce, self._ports.get(visit.route.kind, 0))
        return answers.welcome(call.id, sign.version, proof=shown_proof, pack=sign.pack, rate_hz=sign.rate_hz)

    def _may_hold_token(self, packet: Packet) -> bool:
        """Whether the token is anywhere in there; who may use it is decided by token_matches, in constant time."""
        return packet.trusted or self._token_bytes in packet.data

    def _may_be_heard(self, packet: Packet) -> bool:
        """Whether a stranger's packet is worth decoding: a hello, of which so many a second are answered.

        Nothing else of a flood is decoded, so that others are heard beside it.
        """
        return packet.data.startswith(HELLO) and self._hellos.allow()

    def _is_too_much(self, packet: Packet) -> bool:
        """Whether it is one of more datagrams than can even be refused: it is lost then, as a full socket loses it.

        Pings never are: who asks whether the daemon lives is told.
        """
        plenty = packet.route.kind == "udp" and self._inbox.full() and not packet.data.startswith(PING)
        return plenty and not self._refusals.allow()

    def _refuse_bytes(self, packet: Packet, error: OscError) -> None:
        """Bytes that are no packet cannot be read for a token, but whoever knows it has it somewhere in there."""
        if self._may_hold_token(packet):
            self._post.send(packet.route, answers.refused("", error))
        else:
            self._on_stranger(f"{packet.route} sent {len(packet.data)} bytes that are no packet: {error}")


def _modest(sign: Sign) -> Sign:
    """What a stranger sees: of a pack its name, not the folder, which is private and longer than a hello is."""
    return replace(sign, pack=PurePath(sign.pack).name[:PACK_SHOWN_CHARACTERS])


def _route_of_answers(route: Route, reply: Argument | None) -> Route:
    """Where the sender wants its answers: only UDP has ports, and only those of this machine are written to."""
    if reply is None or route.kind != "udp":
        return route
    if isinstance(reply, str) or not LEAST_PORT <= reply <= MOST_PORT or int(reply) != reply:
        raise RequestError(f"reply is {shown(reply)}: it must be a port, {LEAST_PORT} to {MOST_PORT}.")
    return Route("udp", f"{LOOPBACK}:{int(reply)}")
