"""Seats beside a real daemon, with a cable between them that can be pulled."""

import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from foley_bridge.client import Client
from foley_bridge.folders import Folders, user_folders
from foley_bridge.seat.link import Server
from foley_bridge.seat.paths import SharedFolder
from foley_bridge.seat.seat import Place, Seat
from foley_bridge.settings import Settings
from tests.bridge.daemon.served import QUICK, WAIT_S, Served

# The server's own port at another address of this machine: what answers there must be proved for this port.
CABLE_HOST = "127.0.0.2"


class Cable:
    """Carries bytes between seats and server; pulled, it ends every connection and takes none."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listening: socket.socket | None = None
        self.pull_after_bytes: int | None = None  # from the server on
        self.plug_again = False  # at once, where it was pulled after so many bytes
        self.from_server_bytes = 0
        self.pulled = threading.Event()
        self.plug()

    @property
    def server(self) -> Server:
        """What a seat takes for the server."""
        return Server(CABLE_HOST, self._port)

    def plug(self) -> None:
        """Let connections come."""
        self.pulled.clear()
        listening = socket.create_server((CABLE_HOST, self._port))
        self._listening = listening
        threading.Thread(target=self._take, args=(listening,), daemon=True).start()

    def pull(self) -> None:
        """End all connections; nothing that is on its way arrives."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
            listening, self._listening = self._listening, None
        if listening is not None:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        for one in (end for pair in pairs for end in pair):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.pulled.set()

    def _take(self, listening: socket.socket) -> None:
        while True:
            try:
                seat, _ = listening.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
            except OSError:
                return
            with self._lock:
                self._pairs.append((seat, server))
            threading.Thread(target=self._carry, args=(seat, server), daemon=True).start()

    def _carry(self, seat: socket.socket, server: socket.socket) -> None:
        with seat, server, selectors.DefaultSelector() as selector, suppress(OSError):
            selector.register(seat, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, seat)
            while True:
                for key, _ in selector.select():
                    source: socket.socket = key.fileobj  # type: ignore[assignment]  # registered so
                    data = source.recv(16_384)
                    if not data:
                        return
                    key.data.sendall(data)
                    if source is server:
                        self._count(len(data))

    def _count(self, size: int) -> None:
        self.from_server_bytes += size
        if self.pull_after_bytes is not None and self.from_server_bytes >= self.pull_after_bytes:
            self.pull_after_bytes = None
            self.pull()
            if self.plug_again:
                self.plug()


class Sat:
    """A seat that runs: its folders, a project of its own, and what it said of its connection."""

    def __init__(self, home: Path) -> None:
        self.folders: Folders = user_folders(home / "own")
        self.project = home / "project"
        self.project.mkdir(parents=True, exist_ok=True)
        self.said: list[str] = []
        self._news = threading.Condition()
        self.name = ""

    def client(self) -> Client:
        """A host of this seat."""
        return Client.connect(self.folders)

    def hear(self, text: str) -> None:
        """What the seat calls when its connection comes or goes."""
        with self._news:
            self.said.append(text)
            self._news.notify_all()

    def wait_for(self, words: str, times: int = 1) -> None:
        """Until it said so, so often."""
        with self._news:
            there = self._news.wait_for(lambda: sum(words in one for one in self.said) >= times, WAIT_S)
            assert there, (words, self.said)

    def files(self) -> list[Path]:
        """All sound files of the project."""
        return sorted(self.project.rglob("*.wav"))


@contextmanager
def sat(
    home: Path,
    server: Server,
    token: str,
    *,
    name: str = "",
    shared: tuple[SharedFolder, ...] = (),
    settings: Settings = QUICK,
) -> Iterator[Sat]:
    """Run a seat for the body."""
    one = Sat(home)
    seat = Seat(Place(server, token, name, shared), settings, one.folders, on_state=one.hear)
    seat.start()
    one.name = seat.name
    try:
        yield one
    finally:
        seat.close()


def wait_until(holds: Callable[[], bool]) -> bool:
    """Whether it holds, looked at until it does or far too long."""
    deadline_s = time.monotonic() + WAIT_S
    while time.monotonic() < deadline_s:
        if holds():
            return True
        time.sleep(0.02)
    return False


@contextmanager
def cable_to(daemon: Served) -> Iterator[Cable]:
    """A cable to a daemon with TCP."""
    assert daemon.session.tcp_port is not None
    cable = Cable(daemon.session.tcp_port)
    try:
        yield cable
    finally:
        cable.pull()
