"""Which candidates of a request are handed over, and how they stand: best first, through the gate, never too many."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foley_models.candidate_seeds import candidate_seed
from foley_models.diversity import next_of
from foley_models.plan import Plan
from foley_models.requests import Candidate, GenerationRequest, Layout, Ranking, Summary
from foley_models.selection import Scored, choose, rank

Gate = Callable[[NDArray[np.float32], int], str | None]  # waveform (sample,), rate_hz -> why it is refused

REASONS_SHOWN = 4
UNSOUND = "silent or broken"
UNDER_THRESHOLD = "under the threshold"
LEFT_EARLY = "left early for others"


@dataclass
class Pool:
    """Candidates that were made together; what was silent or broken is in `indices` alone.

    Those `left` were left early, since others were more promising; `vectors` are L2-normalised embeddings (512,) of
    those that were heard.
    """

    indices: range
    left: frozenset[int] = frozenset()
    scored: list[Scored] = field(default_factory=list)
    waveforms: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    layouts: dict[int, Layout] = field(default_factory=dict)
    vectors: dict[int, NDArray[np.float32]] = field(default_factory=dict)


def listed(reasons: Mapping[str, int]) -> str:
    """Counted reasons as a list for a person, the most frequent first; what is behind the first few is summed up."""
    counted = sorted(reasons.items(), key=lambda one: -one[1])
    shown = [f"{reason} ({times})" for reason, times in counted[:REASONS_SHOWN]]
    rest = sum(times for _, times in counted[REASONS_SHOWN:])
    return "; ".join([*shown, f"other reasons ({rest})"] if rest else shown)


class Handover:
    """Follows one request from pool to pool.

    Candidates in `skip` were handed over before: they keep their place in the count and in the ranking.
    """

    def __init__(
        self, request: GenerationRequest, plan: Plan, *, rate_hz: int, gate: Gate | None, skip: frozenset[int]
    ) -> None:
        self._request, self._plan, self._rate_hz, self._gate = request, plan, rate_hz, gate
        self._skip = skip
        self._order: list[Scored] = []  # all that was handed over, best first
        self._left = max(0, request.count - len(skip))
        self._made = 0
        self._left_early = 0
        self._vectors: dict[int, NDArray[np.float32]] = {}  # of those that were handed over
        self._best = float("-inf")
        self._reasons: Counter[str] = Counter()

    @property
    def complete(self) -> bool:
        """Whether no other pool is needed."""
        return self._left == 0 and self._skip <= {one.index for one in self._order}

    @property
    def delivered(self) -> int:
        """How many were handed over, those of before included."""
        return len(self._order)

    def take(self, pool: Pool) -> Iterator[Candidate | Ranking]:
        """What is handed over of a pool, each candidate with its rank so far; the gate is asked only about those."""
        self._note(pool)
        yield from self._place_again(pool)
        fresh = [one for one in pool.scored if one.index not in self._skip]
        waiting = choose(fresh, len(fresh), self._request.under)
        while waiting and self._left:
            one = self._next(waiting, pool)
            waiting.remove(one)
            reason = self._gate(pool.waveforms[one.index], self._rate_hz) if self._gate else None
            if reason is None:
                yield from self._deliver(one, pool)
            else:
                self._reasons[reason] += 1

    def summary(self) -> Summary:
        """What stood behind the choice."""
        plan = self._plan
        return Summary(
            delivered=self.delivered,
            rejected=self._reasons.total(),
            reasons=dict(self._reasons.most_common()),
            category=plan.category,
            threshold=plan.threshold,
            guidance=plan.guidance,
            steps=plan.steps,
            sampler=plan.sampler,
        )

    def explanation(self) -> str:
        """Why nothing was handed over, and what to do."""
        plan = self._plan
        if self._reasons[UNSOUND] == self._made - self._left_early:
            return (
                f"All {self._made} candidates were silent or broken: try another seed or fewer changes to guidance and "
                "steps; if it stays so, the pack does not work on this device, use another."
            )
        if self._reasons.keys() <= {UNSOUND, UNDER_THRESHOLD}:
            return (
                f"None of {self._made} candidates passed: the best scored {self._best:.2f}, the threshold of "
                f"{plan.category!r} is {plan.threshold:.2f}; lower it, say it in other words, or ask for under 'mark'."
            )
        reasons = self._reasons + Counter({LEFT_EARLY: self._left_early})
        return (
            f"None of {self._made} candidates can be delivered: {listed(reasons)}. Try another seed, say it in "
            "other words, or change guidance and steps less."
        )

    def _note(self, pool: Pool) -> None:
        self._made += len(pool.indices)
        self._left_early += len(pool.left)
        fresh = [one for one in pool.scored if one.index not in self._skip]
        sound = {one.index for one in pool.scored} | self._skip | pool.left
        self._best = max([self._best, *(one.score for one in fresh)])
        self._count(UNSOUND, sum(index not in sound for index in pool.indices))
        if self._request.under == "drop":
            self._count(UNDER_THRESHOLD, sum(not one.passed for one in fresh))

    def _count(self, reason: str, times: int) -> None:
        if times:
            self._reasons[reason] += times

    def _place_again(self, pool: Pool) -> Iterator[Ranking]:
        """Give the candidates of before their places; one that is silent this time stays, and comes last."""
        scored = {one.index: one for one in pool.scored}
        again = [
            scored.get(index, Scored(index, float("nan"), passed=False))
            for index in pool.indices
            if index in self._skip
        ]
        if again:
            self._order = rank([*self._order, *again])
            for one in again:
                self._remember(one.index, pool)
            yield self._ranking()

    def _next(self, waiting: Sequence[Scored], pool: Pool) -> Scored:
        """The best of those that wait, best first; where sounds are to be unlike others, with that in mind."""
        diversity = self._plan.diversity
        known = list(self._vectors.values())
        if waiting[0].index not in pool.vectors:
            return waiting[0]
        values = self._values(waiting, pool)
        if not diversity or not known:
            best = max(range(len(waiting)), key=lambda place: (*self._standing(waiting[place], values[place]), -place))
            return waiting[best]
        vectors = np.stack([*known, *(pool.vectors[one.index] for one in waiting)])
        scores = [0.0] * len(known) + values
        left = range(len(known), len(vectors))
        return waiting[next_of(scores, vectors, left, range(len(known)), diversity=diversity) - len(known)]

    def _values(self, waiting: Sequence[Scored], pool: Pool) -> list[float]:
        """Their scores, lowered by their likeness to what is avoided."""
        avoided, scores = self._plan.avoided, [one.score for one in waiting]
        if avoided is None:
            return scores
        costs = avoided.cost(np.stack([pool.vectors[one.index] for one in waiting]))
        return [score - cost for score, cost in zip(scores, costs, strict=True)]

    def _standing(self, one: Scored, value: float) -> tuple[bool, float]:
        """What comes first: of sounds that are to be unlike others, those that fit, however like those they are."""
        return self._plan.avoided is None or one.passed, value

    def _deliver(self, one: Scored, pool: Pool) -> Iterator[Candidate | Ranking]:
        self._order = rank([*self._order, one])
        self._remember(one.index, pool)
        self._left -= 1
        place = self._order.index(one) + 1
        yield Candidate(
            index=one.index,
            rank=place,
            score=one.score,
            passed=one.passed,
            seed=candidate_seed(self._request.seed, one.index),
            waveform=pool.waveforms[one.index],
            rate_hz=self._rate_hz,
            layout=pool.layouts[one.index],
        )
        if place < len(self._order):
            yield self._ranking()

    def _remember(self, index: int, pool: Pool) -> None:
        if index in pool.vectors:
            self._vectors[index] = pool.vectors[index]

    def _ranking(self) -> Ranking:
        return Ranking(tuple(one.index for one in self._order))
