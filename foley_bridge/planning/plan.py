"""From a simulated queue to what a person plans by: a row for each farm, and where the bottleneck moves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from foley_bridge.files.disk_errors import explained
from foley_bridge.planning.costs import Costs, Load
from foley_bridge.planning.simulation import DISK, JOURNAL, LINK, WORKERS, Farm, Outcome, simulate

RUNS = 5
SAID = {WORKERS: "the workers", DISK: "writing files", JOURNAL: "the journal", LINK: "the network"}
DPI = 110


@dataclass(frozen=True)
class Row:
    """One farm: the median of several simulated runs, with the shortest and the longest."""

    farm: Farm
    outcome: Outcome
    least_s: float
    most_s: float


def rows_of(cues: Sequence[Load], costs: Costs, farms: Sequence[Farm], *, seed: int = 1) -> tuple[Row, ...]:
    """Each farm simulated RUNS times, with other cues slow in each."""
    found = []
    for farm in farms:
        runs = sorted((simulate(cues, costs, farm, seed=seed + run) for run in range(RUNS)), key=lambda one: one.wall_s)
        middle = next(one for one in runs if one.wall_s == median(run.wall_s for run in runs))
        found.append(Row(farm, middle, runs[0].wall_s, runs[-1].wall_s))
    return tuple(found)


def turning_points(cues: Sequence[Load], costs: Costs, farm: Farm) -> dict[str, float]:
    """How many workers like those of `farm` keep each shared thing busy all the time."""
    own_s = sum(costs.compute_s(one) if farm.candidate_s is None else farm.candidate_s * one.count for one in cues)
    shared = {
        DISK: sum(costs.publish.of(one) for one in cues),
        JOURNAL: sum(costs.journal.of(one) for one in cues),
    }
    if farm.link_bytes_s:
        shared[LINK] = sum(costs.size.of(one) for one in cues) / farm.link_bytes_s
    whole_s = own_s + sum(shared.values())
    return {name: whole_s / max(seconds, 1e-12) for name, seconds in shared.items()}


def table(rows: Sequence[Row], cues: Sequence[Load]) -> Iterator[str]:
    """Lines for a terminal."""
    names = [name for name in (WORKERS, DISK, JOURNAL, LINK) if any(name in one.outcome.busy for one in rows)]
    busy = "".join(f"{name + ' busy':>14}" for name in names)
    yield f"{'workers':>8}{'time':>12}{'cues an hour':>15}{busy}  bottleneck"
    for row in rows:
        outcome = row.outcome
        rate = len(cues) / outcome.wall_s * 3600
        shares = "".join(f"{outcome.busy.get(name, 0.0):>14.1%}" for name in names)
        time = duration(outcome.wall_s)
        yield f"{row.farm.workers:>8}{time:>12}{rate:>15,.0f}{shares}  {SAID[outcome.bottleneck]}"


def costs_told(costs: Costs, cues: Sequence[Load]) -> Iterator[str]:
    """What a mean cue costs, stage by stage."""
    count = sum(one.count for one in cues) / len(cues)
    length_s = sum(one.sound_s for one in cues) / len(cues) / count
    yield f"Measured with {costs.cues} cues ({costs.about}): loading {costs.load_s:.1f} s a worker; of a mean cue here"
    yield f"({count:.3g} sounds of {length_s:.3g} s):"
    parts = {**costs.compute, "publish": costs.publish, "journal": costs.journal}
    stages = {name: sum(line.of(one) for one in cues) / len(cues) for name, line in parts.items()}
    whole = sum(stages.values())
    for name, seconds in sorted(stages.items(), key=lambda one: -one[1]):
        yield f"  {name:<10}{seconds * 1000:>10.1f} ms{seconds / whole:>9.1%}"


def duration(seconds: float) -> str:
    """As a person says it."""
    if seconds < 90:
        return f"{seconds:.1f} s"
    if seconds < 5400:
        return f"{seconds / 60:.1f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86_400:.1f} days"


def draw(rows: Sequence[Row], points: dict[str, float], path: Path) -> None:
    """Time and what is busy over the number of workers, as a picture. DestinationError where it cannot be written."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.0, 3.8), dpi=DPI, layout="constrained")
    time, busy = figure.subplots(1, 2)
    workers = [row.farm.workers for row in rows]
    time.plot(workers, [row.outcome.wall_s / 3600 for row in rows], "o-", label="simulated")
    ideal = rows[0].outcome.wall_s * workers[0]
    time.plot(
        workers, [ideal / one / 3600 for one in workers], ":", color="grey", label="twice the workers, half the time"
    )
    time.set(xscale="log", yscale="log", xlabel="workers", ylabel="hours", title="Time")
    time.legend(frameon=False)
    for name in rows[0].outcome.busy:
        busy.plot(workers, [100 * row.outcome.busy[name] for row in rows], "o-", label=SAID[name])
        if name in points and workers[0] <= points[name] <= workers[-1]:
            busy.axvline(points[name], linestyle=":", color="grey")
    busy.set(xscale="log", xlabel="workers", ylabel="busy, %", ylim=(0, 105), title="What is busy")
    busy.legend(frameon=False)
    for axes in (time, busy):
        axes.set_xticks(workers, [str(one) for one in workers])
        axes.minorticks_off()
        axes.grid(alpha=0.3)
    with explained(path):
        figure.savefig(path, format="png")
