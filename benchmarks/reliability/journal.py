"""Kills a program at random points while it works with the journal, and counts what it was told was kept and is not.

    python -m benchmarks.reliability.journal --size 1000

The program prints a line after each call of the journal that came back; a kill -9 ends it somewhere between or within
such calls. Then the journal is opened as a daemon's start does, and everything that was printed must be in it. A kill
leaves what was written in the system's memory, so it does not show what a power cut does: that is synchronous = FULL.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import CandidateRecord, Job, State
from foley_models.errors import UnknownIdError

KILLS_A_JOURNAL = 50
LATEST_S = 0.06  # after the first line, in which a kill comes
MEASURED_ACCEPTS = 500  # below the bound of the queue


@dataclass
class Tally:
    """What was seen over all kills."""

    kills: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)  # lines that do not hold
    open_s: list[float] = field(default_factory=list)  # opening and recovering


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where anything acknowledged was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100, help="kills (100)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    parser.add_argument("--work-on", type=Path, help=argparse.SUPPRESS)  # be the program that is killed
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.work_on:
        work(args.work_on, args.first)
    with tempfile.TemporaryDirectory() as folder:
        tally = kill_often(Path(folder), args.size, seed=args.seed)
        times_s = accept_times_s(Path(folder) / "measured.sqlite3")
    print(f"kills                    {tally.kills}")
    print(f"acknowledged steps       {tally.acknowledged}")
    print(f"lost                     {len(tally.lost)} {' '.join(tally.lost[:5])}")
    print(f"ready again, median      {statistics.median(tally.open_s) * 1e3:.1f} ms")
    print(f"accept, median           {statistics.median(times_s) * 1e3:.2f} ms")
    print(f"accept, 99 of 100 under  {statistics.quantiles(times_s, n=100)[98] * 1e3:.2f} ms")
    return 1 if tally.lost else 0


def work(path: Path, first: int) -> None:
    """Accept, make and deliver jobs for ever, and print each step once it is on the disk."""
    with Journal(path) as journal:
        journal.recover()
        number = first
        while True:
            for _ in range(2):
                journal.accept(f"job-{number}", f"order {number}", "udp:127.0.0.1:9")
                _say("accepted", f"job-{number}")
                number += 1
            for _ in range(2 if journal.waiting() > 20 else 1):
                _deliver(journal)


def kill_often(folder: Path, kills: int, *, seed: int = 1) -> Tally:
    """Kill the program so often, and look into the journal after each."""
    moments, tally = random.Random(seed), Tally()
    while tally.kills < kills:
        path = folder / f"{tally.kills}.sqlite3"
        said: set[str] = set()
        for _ in range(min(KILLS_A_JOURNAL, kills - tally.kills)):
            said |= _lines_until_killed(path, len(said), moments.uniform(0, LATEST_S))
            began_s = time.perf_counter()
            with Journal(path) as journal:
                journal.recover()
                tally.open_s.append(time.perf_counter() - began_s)
                tally.lost += [f"set aside: {journal.set_aside}"] * bool(journal.set_aside)
                tally.lost += [line for line in sorted(said) if not _holds(journal, line)]
            tally.kills += 1
        tally.acknowledged += len(said)
    return tally


def accept_times_s(path: Path) -> list[float]:
    """How long each of MEASURED_ACCEPTS requests took to be accepted."""
    order = "x" * 600  # about the length of a real one
    times_s = []
    with Journal(path) as journal:
        for number in range(MEASURED_ACCEPTS):
            began_s = time.perf_counter()
            journal.accept(f"job-{number}", order, "udp:127.0.0.1:9")
            times_s.append(time.perf_counter() - began_s)
    return times_s


def _deliver(journal: Journal) -> None:
    job = journal.next_queued()
    if job is None:
        return
    _say("started", job.id)
    if not any(one.published for one in journal.candidates(job.id)):
        journal.intend(_record(job))
        journal.published(job.id, 0)
    _say("published", job.id)
    journal.imported(job.id, 0)
    _say("imported", job.id)
    journal.finish(job.id, 1, 0, "")
    _say("done", job.id)


def _record(job: Job) -> CandidateRecord:
    return CandidateRecord(
        job.id, 0, 1, 0.5, passed=True, seed=7, path=f"/sounds/{job.id}.wav", sha256="0" * 64, recipe="{}"
    )


def _say(step: str, job: str) -> None:
    os.write(1, f"{step} {job}\n".encode())


def _lines_until_killed(path: Path, first: int, after_s: float) -> set[str]:
    command = [sys.executable, "-m", "benchmarks.reliability.journal", f"--work-on={path}", f"--first={first}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        begun = program.stdout.readline()
        time.sleep(after_s)
        program.kill()
        rest = program.stdout.read()
    if not begun or program.returncode >= 0:
        raise RuntimeError(f"the program ended by itself, with {program.returncode}")
    return {line.decode() for line in (begun + rest).split(b"\n")[:-1]}


def _holds(journal: Journal, line: str) -> bool:
    step, job = line.split()
    try:
        state, candidates = journal.job(job).state, journal.candidates(job)
    except UnknownIdError:
        return False
    return {
        "accepted": True,
        "started": state in (State.QUEUED, State.DONE) and journal.job(job).attempts > 0,
        "published": any(one.published for one in candidates),
        "imported": any(one.imported for one in candidates) and not journal.offers(job),
        "done": state is State.DONE,
    }[step]


if __name__ == "__main__":
    sys.exit(main())
