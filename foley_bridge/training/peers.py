"""The processes that take the steps of a training together with this one, on this machine.

Each is `python -m foley_bridge.training.peer`. It loads the pack, says so, and then takes a step whenever it is told;
it ends with its input, so it never outlives this process. The next step is told over pipes, so that between two steps
this process may do what it likes, for as long as it likes.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from foley_bridge.engine.child import exit_text
from foley_bridge.protocol.errors import error_of
from foley_models.errors import EngineCrashedError, FoleyError

if TYPE_CHECKING:
    from foley_models.pack import Pack
    from foley_models.training.team import Team

READY = "ready"
POLL_S = 0.2
END_S = 3.0  # how long one may take to end once its input is closed
LOST_S = 2.0  # how long after a broken connection the process behind it may take to end


def peer_command() -> tuple[str, ...]:
    """The process of this interpreter; -P, so that no file of the folder it happens to run in is imported."""
    return (sys.executable, "-P", "-m", "foley_bridge.training.peer")


@contextmanager
def local_team(
    processes: int,
    pack: "Pack",
    *,
    waiting: Callable[[], None],
    command: Sequence[str] | None = None,
) -> Iterator["Team"]:
    """This process and `processes` - 1 more as a team, this one first; `waiting` is called while they load the pack.

    On the CPU they share the threads of this process, on GPUs of CUDA each has one. NotAvailableError where there are
    too few of those, or no accelerate; EngineCrashedError where a process ends; and what `waiting` raises.
    """
    from foley_models.training.accelerated import AcceleratedTeam, Seat, check_accelerate, device_of, seated
    from foley_models.training.team import Alone

    if processes == 1:
        yield Alone()
        return
    check_accelerate()
    base = pack.parts.unconditional.device
    devices = [str(device_of(base, rank, processes)) for rank in range(processes)]
    with tempfile.TemporaryDirectory(prefix="foley-bridge-") as folder, _shared_threads(processes) as threads:
        store = Path(folder) / "store"
        questions = [
            {"pack": str(pack.folder), "device": device, "rank": rank, "size": processes, "store": str(store)}
            for rank, device in enumerate(devices)
        ]
        with _started([one | {"threads": threads.share} for one in questions[1:]], command) as peers:
            peers.wait_until_ready(waiting)
            with seated(Seat(0, processes, store), base, threads=threads.share):
                yield AcceleratedTeam(base, begun=lambda: threads.begin(peers), lost=peers.lost)


def with_all_threads(between: Callable[[], None]) -> Callable[[], None]:
    """The same, with all threads that this process has now: the bits of sounds depend on their number."""
    from foley_models.devices import use_threads
    from foley_models.training.accelerated import threads_in_use

    threads = threads_in_use()

    def with_all() -> None:
        use_threads(threads)
        between()

    return with_all


class Peers:
    """The other processes of a team, as the main one knows them."""

    def __init__(self, processes: "Sequence[subprocess.Popen[bytes]]") -> None:
        self._processes = tuple(processes)
        self._said: list[list[str]] = [[] for _ in processes]
        for process, said in zip(processes, self._said, strict=True):
            threading.Thread(target=_listen, args=(process, said), daemon=True).start()

    def wait_until_ready(self, waiting: Callable[[], None]) -> None:
        """Until all have the pack in memory. What one of them failed with, else EngineCrashedError."""
        while not all(READY in said for said in self._said):
            self._check()
            waiting()
            time.sleep(POLL_S)

    def begin(self) -> None:
        """Have all take a step."""
        self._check()
        for process in self._processes:
            _write(process, "step")

    def lost(self, reason: str) -> FoleyError:
        """What is behind a connection that broke."""
        until_s = time.monotonic() + LOST_S
        while time.monotonic() < until_s and all(one.poll() is None for one in self._processes):
            time.sleep(POLL_S / 10)
        return self._fault() or EngineCrashedError(f"The processes of the training lost one another ({reason})")

    def _check(self) -> None:
        fault = self._fault()
        if fault is not None:
            raise fault

    def _fault(self) -> FoleyError | None:
        """Why one of them ended; None while all are there."""
        for number, (process, said) in enumerate(zip(self._processes, self._said, strict=True), 2):
            code = process.poll()
            if code is not None:
                return _told(said) or EngineCrashedError(
                    f"Process {number} of {len(self._processes) + 1} of the training is gone. {exit_text(code)}"
                )
        return None


class _Threads:
    """The threads of this process: all of them, or its share while a step is taken."""

    def __init__(self, processes: int) -> None:
        from foley_models.training.accelerated import threads_in_use

        self.all = threads_in_use()
        self.share = max(1, self.all // processes)

    def begin(self, peers: Peers) -> None:
        """Before a step: the other processes have the other threads."""
        peers.begin()
        self.use(self.share)

    def use(self, count: int) -> None:
        """Compute with so many."""
        from foley_models.devices import use_threads

        use_threads(count)


@contextmanager
def _shared_threads(processes: int) -> Iterator[_Threads]:
    threads = _Threads(processes)
    try:
        yield threads
    finally:
        threads.use(threads.all)


@contextmanager
def _started(questions: Sequence[dict[str, Any]], command: Sequence[str] | None) -> Iterator[Peers]:
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for question in questions:
            processes.append(_start(command or peer_command()))
            _write(processes[-1], json.dumps(question))
        yield Peers(processes)
    finally:
        _end(processes)


def _start(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    except OSError as error:
        raise EngineCrashedError(f"A process of the training cannot be started ({error.strerror})") from error


def _end(processes: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Close their input, upon which they end; kill those that do not."""
    for process in processes:
        with suppress(OSError):
            cast(IO[bytes], process.stdin).close()
    until_s = time.monotonic() + END_S
    for process in processes:
        try:
            process.wait(max(0.0, until_s - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _write(process: "subprocess.Popen[bytes]", line: str) -> None:
    """To one that has ended, nothing happens: the next exchange tells."""
    with suppress(BrokenPipeError):
        stream = cast(IO[bytes], process.stdin)
        stream.write(line.encode() + b"\n")
        stream.flush()


def _listen(process: "subprocess.Popen[bytes]", said: list[str]) -> None:
    with cast(IO[bytes], process.stdout) as answers:
        said.extend(line.decode("utf-8", "replace").strip() for line in answers)


def _told(said: Sequence[str]) -> FoleyError | None:
    """The error in its last line."""
    with suppress(ValueError, KeyError, IndexError, TypeError):
        told = json.loads(said[-1])
        return error_of(told["error"], told["text"])
    return None
