"""`foley-bridge evaluate`: how near sounds are to recordings, by class, in the spaces of several ears."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.errors import DestinationError, RequestError

if TYPE_CHECKING:
    from foley_bridge.evaluation.results import Report
    from foley_bridge.evaluation.sounds import OnProgress, SoundSet
    from foley_models.evaluation.frechet import Gaussian
    from foley_models.pack import Pack

_EXAMPLES = """\
SOUNDS and --reference are each a folder with a sub-folder for every class, a list (.csv) or a REAPER project.
Without SOUNDS, a pack makes them: rank 1 of --per-class requests for every class of the recordings.

embeddings: clap (of --pack), yamnet=FILE (safetensors), vggish=FILE (safetensors or .pth; with the conventions of DCASE
2023 Task 7). KAD and diversity use one embedding a sound, FAD all windows of all sounds. --statistics takes means and
covariances (.npz or .npy) of each class in place of recordings for the FAD of vggish.

examples:
  foley-bridge evaluate sounds/ --reference recordings/
  foley-bridge evaluate sounds/ --reference recordings/ --embedding clap --embedding yamnet=yamnet.safetensors \\
      --fad --pca 32 --csv out.csv --plot out.png
  foley-bridge evaluate --pack core --adapter studio.safetensors --per-class 16 --seed 1 --reference recordings/ \\
      --part validation
  foley-bridge evaluate sounds/ --embedding vggish=vggish.pth --fad --statistics dcase/
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "evaluate",
        help="measure sounds, or what a pack makes, against recordings",
        description="Kernel and Fréchet audio distance to recordings, fit to the text (CLAP score) and diversity, by "
        "class, each with its standard error over resamplings.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument(
        "sounds", metavar="SOUNDS", nargs="?", type=Path, help="what is measured; without, a pack makes it"
    )
    parser.add_argument("--reference", metavar="PATH", type=Path, help="the recordings to be near to")
    parser.add_argument(
        "--part", choices=("all", "train", "validation"), default="all", help="of the recordings (default all)"
    )
    parser.add_argument("--split-seed", type=int, default=1, help="of the split into parts, as in training (default 1)")
    parser.add_argument("--embedding", action="append", metavar="EAR", help="clap, yamnet=FILE or vggish=FILE; several")
    parser.add_argument("--fad", action="store_true", help="the Fréchet distance, too")
    parser.add_argument("--pca", type=int, metavar="N", help="FAD in the N main directions of the reference")
    parser.add_argument("--statistics", metavar="FOLDER", type=Path, help="reference statistics for vggish's FAD")
    parser.add_argument("--seconds", type=float, default=4.0, help="longer sounds are cut to their loudest (default 4)")
    parser.add_argument("--pack", default="core", help="which makes the sounds and hears as clap (default core)")
    parser.add_argument("--adapter", metavar="FILE", type=Path, help="of the pack: what a training made")
    parser.add_argument("--per-class", type=int, default=16, help="sounds to make for each class (default 16)")
    parser.add_argument("--seed", type=int, default=1, help="of the first sound of a class (default 1)")
    parser.add_argument("--pool", type=int, help="candidates for each sound; 1 is without any choice (default 4)")
    parser.add_argument("--work", type=Path, default=Path("evaluation"), help="made sounds are kept here, to go on")
    parser.add_argument("--csv", metavar="FILE", type=Path, help="write all numbers as CSV")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all numbers as JSON")
    parser.add_argument("--plot", metavar="FILE", type=Path, help="write a plot (.png, .svg, .pdf)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps (default auto)")


def run(args: argparse.Namespace) -> None:
    """Check what was asked, listen, show and write."""
    _check(args)
    # Here, not at the top: they bring numpy and torch, which the other commands' help does not need.
    from rich.console import Console

    from foley_bridge.evaluation.showing import remarks, table_of
    from foley_bridge.progress import shown_progress

    with shown_progress(sys.stderr) as progress:
        report = _measured(args, lambda what, fraction: progress.advance(what, fraction, -1.0))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200)
    console.print(table_of(report))
    for line in remarks(report):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    for path in _written(args, report):
        print(f"Written: {path}")


def _check(args: argparse.Namespace) -> None:
    """Everything that can be seen to be wrong before minutes of work."""
    from foley_bridge.evaluation.ears import check_ears
    from foley_bridge.evaluation.showing import check_plot

    args.embedding = args.embedding or ["clap"]
    check_ears(args.embedding)
    if args.plot:
        check_plot(args.plot)
    for wrong, sentence in _faults(args):
        if wrong:
            raise RequestError(sentence)
    for path in (args.csv, args.json, args.plot):
        if path is not None and not path.absolute().parent.is_dir():
            raise DestinationError(f"{path} cannot be written: its folder is not there.")


def _faults(args: argparse.Namespace) -> Iterator[tuple[bool, str]]:
    """Options that do not fit together."""
    from foley_models.limits import SECONDS_LEAST, SECONDS_MOST

    hears = any(one.startswith("vggish=") for one in args.embedding)
    yield (
        args.reference is None and (args.sounds is None or args.statistics is None),
        "There is nothing to compare with: give --reference (or sounds and --statistics).",
    )
    yield (
        args.statistics is not None and not (args.fad and hears),
        "--statistics are for the FAD of vggish: add --fad and --embedding vggish=FILE.",
    )
    yield (
        args.sounds is not None and args.adapter is not None,
        "--adapter changes what a pack makes: leave SOUNDS out, or leave the adapter out.",
    )
    yield args.pca is not None and not args.fad, "--pca belongs to the Fréchet distance: add --fad."
    yield (
        not SECONDS_LEAST <= args.seconds <= SECONDS_MOST,
        f"--seconds is {args.seconds:g}: choose from {SECONDS_LEAST:g} to {SECONDS_MOST:g}.",
    )


def _measured(args: argparse.Namespace, told: "OnProgress") -> "Report":
    from foley_bridge.evaluation.ears import load_ears
    from foley_bridge.evaluation.generated import open_pack
    from foley_bridge.evaluation.measuring import Measures, measure_all, missing_classes
    from foley_bridge.evaluation.results import Report
    from foley_models.evaluation.embedders import text_embeddings

    packs: list[Pack] = []

    def pack() -> "Pack":
        if not packs:  # float32, so that the ear hears the same on every machine
            packs.append(open_pack(args.pack, None, device=args.device, dtype="float32"))
        return packs[0]

    statistics = _statistics(args)
    ears = load_ears(args.embedding, pack)
    reference = _reference(args, max(ear.rate_hz for ear in ears), told)
    own, about = _own(args, reference, max(ear.rate_hz for ear in ears), told)
    measures = Measures(with_fad=args.fad, pca=args.pca, statistics=statistics, seed=args.seed)
    rows = measure_all(
        own,
        reference,
        ears,
        measures,
        embed_texts=lambda texts: text_embeddings(pack(), texts),
        on_progress=told,
    )
    notes = own.notes
    if reference is not None:
        notes = (*notes, *reference.notes, *missing_classes(own, reference))
    return Report(about, rows, notes)


def _statistics(args: argparse.Namespace) -> "dict[str, Mapping[str, Gaussian]]":
    from foley_models.evaluation.statistics_files import read_statistics_folder

    return {} if args.statistics is None else {"vggish": read_statistics_folder(args.statistics)}


def _reference(args: argparse.Namespace, rate_hz: int, told: "OnProgress") -> "SoundSet | None":
    from foley_bridge.evaluation.sounds import read_set

    if args.reference is None:
        return None
    return read_set(
        args.reference,
        rate_hz=rate_hz,
        seconds=args.seconds,
        part=args.part,
        seed=args.split_seed,
        on_progress=told,
    )


def _own(
    args: argparse.Namespace, reference: "SoundSet | None", rate_hz: int, told: "OnProgress"
) -> "tuple[SoundSet, dict[str, object]]":
    """The sounds to measure, read or made, and what to say of where they are from."""
    from foley_bridge.evaluation.sounds import read_set

    about: dict[str, object] = {
        "reference": None if args.reference is None else str(args.reference),
        "part": args.part,
        "embeddings": list(args.embedding),
        "seconds": args.seconds,
    }
    if args.sounds is not None:
        own = read_set(args.sounds, rate_hz=rate_hz, seconds=args.seconds, on_progress=told)
        return own, about | {"sounds": str(args.sounds)}
    assert reference is not None  # checked before
    return _made(args, reference, told, about)


def _made(
    args: argparse.Namespace, reference: "SoundSet", told: "OnProgress", about: dict[str, object]
) -> "tuple[SoundSet, dict[str, object]]":
    from foley_bridge.evaluation.generated import Wish, make_set, open_pack, prompts_for
    from foley_bridge.evaluation.sounds import common_text
    from foley_models.card import hash_file
    from foley_models.requests import GenerationRequest

    pack = open_pack(args.pack, args.adapter, device=args.device)
    texts = {label: common_text(sounds) for label, sounds in reference.by_label().items()}
    own_prompts = {name: one.prompt for name, one in pack.card.categories.items()}
    request = GenerationRequest(prompt="", seconds=args.seconds, count=1, pool=args.pool)
    prompts = prompts_for(list(texts), own_prompts, texts)
    wish = Wish(prompts, per_class=args.per_class, seed=args.seed, request=request)
    adapter = "" if args.adapter is None else hash_file(args.adapter)
    identity = f"{pack.digest} {adapter} {pack.dtype}"
    made = make_set(wish, pack, args.work, identity=identity, on_progress=told)
    about |= {"pack": pack.card.name, "pack_digest": pack.digest, "adapter_sha256": adapter, "prompts": prompts}
    return made, about | {"per_class": args.per_class, "seed": args.seed, "pool": args.pool}


def _written(args: argparse.Namespace, report: "Report") -> list[Path]:
    from foley_bridge.evaluation.results import as_csv, as_json
    from foley_bridge.evaluation.showing import plot

    written = []
    for path, text in ((args.csv, as_csv), (args.json, as_json)):
        if path is not None:
            _write(path, text(report))
            written.append(path)
    if args.plot:
        try:
            plot(report, args.plot)
        except OSError as error:
            raise DestinationError(f"{args.plot} cannot be written ({error.strerror}).") from error
        written.append(args.plot)
    return written


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise DestinationError(f"{path} cannot be written ({error.strerror}).") from error
