"""A farm of actors on a Ray cluster: one that runs, or one of this machine's own, which nobody else can reach.

Ray's usage statistics and its dashboard are off, before it is imported: nothing leaves the machines of the cluster. A
cluster of this machine's own listens on the loopback interface alone, asks every connection for a token that only this
process and its children know, and ends with it.
"""

import logging
import os
import secrets
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from foley_bridge.batch.farm import Badge, WorkerLostError
from foley_bridge.batch.on_ray.hand import Hand, Introduction, Terms, Told
from foley_bridge.engine.events import EngineEvent, Finished
from foley_bridge.engine.frames import Frame
from foley_bridge.engine.messages import FAILED, read_event, read_failure
from foley_bridge.protocol.order import Order
from foley_bridge.version import program_version
from foley_models.errors import CancelledError, NotAvailableError, PackError, RequestError

AUTO = "auto"
OWN_PREFIX = "fbray-"
BORN_DEAD = "creation task"  # how Ray says that an actor failed by itself, and was not ended
LOOPBACK = "127.0.0.1"
POLL_S = 0.2
REACH_S = 5.0
INTRODUCE_S = 180.0  # a process is started and Foley Bridge imported, on a machine that is busy
STORE_BYTES = 512 << 20  # where sounds wait for their way to the disk
SOCKETS_LEAVE_CHARACTERS = 30  # of a path, before Ray's own part of it: a socket's is 107 bytes at most
# Read by Ray where it is imported and by every process that it starts.
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DISABLE_IMPORT_WARNING": "1",
    "RAY_DEDUP_LOGS": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # a worker without a GPU of its own leaves the variables as they are
}
# Whose other name is: this machine alone, at 127.0.0.1, on every system.
_LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
_OWN = _LOOPBACK | {
    "RAY_enable_metrics_collection": "0",  # nobody looks at them
    "RAY_task_events_report_interval_ms": "0",
    "RAY_worker_niceness": "0",  # an engine steps back by itself, as far as the settings say
}
_log = logging.getLogger(__name__)


class RayFarm:
    """Workers that are actors; a context manager that connects, and lets everything go."""

    def __init__(self, address: str, terms: Terms, *, workers: int) -> None:
        """`address` is AUTO (one that runs on this machine, or else one of its own) or HOST:PORT."""
        self._address, self._terms, self._workers = address, terms, workers
        self._open = ExitStack()
        self.name = "Ray"
        self._gpus = 0.0

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            with _signals_kept():
                self._connect(opened)
            self._check_room()
            self._open = opened.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def hire(self, number: int) -> "RayWorker":
        """A worker that has introduced itself.

        WorkerLostError where it was lost before it did; NotAvailableError, PackError where there can be none.
        """
        ray = _ray()
        gpus = {"num_gpus": 1} if self._gpus else {}
        cpus = 1 if self._gpus else self._terms.threads
        actor = ray.remote(max_restarts=0, max_task_retries=0, num_cpus=cpus, **gpus)(Hand).remote(self._terms)
        try:
            said: Introduction = ray.get(actor.introduce.remote(), timeout=INTRODUCE_S)
        except ray.exceptions.GetTimeoutError as error:
            ray.kill(actor)
            raise NotAvailableError(
                f"The cluster gave no place to worker {number + 1} within {INTRODUCE_S:g} s: ask for fewer with "
                "--workers."
            ) from error
        except ray.exceptions.RayError as error:
            if BORN_DEAD in str(error):
                raise NotAvailableError(_not_started(error)) from error
            raise WorkerLostError(f"The worker {number + 1} was lost at its start ({_first_line(error)}).") from error
        fault = said.fault or _other_version(said)
        if fault:
            ray.kill(actor)
            raise PackError(fault)
        return RayWorker(actor, Badge(str(number + 1), said.machine, said.pid, "GPU" if self._gpus else "CPU"))

    def _connect(self, opened: ExitStack) -> None:
        _check_installed()
        os.environ.update(_QUIET)
        address = _address(self._address)
        if address is None:
            self._begin_own(opened)
        else:
            _check_reached(address)
            if _on_loopback_alone(address):
                opened.enter_context(_surroundings(_LOOPBACK))
            self._join(address)
            opened.callback(_ray().shutdown)

    def _join(self, address: str) -> None:
        ray = _ray()
        try:
            # By its own name for it, Ray finds the token of a cluster of this machine.
            found = AUTO if self._address == AUTO else address
            ray.init(address=found, log_to_driver=False, logging_level=logging.ERROR, configure_logging=False)
        except (ConnectionError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
            raise NotAvailableError(_not_joined(address, error)) from error
        self.name = f"the Ray cluster at {address}"

    def _begin_own(self, opened: ExitStack) -> None:
        own = _own_folder()
        opened.callback(shutil.rmtree, own, ignore_errors=True)
        opened.enter_context(_surroundings(_OWN | _key()))
        ray = _ray()
        try:
            ray.init(
                address="local",
                num_cpus=self._workers * self._terms.threads,
                include_dashboard=False,
                object_store_memory=STORE_BYTES,
                log_to_driver=False,
                logging_level=logging.ERROR,
                configure_logging=False,
                _node_ip_address=LOOPBACK,
                _temp_dir=str(Path(own) / "ray"),
            )
        except (ConnectionError, RuntimeError, ValueError, OSError, ray.exceptions.RayError) as error:
            raise NotAvailableError(
                f"A Ray cluster cannot be started on this machine ({_first_line(error)}): leave --ray out to make the "
                "batch without one."
            ) from error
        opened.callback(ray.shutdown)
        address = ray.util.get_node_ip_address()
        if address != LOOPBACK:
            raise NotAvailableError(
                f"This version of Ray ({ray.__version__}) lets its cluster listen at {address}, where others reach it, "
                "and not on this machine alone: install another one (2.60 does), or leave --ray out."
            )
        self.name = "a Ray cluster of this machine's own"

    def _check_room(self) -> None:
        """What can never be hired is told now, not after a wait."""
        there = _ray().cluster_resources()
        self._gpus = float(there.get("GPU", 0.0)) if self._terms.device != "cpu" else 0.0
        room = int(self._gpus) if self._gpus else int(there.get("CPU", 0.0)) // self._terms.threads
        if self._workers > room:
            what = f"{self._gpus:g} GPUs" if self._gpus else f"{there.get('CPU', 0):g} CPUs"
            raise RequestError(
                f"workers is {self._workers}: the cluster has {what}, so at most {room} workers with "
                f"{self._terms.threads} thread{'s' if self._terms.threads > 1 else ''} each."
            )


class RayWorker:
    """An actor."""

    def __init__(self, actor: Any, badge: Badge) -> None:
        self._actor, self._badge = actor, badge

    @property
    def badge(self) -> Badge:
        """Who it is; its `pid` is one of its own machine."""
        return self._badge

    def run(
        self, job_id: str, order: Order, *, batch_size: int, skip: frozenset[int], cancelled: Callable[[], bool]
    ) -> Generator[EngineEvent, None, None]:
        """As `FarmWorker.run`. Who gives up ends the actor, too: nothing else stops it within a step."""
        over = False
        try:
            stream = self._actor.make.options(num_returns="streaming").remote(
                job_id, order.to_json(), batch_size, tuple(sorted(skip))
            )
            with closing(self._told(stream, cancelled)) as told:
                for header, body in told:
                    if header.get("tell") == FAILED:
                        over = True
                        raise read_failure(Frame(header))
                    event = read_event(Frame(header, body))
                    over = isinstance(event, Finished)
                    yield event
                    if over:
                        return
        except _ray().exceptions.RayError as error:
            raise WorkerLostError(
                f"The worker {self._badge.name} on {self._badge.machine} was lost ({_first_line(error)})."
            ) from error
        finally:
            if not over:
                self.close()

    def close(self) -> None:
        """End the actor; its engine ends with it."""
        ray = _ray()
        with suppress(ray.exceptions.RayError, ValueError):
            ray.kill(self._actor)

    def _told(self, stream: Any, cancelled: Callable[[], bool]) -> Generator[Told, None, None]:
        ray = _ray()
        while True:
            if cancelled():
                raise CancelledError("The request was cancelled.")
            ready, _ = ray.wait([stream], timeout=POLL_S)
            if ready:
                try:
                    together: list[Told] = ray.get(next(stream))
                except StopIteration:
                    raise WorkerLostError(f"The worker {self._badge.name} told no end of its cue.") from None
                yield from together


def _ray() -> Any:
    """Ray, imported with the first use: that takes a second, and reads what must be set before."""
    import ray

    return ray


def _check_installed() -> None:
    """NotAvailableError where Ray, which is optional, is not there."""
    if find_spec("ray") is None:
        raise NotAvailableError(
            "Ray is not installed: pip install 'foley-bridge[ray]' adds it; without --ray the batch is made by this "
            "machine alone."
        )


def _address(said: str) -> str | None:
    """HOST:PORT of a cluster that runs; None for one of our own."""
    if said == AUTO:
        found = os.environ.get("RAY_ADDRESS", "") or _begun_here()
        if not _reached(found):
            return None
        said = found
    if said == "local":
        return None
    host, _, port = said.rpartition(":")
    if "://" in said or not host or not port.isdecimal():
        raise RequestError(
            f"ray is {said!r}: give auto, or HOST:PORT of a cluster that this machine belongs to (ray start "
            "--address=HOST:PORT lets it join)."
        )
    return said


def _begun_here() -> str:
    """The cluster that `ray start` noted on this machine, which may be gone; "" where it noted none."""
    temporary = os.environ.get("RAY_TMPDIR") or os.environ.get("TMPDIR") or "/tmp"
    try:
        return (Path(temporary) / "ray" / "ray_current_cluster").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _reached(address: str) -> bool:
    try:
        _check_reached(address)
    except NotAvailableError:
        return False
    return True


def _on_loopback_alone(address: str) -> bool:
    """Whether a cluster of this machine is not reached at the address that Ray would take in place of 127.0.0.1."""
    host, _, port = address.rpartition(":")
    if not (host == "localhost" or host.startswith("127.")):
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only chooses the way
        except OSError:  # a machine without a network
            return True
        own = probe.getsockname()[0]
    return not _reached(f"{own}:{port}")


def _check_reached(address: str) -> None:
    """Say within seconds what Ray would say after minutes."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACH_S).close()
    except (OSError, OverflowError, ValueError) as error:
        raise NotAvailableError(
            f"No Ray cluster answers at {address} ({error}): start it with ray start --head --port={port} on that "
            "machine, or leave --ray out."
        ) from error


def _not_joined(address: str, error: BaseException) -> str:
    said = _first_line(error)
    if "ersion mismatch" in str(error):
        return f"The Ray cluster at {address} has another version of Ray or Python ({said}): install the same here."
    return (
        f"The Ray cluster at {address} cannot be joined ({said}): a batch is started on a machine of the cluster; ray "
        f"start --address={address} makes this one a part of it."
    )


def _not_started(error: BaseException) -> str:
    if "ModuleNotFoundError" in str(error) or "No module named" in str(error):
        return (
            f"A machine of the cluster has no Foley Bridge of this version ({_last_line(error)}): install it there, "
            "in the Python that Ray was started with."
        )
    return f"A worker could not be started: {_last_line(error)}."


def _other_version(said: Introduction) -> str:
    if said.version == program_version():
        return ""
    return (
        f"The machine {said.machine} has Foley Bridge {said.version}, this one {program_version()}: install the same "
        "there."
    )


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__).rstrip(".")


def _last_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__).rstrip(".")


def _own_folder() -> str:
    """A new folder where sockets' paths stay short enough; those of processes that were killed are removed."""
    usual = tempfile.gettempdir()
    where = Path("/tmp" if len(usual) > SOCKETS_LEAVE_CHARACTERS and Path("/tmp").is_dir() else usual)
    for old in where.glob(f"{OWN_PREFIX}*"):
        pid = old.name.removeprefix(OWN_PREFIX).partition("-")[0]
        if pid.isdecimal() and not _runs(int(pid)):
            shutil.rmtree(old, ignore_errors=True)
    return tempfile.mkdtemp(prefix=f"{OWN_PREFIX}{os.getpid()}-", dir=where)


def _runs(pid: int) -> bool:
    if os.name == "nt":  # where asking would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        return True
    return True


def _key() -> dict[str, str]:
    """A secret that Ray's processes ask each other for: others on this machine reach the ports, and get no further."""
    return {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}


@contextmanager
def _surroundings(values: dict[str, str]) -> Iterator[None]:
    """These variables of the environment for the body; an address of another cluster is none of ours there."""
    before = {name: os.environ.get(name) for name in (*values, "RAY_ADDRESS")}
    os.environ.pop("RAY_ADDRESS", None)
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Ray sets handlers of its own where it connects; Ctrl-C and SIGTERM stay ours."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
