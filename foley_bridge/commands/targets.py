"""`foley-bridge targets`: the recordings of each class that its sounds are ranked against."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.errors import DestinationError, RequestError

if TYPE_CHECKING:
    from rich.table import Table

    from foley_bridge.evaluation.sounds import SoundSet
    from foley_bridge.evaluation.target_sets import Array, By, Target
    from foley_models.pack import Pack

_EXAMPLES = """\
Where the sounds of a class are spread out, ranking them against one text prefers a few of them. A multi-target set
holds the CLAP embeddings of the training recordings with the strongest correlation to the class; each request with
`--target audio` is ranked against one of them, drawn by its seed (Yuan et al., 5).

A class counts for the category of the same name of the pack; for others say --as CLASS=CATEGORY.

examples:
  foley-bridge targets recordings/ --count 8 --out targets.safetensors
  foley-bridge targets recordings/ --by mean --as boots=footstep --out targets.safetensors
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "targets",
        help="choose the recordings that sounds of each class are ranked against",
        description="Build multi-target sets from the training recordings, as the part `targets` of a pack.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("recordings", metavar="PATH", type=Path, help="a folder, a list (.csv) or a REAPER project")
    parser.add_argument("--part", choices=("all", "train"), default="train", help="of the recordings (default train)")
    parser.add_argument("--split-seed", type=int, default=1, help="of the split into parts, as in training (default 1)")
    parser.add_argument("--pack", default="core", help="a pack by name or folder (default core)")
    parser.add_argument("--adapter", metavar="FILE", type=Path, help="whose tuning layer reads the text")
    parser.add_argument("--count", type=int, default=8, help="targets for each class (default 8)")
    parser.add_argument(
        "--by", choices=("text", "mean"), default="text", help="nearest to the class's text or to its mean sound"
    )
    parser.add_argument(
        "--as",
        dest="renamed",
        action="append",
        default=[],
        metavar="CLASS=CATEGORY",
        help="the pack's category that a class counts for; several",
    )
    parser.add_argument("--seconds", type=float, default=4.0, help="longer ones are cut to their loudest (default 4)")
    parser.add_argument("--out", metavar="FILE", type=Path, default=Path("targets.safetensors"), help="what is written")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps (default auto)")


def run(args: argparse.Namespace) -> None:
    """Choose, show and write."""
    # Here, not at the top: they bring numpy and torch, which the other commands' help does not need.
    from rich.console import Console

    from foley_bridge.evaluation.generated import open_pack
    from foley_bridge.evaluation.sounds import read_set
    from foley_bridge.progress import shown_progress
    from foley_models.evaluation.target_files import write_targets

    if not args.out.absolute().parent.is_dir():
        raise DestinationError(f"{args.out} cannot be written: its folder is not there.")
    names = _renamed(args.renamed)
    with shown_progress(sys.stderr) as progress:
        pack = open_pack(args.pack, args.adapter, device=args.device, dtype="float32")
        sounds = read_set(
            args.recordings,
            rate_hz=pack.parts.encoder.rate_hz,
            seconds=args.seconds,
            part=args.part,
            seed=args.split_seed,
            on_progress=lambda what, fraction: progress.advance(what, fraction, -1.0),
        )
        chosen, targets, notes = _chosen(pack, sounds, names, by=args.by, count=args.count)
    write_targets(args.out, targets)
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160)
    console.print(_table(chosen))
    for note in (*sounds.notes, *notes):
        console.print(note, markup=False, highlight=False, soft_wrap=True)
    print(f"Written: {args.out} ({len(targets)} classes, {len(chosen)} targets)")


def _renamed(said: list[str]) -> dict[str, str]:
    for one in said:
        if not all(one.partition("=")[::2]):
            raise RequestError(f"--as is {one!r}: say CLASS=CATEGORY, a class of yours and a category of the pack.")
    return dict(one.split("=", 1) for one in said)


def _chosen(
    pack: "Pack", sounds: "SoundSet", names: dict[str, str], *, by: "By", count: int
) -> "tuple[list[Target], dict[str, Array], list[str]]":
    """The targets by category, what they are, and sentences about classes that have none."""
    from foley_bridge.evaluation.target_sets import choose_targets
    from foley_models.evaluation.embedders import clap_embedder

    ear = clap_embedder(pack)
    chosen: list[Target] = []
    targets: dict[str, Array] = {}
    grouped, notes = _by_category(pack, sounds, names)
    for category, own in grouped.items():
        clips = ear.embed([one.samples for one in own.sounds], ear.rate_hz)
        centre = _centre(pack, category, clips, by)
        some, targets[category] = choose_targets(category, [one.name for one in own.sounds], clips, centre, count)
        chosen += some
        if len(some) < count:
            notes.append(f"{category!r} has {len(some)} targets, since there are no more recordings of it.")
    return chosen, targets, notes


def _by_category(pack: "Pack", sounds: "SoundSet", names: dict[str, str]) -> "tuple[dict[str, SoundSet], list[str]]":
    from foley_bridge.evaluation.sounds import SoundSet
    from foley_models.selection import check_category

    classes = sounds.by_label()
    for label, category in names.items():
        check_category(category, pack.card.categories)
        if label not in classes:
            raise RequestError(f"No recordings are of the class {label!r}: there are {', '.join(classes)}.")
    grouped: dict[str, SoundSet] = {}
    notes = []
    for label, own in classes.items():
        category = names.get(label, label)
        if category not in pack.card.categories:
            notes.append(f"{label!r} is left out: the pack has no such category; say --as {label}=CATEGORY.")
            continue
        before = grouped[category].sounds if category in grouped else ()
        grouped[category] = SoundSet((*before, *own))
    if not grouped:
        raise RequestError(f"No class is a category of the pack {pack.card.name!r}. {' '.join(notes)}")
    return grouped, notes


def _centre(pack: "Pack", category: str, clips: "Array", by: "By") -> "Array":
    """What stands for a class: its tuned text embedding, or the mean of its sounds."""
    import numpy as np

    from foley_bridge.evaluation.target_sets import mean_direction
    from foley_models.evaluation.embedders import tuned_embeddings

    if by == "mean":
        return mean_direction(clips)
    (centre,) = tuned_embeddings(pack, [pack.card.categories[category].prompt])
    return np.asarray(centre)


def _table(chosen: "list[Target]") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table("class", "recording", "correlation")
    for one in chosen:
        table.add_row(escape(one.label), escape(one.name), f"{one.correlation:.3f}")
    return table
