"""How a TCP connection notices that its other end is gone: a pulled cable says nothing by itself."""

import socket
from contextlib import suppress

IDLE_S, BETWEEN_S, PROBES = 15, 5, 3
UNANSWERED_MS = 30_000  # of what was sent and never acknowledged

_OPTIONS = (
    ("TCP_KEEPIDLE", IDLE_S),
    ("TCP_KEEPALIVE", IDLE_S),  # what macOS calls it
    ("TCP_KEEPINTVL", BETWEEN_S),
    ("TCP_KEEPCNT", PROBES),
    ("TCP_USER_TIMEOUT", UNANSWERED_MS),
)


def watch_other_end(one: socket.socket) -> None:
    """Let the system end a connection about half a minute after its other end went silent, where the system can."""
    with suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _OPTIONS:
        option = getattr(socket, name, None)
        if option is not None:
            with suppress(OSError):
                one.setsockopt(socket.IPPROTO_TCP, option, value)
