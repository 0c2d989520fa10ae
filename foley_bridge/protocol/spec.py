"""What an address, an argument and a pair are, as the table of the protocol says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

# `t` is a number of seconds on a timeline: `f`, or `s` with a decimal, because 32 bits are too few for a sample there.
Kind = Literal["s", "i", "f", "t"]
PYTHON_TYPES: Mapping[Kind, tuple[type, ...]] = {"s": (str,), "i": (int,), "f": (float,), "t": (float, str)}


class Direction(Enum):
    """Who sends it."""

    TO_DAEMON = "to the daemon"
    TO_HOST = "to the host"


@dataclass(frozen=True)
class Argument:
    """One argument, by its place."""

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True)
class Pair:
    """One option: its name as a string, then its value."""

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True)
class Address:
    """One address: the id of the request, then its `arguments`, then its `pairs`.

    `rest` is the argument that is repeated to the end of the message, where there is one.
    """

    path: str
    direction: Direction
    meaning: str
    arguments: tuple[Argument, ...] = ()
    pairs: tuple[Pair, ...] = ()
    rest: Argument | None = None

    @property
    def word(self) -> str:
        """The last part of the path: what the command line calls it."""
        return self.path.rpartition("/")[2]

    def pair(self, name: str) -> Pair | None:
        """The pair of that name."""
        return next((one for one in self.pairs if one.name == name), None)


@dataclass(frozen=True)
class EventKind:
    """One kind of `/foley/event` and the arguments that follow the kind; `pairs` where names stand with the values."""

    name: str
    meaning: str
    arguments: tuple[Argument, ...] = ()
    pairs: tuple[Argument, ...] = field(default=())


@dataclass(frozen=True)
class Code:
    """One code of `/foley/failed`."""

    name: str
    meaning: str
