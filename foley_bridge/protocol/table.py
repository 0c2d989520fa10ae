"""The protocol as one table, of its parts: what parses, answers and documents it."""

from foley_bridge.protocol.call_pairs import GENERATION, TRAINING
from foley_bridge.protocol.calls import TO_DAEMON
from foley_bridge.protocol.codes import CODES
from foley_bridge.protocol.event_kinds import EVENTS
from foley_bridge.protocol.replies import TO_HOST
from foley_bridge.protocol.shared_specs import ID_MOST_CHARACTERS, ON_ANY, PROTOCOL, REPLY, SEAT, TOKEN
from foley_bridge.protocol.spec import Address, EventKind


def by_path(path: str) -> Address | None:
    """The address of that path, to the daemon or to the host."""
    return next((one for one in (*TO_DAEMON, *TO_HOST) if one.path == path), None)


def event_kind(name: str) -> EventKind | None:
    """The kind of event of that name."""
    return next((one for one in EVENTS if one.name == name), None)


__all__ = [
    "CODES",
    "EVENTS",
    "GENERATION",
    "ID_MOST_CHARACTERS",
    "ON_ANY",
    "PROTOCOL",
    "REPLY",
    "SEAT",
    "TOKEN",
    "TO_DAEMON",
    "TO_HOST",
    "TRAINING",
    "by_path",
    "event_kind",
]
