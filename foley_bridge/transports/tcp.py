"""OSC over TCP with SLIP framing: one thread for all connections, none of which can hold up another or keep it out.

Who connects and says nothing is dropped, and where all places are taken a newcomer gets the place of whoever is least
missed: first of those that never sent a packet, then of those that are silent longest, in both directions. A host that
had to give way has lost nothing: it connects again and sends its request's id again.
"""

import selectors
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from foley_bridge.osc import slip
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.layout import LIMIT_BYTES
from foley_bridge.osc.message import Message
from foley_bridge.transports.hosts import LOOPBACK, checked_host, family_of, is_loopback
from foley_bridge.transports.interface import OnPacket, Packet, Route
from foley_bridge.transports.keepalive import watch_other_end
from foley_models.errors import NotAvailableError

MOST_CONNECTIONS = 64
MOST_WAITING_BYTES = 2**20  # of answers that a connection has not read; behind that it is dropped
FIRST_PACKET_S = 10.0  # from the connection on: who has sent no complete packet by then is dropped
_PAUSE_S = 0.05
_TURN_BYTES = 65536  # read of one connection before the next has its turn


@dataclass
class _Connection:
    """One client: its socket, what of a packet came in, what of the answers is not yet out."""

    socket: socket.socket
    route: Route
    origin: str  # address of its machine, "" for this one
    frames: slip.Decoder = field(default_factory=lambda: slip.Decoder(LIMIT_BYTES))
    waiting: bytearray = field(default_factory=bytearray)
    over: bool = False  # to be dropped by the thread, to which alone the selector belongs
    has_spoken: bool = False  # a complete packet came
    active_s: float = field(default_factory=time.monotonic)  # its begin, its newest packet or the newest answer to it


class TcpTransport:
    """Listens from its construction on, so that `port` is known. A place is a connection's number.

    A connection has `first_packet_s` for its first packet. Raises NotAvailableError where the address is not this
    machine's own (without `allow_remote`) or the port is in use.
    """

    def __init__(
        self,
        host: str = LOOPBACK,
        port: int = 0,
        *,
        allow_remote: bool = False,
        first_packet_s: float = FIRST_PACKET_S,
    ) -> None:
        self._first_packet_s = first_packet_s
        self._listening = _listening(checked_host(host, allow_remote=allow_remote), port)
        self._port: int = self._listening.getsockname()[1]
        self._selector = selectors.DefaultSelector()
        self._wake_out, self._wake_in = socket.socketpair()
        self._wake_out.settimeout(0)
        self._wake_in.settimeout(0)
        self._connections: dict[str, _Connection] = {}
        self._lock = threading.Lock()  # of the connections: what they wait to send, and who they are
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def kind(self) -> str:
        """The kind of its routes."""
        return "tcp"

    @property
    def port(self) -> int:
        """The port it listens at."""
        return self._port

    def start(self, on_packet: OnPacket) -> None:
        """Take connections in a thread of its own; `on_packet` must be quick and must not raise."""
        self._thread = threading.Thread(target=self._serve, args=(on_packet,), name="foley-tcp", daemon=True)
        self._thread.start()

    def send(self, place: str, message: Message) -> bool:
        """Send to a connection; False where it is gone, or is dropped now since it does not read its answers.

        Raises OscError for a message that OSC cannot say.
        """
        frame = slip.encode(encode_message(message))
        with self._lock:
            connection = self._connections.get(place)
            if connection is None or connection.over:
                return False
            connection.over = len(connection.waiting) + len(frame) > MOST_WAITING_BYTES
            if not connection.over:
                connection.waiting += frame
                connection.active_s = time.monotonic()
                _push(connection)
            taken, idle = not connection.over, not (connection.waiting or connection.over)
        if not idle:
            self._wake()
        return taken

    def close(self) -> None:
        """End the thread and every connection."""
        self._closed.set()
        self._wake()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        with self._lock:
            connections = list(self._connections.values())
            self._connections.clear()
        for one in (*(connection.socket for connection in connections), self._listening, self._wake_in, self._wake_out):
            one.close()
        self._selector.close()

    def _wake(self) -> None:
        with suppress(OSError):  # full: the thread is about to wake anyway; closed: nobody is there to wake
            self._wake_in.send(b"\0")

    def _serve(self, on_packet: OnPacket) -> None:
        numbers = count(1)
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._selector.register(self._wake_out, selectors.EVENT_READ)
        while not self._closed.is_set():
            ready = self._selector.select(self._patience_s())
            for key, events in ready:
                if key.fileobj is self._wake_out:
                    with suppress(OSError):
                        self._wake_out.recv(_TURN_BYTES)
                elif key.fileobj is not self._listening and not self._closed.is_set():
                    self._turn(key.data, events, on_packet=on_packet)
            self._settle()
            # Last, so that nobody gives way whose packet has just come.
            if any(key.fileobj is self._listening for key, _ in ready):
                self._welcome(str(next(numbers)))

    def _welcome(self, number: str) -> None:
        try:
            client, address = self._listening.accept()
        except (BlockingIOError, ConnectionError):  # gone again
            return
        except OSError:  # no descriptors are left: it goes on waiting, and must not keep a core busy
            self._closed.wait(_PAUSE_S)
            return
        if len(self._connections) >= MOST_CONNECTIONS:
            self._drop(min(self._connections.values(), key=_missed))
        client.settimeout(0)
        with suppress(OSError):
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        watch_other_end(client)
        connection = _Connection(client, Route(self.kind, number), "" if is_loopback(address[0]) else address[0])
        self._selector.register(client, selectors.EVENT_READ, connection)
        with self._lock:
            self._connections[number] = connection

    def _turn(self, connection: _Connection, events: int, *, on_packet: OnPacket) -> None:
        """Send what a connection can take, read what it has."""
        if events & selectors.EVENT_WRITE:
            with self._lock:
                _push(connection)
        if not events & selectors.EVENT_READ:
            return
        try:
            data = connection.socket.recv(_TURN_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        connection.over = connection.over or not data
        for packet in connection.frames.feed(data):
            connection.has_spoken, connection.active_s = True, time.monotonic()
            on_packet(Packet(packet, connection.route, origin=connection.origin))

    def _patience_s(self) -> float | None:
        """How long the thread may sleep: until the first that has not spoken yet is late."""
        silent = [one.active_s for one in self._connections.values() if not one.has_spoken]
        return max(0.0, min(silent) + self._first_packet_s - time.monotonic()) if silent else None

    def _drop(self, connection: _Connection) -> None:
        with self._lock:
            del self._connections[connection.route.place]
            self._selector.unregister(connection.socket)
            connection.socket.close()

    def _settle(self) -> None:
        """Drop who is over or late, and wait for room where answers are waiting."""
        late_s = time.monotonic() - self._first_packet_s
        for connection in list(self._connections.values()):
            if connection.over or (not connection.has_spoken and connection.active_s <= late_s):
                self._drop(connection)
        with self._lock:
            for connection in self._connections.values():
                events = selectors.EVENT_READ | (selectors.EVENT_WRITE if connection.waiting else 0)
                if self._selector.get_key(connection.socket).events != events:
                    self._selector.modify(connection.socket, events, connection)


def _missed(connection: _Connection) -> tuple[bool, float]:
    """The smaller, the less a connection is missed."""
    return connection.has_spoken, connection.active_s


def _push(connection: _Connection) -> None:
    """Send what the system takes now. The lock is held."""
    try:
        while connection.waiting:
            del connection.waiting[: connection.socket.send(connection.waiting)]
    except BlockingIOError:
        return
    except OSError:
        connection.over = True


def _listening(host: str, port: int) -> socket.socket:
    try:
        one = socket.create_server((host, port), family=family_of(host), backlog=MOST_CONNECTIONS)
    except (OSError, OverflowError) as error:
        raise NotAvailableError(f"TCP port {port} of {host} cannot be used ({error}): choose another, or 0.") from error
    one.settimeout(0)
    return one
