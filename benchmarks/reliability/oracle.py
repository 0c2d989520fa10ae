"""What python-osc reads in a packet that our decoder accepted; other packets could hang it."""

import struct

from pythonosc.osc_packet import OscPacket, ParseError

from foley_bridge.osc.message import Message

Plain = tuple[str, tuple[object, ...]]


def read_by_python_osc(packet: bytes) -> list[Plain] | None:
    """Address and arguments of each message, floats as their 32 bits; None where python-osc refuses the packet."""
    try:
        messages = OscPacket(packet).messages
    except ParseError:
        return None
    return [plain(one.message.address, tuple(one.message.params)) for one in messages]


def read_by_us(messages: list[Message]) -> list[Plain]:
    """The same of our own messages."""
    return [plain(one.address, one.arguments) for one in messages]


def plain(address: str, arguments: tuple[object, ...]) -> Plain:
    """A form in which equal is equal: floats as their 32 bits, and NaN as NaN whatever its payload."""
    return address, tuple(_bits(one) if isinstance(one, float) else one for one in arguments)


def _bits(value: float) -> bytes:
    return b"NaN" if value != value else struct.pack(">f", value)
