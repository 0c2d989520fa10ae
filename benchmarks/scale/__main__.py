"""Runs batches and simulates them by the costs of other batches: `python -m benchmarks.scale [--core]`.

Without `--core` the engines wait as long as a model would compute, so that up to eight workers fit on two cores and
other work on the machine matters little; costs come from one batch by one worker. With it they are the real ones with
the pack `core`, one thread each; costs come from two batches by one worker, right before and right after each one that
is compared, since a machine is seldom as quick as ten minutes ago. None of these is compared with itself.

What a worker takes to start is no matter of the queue, and neither is how much of a processor it was given beside other
programs. So a batch of waiting engines is also simulated with the start that it had itself, and one of real engines at
the speed that it had: by the processor time of its engines in its wall time, beside that of the costs' batches.
"""

import argparse
import json
import resource
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.scale.waiting_worker import waiting_command
from foley_bridge.batch.job import BatchJob
from foley_bridge.batch.timing import FILE
from foley_bridge.batch.whole import Batch, Ways
from foley_bridge.cues.reading import read_cues
from foley_bridge.cues.sheet import Defaults
from foley_bridge.cues.times import Clock
from foley_bridge.folders import user_folders
from foley_bridge.planning.costs import Costs, Load, costs_of, loading_s
from foley_bridge.planning.plan import rows_of
from foley_bridge.planning.simulation import Farm
from foley_bridge.settings import EngineSettings, Settings

PROMPTS = ("heavy boots on gravel", "a wooden door slams", "rain on a tin roof", "a dog barks", "keys on a table")
SETTINGS = Settings(engine=EngineSettings(nice=0))


@dataclass(frozen=True)
class Case:
    """A batch: how many workers make which cues, and what a waiting engine takes for them."""

    name: str
    workers: int
    cues: tuple[Load, ...]
    cue_s: float = 1.5
    sound_s: float = 0.4


def mixed(number: int) -> tuple[Load, ...]:
    """Cues of one to four seconds, one to four takes each."""
    return tuple(Load((1.0, 2.0, 1.5, 4.0)[row % 4], (4, 2, 1, 3, 2)[row % 5]) for row in range(number))


CALIBRATION = Case("costs", 1, mixed(16))
SHORT_CALIBRATION = Case("costs", 1, (*mixed(8), Load(6.0, 2)))  # as long as any that is compared
CASES = (
    Case("mixed", 1, mixed(20)),
    Case("mixed", 2, mixed(32)),
    Case("short", 1, tuple([Load(0.5, 2)] * 24)),
    Case("short", 2, tuple([Load(0.5, 2)] * 40)),
    Case("long, few", 2, tuple([Load(6.0, 2)] * 7)),
)
WAITING = (
    *CASES,
    Case("mixed", 4, mixed(60)),
    Case("mixed", 8, mixed(100)),
)


class Home:
    """A user's folders of its own, in which batches are run."""

    def __init__(self, folder: Path, *, core: bool) -> None:
        self._folder, self._core, self._runs = folder, core, 0

    def run(self, case: Case) -> dict[str, Any]:
        """Run one, and what its timing says; `speed` is the part of a processor that each engine had."""
        before_s = _engines_s()
        self._runs += 1
        sheet, out = self._folder / f"{self._runs}.csv", self._folder / f"out {self._runs}"
        rows = [
            f"{PROMPTS[row % len(PROMPTS)]},{one.seconds},{one.count},{self._runs * 1000 + row}"
            for row, one in enumerate(case.cues)
        ]
        sheet.write_text("\n".join(("prompt,length,count,seed", *rows)))
        cues = read_cues(sheet, Defaults(1, None, Clock(None, 0.0), timed=False))
        command = () if self._core else waiting_command(case.cue_s, case.sound_s)
        batch = Batch(BatchJob(sheet, out, batch_size=4), cues, SETTINGS, user_folders(self._folder / "home"))
        batch.make(Ways(workers=case.workers, device="cpu", command=command), _Silent())
        timing: dict[str, Any] = json.loads((out / FILE).read_text())
        return timing | {"speed": (_engines_s() - before_s) / timing["wall_s"] / case.workers}


def _engines_s() -> float:
    """Processor time of all engines that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Silent:
    def stage(self, stage: str) -> None:
        """Nothing."""

    def advance(self, stage: str, overall: float, left_s: float, *, detail: str = "") -> None:
        """Nothing."""

    def say(self, text: str) -> None:
        """Nothing."""


def pooled(timings: Sequence[dict[str, Any]]) -> Costs:
    """The costs of several batches together."""
    cues = [
        one | {"worker": f"{number} {one['worker']}"} for number, timing in enumerate(timings) for one in timing["cues"]
    ]
    return costs_of(timings[0] | {"cues": cues})


@dataclass(frozen=True)
class Simulated:
    """What a batch took, and what was simulated: as a whole, and with its own start or at its own speed."""

    measured_s: float
    wall_s: float
    own_s: float


def simulated_s(case: Case, costs: Costs, load_s: float | None = None) -> float:
    """The median of several simulated runs."""
    return rows_of(case.cues, costs, [Farm(case.workers, load_s=load_s)])[0].outcome.wall_s


def compared(cases: Sequence[Case], run: Callable[[Case], Simulated]) -> tuple[float, float]:
    """Prints a line for each case; the largest errors, as a whole and with the batch's own start or speed."""
    print(
        f"{'cues':<14}{'workers':>8}{'files':>7}{'measured':>12}{'simulated':>12}{'error':>9}"
        f"{'by its own':>13}{'error':>9}"
    )
    worst, worst_own = 0.0, 0.0
    for case in cases:
        found = run(case)
        whole, own = found.wall_s / found.measured_s - 1.0, found.own_s / found.measured_s - 1.0
        worst, worst_own = max(worst, abs(whole)), max(worst_own, abs(own))
        files = sum(one.count for one in case.cues)
        told = f"{found.measured_s:>10.2f} s{found.wall_s:>10.2f} s{whole:>9.1%}{found.own_s:>11.2f} s{own:>9.1%}"
        print(f"{f'{len(case.cues)} {case.name}':<14}{case.workers:>8}{files:>7}{told}", flush=True)
    return worst, worst_own


def main() -> None:
    """Run them."""
    parser = argparse.ArgumentParser(prog="benchmarks.scale", description=__doc__.splitlines()[0])
    parser.add_argument("--core", action="store_true", help="the real engine with the pack core")
    parser.add_argument("--size", type=float, default=1.0, help="part of the cues, with --core (default 1)")
    parser.add_argument("--keep", type=Path, help="write the timing that the costs come from into this file")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), core=args.core)
        if args.core:
            cases = [replace(one, cues=one.cues[: max(1, round(len(one.cues) * args.size))]) for one in CASES]
            worst, own = compared(cases, lambda case: between(home, case))
        else:
            timing = home.run(CALIBRATION)
            costs = costs_of(timing)
            worst, own = compared(WAITING, lambda case: waited(home, case, costs))
            if args.keep is not None:
                args.keep.write_text(json.dumps(timing))
    print(f"Largest error {worst:.1%}; {own:.1%} with what was the batch's own.")


def waited(home: Home, case: Case, costs: Costs) -> Simulated:
    """A batch of waiting engines."""
    timing = home.run(case)
    whole_s, own_s = simulated_s(case, costs), simulated_s(case, costs, loading_s(timing))
    return Simulated(float(timing["wall_s"]), whole_s, own_s)


def between(home: Home, case: Case) -> Simulated:
    """A batch of real engines, by the costs of one right before and one right after it."""
    before, timing, after = home.run(SHORT_CALIBRATION), home.run(case), home.run(SHORT_CALIBRATION)
    whole_s = simulated_s(case, pooled((before, after)))
    speed = (before["speed"] * before["wall_s"] + after["speed"] * after["wall_s"]) / (
        before["wall_s"] + after["wall_s"]
    )
    return Simulated(float(timing["wall_s"]), whole_s, whole_s * float(speed / timing["speed"]))


if __name__ == "__main__":
    main()
