"""Messages to bytes, in OSC 1.0 with type tags i, f and s."""

import struct

from foley_bridge.osc.layout import ALIGNMENT_BYTES, FLOAT, INT
from foley_bridge.osc.message import Argument, Message, OscError


def encode_message(message: Message) -> bytes:
    """The packet that holds this message.

    True and False travel as 1 and 0; a float loses what 32 bits do not hold. Raises OscError for what OSC cannot say:
    an address that does not begin with '/' or is not printable ASCII, an int or a float beyond 32 bits, a string with
    a zero byte or a lone surrogate, another type.
    """
    tags, parts = [","], []
    for argument in message.arguments:
        tag, part = _argument(argument)
        tags.append(tag)
        parts.append(part)
    return b"".join((_address(message.address), _string("".join(tags)), *parts))


def _address(address: str) -> bytes:
    if not (address.startswith("/") and address.isascii() and address.isprintable()):
        raise OscError(f"{address!r} is no OSC address: it must begin with '/' and be printable ASCII.")
    return _string(address)


def _argument(argument: Argument) -> tuple[str, bytes]:
    if isinstance(argument, str):
        return "s", _string(argument)
    if not isinstance(argument, int | float):
        raise OscError(f"{argument!r} cannot be sent: OSC arguments here are int, float and str.")
    try:
        return ("i", INT.pack(argument)) if isinstance(argument, int) else ("f", FLOAT.pack(argument))
    except (struct.error, OverflowError) as error:
        raise OscError(f"{argument!r} cannot be sent: it is beyond what 32 bits hold.") from error


def _string(text: str) -> bytes:
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise OscError(f"{text!r} cannot be sent: it has a half of a character (a lone surrogate).") from error
    if b"\0" in data:
        raise OscError(f"{text!r} cannot be sent: it has a zero byte.")
    return data + bytes(ALIGNMENT_BYTES - len(data) % ALIGNMENT_BYTES)
