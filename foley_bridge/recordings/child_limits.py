"""What the reading process may use of the machine; set by itself, before it sees the first file."""

import os
import sys
from contextlib import suppress
from pathlib import Path

MEMORY_BYTES = 512 << 20  # beyond what the libraries take when they are loaded
MEMORY_WHERE_UNKNOWN_BYTES = 4 << 30
WRITTEN_BYTES = 1 << 20  # only its last words, where it cannot go on


def limit_memory() -> None:
    """No more memory than a little over what is taken now; where the system has no such limit, none is set."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        most = virtual_bytes() + MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for kind, most in ((resource.RLIMIT_FSIZE, WRITTEN_BYTES), (resource.RLIMIT_CORE, 0)):
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def limit_time(seconds: float) -> None:
    """So many seconds of computing from now on, then the system ends this process."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with suppress(OSError, ValueError):
        # The hard limit stays: lowered, it could not be raised for the next file.
        resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def virtual_bytes() -> int:
    """Address space that this process takes; a generous guess where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return MEMORY_WHERE_UNKNOWN_BYTES
    return pages * os.sysconf("SC_PAGE_SIZE")
