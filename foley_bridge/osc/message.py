"""What travels: an address and its arguments."""

from dataclasses import dataclass

from foley_models.errors import RequestError

# The three types every host can send and read: sclang garbles `h` and `d`, Pure Data drops `h`, `d` and `T`.
Argument = int | float | str


@dataclass(frozen=True)
class Message:
    """One OSC message; its arguments are int (`i`), float (`f`) and str (`s`), told apart by their Python type."""

    address: str
    arguments: tuple[Argument, ...] = ()


class OscError(RequestError):
    """Bytes that are no OSC 1.0 packet, or one outside the limits."""
