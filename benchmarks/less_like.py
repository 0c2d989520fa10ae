"""How far takes that are to be less like a sound go away from it, and whether they stay sounds of its prompt.

    python -m benchmarks.less_like --size 8 --row 3

A source is the best of a pool of a prompt. Beside it stand plain new takes of the same prompt by another seed; those
that are less like it have one seed, so that only the amount differs. With `--row`, the first of each answer is left
behind in its turn, so many times: how far each lies from all that were left behind before.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.variations import OTHER_SEED, PROMPTS, SECONDS, source_of
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.requests import Away, Candidate, GenerationRequest
from foley_models.stack import ModelStack

AMOUNTS = (0.1, 0.25, 0.5, 0.75, 1.0)
COUNT = 4


@dataclass(frozen=True)
class Row:
    """Distances to the sources and scores of all takes of one kind."""

    distances: tuple[float, ...]
    scores: tuple[float, ...]

    @property
    def distance(self) -> float:
        """Their mean."""
        return float(np.mean(self.distances))

    @property
    def score(self) -> float:
        """Their mean."""
        return float(np.mean(self.scores))


class Begins(Protocol):
    """What takes begin from, of what was heard of a source."""

    def __call__(self, heard: NDArray[np.float16], /) -> Away | None: ...  # noqa: D102


class Measured:
    """Sources, and what is less like them, with one pack."""

    def __init__(self, stack: ModelStack, size: int, *, count: int = COUNT, pool: int | None = None) -> None:
        self._stack, self._count = stack, count
        self._left: list[tuple[GenerationRequest, NDArray[np.float16]]] = []
        for number in range(size):
            request = GenerationRequest(
                PROMPTS[number % len(PROMPTS)], seconds=SECONDS, count=count, pool=pool, seed=1 + number // len(PROMPTS)
            )
            _, made = source_of(stack, request)
            self._left.append((replace(request, seed=request.seed + OTHER_SEED), self._heard(made[0])))

    def plain(self) -> Row:
        """New takes of the same prompts."""
        return self._row(lambda _: None)

    def less(self, amount: float) -> Row:
        """Takes that are less like the sources."""
        return self._row(lambda heard: Away(amount, heard[None]))

    def in_a_row(self, amount: float, times: int) -> list[tuple[Row, Row]]:
        """Of each time how far the takes lie from the nearest of all that were left behind; the same of plain ones."""
        rows: list[tuple[list[Candidate], list[Candidate], list[float], list[float]]] = [
            ([], [], [], []) for _ in range(times)
        ]
        for request, heard in self._left:
            behind = heard[None]
            for time, (less, plain, of_less, of_plain) in enumerate(rows):
                asked = replace(request, seed=request.seed + time)
                made, others = self._made(asked, Away(amount, behind)), self._made(asked, None)
                less += made
                plain += others
                of_less += [self._nearest(one, behind) for one in made]
                of_plain += [self._nearest(one, behind) for one in others]
                behind = np.concatenate([self._heard(made[0])[None], behind])
        return [(_row(of_less, less), _row(of_plain, plain)) for less, plain, of_less, of_plain in rows]

    def _nearest(self, one: Candidate, behind: NDArray[np.float16]) -> float:
        return float(1 - (behind.astype(np.float32) @ self._heard(one).astype(np.float32)).max())

    def _row(self, start_of: Begins) -> Row:
        distances: list[float] = []
        takes: list[Candidate] = []
        for request, heard in self._left:
            made = self._made(request, start_of(heard))
            distances += [self._nearest(one, heard[None]) for one in made]
            takes += made
        return _row(distances, takes)

    def _made(self, request: GenerationRequest, start: Away | None) -> list[Candidate]:
        return [one for one in self._stack.stream(request, variation=start) if isinstance(one, Candidate)]

    def _heard(self, one: Candidate) -> NDArray[np.float16]:
        return self._stack.heard(one.waveform, one.rate_hz)


def _row(distances: Sequence[float], takes: Sequence[Candidate]) -> Row:
    return Row(tuple(distances), tuple(one.score for one in takes))


def show(rows: Sequence[tuple[str, Row]]) -> None:
    """As Markdown."""
    print("| takes | distance, mean | quarter below | quarter above | score, mean |\n| --- | --- | --- | --- | --- |")
    for name, row in rows:
        low, high = np.percentile(row.distances, [25, 75])
        print(f"| {name} | {row.distance:.3f} | {low:.3f} | {high:.3f} | {row.score:.3f} |", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", default="core")
    parser.add_argument("--size", type=int, default=8, help="sources, each with four takes at each amount")
    parser.add_argument("--row", type=int, default=0, help="how often the first of each answer is left behind in turn")
    args = parser.parse_args()
    measured = Measured(ModelStack(load_pack(find_pack(args.pack), device="auto")), args.size)
    show([("new ones", measured.plain()), *((f"less, {one:g}", measured.less(one)) for one in AMOUNTS)])
    for time, (less, plain) in enumerate(measured.in_a_row(0.5, args.row) if args.row else (), start=1):
        print(
            f"Left behind {time}, by 0.5: {less.distance:.3f} from the nearest (new ones {plain.distance:.3f}), "
            f"score {less.score:.3f} ({plain.score:.3f}).",
            flush=True,
        )


if __name__ == "__main__":
    main()
