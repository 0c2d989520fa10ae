"""A daemon whose disks are full or read-only: one typed answer, nothing partial, and on it goes when space returns.

    python -m benchmarks.reliability.faults --size 3

`size` is how often each fault comes. Small disks are mounted for it, which only root may; elsewhere it says so.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reliability.daemons import DaemonProcess, Socket
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer

DISK_BYTES = 1 << 20
_LISTEN_S = 20.0
_QUIET_S = 0.5
_MORE_THAN_THE_DISK_S = 10.0  # of sound


@dataclass(frozen=True)
class Outcome:
    """What one fault led to."""

    ends: tuple[str, ...]  # that the request was told: done, or the code of its failure
    partial: tuple[str, ...]  # files that should not be there
    goes_on: bool  # once the fault is over

    def holds(self, *expected: str) -> bool:
        """Whether it was told one of the expected ends, once, and all is well afterwards."""
        return len(self.ends) == 1 and self.ends[0] in expected and not self.partial and self.goes_on


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=3, help="times that each fault comes (3)")
    args = parser.parse_args(argv)
    if not may_mount():
        print("small disks cannot be mounted by this user: nothing was measured")
        return 0
    fine = True
    for name, (fault, expected) in FAULTS.items():
        for _ in range(args.size):
            with tempfile.TemporaryDirectory() as folder:
                outcome = fault(Path(folder))
            fine &= outcome.holds(*expected)
            told, partial = " ".join(outcome.ends), len(outcome.partial)
            goes_on = "goes on" if outcome.goes_on else "does not go on"
            print(f"{name:<44}{told:<24}{partial:>3} partial files, {goes_on}")
    return 0 if fine else 1


def may_mount() -> bool:
    """Whether this user may mount small disks here."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with small_disk(Path(folder) / "disk"):
                return True
        except (OSError, subprocess.CalledProcessError):
            return False


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of DISK_BYTES at a folder that is made for it."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=0700", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def too_small_a_disk(folder: Path) -> Outcome:
    """The sound is larger than the disk it is for."""
    with _host(folder) as host, small_disk(folder / "media") as media:
        ends = _ends(host, media, seconds=_MORE_THAN_THE_DISK_S)
        return Outcome(ends, _files(media), _ends(host, media) == ("done",))


def full_destination(folder: Path) -> Outcome:
    """The disk that sounds are for is full to its last byte."""
    with _host(folder) as host, small_disk(folder / "media") as media:
        filler = fill(media)
        ends, partial = _ends(host, media), tuple(one for one in _files(media) if one != str(filler))
        filler.unlink()
        return Outcome(ends, partial, _ends(host, media) == ("done",))


def read_only_destination(folder: Path) -> Outcome:
    """The disk that sounds are for takes nothing."""
    with _host(folder) as host, small_disk(folder / "media") as media:
        subprocess.run(["mount", "-o", "remount,ro", str(media)], check=True)
        ends = _ends(host, media)
        subprocess.run(["mount", "-o", "remount,rw", str(media)], check=True)
        return Outcome(ends, _files(media), _ends(host, media) == ("done",))


def full_journal(folder: Path) -> Outcome:
    """The journal's disk is full when the request comes."""
    with small_disk(folder / "home" / "state") as state, _host(folder) as host:
        media = _media(folder)
        filler = fill(state)
        ends = _ends(host, media)
        host.ping_s()
        filler.unlink()
        return Outcome(ends, _files(media), _ends(host, media) == ("done",))


def full_journal_at_work(folder: Path) -> Outcome:
    """The journal's disk becomes full while the request is made, and has space again a second later."""
    with small_disk(folder / "home" / "state") as state, _host(folder) as host:
        media = _media(folder)
        own_id = host.send("/foley/generate", *_wanted(media, "slow boots", 0.25))
        _wait_for(host, own_id, "progress")
        filler = fill(state)
        time.sleep(1.0)
        filler.unlink()
        ends = tuple(_heard_ends(host, own_id))
        return Outcome(ends, _files(media), _ends(host, media) == ("done",))


def full_journal_at_start(folder: Path) -> Outcome:
    """The daemon is started with no space for its own files: it says so and ends, and starts when there is some."""
    media = _media(folder)
    with small_disk(folder / "home" / "state") as state, ExitStack() as stack:
        filler = fill(state)
        daemon = DaemonProcess(folder / "home")
        daemon.launch()
        ended = daemon.ended(_LISTEN_S)
        left = tuple(one for one in _files(state) if one != str(filler) and Path(one).name.startswith("."))
        filler.unlink()
        stack.enter_context(daemon)
        host = stack.enter_context(daemon.socket())
        return Outcome(("ended",) if ended else ("hung",), left, _ends(host, media) == ("done",))


FAULTS: dict[str, tuple[Callable[[Path], Outcome], tuple[str, ...]]] = {
    "a sound larger than the disk": (too_small_a_disk, ("disk-full",)),
    "a full disk for sounds": (full_destination, ("disk-full",)),
    "a read-only disk for sounds": (read_only_destination, ("bad-path",)),
    "a full disk of the journal": (full_journal, ("disk-full",)),
    "the same while a request is at work": (full_journal_at_work, ("disk-full", "done")),
    "the same at the daemon's start": (full_journal_at_start, ("ended",)),
}


def fill(disk: Path) -> Path:
    """A file that takes all that is left."""
    filler = disk / "filler"
    descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT)
    for block in (bytes(4096), b"\0"):
        try:
            while os.write(descriptor, block):
                pass
        except OSError:
            continue
    os.close(descriptor)
    return filler


@contextmanager
def _host(folder: Path) -> Iterator[Socket]:
    """A host of a daemon that runs for the body."""
    with DaemonProcess(folder / "home") as daemon, daemon.socket() as host:
        yield host


def _media(folder: Path) -> Path:
    media = folder / "media"
    media.mkdir()
    return media


def _wanted(media: Path, prompt: str, seconds: float) -> tuple[Argument, ...]:
    return (prompt, seconds, 1, "destination", str(media), "rate", 48_000)


def _ends(host: Socket, media: Path, *, seconds: float = 0.25) -> tuple[str, ...]:
    """Every end that one request is told, without asking again."""
    return tuple(_heard_ends(host, host.send("/foley/generate", *_wanted(media, "boots", seconds))))


def _heard_ends(host: Socket, own_id: str) -> Iterator[str]:
    wait_s = _LISTEN_S
    while (answer := _next(host, own_id, wait_s)) is not None:
        if answer.final:
            yield str(answer.values.get("code", answer.word))
            wait_s = _QUIET_S


def _wait_for(host: Socket, own_id: str, word: str) -> None:
    while (answer := _next(host, own_id, _LISTEN_S)) is not None and answer.word != word:
        pass


def _next(host: Socket, own_id: str, timeout_s: float) -> Answer | None:
    end_s = time.monotonic() + timeout_s
    while (left_s := end_s - time.monotonic()) > 0:
        answer = host.answer(left_s)
        if answer is not None and answer.id == own_id:
            return answer
    return None


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(str(one) for one in folder.rglob("*") if one.is_file())


if __name__ == "__main__":
    sys.exit(main())
