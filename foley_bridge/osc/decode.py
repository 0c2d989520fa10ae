"""Bytes to messages: strict, bounded, and without a loop or a recursion that the bytes could drive.

Every step goes forward in the packet by at least four bytes, so the work is at most proportional to its length.
"""

import time

from foley_bridge.osc.layout import (
    ALIGNMENT_BYTES,
    BUNDLE,
    FLOAT,
    IMMEDIATELY,
    INT,
    LIMIT_BYTES,
    SECONDS_FROM_1900_TO_1970,
    TIME,
)
from foley_bridge.osc.message import Argument, Message, OscError

MOST_MESSAGES = 64  # in one packet
MOST_ARGUMENTS = 256  # in one packet: the longest message of the protocol has about forty
DEEPEST_BUNDLE = 4  # a bundle that is no other's element has depth 1
MOST_AHEAD_S = 5.0  # of a bundle's timetag: what is further ahead would have to be kept somewhere

_SLASH, _COMMA = b"/,"
_TAG_I, _TAG_S = b"is"
_PADDING = (b"\0", b"\0\0", b"\0\0\0", b"\0\0\0\0")


def decode_packet(data: bytes, *, now_s: float | None = None, limit_bytes: int = LIMIT_BYTES) -> list[Message]:
    """Messages of an OSC 1.0 packet, those of bundles in the order they are written; nothing waits for its timetag.

    A float is the shortest decimal that its 32 bits stand for: 4.1 arrives as 4.1. `now_s` is Unix time (the clock's
    where it is None). Raises OscError, and nothing else, for what is no packet or is outside the limits.
    """
    if len(data) > limit_bytes:
        raise OscError(
            f"A packet of more than {limit_bytes} bytes came in: send shorter messages, or fewer in a bundle."
        )
    if not data or len(data) % ALIGNMENT_BYTES:
        raise OscError(f"A packet of {len(data)} bytes came in: its length must be a multiple of 4, and not 0.")
    if data[0] == _SLASH:
        return [_message(data, 0, len(data), most_arguments=MOST_ARGUMENTS)]
    return _bundled(data, time.time() if now_s is None else now_s)


def _bundled(data: bytes, now_s: float) -> list[Message]:
    """Messages of a bundle and of those inside, without recursion: `ends` are those of the bundles that are open."""
    found: list[Message] = []
    left = MOST_ARGUMENTS
    at, ends = _opened(data, 0, len(data), now_s=now_s), [len(data)]
    while ends:
        if at == ends[-1]:
            ends.pop()
            continue
        at, end = _element(data, at, ends[-1])
        if data[at] == _SLASH:
            if len(found) == MOST_MESSAGES:
                raise OscError(f"A bundle has more than {MOST_MESSAGES} messages: send several bundles.")
            found.append(_message(data, at, end, most_arguments=left))
            left -= len(found[-1].arguments)
            at = end
        elif len(ends) == DEEPEST_BUNDLE:
            raise OscError(f"Bundles are nested deeper than {DEEPEST_BUNDLE}.")
        else:
            at = _opened(data, at, end, now_s=now_s)
            ends.append(end)
    return found


def _opened(data: bytes, at: int, end: int, *, now_s: float) -> int:
    """Where the first element of the bundle at `at` begins."""
    first = at + len(BUNDLE) + TIME.size
    if first > end or not data.startswith(BUNDLE, at):
        raise OscError("A packet or a bundle's element is neither a message (an address from '/' on) nor a bundle.")
    seconds, fraction = TIME.unpack_from(data, first - TIME.size)
    ahead_s = seconds + fraction / 2**32 - SECONDS_FROM_1900_TO_1970 - now_s
    if ahead_s > MOST_AHEAD_S and (seconds, fraction) != IMMEDIATELY:
        raise OscError(f"A bundle's timetag is {ahead_s:.1f} s ahead: at most {MOST_AHEAD_S:g} s are taken.")
    return first


def _element(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Beginning and end of the element whose size stands at `at`."""
    (size_bytes,) = INT.unpack_from(data, at)  # four bytes are there: every beginning and end is a multiple of 4
    at += INT.size
    if size_bytes <= 0 or size_bytes % ALIGNMENT_BYTES or size_bytes > end - at:
        raise OscError(f"A bundle's element says it has {size_bytes} bytes where {end - at} are left.")
    return at, at + size_bytes


def _message(data: bytes, at: int, end: int, *, most_arguments: int) -> Message:
    address, at = _text(data, at, end, encoding="ascii")
    if not address.isprintable():
        raise OscError(f"The address {address!r} has characters that cannot be printed.")
    if at == end:
        return Message(address)  # senders older than OSC 1.0 leave an empty list of tags out
    if data[at] != _COMMA:
        raise OscError(f"The arguments of {address} have no type tags: they begin with a comma.")
    comma = at
    tags_end, at = _span(data, at, end)
    if tags_end - comma - 1 > most_arguments:
        raise OscError(f"A packet has more than {MOST_ARGUMENTS} arguments.")
    arguments, at = _arguments(data, at, end, tags=data[comma + 1 : tags_end])
    if at != end:
        raise OscError(f"{end - at} bytes are left over behind the arguments of {address}.")
    return Message(address, arguments)


def _arguments(data: bytes, at: int, end: int, *, tags: bytes) -> tuple[tuple[Argument, ...], int]:
    """The arguments that `tags` name, and where they end."""
    found: list[Argument] = []
    for tag in tags:
        if tag == _TAG_S:
            text, at = _text(data, at, end, encoding="utf-8")
            found.append(text)
        elif tag not in b"if":
            raise OscError(f"An argument has the type tag {chr(tag)!r}: only i, f and s are taken.")
        elif end - at < INT.size:
            raise OscError("A message ends before its arguments do.")
        else:
            found.append(INT.unpack_from(data, at)[0] if tag == _TAG_I else _float(data, at))
            at += INT.size
    return tuple(found), at


def _float(data: bytes, at: int) -> float:
    """The shortest decimal that stands for the 32 bits: nine digits always do, six are what most people type."""
    (exact,) = FLOAT.unpack_from(data, at)
    wanted = data[at : at + FLOAT.size]
    for digits in ("%.6g", "%.7g", "%.8g"):
        short = float(digits % exact)
        try:
            if FLOAT.pack(short) == wanted:
                return short
        except OverflowError:  # the largest floats round up, to more than 32 bits hold
            continue
    return float(f"{exact:.9g}")


def _text(data: bytes, at: int, end: int, *, encoding: str) -> tuple[str, int]:
    """The string at `at`, and where the next part begins."""
    zero, after = _span(data, at, end)
    try:
        return data[at:zero].decode(encoding), after
    except UnicodeDecodeError as error:
        raise OscError(f"A string is not {encoding.upper()}: {data[at:zero][:40]!r}.") from error


def _span(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Where the string at `at` ends, and where its padding does: never behind `end`, which is a multiple of 4."""
    zero = data.find(0, at, end)
    if zero < 0:
        raise OscError("A string has no end: a zero byte and padding up to a multiple of 4 close it.")
    after = zero + ALIGNMENT_BYTES - zero % ALIGNMENT_BYTES
    if data[zero:after] not in _PADDING:
        raise OscError("A string's padding is not zero.")
    return zero, after
