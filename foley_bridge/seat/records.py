"""What a seat remembers of its requests and of the sounds that came."""

from dataclasses import dataclass
from enum import StrEnum

from foley_bridge.osc.message import Message


class State(StrEnum):
    """How far a request is on its way to the server and back."""

    KEPT = "kept"  # it never left this machine
    SENT = "sent"  # the server has it, or may have it
    FINAL = "final"  # its host was told the last word


@dataclass(frozen=True)
class Request:
    """One request of a host."""

    number: int  # its place in the order they were asked in
    own: str  # the id that its host gave it
    there: str  # the id that it has at the server
    asked: str  # digest of what is asked: the same id with another content is a mistake
    message: Message  # to the server, without the token
    route: str  # where its answers go: the newest sender of its id
    destination: str  # folder of this machine for sounds that do not come by a shared folder
    state: State
    told: bool  # whether its host was told that it is accepted
    last: Message | None = None  # the last word, as its host was told


@dataclass(frozen=True)
class Sound:
    """A candidate whose file this machine has; `message` tells it to its host."""

    index: int
    message: Message
    imported: bool = False


@dataclass(frozen=True)
class Errand:
    """A call that must reach the server some time, such as that a sound was imported."""

    number: int
    message: Message
