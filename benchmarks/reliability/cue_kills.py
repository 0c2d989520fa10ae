"""Kills daemon and host at random moments while a cue sheet is made, and looks whether every cue is there once.

    python -m benchmarks.reliability.cue_kills --cues 200 --size 60
    python -m benchmarks.reliability.cue_kills --cues 200 --size 20 --osc      the daemon makes it: /foley/cues

The daemon is the real one but for its model, the host is `foley-bridge cues` but for its waiting for a daemon; each has
a process of its own, is killed with -9, and started again.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reliability.daemons import DaemonProcess
from foley_bridge.cues.keeping import RECORD_FILE
from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.rpp import quote

TAKES = 2
PAUSE_LEAST_S, PAUSE_MOST_S = 0.05, 0.8
OSC_PAUSE_MOST_S = 4.0  # the process that does it takes a second to begin
OSC_ID = "cue-kills"
END_MOST_S = 600.0
REAPER_FILE = "FILE "


@dataclass(frozen=True)
class Found:
    """What is left after the kills; each list should be empty."""

    cues: int
    daemon_kills: int
    host_kills: int
    seconds: float
    missing: list[str]  # cues that are not in the record, or not in the project
    doubled: list[str]  # cues that are in the record twice, sounds that are on the timeline twice
    surplus: list[str]  # sounds in the folder that no cue has
    temporary: list[str]

    @property
    def holds(self) -> bool:
        """Whether every cue is there exactly once."""
        return not (self.missing or self.doubled or self.surplus or self.temporary)

    def lines(self) -> Iterator[str]:
        """The figures."""
        yield f"cues                      {self.cues:,}, {TAKES} takes each, in {self.seconds:.0f} s"
        yield f"kills                     {self.daemon_kills} of the daemon, {self.host_kills} of the host"
        for name in ("missing", "doubled", "surplus", "temporary"):
            wrong: list[str] = getattr(self, name)
            yield f"{name:<26}{len(wrong)}{f': {wrong[:3]}' if wrong else ''}"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cues", type=int, default=200, help="events of the sheet (200)")
    parser.add_argument("--size", type=int, default=60, help="kills, half of them of the daemon (60)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    parser.add_argument("--osc", action="store_true", help="the sheet is one request, which the daemon makes")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        found = kill_while_made(Path(folder), args.cues, args.size, seed=args.seed, osc=args.osc)
    for line in found.lines():
        print(line)
    return 0 if found.holds else 1


def kill_while_made(folder: Path, cues: int, kills: int, *, seed: int = 1, osc: bool = False) -> Found:
    """Make a sheet through so many kills. TimeoutError where it does not come to an end."""
    chance, out, began_s = random.Random(seed), folder / "out", time.monotonic()
    sheet = folder / "sheet.csv"
    sheet.write_text(sheet_of(cues), encoding="utf-8")
    out.mkdir()
    killed: Counter[str] = Counter()
    with DaemonProcess(folder / "home") as daemon:
        host = _Host(sheet, out, folder / "home", osc=osc)
        for number in range(kills):
            time.sleep(chance.uniform(PAUSE_LEAST_S, OSC_PAUSE_MOST_S if osc else PAUSE_MOST_S))
            if host.ended:
                break
            if number % 2:
                killed["host"] += 1
                host.kill()
                host.start()
            else:
                killed["daemon"] += 1
                daemon.kill()
                daemon.launch()
        host.finish()
    return look(out, cues, killed, seconds=time.monotonic() - began_s)


class _Host:
    def __init__(self, sheet: Path, out: Path, home: Path, *, osc: bool) -> None:
        self._command = [sys.executable, "-m", "benchmarks.reliability.cue_host", str(sheet), str(out)]
        self._command += ["--osc", OSC_ID] if osc else []
        self._surroundings = {**os.environ, HOME_VARIABLE: str(home)}
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._surroundings)

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def finish(self) -> None:
        """Wait for its own end; what failed for the kills' sake is tried once more, as a person would."""
        if self._process.wait(END_MOST_S) != 0:
            self.start()
            self._process.wait(END_MOST_S)


def sheet_of(cues: int) -> str:
    """A sheet of so many cues."""
    rows = "".join(f"{number * 0.5:g},0.25,boots on gravel {number},{TAKES}\n" for number in range(cues))
    return f"time,length,prompt,count\n{rows}"


def look(out: Path, cues: int, killed: Counter[str], *, seconds: float) -> Found:
    """What lies in the folder of a sheet that is done."""
    records = [json.loads(line) for line in (out / RECORD_FILE).read_text(encoding="utf-8").splitlines()]
    whole = [one for one in records if one["takes"]]
    keys = Counter(one["key"] for one in whole)
    project = max(out.glob("cues*.RPP"), key=lambda one: one.stat().st_mtime).read_text(encoding="utf-8")
    kept = Counter(take["file"] for one in whole for take in one["takes"])
    there = {str(one.relative_to(out)) for one in out.rglob("*.wav")}
    missing = [key for key, _ in Counter(one["key"] for one in records).items() if key not in keys]
    return Found(
        cues=cues,
        daemon_kills=killed["daemon"],
        host_kills=killed["host"],
        seconds=seconds,
        missing=[*missing, *[f"{cues - len(keys)} cues"] * (len(keys) < cues), *sorted(set(kept) - there)]
        + [one for one in kept if f"{REAPER_FILE}{quote(one)}" not in project],
        doubled=[one for one, times in (keys + kept).items() if times > 1]
        + [one for one in kept if project.count(f"{REAPER_FILE}{quote(one)}") > 1],
        surplus=sorted(there - set(kept)),
        temporary=[str(one) for one in out.rglob("*.part")],
    )


if __name__ == "__main__":
    sys.exit(main())
