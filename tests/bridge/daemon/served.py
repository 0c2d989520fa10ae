"""A real daemon over real sockets, with the engine that makes noise bursts in milliseconds."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from foley_bridge.client import Client
from foley_bridge.daemon.daemon import Daemon
from foley_bridge.daemon.session import Session
from foley_bridge.engine.launch import Launch
from foley_bridge.folders import Folders, user_folders
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.answers import Answer, read_answer
from foley_bridge.settings import EngineSettings, NetworkSettings, Settings
from tests.bridge.engine.quick_worker import quick_command

WAIT_S = 20.0  # far more than anything here takes, on a machine that is busy with other things
QUICK = Settings(engine=EngineSettings(nice=0), network=NetworkSettings(spool=False))


@dataclass(frozen=True)
class Served:
    """A running daemon, where it keeps its things, and a folder of a project."""

    session: Session
    folders: Folders
    project: Path

    def client(self) -> Client:
        """A client that has seen the daemon's proof."""
        return Client.connect(self.folders)


@contextmanager
def served(home: Path, settings: Settings = QUICK, *, launch: Launch | None = None) -> Iterator[Served]:
    """Run a daemon for the body."""
    project = home / "project"
    project.mkdir(parents=True, exist_ok=True)
    folders = user_folders(home / "own")
    daemon = Daemon(settings, folders, launch=launch or Launch(command=quick_command(), nice=0))
    session = daemon.start()
    try:
        yield Served(session, folders, project)
    finally:
        daemon.close()


def with_tcp() -> Settings:
    """Settings with a free TCP port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return replace(QUICK, network=replace(QUICK.network, tcp_port=port))


class Host:
    """A bare UDP socket: it sends what it is told and shows what comes back."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._to = ("127.0.0.1", port)
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> "Host":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, address: str, *arguments: Argument) -> None:
        """Send one message."""
        self.send_bytes(encode_message(Message(address, arguments)))

    def send_bytes(self, data: bytes) -> None:
        """Send one datagram."""
        self._socket.sendto(data, self._to)

    def datagram(self, timeout_s: float = WAIT_S) -> bytes | None:
        """The next datagram, None after the timeout."""
        self._socket.settimeout(timeout_s)
        try:
            return self._socket.recv(65_536)
        except TimeoutError:
            return None

    def answer(self) -> Answer:
        """The next answer."""
        data = self.datagram()
        assert data is not None, "the daemon did not answer"
        (message,) = decode_packet(data, limit_bytes=65_536)
        return read_answer(message)

    def answers(self) -> Iterator[Answer]:
        """All answers up to a final one."""
        while True:
            answer = self.answer()
            yield answer
            if answer.final:
                return
