"""A daemon that says what a test tells it to say, at a real socket behind a real session file."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foley_bridge.daemon.session import Session, new_token, proof, write_session
from foley_bridge.folders import user_folders
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message


class FakeDaemon:
    """Takes one packet at a time; `honest` is whether it knows the token."""

    def __init__(self, home: Path, *, honest: bool = True) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.005)
        self.port: int = self._socket.getsockname()[1]
        self.token = new_token()
        self._secret = self.token if honest else "0" * 64
        self._host: tuple[str, int] | None = None
        self.heard: list[Message] = []
        self.seen: list[bytes] = []
        write_session(user_folders(home), Session(self.port, os.getpid(), self.token, None, "1"))

    def close(self) -> None:
        self._socket.close()

    def take(self) -> Message | None:
        """The next message other than a hello, which is answered; None where nothing comes just now."""
        while True:
            try:
                data, self._host = self._socket.recvfrom(65536)
            except TimeoutError:
                return None
            self.seen.append(data)
            (message,) = decode_packet(data)
            if message.address != "/foley/hello":
                self.heard.append(message)
                return message
            shown = proof(self._secret, str(message.arguments[3]), self.port)
            self.say("/foley/welcome", str(message.arguments[0]), 1, "1", shown, "core", 48000)

    def say(self, address: str, *arguments: Argument) -> None:
        """Send an answer to the host that was heard last."""
        self.say_bytes(encode_message(Message(address, arguments)))

    def say_bytes(self, data: bytes) -> None:
        assert self._host is not None
        self._socket.sendto(data, self._host)


@contextmanager
def fake_daemon(home: Path, *, honest: bool = True) -> Iterator[FakeDaemon]:
    daemon = FakeDaemon(home, honest=honest)
    try:
        yield daemon
    finally:
        daemon.close()
