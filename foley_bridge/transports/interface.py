"""What every transport is to the daemon: packets in with the way back, messages out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from foley_bridge.osc.message import Message


@dataclass(frozen=True)
class Route:
    """Where answers go.

    As text, `kind:place`, it outlives the daemon in the journal: `udp:127.0.0.1:9001`, `spool:reaper-main`, or `tcp:7`
    (a connection's number, which is gone with the connection).
    """

    kind: str  # udp, spool or tcp
    place: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.place}"

    @classmethod
    def parse(cls, text: str) -> "Route":
        """The route that `str` gave. ValueError where it has no kind or no place."""
        kind, colon, place = text.partition(":")
        if not (kind and colon and place):
            raise ValueError(f"{text!r} is no route: expected kind:place")
        return cls(kind, place)


@dataclass(frozen=True)
class Packet:
    """Bytes that came in, undecoded; `trusted` where the way itself proves the right (the spool has permissions).

    `origin` is the address of the machine that they came from, "" for this one.
    """

    data: bytes
    route: Route
    trusted: bool = False
    origin: str = ""


OnPacket = Callable[[Packet], None]


class Transport(Protocol):
    """One way in and out. It never decodes what comes in: that is the door's."""

    @property
    def kind(self) -> str:
        """The kind of its routes."""
        ...

    def start(self, on_packet: OnPacket) -> None:
        """Listen, in threads of its own; `on_packet` is called in them and must be quick."""
        ...

    def send(self, place: str, message: Message) -> bool:
        """Send to a place of this kind of route; False where nobody is there. Thread-safe, never blocks for long."""
        ...

    def close(self) -> None:
        """Stop listening and give back sockets, threads and watches. May be called twice."""
        ...
