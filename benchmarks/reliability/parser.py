"""The decoder against a million hostile packets: nothing but OscError, never slow, and what python-osc reads.

    python -m benchmarks.reliability.parser --size 1000000

Packets are real messages and bundles with bytes flipped, cut, doubled and overwritten, the packets that did harm
elsewhere and their mutations, and random bytes; a seed makes them the same at every run.
"""

import argparse
import faulthandler
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import median

from pythonosc.osc_packet import OscPacket

from benchmarks.reliability.attacks import REAL_MESSAGES, attacks, bundle, full_packets, padded, real_packets
from benchmarks.reliability.oracle import read_by_python_osc, read_by_us
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.layout import LIMIT_BYTES
from foley_bridge.osc.message import Message, OscError

MOST_CPU_MS = 1.0  # for a packet of 8 KB
_HANGING_S = 60.0
_BATCH = 1000
SHOWN_DIGITS = 400  # of a packet that does what it must not
_HOSTILE_NUMBERS = (
    b"\xff\xff\xff\xfc",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\0\0\0\0",
    b"\0\0\0\x04",
    b"#bun",
    b"\x7f\xc0\0\0",
)


@dataclass
class Tally:
    """What became of the packets."""

    accepted: int = 0
    refused: int = 0
    uncaught: int = 0
    read_otherwise: int = 0  # by python-osc, of those that both accept
    refused_by_python_osc: int = 0  # of those that we accept
    slowest_cpu_ms: float = 0.0

    @property
    def packets(self) -> int:
        """How many there were."""
        return self.accepted + self.refused + self.uncaught

    @property
    def holds(self) -> bool:
        """Whether the figures are those that must hold."""
        return not self.uncaught and not self.read_otherwise and self.slowest_cpu_ms < MOST_CPU_MS


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 1 where a figure does not hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability.parser", description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000, help="packets (default 1000000)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    tally = fuzz(args.size, args.seed)
    print(f"packets                     {tally.packets:>12,}")
    print(f"accepted / refused          {tally.accepted:>12,} / {tally.refused:,}")
    print(f"uncaught exceptions         {tally.uncaught:>12,}")
    print(f"read otherwise by python-osc{tally.read_otherwise:>12,} of those that both accept")
    print(f"slowest packet, CPU         {tally.slowest_cpu_ms:>12.3f} ms (8 KB, goal below {MOST_CPU_MS:g} ms)")
    ours, theirs = decoding_speeds()
    print(
        f"decoded in one process      {ours:>12,.0f} messages/s, python-osc {theirs:,.0f} ({ours / theirs:.2f} times)"
    )
    return 0 if tally.holds else 1


def fuzz(size: int, seed: int = 1) -> Tally:
    """Decode so many hostile packets. A packet that hangs ends the process with a traceback."""
    tally = Tally()
    packets = hostile_packets(random.Random(seed))
    for number in range(size):
        if number % _BATCH == 0:
            faulthandler.dump_traceback_later(_HANGING_S, exit=True)
        _try_one(next(packets), tally)
    for packet in full_packets():
        _try_one(packet, tally)
    faulthandler.cancel_dump_traceback_later()
    return tally


def hostile_packets(chance: random.Random) -> Iterator[bytes]:
    """Packets without end, the known attacks first."""
    known = tuple(attacks().values())
    yield from known
    seeds = (*real_packets(), *full_packets(), *known)
    while True:
        draw = chance.random()
        if draw < 0.05:
            yield chance.randbytes(4 * chance.randrange(64))
        elif draw < 0.10:
            yield b"#bundle\0" + chance.randbytes(4 * chance.randrange(32))
        elif draw < 0.30:
            yield _made(chance, deepest=chance.randrange(6))
        elif draw < 0.40:
            yield _mutated(_made(chance, deepest=chance.randrange(6)), chance)
        else:
            yield _mutated(chance.choice(seeds), chance)


def decoding_speeds(rounds: int = 7, repeats: int = 300) -> tuple[float, float]:
    """Messages a second of CPU time, ours and python-osc's, on the same real messages in turns; medians."""
    packets = real_packets()[:REAL_MESSAGES]
    runs = [(_speed(decode_packet, packets, repeats), _speed(OscPacket, packets, repeats)) for _ in range(rounds)]
    return median(ours for ours, _ in runs), median(theirs for _, theirs in runs)


def _speed(decode: Callable[[bytes], object], packets: Sequence[bytes], repeats: int) -> float:
    start_s = time.process_time()
    for _ in range(repeats):
        for packet in packets:
            decode(packet)
    return repeats * len(packets) / (time.process_time() - start_s)


def _try_one(packet: bytes, tally: Tally) -> None:
    start_ns = time.thread_time_ns()
    messages: list[Message] | None = None
    try:
        messages = decode_packet(packet)
    except OscError:
        tally.refused += 1
    except Exception as error:  # noqa: BLE001  # any other is what this looks for
        tally.uncaught += 1
        print(f"uncaught {error!r}: {packet.hex()[:SHOWN_DIGITS]}", file=sys.stderr)
    cpu_ms = (time.thread_time_ns() - start_ns) / 1e6
    if cpu_ms > tally.slowest_cpu_ms and len(packet) <= LIMIT_BYTES:
        # Once more, thrice: a pause of the system or of the garbage collector is not the packet's.
        tally.slowest_cpu_ms = max(tally.slowest_cpu_ms, min(cpu_ms, *(_cpu_ms(packet) for _ in range(3))))
    if messages is not None:
        tally.accepted += 1
        _compare(packet, messages, tally)


def _cpu_ms(packet: bytes) -> float:
    start_ns = time.thread_time_ns()
    with suppress(OscError):
        decode_packet(packet)
    return (time.thread_time_ns() - start_ns) / 1e6


def _compare(packet: bytes, messages: list[Message], tally: Tally) -> None:
    theirs = read_by_python_osc(packet)
    if theirs is None:
        tally.refused_by_python_osc += 1
    # python-osc sorts by timetag, so one that is not over yet changes its order.
    elif sorted(theirs, key=repr) != sorted(read_by_us(messages), key=repr):
        tally.read_otherwise += 1
        print(f"read otherwise: {packet.hex()[:SHOWN_DIGITS]}", file=sys.stderr)


def _made(chance: random.Random, deepest: int) -> bytes:
    """A message or bundle of random parts, whole in its form."""
    if deepest and chance.random() < 0.8:
        inside = (_made(chance, deepest - 1) for _ in range(chance.randrange(5)))
        return bundle(*inside, time=(chance.choice((*range(9), 3_900_000_000, 4_200_000_000)), chance.getrandbits(32)))
    tags = "".join(chance.choice("ifs" * 20 + "T") for _ in range(chance.randrange(12)))
    parts = (_made_text(chance) if tag == "s" else chance.randbytes(4) for tag in tags if tag != "T")
    return padded(b"/" + _made_text(chance, "abc/*_ ").rstrip(b"\0")) + padded(b"," + tags.encode()) + b"".join(parts)


def _made_text(chance: random.Random, letters: str = "abc/*é\x07😀 ") -> bytes:
    return padded("".join(chance.choice(letters) for _ in range(chance.randrange(12))).encode())


def _mutated(packet: bytes, chance: random.Random) -> bytes:
    data = bytearray(packet)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(6)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del data[at & ~3 :]
        elif kind == 2:
            data[at & ~3 : (at & ~3) + 4] = chance.choice(_HOSTILE_NUMBERS)
        elif kind == 3:
            data[at:at] = chance.randbytes(chance.choice((1, 4, 4, 8)))
        elif kind == 4:
            data[at & ~3 : at & ~3] = data[(at & ~3) - 64 : at & ~3]
        elif at < len(data):
            data[at] = chance.choice(b"\0,/#ifsTb[\xff")
    return bytes(data[: LIMIT_BYTES + 4])


if __name__ == "__main__":
    sys.exit(main())
