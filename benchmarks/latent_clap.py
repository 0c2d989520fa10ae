"""The latent CLAP encoder of a pack: python -m benchmarks.latent_clap --audio RECORDINGS --plot curve.png.

RECORDINGS holds the manifest that the recipe of `core` learns from: its validation segments are drawn again. With
`--work` they are those of a work folder of `foley-bridge recipe core`. Printed are the cosine between the encoder on
clean latents and CLAP on the sound, by family; its curve over n, where the latent is what the denoiser predicts from
z_n; and how the encoder ranks pools of takes against CLAP on the decoded sounds.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from benchmarks.ear_report import table
from benchmarks.latent_curve import (
    Agreement,
    Point,
    Segments,
    Tell,
    agreement,
    agreement_on_recordings,
    by_family,
    clean_cosines,
    curve,
    means,
    recovered,
    scorer_of,
)
from benchmarks.validation_segments import drawn_segments
from foley_bridge.progress import shown_progress
from foley_models.errors import FoleyError, RequestError
from foley_models.pack import Pack, load_pack
from foley_models.pack_files import find_pack

POOL, KEEP = 16, 4


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 done, 1 with one sentence where it cannot be done."""
    args = _parser().parse_args(argv)
    if args.threads is not None:
        torch.set_num_threads(args.threads)
    try:
        with shown_progress(sys.stderr) as progress:

            def tell(label: str, done: float) -> None:
                progress.advance(label, done, -1.0)

            pack, segments = _given(args, tell)
            for line in report(pack, segments, args, tell=tell):
                progress.say(line)
    except FoleyError as error:
        sys.stderr.write(f"benchmarks.latent_clap: {error}\n")
        return 1
    return 0


def _given(args: argparse.Namespace, tell: Tell) -> tuple[Pack, Segments]:
    kept = None if args.work is None else read_segments(args.work)
    pack = load_pack(find_pack(args.pack), device="cpu", dtype="float32")
    return pack, kept or drawn_segments(pack, args.audio, args.drawn, tell=tell)


def report(pack: Pack, segments: Segments, args: argparse.Namespace, *, tell: Tell) -> Iterator[str]:
    """Lines of each table as soon as it is measured."""
    cosines = clean_cosines(scorer_of(pack), segments)
    yield f"Clean latents: mean cosine {cosines.mean():.4f}, median {np.median(cosines):.4f}, {len(cosines)} segments\n"
    families = by_family(cosines, segments.families).items()
    yield table(("family", "cosine", "segments"), [(name, f"{mean:.3f}", str(n)) for name, (mean, n) in families])
    some = spread(segments, args.segments)
    points = curve(pack, some, seed=1, tell=tell)
    clean = float(clean_cosines(scorer_of(pack), some).mean())
    yield f"\nOver n, {len(some.audio)} segments; with the true noise predicted z0 is z0: {clean:.3f} at every n\n"
    yield curve_table(points)
    if args.plot is not None:
        plot(points, clean, args.plot)
    real = agreement_on_recordings(pack, segments, pool=POOL, keep=KEEP)
    if real:
        yield from agreement_lines(real, "real sounds of one family", each=False)
    prompts = [one.prompt for one in pack.card.categories.values()][: args.prompts]
    if prompts:
        yield from agreement_lines(agreement(pack, prompts, pool=POOL, keep=KEEP, tell=tell), "takes of one prompt")


def curve_table(points: Sequence[Point]) -> str:
    """The curve as Markdown."""
    rows = [(str(one.n), f"{one.audio:.3f}", f"{one.text:.3f}", f"{one.noisy:.3f}") for one in points]
    return table(("n", "z0 under its audio embedding", "z0 under its caption", "z_n itself"), rows)


def agreement_lines(found: Sequence[Agreement], what: str, *, each: bool = True) -> Iterator[str]:
    """What the pools say of the ranking."""
    mean = means(found)
    yield f"\nRanking of {len(found)} pools of {POOL} {what}, encoder on latents against CLAP on sounds\n"
    rows = [_row(one.prompt, vars(one), str(one.shared)) for one in found if each]
    total = _row("**mean**", mean, f"{mean['shared']:.1f}")
    head = ("prompt", "Spearman", "same best", "score of CLAP's choice", "of the encoder's", "of all")
    yield table(head, [*rows, total])
    yield f"\nThe encoder's choice has {recovered(found):.0%} of the gain that CLAP's choice has over chance."


def _row(name: str, numbers: Mapping[str, float], shared: str) -> tuple[str, ...]:
    scores = [f"{numbers[key]:.3f}" for key in ("best", "chosen", "all")]
    return (name, f"{numbers['spearman']:.2f}", f"{shared} of {KEEP}", *scores)


def read_segments(work: Path) -> Segments:
    """The recipe's validation segments. RequestError where the folder has none."""
    tensors, notes = work / "latents.validation.safetensors", work / "bank.validation.jsonl"
    if not tensors.is_file() or not notes.is_file():
        raise RequestError(
            f"{work} holds no {tensors.name} and {notes.name}: run the recipe's stage latent-clap first."
        )
    kept = load_file(tensors)
    families = [str(json.loads(line)["category"]) for line in notes.read_text(encoding="utf-8").splitlines()]
    return Segments(kept["latents"], kept["audio"], kept["text"], tuple(families))


def spread(segments: Segments, count: int) -> Segments:
    """At most `count` of them, evenly spread."""
    every = max(1, -(-len(segments.audio) // count))
    return Segments(
        segments.latents[::every], segments.audio[::every], segments.text[::every], segments.families[::every]
    )


def plot(points: Sequence[Point], clean: float, path: Path) -> None:
    """The curve as a picture."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    axes = figure.add_subplot()
    steps = [one.n for one in points]
    axes.axhline(clean, color="0.5", linewidth=1, linestyle=":", label="clean latent (true noise)")
    axes.plot(steps, [one.audio for one in points], "o-", label="predicted z0, audio embedding")
    axes.plot(steps, [one.text for one in points], "s-", label="predicted z0, caption")
    axes.plot(steps, [one.noisy for one in points], "^--", color="0.6", label="z_n itself")
    axes.plot(steps, [10 ** (-n / 200) for n in steps], color="0.8", linewidth=1, label="w(n)")
    axes.set(xlabel="step n", ylabel="cosine to the CLAP audio embedding", ylim=(-0.05, 1.0))
    axes.legend(fontsize=8, frameon=False, loc=(0.6, 0.58))
    figure.savefig(path, dpi=90)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.latent_clap", description=__doc__, formatter_class=_Raw)
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--audio", type=Path, help="recordings with their manifest.csv; the segments are drawn again")
    given.add_argument("--work", type=Path, help="work folder of `foley-bridge recipe core`, with its segments")
    parser.add_argument("--drawn", type=int, default=1600, help="segments drawn of --audio (default: 1600)")
    parser.add_argument("--pack", default="core", help="a pack with a latent CLAP encoder (default: core)")
    parser.add_argument("--plot", type=Path, help="where the curve goes as a picture")
    parser.add_argument("--segments", type=int, default=400, help="segments of the curve (default: 400)")
    parser.add_argument("--prompts", type=int, default=16, help="pools to rank (default: 16)")
    parser.add_argument("--threads", type=int, help="threads of torch")
    return parser


_Raw = argparse.RawDescriptionHelpFormatter

if __name__ == "__main__":
    sys.exit(main())
