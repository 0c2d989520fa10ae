"""What is promised of exported round robins, measured on their files, and a picture of one.

    foley-bridge export "a wooden door slams" --out out/door
    python -m benchmarks.round_robin out/door --picture docs/pictures/round-robin.png

An attack is looked for again in each file, in silence; loudness and peaks are those of what a player decodes.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from foley_bridge.files.loudness import true_peak_dbtp
from foley_bridge.roundrobin.levels import highest_momentary_lufs
from foley_bridge.spotting.onsets import find_onsets

SILENCE_S = 0.2
COLOURS = 48


@dataclass(frozen=True)
class Figures:
    """Of one export: counts, spans and errors over all its files."""

    name: str
    variants: int
    chosen_from: int
    loudness_span_lu: float
    peak_dbtp: float
    onset_error_ms: float  # the largest
    lengths_differ: int  # files
    least_distance: float
    best_by_score_distance: float
    usual_distance: float


def measure(folder: Path) -> Figures:
    """Everything of one export."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    loud, peaks, errors, differ = list[float](), list[float](), list[float](), 0
    for variant in manifest["variants"]:
        for file in variant["files"]:
            sound, rate_hz = soundfile.read(folder / file["path"])
            loud.append(highest_momentary_lufs(sound, rate_hz))
            peaks.append(true_peak_dbtp(sound))
            differ += len(sound) != variant["samples"]
            errors.append(_onset_error_ms(sound, rate_hz, variant["onset_s"]))
    diversity = manifest["diversity"]
    return Figures(
        folder.name,
        len(manifest["variants"]),
        diversity["chosen_from"],
        loudness_span_lu=max(loud) - min(loud),
        peak_dbtp=max(peaks),
        onset_error_ms=max(errors),
        lengths_differ=differ,
        least_distance=diversity["least_distance"],
        best_by_score_distance=diversity["best_by_score_distance"],
        usual_distance=diversity["usual_distance"],
    )


def _onset_error_ms(sound: NDArray[np.float64], rate_hz: int, told_s: float) -> float:
    silence = np.zeros(round(SILENCE_S * rate_hz))
    found = find_onsets(np.concatenate([silence, sound]).astype(np.float32), rate_hz)
    return min((abs(one.place_s - SILENCE_S - told_s) for one in found), default=np.inf) * 1000


def draw(folder: Path, path: Path) -> None:
    """Each variant's waveform as it is exported, with its attack, under the take that it was cut from."""
    from matplotlib.figure import Figure
    from PIL import Image

    variants: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["variants"]
    sounds = [soundfile.read(folder / one["files"][0]["path"]) for one in variants]
    longest_s = max(len(sound) / rate_hz for sound, rate_hz in sounds)
    figure = Figure(figsize=(10, 1.1 * len(variants)), dpi=80, layout="constrained")
    grid = figure.subplots(len(variants), 1, sharex=True, sharey=True, squeeze=False)
    for (axes,), variant, (sound, rate_hz) in zip(grid, variants, sounds, strict=True):
        axes.plot(np.arange(len(sound)) / rate_hz, sound, linewidth=0.5, color="#2962c4")
        axes.axvline(variant["onset_s"], color="#c43d29", linewidth=0.8)
        axes.set_xlim(-0.02, longest_s)
        axes.set_yticks([])
        axes.set_ylabel(f"_{variant['number']:02d}", rotation=0, ha="right", va="center", fontsize=9)
        nearest = variant["nearest"]
        told = f"{variant['gain_db']:+.1f} dB, nearest is _{nearest['number']:02d} at {nearest['distance']:.2f}"
        axes.text(0.995, 0.88, told, transform=axes.transAxes, ha="right", va="top", fontsize=8)
    grid[-1][0].set_xlabel("seconds", fontsize=9)
    drawn = BytesIO()
    figure.savefig(drawn, format="png")
    with Image.open(drawn) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def show_table(figures: Sequence[Figures]) -> None:
    """Print it as Markdown."""
    print("| export | variants | loudness span | highest peak | largest onset error | lengths that differ |")
    print("| --- | --- | --- | --- | --- | --- |")
    for one in figures:
        print(
            f"| {one.name} | {one.variants} | {one.loudness_span_lu:.2f} LU | {one.peak_dbtp:.2f} dBTP | "
            f"{one.onset_error_ms:.2f} ms | {one.lengths_differ} |"
        )
    print("\n| export | chosen from | least distance | best by score alone | any two, median |")
    print("| --- | --- | --- | --- | --- |")
    for one in figures:
        print(
            f"| {one.name} | {one.chosen_from} | {one.least_distance:.3f} | {one.best_by_score_distance:.3f} | "
            f"{one.usual_distance:.3f} |"
        )


def main() -> None:
    """Measure all, and draw the first where a picture is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="EXPORT")
    parser.add_argument("--picture", type=Path)
    args = parser.parse_args()
    if args.picture is not None:
        draw(args.folders[0], args.picture)
    show_table([measure(one) for one in args.folders])


if __name__ == "__main__":
    main()
