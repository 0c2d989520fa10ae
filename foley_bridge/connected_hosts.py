"""The hosts that are connected, as a client of the daemon is told of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from foley_bridge.protocol.answers import Answer


@dataclass(frozen=True)
class HostTold:
    """One host, under the name that people see and that sounds are sent to."""

    name: str
    transport: str  # udp, tcp or spool
    heard_s: float  # seconds since it was heard
    takes: bool  # whether sounds can be sent to it
    waiting: int  # requests of it that are not done
    offers: int  # sounds that it was sent and has not taken yet


def hosts_told(answers: Iterable[Answer]) -> tuple[HostTold, ...]:
    """The hosts in the answers to `/foley/hosts`, by name."""
    return tuple(_host(one) for one in answers if one.word == "host")


def _host(answer: Answer) -> HostTold:
    said = answer.values
    return HostTold(
        name=str(said.get("name", "")),
        transport=str(said.get("transport", "")),
        heard_s=float(said.get("heard", 0.0)),
        takes=bool(said.get("takes", 0)),
        waiting=int(said.get("waiting", 0)),
        offers=int(said.get("offers", 0)),
    )
