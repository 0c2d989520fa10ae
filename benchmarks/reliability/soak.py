"""Thousands of requests through one daemon: nothing may grow, neither memory nor descriptors, threads or files.

    python -m benchmarks.reliability.soak --size 10000

Requests come over UDP and through the spool folder; some are sent twice, some cancelled, some wrong, and their sounds
are confirmed as hosts do. What is measured first comes after a fifth of them.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from benchmarks.reliability.daemons import DaemonProcess, Socket
from benchmarks.reliability.hosts import SpoolLink
from benchmarks.reliability.watch import descriptors, engine_of, resident_bytes, threads
from foley_bridge.client import new_id
from foley_bridge.osc.message import Argument

# Of either process. Python copies its table of interned names now and then, 0.9 MB at a time, and the allocator keeps
# room for two or three of them; what grows with each request would be more than this after a few thousand.
GROWTH_MOST_BYTES = 4 << 20
SAMPLES = 5
_ANSWER_S = 30.0


@dataclass(frozen=True)
class Sample:
    """What a daemon and its engine hold at one moment."""

    requests: int
    daemon_bytes: int
    engine_bytes: int
    descriptors: int
    threads: int
    temporary: int  # files
    spool: int  # files


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where anything grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000, help="requests (10000)")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        samples = soak(Path(folder), args.size)
    print("requests   daemon MiB   engine MiB   descriptors   threads   temporary   spool files")
    for one in samples:
        sizes = f"{one.requests:>8,}{one.daemon_bytes / 2**20:>13.2f}{one.engine_bytes / 2**20:>13.2f}"
        print(f"{sizes}{one.descriptors:>14}{one.threads:>10}{one.temporary:>12}{one.spool:>14}")
    found = grown(samples)
    print(f"grown: {', '.join(found) or 'nothing'}")
    return 1 if found else 0


def soak(home: Path, requests: int) -> list[Sample]:
    """Work them off, and look SAMPLES times, first after a part of them."""
    media, samples = home / "media", []
    media.mkdir()
    with DaemonProcess(home) as daemon, daemon.socket() as host:
        spool = SpoolLink(daemon.folders, "soak")
        for number in range(requests):
            _one(host, spool, number, media)
            if (number + 1) * SAMPLES % requests < SAMPLES:
                _settle(host, spool)
                samples.append(_look(daemon, number + 1))
    return samples


def grown(samples: Sequence[Sample]) -> list[str]:
    """What the last sample has more of than the first."""
    first, last = samples[0], samples[-1]
    names = ("daemon's memory", "engine's memory", "descriptors", "threads", "temporary files", "spool files")
    allowed = (GROWTH_MOST_BYTES, GROWTH_MOST_BYTES, 0, 0, 0, 0)
    pairs = zip(names, allowed, astuple(first)[1:], astuple(last)[1:], strict=True)
    return [name for name, most, before, after in pairs if after > before + most]


def _one(host: Socket, spool: SpoolLink, number: int, media: Path) -> None:
    """One request of the kind that its number makes it."""
    own_id = new_id()
    wanted: tuple[Argument, ...] = ("boots on gravel", 0.25, 1 + number % 2, "rate", 8000, "destination", str(media))
    if number % 10 == 0:
        spool.send("/foley/generate", own_id, *wanted)
        _confirm_all(spool, own_id)
        return
    if number % 10 == 1:
        host.ask("/foley/generate", "boots", 99.0, 1)
    sent = (own_id, *wanted, "token", host.session.token)
    for _ in range(2 if number % 10 == 2 else 1):
        host.send_message("/foley/generate", *sent)
    if number % 10 == 3:
        host.send("/foley/cancel", own_id)
    _confirm_all(host, own_id)


def _confirm_all(link: Socket | SpoolLink, own_id: str) -> None:
    """Confirm each candidate of a request until its end."""
    end_s = time.monotonic() + _ANSWER_S
    while time.monotonic() < end_s:
        answer = link.receive(0.005) if isinstance(link, SpoolLink) else link.answer(_ANSWER_S)
        if answer is None or answer.id != own_id:
            continue
        if answer.final:
            return
        if answer.word == "candidate":
            index = int(answer.values["index"])
            if isinstance(link, SpoolLink):
                link.send("/foley/imported", f"{own_id}.{index}", own_id, index)
            else:
                link.send("/foley/imported", own_id, index)
            Path(str(answer.values["path"])).unlink(missing_ok=True)  # told again, since the request was sent twice
    raise TimeoutError(f"{own_id} came to no end within {_ANSWER_S:g} s")


def _settle(host: Socket, spool: SpoolLink) -> None:
    """Wait until nothing is at work, and read what was still under way: an unread answer is a file."""
    status = host.ask("/foley/status").values
    while status["queued"] or status["running"]:
        time.sleep(0.05)
        status = host.ask("/foley/status").values
    while spool.receive(0.2) is not None:
        pass


def _look(daemon: DaemonProcess, requests: int) -> Sample:
    pid, engine = daemon.pid, engine_of(daemon.pid)
    files = [one for one in daemon.home.rglob("*") if one.is_file()]
    return Sample(
        requests=requests,
        daemon_bytes=resident_bytes(pid),
        engine_bytes=resident_bytes(engine) if engine else 0,
        descriptors=descriptors(pid),
        threads=threads(pid),
        temporary=sum(one.name.startswith(".") or one.suffix in (".part", ".tmp") for one in files),
        spool=sum(daemon.folders.spool in one.parents for one in files),
    )


if __name__ == "__main__":
    sys.exit(main())
