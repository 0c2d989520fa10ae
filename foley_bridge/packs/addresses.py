"""Addresses that packs may be fetched from: https anywhere, http on this machine alone, nothing hidden in them."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from foley_bridge.packs.contents import LIST_FILE
from foley_models.card import CARD_FILE
from foley_models.errors import RequestError

LONGEST_CHARACTERS = 2000
SHOWN_CHARACTERS = 200  # of an address in a sentence
SENT_ON_CHARACTERS = 8000  # of an address that a server sends on to: it may carry signatures


@dataclass(frozen=True)
class PackAddress:
    """The folder of a pack on a server."""

    base: str  # ends with a slash
    host: str  # with its port, where it has one

    def of(self, name: str) -> str:
        """The address of a file in it."""
        return self.base + quote(name)


def pack_address(said: str) -> PackAddress:
    """The folder that a person named by its address, or by that of its card or list.

    RequestError, saying why and what to do, for any other address.
    """
    text = said.strip()
    parts = checked_parts(text)
    path = re.sub(f"/({re.escape(CARD_FILE)}|{re.escape(LIST_FILE)})$", "/", parts.path) or "/"
    if parts.query or parts.fragment:
        raise RequestError(f"{text} has a '?' or '#' in it: give the address of the pack's folder alone.")
    path = path if path.endswith("/") else f"{path}/"
    return PackAddress(urlunsplit((parts.scheme, parts.netloc, path, "", "")), host_of(text))


def checked_parts(address: str, *, longest: int = LONGEST_CHARACTERS) -> "_Parts":
    """An address in its parts. RequestError where nothing may be fetched from it."""
    if len(address) > longest or re.search(r"[\x00-\x20\x7f]", address):
        raise RequestError("The address is too long, or has spaces in it: copy it once more.")
    shown = address[:SHOWN_CHARACTERS]
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise RequestError(f"{shown} is no address: {error}.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise RequestError(f"{shown} is no address of a pack: it begins with https:// and names a server.")
    if parts.username is not None or parts.password is not None:
        raise RequestError("The address has a name or password in it: leave them out, they would be shown and kept.")
    if parts.scheme == "http" and not is_loopback(host):
        raise RequestError(
            f"{shown} is not encrypted, so anybody on the way could change the pack: use https://, or download it "
            "yourself and install it from its folder."
        )
    return _Parts(parts.scheme, parts.netloc, parts.path, parts.query, parts.fragment, port)


@dataclass(frozen=True)
class _Parts:
    scheme: str
    netloc: str
    path: str
    query: str
    fragment: str
    port: int | None


def host_of(address: str) -> str:
    """The server of an address, with its port where that is not the usual one."""
    parts = urlsplit(address)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    host = (parts.hostname or "").lower()
    return host if parts.port in (None, usual) else f"{host}:{parts.port}"


def is_loopback(host: str) -> bool:
    """Whether a server is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
