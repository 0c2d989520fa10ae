"""What Linux tells of a process in /proc: memory, descriptors, threads, children, sockets."""

from collections.abc import Iterator
from pathlib import Path

_LISTENING = "0A"
_PROC = Path("/proc")


def resident_bytes(pid: int) -> int:
    """Memory that a process holds now."""
    return _status_number(pid, "VmRSS:") * 1024


def threads(pid: int) -> int:
    """How many threads it has."""
    return _status_number(pid, "Threads:")


def descriptors(pid: int) -> int:
    """How many files, sockets and pipes it has open."""
    return len(list((_PROC / str(pid) / "fd").iterdir()))


def with_environment(text: str) -> list[int]:
    """Processes that were started with this text in their environment, such as the path of a folder made for a run."""
    return [pid for pid in _pids() if text.encode() in _read(pid, "environ")]


def engine_of(daemon: int) -> int | None:
    """The engine process of a daemon, None where it has none now."""
    return next((pid for pid in _pids() if _parent(pid) == daemon), None)


def sockets(pid: int) -> list[str]:
    """Sockets of the internet that it has open, as `udp 127.0.0.1:9000`, and of TCP only those that listen."""
    inodes = {link[8:-1] for link in _links(pid) if link.startswith("socket:[")}
    found = []
    for kind in ("udp", "udp6", "tcp", "tcp6"):
        for line in (_PROC / str(pid) / "net" / kind).read_text(encoding="ascii").splitlines()[1:]:
            parts = line.split()
            if parts[9] in inodes and (kind.startswith("udp") or parts[3] == _LISTENING):
                found.append(f"{kind} {_address(parts[1])}")
    return found


def _address(text: str) -> str:
    """`0100007F:2328` as 127.0.0.1:9000; of IPv6 the hexadecimal digits as they stand."""
    host, port = text.split(":")
    shown = ".".join(str(one) for one in reversed(bytes.fromhex(host))) if len(host) == 8 else host
    return f"{shown}:{int(port, 16)}"


def _links(pid: int) -> Iterator[str]:
    for one in (_PROC / str(pid) / "fd").iterdir():
        try:
            yield str(one.readlink())
        except OSError:  # closed meanwhile
            continue


def _status_number(pid: int, name: str) -> int:
    text = (_PROC / str(pid) / "status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(name))


def _pids() -> list[int]:
    return [int(one.name) for one in _PROC.iterdir() if one.name.isdigit()]


def _parent(pid: int) -> int:
    text = _read(pid, "stat").decode("utf-8", "replace")
    return int(text.rpartition(")")[2].split()[1]) if text else 0


def _read(pid: int, name: str) -> bytes:
    try:
        return (_PROC / str(pid) / name).read_bytes()
    except OSError:  # ended meanwhile, or another user's
        return b""
