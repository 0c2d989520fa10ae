"""A real daemon in a process of its own, and the bare socket with which a measurement speaks to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from foley_bridge.client import new_id
from foley_bridge.daemon.session import NoDaemonError, Session, read_session
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message, OscError
from foley_bridge.protocol.answers import Answer, read_answer
from tests.bridge.processes import COMMAND, environment

QUICK = (sys.executable, "-m", "benchmarks.reliability.quick_daemon")
REAL = (*COMMAND, "serve")
LOOPBACK = "127.0.0.1"
START_MOST_S = 60.0
_POLL_S = 0.005
_DATAGRAM_BYTES = 65536


class Socket:
    """A UDP socket of a host; what `send` and `ask` send has the token and an id of its own."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._socket.bind((LOOPBACK, 0))
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give it back."""
        self._socket.close()

    def send(self, address: str, *arguments: Argument) -> str:
        """Send a message with the token and an id of its own; the id."""
        own_id = new_id()
        self.send_message(address, own_id, *arguments, "token", self.session.token)
        return own_id

    def send_message(self, address: str, *arguments: Argument) -> None:
        """Send a message as it is."""
        self.send_bytes(encode_message(Message(address, arguments)))

    def send_bytes(self, data: bytes) -> None:
        """Send one datagram; one that the system has no room for is lost, as datagrams are."""
        with suppress(OSError):
            self._socket.sendto(data, (LOOPBACK, self.session.port))

    def datagram(self, timeout_s: float) -> bytes | None:
        """The next datagram, None after the timeout."""
        self._socket.settimeout(max(timeout_s, 1e-4))
        try:
            return self._socket.recv(_DATAGRAM_BYTES)
        except TimeoutError:
            return None

    def answer(self, timeout_s: float) -> Answer | None:
        """The next answer, None after the timeout."""
        data = self.datagram(timeout_s)
        return None if data is None else read_datagram(data)

    def ask(self, address: str, *arguments: Argument, timeout_s: float = 20.0) -> Answer:
        """Send a call and return its first answer; TimeoutError where none comes."""
        own_id, end_s = self.send(address, *arguments), time.perf_counter() + timeout_s
        while time.perf_counter() < end_s:
            answer = self.answer(end_s - time.perf_counter())
            if answer is not None and answer.id == own_id:
                return answer
        raise TimeoutError(f"{address} was not answered within {timeout_s:g} s")

    def ping_s(self, *, again_s: float = 0.05, timeout_s: float = 10.0) -> float:
        """Seconds until a ping is answered, one that is lost is sent again; the timeout where none is."""
        began_s = time.perf_counter()
        wanted = set()
        while (now_s := time.perf_counter()) - began_s < timeout_s:
            wanted.add(self.send("/foley/ping"))
            while (left_s := now_s + again_s - time.perf_counter()) > 0:
                answer = self.answer(left_s)
                if answer is not None and answer.id in wanted and answer.word == "pong":
                    return time.perf_counter() - began_s
        return timeout_s


class DaemonProcess:
    """A daemon with all its folders inside `home`, in a process of its own; a context manager that ends it."""

    def __init__(self, home: Path, command: tuple[str, ...] = QUICK) -> None:
        self.home, self.command = home, command
        self.folders = user_folders(home)
        self._process: subprocess.Popen[bytes] | None = None
        self._launched_s = 0.0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    def configure(self, text: str) -> None:
        """Give it these settings at its next start."""
        self.folders.config.mkdir(parents=True, exist_ok=True)
        self.folders.settings_file.write_text(text, encoding="utf-8")

    def start(self) -> float:
        """Start it; seconds from the start of the process to the first answered ping."""
        self.launch()
        return self.ready_s()

    def launch(self) -> None:
        """Start the process and do not wait for it."""
        self._launched_s = time.perf_counter()
        surroundings = environment() | {HOME_VARIABLE: str(self.home)}
        self._process = subprocess.Popen(self.command, env=surroundings, stdout=subprocess.DEVNULL)

    def ready_s(self) -> float:
        """Wait for the first answered ping; seconds since the launch."""
        assert self._process is not None
        while time.perf_counter() - self._launched_s < START_MOST_S:
            if self._process.poll() is not None:
                raise RuntimeError(f"the daemon ended by itself, with {self._process.returncode}")
            with suppress(NoDaemonError):
                with self.socket() as host:
                    host.ping_s(again_s=0.02)
                return time.perf_counter() - self._launched_s
            time.sleep(_POLL_S)
        raise TimeoutError(f"the daemon did not start within {START_MOST_S:g} s")

    def ended(self, timeout_s: float) -> bool:
        """Whether it ends by itself within so long."""
        assert self._process is not None
        try:
            return self._process.wait(timeout_s) != 0
        except subprocess.TimeoutExpired:
            return False

    def session(self) -> Session:
        """Where it listens."""
        return read_session(self.folders)

    def socket(self) -> Socket:
        """A socket of a host to it."""
        return Socket(self.session())

    def kill(self) -> None:
        """End it as a crash would: kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it as a user would."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
                raise


def read_datagram(data: bytes) -> Answer | None:
    """The answer in a datagram of the daemon, None where it is none."""
    try:
        return read_answer(decode_packet(data, limit_bytes=_DATAGRAM_BYTES)[0])
    except OscError:
        return None


def log_bytes(daemon: DaemonProcess) -> int:
    """How large all its log files are together."""
    return sum(one.stat().st_size for one in daemon.folders.logs.iterdir())


def free_tcp_port() -> int:
    """A TCP port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def step_back() -> None:
    """Let everything else on this machine go before a long run."""
    os.nice(10)
