"""Packets that did harm elsewhere, and real ones to mutate."""

import struct

from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.layout import BUNDLE, IMMEDIATELY, INT, LIMIT_BYTES, TIME
from foley_bridge.osc.message import Message

REAL_MESSAGES = 7  # of `real_packets`; bundles follow


def bundle(*elements: bytes, time: tuple[int, int] = IMMEDIATELY) -> bytes:
    """A bundle of these packets; `time` is in seconds since 1900 and 2**-32 seconds."""
    return BUNDLE + TIME.pack(*time) + b"".join(INT.pack(len(one)) + one for one in elements)


def attacks() -> dict[str, bytes]:
    """By what they are: each hung, crashed, slowed or misled a server that was written in good faith."""
    ping = encode_message(Message("/foley/ping", ("x1",)))
    return {
        "an element of negative size": BUNDLE + TIME.pack(*IMMEDIATELY) + INT.pack(-4),
        "an element of size zero": BUNDLE + TIME.pack(*IMMEDIATELY) + INT.pack(0) * 64,
        "an element larger than the packet": BUNDLE + TIME.pack(*IMMEDIATELY) + INT.pack(2**31 - 1) + ping,
        "a timetag in 2036": bundle(ping, time=(2**32 - 1, 0)),
        "a pattern that a regular expression chokes on": padded(b"/foley/" + b"*" * 28 + b"!"),
        "an address that is no text": bytes.fromhex("2fff0000"),
        "hundreds of nested bundles": _nested(340),
        "bundles in a row": bundle(*[bundle()] * 400),
        "type tags nobody knows": padded(b"/foley/ping") + padded(b",QQQi") + INT.pack(1),
        "more tags than arguments": padded(b"/foley/ping") + padded(b"," + b"i" * 4000),
        "nothing but strings": padded(b"/a") + padded(b"," + b"s" * 256) + bytes(4 * 256),
        "nothing but long floats": padded(b"/a") + padded(b"," + b"f" * 256) + struct.pack(">I", 0x7EDCBA98) * 256,
        "arrays without an end": padded(b"/a") + padded(b"," + b"[" * 2000),
        "a blob of negative size": padded(b"/a") + padded(b",b") + INT.pack(-1),
        "a string without an end": padded(b"/a") + padded(b",s") + b"A" * 64,
        "an address without an end": b"/" * LIMIT_BYTES,
        "a packet over the limit": padded(b"/" + b"a" * LIMIT_BYTES),
        "padding that is not zero": b"/a\0x,\0\0\0",
        "bytes left over": ping + bytes(4),
        "nothing": b"",
        "three bytes": b"/a\0",
        "a bundle's first word": b"#bundle\0",
        "64 messages and one": bundle(*[ping] * 65),
        "not a number": encode_message(Message("/foley/generate", ("a", "boots", float("nan"), 1))),
        "a control character": encode_message(Message("/foley/generate", ("a", "boots\x1b[2J", 1.0, 1))),
        "a broken UTF-8 string": padded(b"/a") + padded(b",s") + b"\xc3\x28\0\0",
    }


def real_packets() -> tuple[bytes, ...]:
    """What hosts and the daemon send to each other all day."""
    token = "5f" * 32
    generate = Message(
        "/foley/generate", ("r-17", "heavy boots on gravel", 4.1, 4, "seed", 7, "guidance", 2.5, "token", token)
    )
    messages = (
        generate,
        Message("/foley/hello", ("h1", 1, "reaper", "c0ffee", "token", token, "reply", 9001)),
        Message("/foley/ping", ("x1",)),
        Message("/foley/cancel", ("c-2", "r-17", "token", token)),
        Message("/foley/progress", ("r-17", "denoise", 0.35, 4.1)),
        Message("/foley/candidate", ("r-17", 2, 1, 0.71, 1, "/home/jo/Ünïcode/FOOT_boots.wav", -2147483648)),
        Message("/foley/status", ()),
    )
    packets = tuple(encode_message(one) for one in messages)
    return (*packets, bundle(*packets), bundle(bundle(packets[2]), packets[0], bundle(bundle(packets[4], packets[1]))))


def full_packets() -> tuple[bytes, ...]:
    """Packets of about 8 KB, each with as much work in it as the format allows."""
    filler = b"/" + b"f" * 110
    floats = struct.pack(">I", 0x3EDCBA98)
    four = padded(b"/abc") + padded(b",ffff") + floats * 4
    tiny = padded(b"/abc") + padded(b",ffff") + struct.pack(">I", 0x2A5CBA98) * 4
    return (
        padded(b"/a") + padded(b"," + b"f" * 255 + b"s") + floats * 255 + padded("é".encode() * 3400),
        padded(b"/a") + padded(b",s") + padded("é".encode() * 4080),
        bundle(*[padded(filler)] * 64),
        bundle(*[four] * 63, *[bundle()] * 64),
        bundle(*[tiny] * 63, *[bundle()] * 64),
        padded(b"/" + b"a" * (LIMIT_BYTES - 2)),
    )


def padded(text: bytes) -> bytes:
    """The bytes as OSC ends a string: one to four zeros, up to a multiple of 4."""
    return text + bytes(4 - len(text) % 4)


def _nested(depth: int) -> bytes:
    packet = b""
    for _ in range(depth):
        packet = BUNDLE + TIME.pack(*IMMEDIATELY) + (INT.pack(len(packet)) + packet if packet else b"")
    return packet
