"""OSC over UDP: one socket, one thread that waits in it, answers from any thread."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message
from foley_bridge.transports.hosts import (
    LOOPBACK,
    checked_host,
    family_of,
    is_loopback,
    join_place,
    split_place,
)
from foley_bridge.transports.interface import OnPacket, Packet, Route
from foley_models.errors import NotAvailableError

_ANY_DATAGRAM_BYTES = 65536  # so that one over the protocol's limit is seen as such, and not cut to look like another
_KERNEL_BUFFER_BYTES = 4 * 2**20  # asked for; the system may give less
_NOT_WAITING: int = getattr(socket, "MSG_DONTWAIT", 0)
_PAUSE_S = 0.05  # after a fault of the system, so that one that lasts does not keep a core busy
_WAKE_TRIES, _WAKE_WAIT_S = 20, 0.25


class UdpTransport:
    """Listens from its construction on, so that `port` is known; datagrams wait in the kernel until `start`.

    The socket is never bound with SO_REUSEADDR, with which a second program could take its traffic. Raises
    NotAvailableError where the address is not this machine's own (without `allow_remote`) or the port is in use.
    """

    def __init__(
        self,
        host: str = LOOPBACK,
        port: int = 0,
        *,
        allow_remote: bool = False,
        answer_at_once: Callable[[bytes], bytes | None] | None = None,
    ) -> None:
        self._host = checked_host(host, allow_remote=allow_remote)
        self._allow_remote = allow_remote
        self._socket = _bound(self._host, port)
        self._port: int = self._socket.getsockname()[1]
        self._answer_at_once = answer_at_once  # to some packets, which are not handed on then
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def kind(self) -> str:
        """The kind of its routes."""
        return "udp"

    @property
    def port(self) -> int:
        """The port it listens at."""
        return self._port

    def start(self, on_packet: OnPacket) -> None:
        """Take datagrams in a thread of its own; `on_packet` must be quick and must not raise."""
        self._thread = threading.Thread(target=self._listen, args=(on_packet,), name="foley-udp", daemon=True)
        self._thread.start()

    def send(self, place: str, message: Message) -> bool:
        """Send to `HOST:PORT`; False where that is no place, too much for a datagram, or the system refuses now.

        Raises OscError for a message that OSC cannot say.
        """
        data = encode_message(message)
        address = split_place(place)
        if address is None or not (self._allow_remote or is_loopback(address[0])):
            return False
        try:
            return self._socket.sendto(data, _NOT_WAITING, address) == len(data)
        except OSError:  # full, too large, refused by an earlier receiver, closed: what is asked for may be asked again
            return False

    def close(self) -> None:
        """Wake the thread, wait for its end and give the socket back."""
        self._closed.set()
        thread = self._thread
        if thread is not None and thread.is_alive() and thread is not threading.current_thread():
            self._wake(thread)
        self._socket.close()

    def _listen(self, on_packet: OnPacket) -> None:
        # Each call that this loop leaves out is one less to meet cold caches while a model computes.
        receive, send, answer_at_once = self._socket.recvfrom, self._socket.sendto, self._answer_at_once
        last, route = None, Route(self.kind, join_place(self._host, self._port))
        while True:
            try:
                data, address = receive(_ANY_DATAGRAM_BYTES)
                answer = answer_at_once(data) if answer_at_once is not None else None
                if answer is not None:
                    send(answer, _NOT_WAITING, address)
                    continue
            except (
                ConnectionError,
                BlockingIOError,
            ):  # an answer of ours found nobody (some systems say so), or no room
                data, address = b"", None
            except OSError:
                self._closed.wait(_PAUSE_S)
                data, address = b"", None
            if self._closed.is_set():
                return
            if address is None:
                continue
            if address != last:
                last, route = address, Route(self.kind, join_place(address[0], address[1]))
            on_packet(Packet(data, route))

    def _wake(self, thread: threading.Thread) -> None:
        """Send the thread an empty datagram: the one way out of recvfrom that every system has."""
        here = self._socket.getsockname()[0]
        if here in ("0.0.0.0", "::"):
            here = LOOPBACK if here == "0.0.0.0" else "::1"
        for _ in range(_WAKE_TRIES):
            with suppress(OSError):
                self._socket.sendto(b"", (here, self._port))
            thread.join(_WAKE_WAIT_S)
            if not thread.is_alive():
                return


def _bound(host: str, port: int) -> socket.socket:
    one = socket.socket(family_of(host), socket.SOCK_DGRAM)
    try:
        with suppress(OSError):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KERNEL_BUFFER_BYTES)
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where another program could bind over ours otherwise
            one.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        one.bind((host, port))
    except (OSError, OverflowError) as error:
        one.close()
        raise NotAvailableError(f"UDP port {port} of {host} cannot be used ({error}): choose another, or 0.") from error
    return one
