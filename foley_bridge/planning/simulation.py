"""A batch simulated event by event: workers, and what all of them share, each of which serves one after the other.

Time is a heap of moments. Each worker is a generator that yields what it does next: something of its own that takes so
long, or its turn at something shared (journal, disk, link), for which it waits in the order of asking. Cues are dealt
out and stolen as `foley_bridge.batch.shares` does it. The same seed gives the same numbers.
"""

import heapq
import random
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from foley_bridge.planning.costs import Costs, Load

WORKERS, JOURNAL, DISK, LINK = "workers", "journal", "disk", "link"
SHARED = (JOURNAL, DISK, LINK)


@dataclass(frozen=True)
class Farm:
    """Who makes them. `cores` are shared by all workers; None: each has a machine or a GPU of its own.

    `link_bytes_s` is what the network carries in a second to where the files are written; None: nothing is sent.
    `candidate_s` is what a candidate takes where somebody states it, in place of the measured costs.
    """

    workers: int
    cores: int | None = None
    link_bytes_s: float | None = None
    candidate_s: float | None = None
    load_s: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of one simulated batch: seconds, and which part of them each was busy."""

    wall_s: float
    busy: dict[str, float]  # WORKERS: their mean, computing; JOURNAL, DISK, LINK
    work_s: float  # computing of all workers together

    @property
    def bottleneck(self) -> str:
        """What is busiest."""
        return max(self.busy, key=lambda name: self.busy[name])


_Turn = tuple[str, float]  # WORKERS: of its own; else its turn at a shared one
_Life = Generator[_Turn, None, None]


@dataclass
class _State:
    """What is shared while a batch is simulated."""

    shares: list[deque[Load]]
    free_at: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SHARED, 0.0))
    busy_s: dict[str, float] = field(default_factory=lambda: dict.fromkeys((WORKERS, *SHARED), 0.0))

    def take(self, worker: int) -> Load | None:
        """The next cue of a worker, its own or another's last."""
        if self.shares[worker]:
            return self.shares[worker].popleft()
        fullest = max(self.shares, key=len)
        return fullest.pop() if fullest else None


def simulate(cues: Sequence[Load], costs: Costs, farm: Farm, *, seed: int = 1) -> Outcome:
    """One batch of these cues."""
    workers = min(farm.workers, len(cues))
    ordered = sorted(cues, key=lambda one: -one.sound_s)
    state = _State([deque(ordered[number::workers]) for number in range(workers)])
    drawn = random.Random(seed)
    moments: list[tuple[float, int, _Life]] = []
    for number in range(workers):
        life = _life(number, state, costs, farm=farm, drawn=drawn)
        heapq.heappush(moments, (0.0, number, life))
    end_s, number = 0.0, workers
    while moments:
        now_s, _, life = heapq.heappop(moments)
        end_s = max(end_s, now_s)
        turn = next(life, None)
        if turn is not None:
            number += 1  # of two at one moment, who asked first
            heapq.heappush(moments, (_served(state, turn, now_s), number, life))
    busy = {name: state.busy_s[name] / max(end_s, 1e-12) for name in SHARED if name != LINK or farm.link_bytes_s}
    return Outcome(end_s, {WORKERS: state.busy_s[WORKERS] / workers / max(end_s, 1e-12)} | busy, state.busy_s[WORKERS])


def _served(state: _State, turn: _Turn, now_s: float) -> float:
    """When a turn that is asked for now is over."""
    name, seconds = turn
    state.busy_s[name] += seconds
    if name == WORKERS:
        return now_s + seconds
    start_s = max(now_s, state.free_at[name])
    state.free_at[name] = start_s + seconds
    return state.free_at[name]


def _life(number: int, state: _State, costs: Costs, *, farm: Farm, drawn: random.Random) -> _Life:
    """A worker from its start to where no cue is left."""
    crowd = max(1.0, min(farm.workers, len(state.shares)) * costs.threads / farm.cores) if farm.cores else 1.0
    yield WORKERS, (costs.load_s if farm.load_s is None else farm.load_s) * crowd
    while (cue := state.take(number)) is not None:
        yield JOURNAL, costs.journal.cue
        yield WORKERS, _compute_s(cue, costs, farm, drawn) * crowd
        for _ in range(cue.count):
            if farm.link_bytes_s:
                yield LINK, costs.size.of(cue) / cue.count / farm.link_bytes_s
            yield DISK, costs.publish.of(cue) / cue.count
            yield JOURNAL, costs.journal.sound


def _compute_s(cue: Load, costs: Costs, farm: Farm, drawn: random.Random) -> float:
    if farm.candidate_s is not None:
        return farm.candidate_s * cue.count
    return costs.compute_s(cue) * drawn.choice(costs.spread)
