"""The connection to the server: one thread that connects, listens, notices a pulled cable, and connects again."""

import logging
import selectors
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from foley_bridge.osc import slip
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message, OscError
from foley_bridge.protocol.answers import Answer
from foley_bridge.seat.handshake import FRAME_MOST_BYTES, shake_hands
from foley_bridge.transports.keepalive import watch_other_end
from foley_models.errors import FoleyError

CONNECT_S = 5.0
SILENCE_MOST_S = 15.0  # behind that the cable is taken for pulled
PINGS = 4  # in so long, where nothing else is said
TURN_S = 0.25
AGAIN_FIRST_S, AGAIN_MOST_S = 0.25, 2.0
MOST_WAITING_BYTES = 4 << 20  # of what the server has not taken yet
PING_ID = "p"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Server:
    """Where a server is: a name or an address, and its TCP port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Listener(Protocol):
    """Who is told of what happens on the connection, in its thread."""

    def connected(self, welcome: Answer) -> None:
        """The server proved who it is."""

    def heard(self, message: Message) -> None:
        """The server said something."""

    def lost(self, why: str) -> None:
        """The connection is gone, or there was none to be had; it is tried again."""

    def turn(self) -> None:
        """A little time went by, with a connection or without."""


class Link:
    """Starts and ends with its thread; `send` from any thread."""

    def __init__(
        self, server: Server, token: str, *, seat: str, listener: Listener, silence_s: float = SILENCE_MOST_S
    ) -> None:
        self._server, self._token, self._seat, self._listener = server, token, seat, listener
        self._silence_s = silence_s
        self._waiting = bytearray()
        self._lock = threading.Lock()  # of what waits to be sent
        self._open = False
        self._closed = threading.Event()
        self._wake_out, self._wake_in = socket.socketpair()
        for one in (self._wake_out, self._wake_in):
            one.settimeout(0)
        self._thread = threading.Thread(target=self._work, name="foley-link", daemon=True)

    def start(self) -> None:
        """Connect, and go on connecting."""
        self._thread.start()

    def close(self) -> None:
        """End the connection and the thread."""
        self._closed.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join()
        self._wake_in.close()
        self._wake_out.close()

    def send(self, message: Message) -> bool:
        """Put a message, with token and seat, on its way; False where there is no connection that takes it."""
        said = Message(message.address, (*message.arguments, "token", self._token, "seat", self._seat))
        frame = slip.encode(encode_message(said))
        with self._lock:
            if not self._open or len(self._waiting) + len(frame) > MOST_WAITING_BYTES:
                return False
            self._waiting += frame
        self._wake()
        return True

    def _wake(self) -> None:
        with suppress(OSError):
            self._wake_in.send(b"\0")

    def _work(self) -> None:
        again_s = AGAIN_FIRST_S
        while not self._closed.is_set():
            try:
                with socket.create_connection((self._server.host, self._server.port), CONNECT_S) as connection:
                    watch_other_end(connection)
                    welcome = shake_hands(connection, self._server.port, self._token, seat=self._seat)
                    again_s = AGAIN_FIRST_S
                    try:
                        self._serve(connection, welcome)
                    finally:
                        _forget_unsent(connection)
            except (OSError, FoleyError) as error:  # also of the listener: a new connection begins anew
                self._end(_reason(error))
            except Exception:  # noqa: BLE001  # the one broad catch of this thread: the next connection is served as well
                _log.exception("the connection to %s failed by a fault of the seat's own", self._server)
                self._end("a fault of the seat's own: its log says more")
            if self._closed.is_set():
                return
            self._rest(again_s)
            again_s = min(2 * again_s, AGAIN_MOST_S)

    def _rest(self, seconds: float) -> None:
        until_s = time.monotonic() + seconds
        while not self._closed.is_set() and time.monotonic() < until_s:
            self._closed.wait(min(TURN_S, seconds))
            self._listener.turn()

    def _end(self, why: str) -> None:
        with self._lock:
            self._open = False
            self._waiting.clear()
        self._listener.lost(why)

    def _serve(self, connection: socket.socket, welcome: Answer) -> None:
        """Until the connection ends, which raises OSError, or the seat does."""
        connection.settimeout(0)
        with suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._open = True
        frames = slip.Decoder(FRAME_MOST_BYTES)
        self._listener.connected(welcome)
        heard_s = asked_s = time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            selector.register(self._wake_out, selectors.EVENT_READ)
            while not self._closed.is_set():
                if self._turn(connection, selector, frames):
                    heard_s = time.monotonic()
                now_s = time.monotonic()
                if now_s - heard_s > self._silence_s:
                    raise TimeoutError(f"it said nothing for {self._silence_s:g} s")
                if now_s - asked_s > self._silence_s / PINGS:
                    asked_s = now_s
                    self.send(Message("/foley/ping", (PING_ID,)))
                self._listener.turn()

    def _turn(self, connection: socket.socket, selector: selectors.BaseSelector, frames: slip.Decoder) -> bool:
        """Send what can be sent, hear what there is; whether anything was heard."""
        with self._lock:
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._waiting else 0)
        selector.modify(connection, events)
        heard = False
        for key, ready in selector.select(TURN_S):
            if key.fileobj is self._wake_out:
                with suppress(OSError):
                    self._wake_out.recv(4096)
                continue
            if ready & selectors.EVENT_WRITE:
                self._push(connection)
            if ready & selectors.EVENT_READ:
                heard = self._hear(connection, frames)
        return heard

    def _push(self, connection: socket.socket) -> None:
        with self._lock, suppress(BlockingIOError):
            while self._waiting:
                del self._waiting[: connection.send(self._waiting)]

    def _hear(self, connection: socket.socket, frames: slip.Decoder) -> bool:
        try:
            data = connection.recv(FRAME_MOST_BYTES)
        except BlockingIOError:
            return False
        if not data:
            raise ConnectionResetError("it closed the connection")
        for packet in frames.feed(data):
            try:
                messages = decode_packet(packet, limit_bytes=FRAME_MOST_BYTES)
            except OscError as error:
                _log.warning("%s says what is no OSC: %s", self._server, error)
                continue
            for message in messages:
                self._listener.heard(message)
        return True


def _forget_unsent(connection: socket.socket) -> None:
    """Let nothing of a lost connection arrive later, behind what the next one says."""
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text)
