"""Machines that are none: network namespaces joined by cables of which each can be pulled. Linux alone.

Everything ends with the process that made it: namespaces live as long as somebody is in them.
"""

import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

INSIDE = ("unshare", "--user", "--map-root-user", "--net")
SETTLED_S = 10.0


def why_not() -> str:
    """Why no networks can be made here; "" where they can."""
    if sys.platform != "linux":
        return "network namespaces are Linux's"
    try:
        made = subprocess.run(
            [*INSIDE, "ip", "link", "add", "cable", "type", "veth", "peer", "name", "end"],
            capture_output=True,
            text=True,
            timeout=SETTLED_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"unshare or ip cannot be run: {error}"
    return "" if made.returncode == 0 else f"this system lets nobody make networks: {made.stderr.strip()}"


class Machine:
    """One namespace with a cable to ours: we are 10.77.NUMBER.1 to it, it is 10.77.NUMBER.2."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.server_host, self.own_host = f"10.77.{number}.1", f"10.77.{number}.2"
        self._cable = f"cable{number}"
        self._holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])

    def __enter__(self) -> Self:
        self._wait_for_its_network()
        pid = str(self._holder.pid)
        _ip("link", "add", self._cable, "type", "veth", "peer", "name", "eth0", "netns", pid)
        _ip("addr", "add", f"{self.server_host}/24", "dev", self._cable)
        for command in (
            ("addr", "add", f"{self.own_host}/24", "dev", "eth0"),
            ("link", "set", "eth0", "up"),
            ("link", "set", "lo", "up"),
        ):
            _run([*self.inside(), "ip", *command])
        self.plug()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._holder.kill()
        self._holder.wait()

    def inside(self) -> tuple[str, ...]:
        """What a command line begins with that is to run there."""
        return ("nsenter", "--target", str(self._holder.pid), "--net")

    def pull(self) -> None:
        """Pull its cable: nothing that is sent arrives, and nobody is told."""
        _ip("link", "set", self._cable, "down")

    def plug(self) -> None:
        """Plug it in again."""
        _ip("link", "set", self._cable, "up")

    def _wait_for_its_network(self) -> None:
        ours, its = Path("/proc/self/ns/net"), Path(f"/proc/{self._holder.pid}/ns/net")
        deadline_s = time.monotonic() + SETTLED_S
        while its.readlink() == ours.readlink():
            if time.monotonic() > deadline_s:
                raise TimeoutError("no network of its own was made in time")
            time.sleep(0.01)


def machines(count: int, until: ExitStack) -> list[Machine]:
    """So many of them, until the stack is left. We must be in a namespace of our own."""
    _ip("link", "set", "lo", "up")
    return [until.enter_context(Machine(number)) for number in range(1, count + 1)]


def _ip(*arguments: str) -> None:
    _run(["ip", *arguments])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
