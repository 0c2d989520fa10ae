"""Which workplace a call comes from, and what its user should know before others are let in."""

import ipaddress

from foley_bridge.protocol.parse import Call, shown
from foley_bridge.protocol.table import SEAT
from foley_models.errors import RequestError

NAME_MOST_CHARACTERS = 64


def seat_of(call: Call, origin: str) -> str:
    """The seat that a call names, else the machine that it came from ("" for this one). RequestError."""
    said = call.pairs.get(SEAT.name)
    if said is None:
        return origin
    if not 0 < len(str(said)) <= NAME_MOST_CHARACTERS:
        raise RequestError(f"seat is {shown(said)}: it must be a name of 1 to {NAME_MOST_CHARACTERS} characters.")
    return str(said)


def exposure(host: str, port: int) -> str:
    """What to know about an address that other machines reach; "" for one that only this machine does."""
    address = ipaddress.ip_address(host)
    if address.is_loopback:
        return ""
    where = "every network of this machine" if address.is_unspecified else f"{host}"
    public = " It is an address of the public internet." if address.is_global else ""
    return (
        f"TCP port {port} is open to other machines on {where}.{public} Each message needs the token, but nothing is "
        "encrypted: unless this is the address of a tunnel or of a network that you trust, set network.tcp_host to "
        "127.0.0.1 and use a tunnel (docs/seats.md)."
    )
