"""How far blends of two sounds lie from either: CLAP distance by the mix, over pairs of prompts.

    python -m benchmarks.blends --size 8 --amount 0.4 --picture docs/pictures/blends.png

A sound is the best of four candidates of its prompt; the blends of a pair all have one seed, so that only the mix
differs. `apart` is how far the two sounds of a pair are from one another.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.variations import (
    OTHER_SEED,
    POOL,
    PROMPTS,
    SECONDS,
    draw_spectrograms,
    embedded,
    going_part_way,
    source_of,
)
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.requests import Blend, Candidate, GenerationRequest, Variation
from foley_models.stack import ModelStack

MIXES = (0.0, 0.25, 0.5, 0.75, 1.0)
SHOWN = (("heavy boots on gravel", "a door slams"), ("steady rain on a tin roof", "a dog barking"))
SHOWN_AMOUNT = 0.3


@dataclass(frozen=True)
class Row:
    """Distances of the blends with one mix to the first and to the second sound of their pairs."""

    mix: float
    first: tuple[float, ...]
    second: tuple[float, ...]


def measure(
    stack: ModelStack,
    amount: float,
    *,
    size: int,
    steps: int | None = None,
    count: int = POOL,
    mixes: Sequence[float] = MIXES,
) -> tuple[list[Row], float]:
    """A row for each mix over `size` pairs, and how far the two of a pair are apart in the mean."""
    found: dict[float, list[tuple[float, float]]] = {mix: [] for mix in mixes}
    apart = []
    for pair in range(size):
        prompts = PROMPTS[pair % len(PROMPTS)], PROMPTS[(pair + 1 + pair // len(PROMPTS)) % len(PROMPTS)]
        asked = [
            GenerationRequest(one, seconds=SECONDS, count=count, pool=count, seed=1 + pair, steps=steps, threshold=-1.0)
            for one in prompts
        ]
        (first, made), (second, others) = (source_of(stack, one) for one in asked)
        one, other = embedded(stack, [made[0], others[0]])
        apart.append(float(1 - one @ other))
        for mix in mixes:
            variation = Variation(amount, first, Blend(mix, second, prompts[1]))
            like = replace(going_part_way(first.request), seed=first.request.seed + OTHER_SEED)
            events = stack.stream(like, variation=variation)
            for blended in embedded(stack, [event for event in events if isinstance(event, Candidate)]):
                found[mix].append((float(1 - blended @ one), float(1 - blended @ other)))
    rows = [Row(mix, *(tuple(side) for side in zip(*pairs, strict=True))) for mix, pairs in found.items()]
    return rows, float(np.mean(apart))


def draw(stack: ModelStack, path: Path, *, steps: int | None = None) -> None:
    """Spectrograms of two pairs of sounds, and of one blend of each by every mix."""
    rows = []
    for prompts in SHOWN:
        sounds = [
            source_of(stack, GenerationRequest(one, SECONDS, 1, pool=POOL, seed=2, steps=steps, threshold=-1.0))
            for one in prompts
        ]
        (first, (one, *_)), (second, (other, *_)) = sounds
        like = replace(going_part_way(first.request), count=1, pool=1, seed=OTHER_SEED)
        between = []
        for mix in MIXES:
            events = stack.stream(like, variation=Variation(SHOWN_AMOUNT, first, Blend(mix, second, prompts[1])))
            between += [event.waveform for event in events if isinstance(event, Candidate)]
        rows.append((f"{prompts[0]},\n{prompts[1]}", [one.waveform, *between, other.waveform]))
    draw_spectrograms(path, rows, ["the first", *(f"{mix:g}" for mix in MIXES), "the second"])


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", default="core")
    parser.add_argument("--size", type=int, default=8, help="pairs of sounds, four blends of each at every mix")
    parser.add_argument("--amount", type=float, default=0.5, help="how far blends are noised")
    parser.add_argument("--steps", type=int, help="of a whole way (default: the pack's)")
    parser.add_argument("--picture", type=Path)
    args = parser.parse_args()
    stack = ModelStack(load_pack(find_pack(args.pack), device="auto"))
    if args.picture is not None:
        draw(stack, args.picture, steps=args.steps)
    rows, apart = measure(stack, args.amount, size=args.size, steps=args.steps)
    print("| mix | distance to the first | distance to the second |")
    print("| --- | --- | --- |")
    for row in rows:
        print(f"| {row.mix:g} | {np.mean(row.first):.3f} | {np.mean(row.second):.3f} |")
    print(f"\nThe two of a pair lie {apart:.3f} apart.")


if __name__ == "__main__":
    main()
