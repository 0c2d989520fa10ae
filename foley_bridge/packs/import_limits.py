"""What the process that reads published checkpoints may do: no network, no other programs, bounded memory and time."""

import ctypes
import os
import sys
from contextlib import suppress

from foley_bridge.recordings.child_limits import virtual_bytes

BYTES_PER_GIB = 1 << 30
MEMORY_BYTES = 2 * BYTES_PER_GIB  # beyond what the libraries take, and besides the files themselves
TIMES_THE_FILES = 3  # mapped, and one part of them renamed and written
SECONDS, SECONDS_PER_GIB = 300.0, 300.0  # of computing
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_REFUSED = (
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "pty.spawn",
)


def leave_the_network() -> bool:
    """Move this process into a network of its own that leads nowhere, where the system can; to be called first of all.

    What is refused on every system comes with `forbid_reaching_out`.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (OSError, AttributeError):
        return False
    return any(unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def forbid_reaching_out() -> None:
    """From now on nothing in this process may connect to anything or start another; it cannot be taken back."""

    def refuse(event: str, _: object) -> None:
        if event in _REFUSED:
            raise PermissionError(f"{event} is not allowed while a checkpoint is imported")

    sys.addaudithook(refuse)


def limit_resources(files_bytes: int) -> None:
    """No more memory, file and time than checkpoints of this size can need; where the system has no limits, none."""
    if sys.platform == "win32":
        return
    import resource

    memory = virtual_bytes() + MEMORY_BYTES + TIMES_THE_FILES * files_bytes
    seconds = int(SECONDS + SECONDS_PER_GIB * files_bytes / BYTES_PER_GIB)
    used = os.times()
    limits = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, files_bytes + MEMORY_BYTES),
        (resource.RLIMIT_CPU, int(used.user + used.system) + seconds),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
