"""The takes of one request as a host hears of them: candidates as they come, and the order they are in by now."""

from dataclasses import dataclass, replace
from pathlib import Path

from foley_bridge.protocol.answers import NO_SCORE, Answer


@dataclass(frozen=True)
class HeardTake:
    """One candidate that the daemon delivered; `score` is None where the pack cannot rank."""

    index: int
    rank: int
    score: float | None
    passed: bool
    file: Path
    seed: int


class Takes:
    """Collects a request's answers. The same candidate told twice is one take."""

    def __init__(self) -> None:
        self._by_index: dict[int, HeardTake] = {}
        self.reordered = False  # whether a rank that was told has changed since

    def hear(self, answer: Answer) -> HeardTake | None:
        """Take an answer in; the take where it is a new one."""
        if answer.word == "ranking":
            self._rank([int(index) for index in answer.rest])
            return None
        if answer.word != "candidate":
            return None
        take = _take(answer)
        new = take.index not in self._by_index
        self._by_index[take.index] = take
        return take if new else None

    def best_first(self) -> tuple[HeardTake, ...]:
        """All takes so far by rank."""
        return tuple(sorted(self._by_index.values(), key=lambda one: one.rank))

    def _rank(self, indices: list[int]) -> None:
        for rank, index in enumerate(indices, start=1):
            take = self._by_index.get(index)
            if take is not None and take.rank != rank:
                self._by_index[index] = replace(take, rank=rank)
                self.reordered = True


def _take(answer: Answer) -> HeardTake:
    values = answer.values
    score = float(values["score"])
    return HeardTake(
        index=int(values["index"]),
        rank=int(values["rank"]),
        score=None if score <= NO_SCORE else score,
        passed=bool(values["passed"]),
        file=Path(str(values["path"])),
        seed=int(values["seed"]),
    )


def take_name(take: HeardTake, prompt: str) -> str:
    """`rank · score · prompt`, the score marked where it is under the threshold."""
    score = "not scored" if take.score is None else f"{take.score:.3f}"
    mark = "" if take.passed else " (under the threshold)"
    return f"{take.rank} · {score}{mark} · {prompt}"
