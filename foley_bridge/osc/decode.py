"""Bytes to messages: strict, bounded, and without a loop or a recursion that the bytes could drive.

Every step goes forward in the packet by at least four bytes, so the work is at most proportional to its length.
"""

import math
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
MOST_BUNDLES = 64  # inside of another, in one packet
MOST_ARGUMENTS = 256  # in one packet: the longest message of the protocol has about forty
DEEPEST_BUNDLE = 4  # a bundle that is no other's element has depth 1
MOST_AHEAD_S = 5.0  # of a bundle's timetag: what is further ahead would have to be kept somewhere

_SLASH = ord("/")
_PADDINGS = (b"\0\0\0\0", b"\0\0\0", b"\0\0", b"\0")  # by where the string ends, in fours

_TYPED_FROM, _TYPED_BELOW = 1e-12, 2.0**24  # by size
_POWERS_OF_TEN = tuple(10.0**power for power in range(23))


def decode_packet(data: bytes, *, now_s: float | None = None, limit_bytes: int = LIMIT_BYTES) -> list[Message]:
    """Messages of an OSC 1.0 packet, those of bundles in the order they are written; nothing waits for its timetag.

    A float between 1e-12 and 2**24 is the shortest decimal that its 32 bits stand for: 4.1 arrives as 4.1. `now_s` is
    Unix time (the clock's where it is None). Raises OscError, and nothing else, for what is no packet or is outside
    the limits.
    """
    if len(data) > limit_bytes:
        raise OscError(
            f"A packet of more than {limit_bytes} bytes came in: send shorter messages, or fewer in a bundle."
        )
    if not data or len(data) % ALIGNMENT_BYTES:
        raise OscError(f"A packet of {len(data)} bytes came in: its length must be a multiple of 4, and not 0.")
    if data[0] == _SLASH:
        return [_message(data, 0, len(data), MOST_ARGUMENTS)]
    return _bundled(data, time.time() if now_s is None else now_s)


def _bundled(data: bytes, now_s: float) -> list[Message]:
    """Messages of a bundle and of those inside, without recursion: `ends` are those of the bundles that are open."""
    found: list[Message] = []
    left, bundles = MOST_ARGUMENTS, 0
    at, ends = _opened(data, 0, len(data), now_s=now_s), [len(data)]
    while ends:
        if at == ends[-1]:
            ends.pop()
            continue
        at, end = _element(data, at, ends[-1])
        if data[at] == _SLASH:
            if len(found) == MOST_MESSAGES:
                raise OscError(f"A bundle has more than {MOST_MESSAGES} messages: send several bundles.")
            found.append(_message(data, at, end, left))
            left -= len(found[-1].arguments)
            at = end
        elif len(ends) == DEEPEST_BUNDLE or bundles == MOST_BUNDLES:
            raise OscError(f"Bundles are nested deeper than {DEEPEST_BUNDLE}, or more than {MOST_BUNDLES} are in one.")
        else:
            bundles += 1
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


def _message(data: bytes, at: int, end: int, most_arguments: int) -> Message:
    address, at = _text(data, at, end, "ascii")
    if not address.isprintable():
        raise OscError(f"The address {address!r} has characters that cannot be printed.")
    if at == end:
        return Message(address)  # senders older than OSC 1.0 leave an empty list of tags out
    tags, at = _text(data, at, end, "ascii")
    if tags[:1] != ",":
        raise OscError(f"The arguments of {address} have no type tags: they begin with a comma.")
    if len(tags) - 1 > most_arguments:
        raise OscError(f"A packet has more than {MOST_ARGUMENTS} arguments.")
    return Message(address, _arguments(data, at, end, tags[1:]))


def _arguments(data: bytes, at: int, end: int, tags: str) -> tuple[Argument, ...]:
    """The arguments that `tags` name, which must fill the bytes from `at` to `end`."""
    found: list[Argument] = []
    for tag in tags:
        if tag == "s":
            text, at = _text(data, at, end, "utf-8")
            found.append(text)
            continue
        if tag not in "if":
            raise OscError(f"An argument has the type tag {tag!r}: only i, f and s are taken.")
        if end - at < INT.size:
            raise OscError("A message ends before its arguments do.")
        found.append(INT.unpack_from(data, at)[0] if tag == "i" else _float(data, at))
        at += INT.size
    if at != end:
        raise OscError(f"{end - at} bytes are left over behind the arguments of a message.")
    return tuple(found)


def _float(data: bytes, at: int) -> float:
    """The decimal with the fewest digits that rounds to the same 32 bits; the exact value beyond what people type.

    A float's neighbours are 2**(exponent - 24) apart. With so many decimals that theirs are no nearer to each other,
    only one can stand for it; one or two decimals more and one always does. Integers below 2**53 and powers of ten up
    to 1e22 are exact in 64 bits, so the quotient is what writing the decimal down and reading it gives.
    """
    wanted = data[at : at + FLOAT.size]
    exact: float = FLOAT.unpack(wanted)[0]
    if not _TYPED_FROM <= abs(exact) < _TYPED_BELOW:  # NaN, too
        return exact
    decimals = (24 - math.frexp(exact)[1]) * 1233 >> 12  # 1233 / 4096 is log10(2)
    for power in _POWERS_OF_TEN[decimals : decimals + 3]:
        short = round(exact * power) / power
        if FLOAT.pack(short) == wanted:
            return short
    return exact


def _text(data: bytes, at: int, end: int, encoding: str) -> tuple[str, int]:
    """The string at `at`, and where its padding ends: never behind `end`, which is a multiple of 4."""
    zero = data.find(0, at, end)
    if zero < 0:
        raise OscError("A string has no end: a zero byte and padding up to a multiple of 4 close it.")
    if not data.startswith(_PADDINGS[zero % ALIGNMENT_BYTES], zero):
        raise OscError("A string's padding is not zero.")
    try:
        return data[at:zero].decode(encoding), zero + ALIGNMENT_BYTES - zero % ALIGNMENT_BYTES
    except UnicodeDecodeError as error:
        raise OscError(f"A string is not {encoding.upper()}: {data[at:zero][:40]!r}.") from error
