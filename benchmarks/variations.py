"""How far variations lie from their source: CLAP distance by amount, as a table and as a picture of one source's.

    python -m benchmarks.variations --size 8 --picture docs/pictures/variations.png

A source is the best of four candidates of a prompt; its variations all have one seed, so that only the amount differs.
`spread` is the distance of a candidate to the others of its own request: what differs between sounds of one prompt.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.requests import FEW_STEPS, Candidate, GenerationRequest, Planned, Source, Variation
from foley_models.resample import resample
from foley_models.stack import ModelStack

AMOUNTS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
SHOWN = (0.1, 0.2, 0.3, 0.5, 0.7, 0.85, 1.0)
PROMPTS = (
    "heavy boots on gravel",
    "a door slams",
    "steady rain on a tin roof",
    "a dog barking",
    "glass breaking",
    "a sword is drawn",
    "cloth rustling",
    "a car passes by",
)
SECONDS = 2.0
POOL = 4
OTHER_SEED = 1000
COLOURS = 48


@dataclass(frozen=True)
class Row:
    """Distances and scores at one amount, over all sources and their variations."""

    amount: float
    distances: tuple[float, ...]
    scores: tuple[float, ...]


class Measured:
    """Sources and their variations with one pack."""

    def __init__(self, stack: ModelStack, size: int, *, pool: int = POOL, steps: int | None = None) -> None:
        self._stack, self._pool, self._steps = stack, pool, steps
        self._origins = [self._origin(PROMPTS[one % len(PROMPTS)], 1 + one // len(PROMPTS)) for one in range(size)]

    @property
    def spread(self) -> float:
        """Median distance between candidates of one request."""
        return float(np.median([one for origin in self._origins for one in origin.others]))

    def row(self, amount: float) -> Row:
        """All variations by an amount."""
        distances: list[float] = []
        scores: list[float] = []
        for origin in self._origins:
            made = variations(self._stack, origin.source, amount, count=self._pool)
            distances += [float(1 - one @ origin.embedding) for one in embedded(self._stack, made)]
            scores += [one.score for one in made]
        return Row(amount, tuple(distances), tuple(scores))

    def _origin(self, prompt: str, seed: int) -> "Origin":
        request = GenerationRequest(
            prompt, seconds=SECONDS, count=self._pool, pool=self._pool, seed=seed, steps=self._steps, threshold=-1.0
        )
        source, made = source_of(self._stack, request)
        best, *others = embedded(self._stack, made)
        return Origin(source, best, tuple(float(1 - best @ one) for one in others))


@dataclass(frozen=True)
class Origin:
    """A source, its embedding (512,), and how far the other candidates of its request are from it."""

    source: Source
    embedding: Tensor
    others: tuple[float, ...]


def source_of(stack: ModelStack, request: GenerationRequest) -> tuple[Source, list[Candidate]]:
    """The best candidate of a request as a source, and all of them, best first."""
    planned, *events = stack.stream(request)
    made = [one for one in events if isinstance(one, Candidate)]
    if not isinstance(planned, Planned) or not made:
        raise SystemExit(f"Nothing came of {request.prompt!r}.")
    return Source(planned.request, made[0].layout, made[0].index), made


def variations(stack: ModelStack, source: Source, amount: float, *, count: int) -> list[Candidate]:
    """That many variations, the same seeds for every amount."""
    request = replace(going_part_way(source.request), count=count, pool=count, seed=source.request.seed + OTHER_SEED)
    events = stack.stream(request, variation=Variation(amount, source))
    return [one for one in events if isinstance(one, Candidate)]


def going_part_way(request: GenerationRequest) -> GenerationRequest:
    """The request of a source as its variations have it: few steps go all the way only."""
    if request.sampler != FEW_STEPS:
        return request
    return replace(request, steps=None, guidance=None, sampler=None)


def embedded(stack: ModelStack, made: Sequence[Candidate]) -> list[Tensor]:
    """CLAP audio embeddings (512,) of candidates."""
    encoder = stack.pack.parts.encoder
    with torch.inference_mode():
        return [
            normalize(
                encoder.embed_audio(resample(torch.from_numpy(one.waveform)[None], one.rate_hz, encoder.rate_hz))[0],
                dim=0,
            )
            for one in made
        ]


def show_table(measured: Measured) -> None:
    """Print it as Markdown, a row as soon as it is there."""
    print("| amount | distance, mean | median | quarter below | quarter above | score, median |", flush=True)
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    for amount in AMOUNTS:
        row = measured.row(amount)
        low, median, high = np.percentile(row.distances, [25, 50, 75])
        told = (np.mean(row.distances), median, low, high, np.median(row.scores))
        print(f"| {amount:g} | {' | '.join(f'{one:.3f}' for one in told)} |", flush=True)
    print(f"\nBetween candidates of one request: {measured.spread:.3f}.", flush=True)


def draw(
    stack: ModelStack,
    path: Path,
    *,
    prompts: Sequence[str] = (PROMPTS[0], PROMPTS[3]),
    steps: int | None = None,
) -> None:
    """Spectrograms of sources and of one variation of each by growing amounts."""
    rows = []
    for prompt in prompts:
        request = GenerationRequest(prompt, seconds=SECONDS, count=1, pool=POOL, seed=1, steps=steps, threshold=-1.0)
        source, (first, *_) = source_of(stack, request)
        made = [first, *(variations(stack, source, amount, count=1)[0] for amount in SHOWN)]
        rows.append((prompt, [one.waveform for one in made]))
    draw_spectrograms(path, rows, ["source", *(f"{amount:g}" for amount in SHOWN)])


def draw_spectrograms(
    path: Path, rows: Sequence[tuple[str, Sequence[NDArray[np.float32]]]], titles: Sequence[str]
) -> None:
    """A row of spectrograms for each name and its sounds (sample,), under their titles."""
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(12, 2.1 * len(rows)), dpi=75, layout="constrained")
    grid = figure.subplots(len(rows), len(titles), sharex=True, sharey=True, squeeze=False)
    for row, (name, sounds) in zip(grid, rows, strict=True):
        for axes, sound, title in zip(row, sounds, titles, strict=True):
            axes.imshow(_spectrogram(sound), origin="lower", aspect="auto", cmap="magma", vmin=-80.0, vmax=0.0)
            axes.set_title(title, fontsize=9)
            axes.set_xticks([])
            axes.set_yticks([])
        row[0].set_ylabel(name, fontsize=9)
    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    with Image.open(drawn) as image:  # a spectrogram has few colours: with a palette it is a third as many bytes
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def _spectrogram(waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Decibels (frequency, frame) under the loudest."""
    window = torch.hann_window(512)
    spectrum = torch.stft(torch.from_numpy(waveform), 512, 256, window=window, return_complex=True).abs()
    decibels = 20 * torch.log10(spectrum.clamp_min(1e-6))
    picture: NDArray[np.float32] = (decibels - decibels.max()).numpy()
    return picture


def main() -> None:
    """Measure, and draw where a picture is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", default="core")
    parser.add_argument(
        "--size", type=int, default=8, help="sources, each with four variations at each amount; 0: none"
    )
    parser.add_argument("--picture", type=Path)
    args = parser.parse_args()
    stack = ModelStack(load_pack(find_pack(args.pack), device="auto"))
    if args.picture is not None:
        draw(stack, args.picture)
    if args.size:
        show_table(Measured(stack, args.size))


if __name__ == "__main__":
    main()
