"""Which addresses a transport may listen at and send to: this machine's own, unless the user asked for more."""

import ipaddress
import socket
from functools import lru_cache

from foley_models.errors import NotAvailableError

LOOPBACK = "127.0.0.1"
KEPT_PLACES = 256  # reading an address takes longer than all else about an answer, and most go to the same few


def checked_host(host: str, *, allow_remote: bool) -> str:
    """The numeric address to listen at. NotAvailableError for a name, or for another machine's reach without leave."""
    numeric = LOOPBACK if host == "localhost" else host
    if not _is_address(numeric):
        raise NotAvailableError(f"Cannot listen at {host!r}: give an address in numbers, such as {LOOPBACK}.")
    if not allow_remote and not is_loopback(numeric):
        raise NotAvailableError(
            f"Listening at {host} would let other machines in: use {LOOPBACK}, or allow it explicitly."
        )
    return numeric


@lru_cache(KEPT_PLACES)
def is_loopback(host: str) -> bool:
    """Whether this is an address in numbers that only this machine reaches."""
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


def family_of(host: str) -> socket.AddressFamily:
    """The family of an address in numbers."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def join_place(host: str, port: int) -> str:
    """`HOST:PORT`, as it stands in a route."""
    return f"{host}:{port}"


@lru_cache(KEPT_PLACES)
def split_place(place: str) -> tuple[str, int] | None:
    """Host and port of `HOST:PORT`; None where it is not that: a name is none, since looking one up can take long."""
    host, _, port = place.rpartition(":")
    if not (_is_address(host) and port.isascii() and port.isdigit() and 0 < int(port) < 2**16):
        return None
    return host, int(port)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
