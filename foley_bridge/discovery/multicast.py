"""Servers that say in the local network where they are, and seats that listen for them: only where a person asked.

What is said is a name, an address, a TCP port and the version of the protocol, under `_foley-bridge._tcp`, by multicast
DNS; nothing of the token, the user or the sounds. It needs python-zeroconf, an optional library.
"""

import ipaddress
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foley_bridge.protocol.table import PROTOCOL
from foley_models.errors import NotAvailableError

if TYPE_CHECKING:
    from zeroconf import Zeroconf

SERVICE = "_foley-bridge._tcp.local."
NAME_MOST_CHARACTERS = 40
_ANSWER_MS = 2000


@dataclass(frozen=True)
class Found:
    """One server, as it says of itself: nothing of it is proved before it has shown that it knows the token."""

    name: str
    host: str  # an address in numbers
    port: int
    protocol: str


@contextmanager
def announced(name: str, host: str, port: int, *, interfaces: Sequence[str] = ()) -> Iterator[None]:
    """Say where the server is, for the body; `host` is what it listens at.

    NotAvailableError where only this machine reaches it, or the library is missing.
    """
    if ipaddress.ip_address(host).is_loopback and not interfaces:
        raise NotAvailableError(
            f"network.tcp_host is {host}, which no other machine reaches: name the address of your network or tunnel "
            "there, or leave --announce out."
        )
    from zeroconf import ServiceInfo

    own = interfaces or _addresses(host)
    shown = "".join(one if one.isalnum() or one in "-_" else "-" for one in name)[:NAME_MOST_CHARACTERS] or "server"
    info = ServiceInfo(
        SERVICE,
        f"{shown}.{SERVICE}",
        port=port,
        properties={"protocol": str(PROTOCOL)},
        parsed_addresses=list(own),
        server=f"{shown}.local.",
    )
    with _multicast(own) as zeroconf:
        zeroconf.register_service(info, allow_name_change=True)
        try:
            yield
        finally:
            zeroconf.unregister_service(info)


def find(seconds: float, *, interfaces: Sequence[str] = (), enough: int = 0) -> tuple[Found, ...]:
    """The servers that said so within some seconds, by name; earlier where `enough` did. NotAvailableError."""
    found: dict[str, Found] = {}
    news, closing = threading.Event(), threading.Event()
    with _multicast(interfaces) as zeroconf:
        from zeroconf import ServiceBrowser, ServiceStateChange

        def changed(zeroconf: "Zeroconf", service_type: str, name: str, state_change: ServiceStateChange) -> None:
            if state_change is ServiceStateChange.Removed or closing.is_set():
                return
            info = zeroconf.get_service_info(service_type, name, _ANSWER_MS)
            addresses = info.parsed_addresses() if info is not None else []
            if info is None or info.port is None or not addresses:
                return
            protocol = info.decoded_properties.get("protocol") or ""
            found[name] = Found(name.removesuffix(f".{SERVICE}"), addresses[0], info.port, protocol)
            if enough and len(found) >= enough:
                news.set()

        browser = ServiceBrowser(zeroconf, SERVICE, handlers=[changed])
        news.wait(seconds)
        closing.set()
        browser.cancel()
    return tuple(sorted(found.values(), key=lambda one: one.name))


@contextmanager
def _multicast(interfaces: Sequence[str]) -> Iterator["Zeroconf"]:
    try:
        from zeroconf import InterfaceChoice, Zeroconf
    except ImportError as error:
        raise NotAvailableError(
            'Announcing and finding servers needs python-zeroconf: pip install "foley-bridge[discovery]".'
        ) from error
    try:
        zeroconf = Zeroconf(interfaces=list(interfaces) or InterfaceChoice.All)
    except OSError as error:
        raise NotAvailableError(f"This machine's networks cannot be listened to for servers ({error}).") from error
    try:
        yield zeroconf
    finally:
        zeroconf.close()


def _addresses(host: str) -> tuple[str, ...]:
    """What a server at `host` is reached by: that, or where it listens everywhere, every address but loopback."""
    if not ipaddress.ip_address(host).is_unspecified:
        return (host,)
    import ifaddr

    found = [str(one.ip) for adapter in ifaddr.get_adapters() for one in adapter.ips if one.is_IPv4]
    return tuple(one for one in found if not ipaddress.ip_address(one).is_loopback)
