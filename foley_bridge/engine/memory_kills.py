"""How often this system has ended a process because memory ran out."""

from pathlib import Path

_STATISTICS = Path("/proc/vmstat")


def memory_kills() -> int | None:
    """The kernel's count since the machine started, None where it does not tell."""
    try:
        lines = _STATISTICS.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    for line in lines:
        name, _, value = line.partition(" ")
        if name == "oom_kill":
            return int(value)
    return None
