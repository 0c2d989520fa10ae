"""`foley-bridge ablate`: the papers' tables on any recordings and pack, trained, made, heard and measured."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.errors import DestinationError, RequestError

if TYPE_CHECKING:
    from foley_bridge.ablation.options import Options
    from foley_bridge.ablation.results import Ablated
    from foley_bridge.ablation.running import Ablation

TABLE_CHOICES = ("k1", "y1", "y2", "lambda", "all")
_EXAMPLES = """\
tables:
  k1      LDM, +Tuning, +Latent, +Tuning+Latent and the pack as it is, each with and without the filter
          (Karchkhadze et al., table I)
  y1      LDM-S (labels as texts), +Pre (first under CLAP audio embeddings), +Text (captions), +Filter, +Tuned
          (Yuan et al., table 1)
  y2      one pool of candidates of the pack as it is, chosen from by label text, by other texts, by the tuned
          embedding, by audio embeddings of the class's recordings (Yuan et al., table 2); trains nothing
  lambda  a sweep over the weight of the latent CLAP loss (Karchkhadze et al., fig. 3)
Each table has the recordings that are learnt from as its floor, measured like any system.

RECORDINGS is a folder with a sub-folder for every class, a list (.csv) or a REAPER project. Some recordings are held
out by group, and everything is measured against them. Adapters, and what was heard of every set of sounds, are kept
under --work: the same command goes on where it was stopped, and another table takes what fits.

examples:
  foley-bridge ablate recordings/ --table k1 --work ablation --dry-run
  foley-bridge ablate recordings/ --table all --work ablation --embedding clap --embedding yamnet=yamnet.safetensors \\
      --csv out.csv --json out.json --markdown out.md --plot out.png --background
  foley-bridge ablate recordings/ --table lambda --weight 0 --weight 1 --weight 10 --seeds 2 --samplings 1
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "ablate",
        help="the papers' tables on your recordings: which part of the training does what",
        description="Train the systems of the papers' tables on recordings and measure them against held-out ones.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("recordings", metavar="RECORDINGS", type=Path, help="a folder, a list (.csv) or a project")
    parser.add_argument("--table", action="append", choices=TABLE_CHOICES, help="which; several (default k1)")
    parser.add_argument(
        "--work", type=Path, default=Path("ablation"), help="everything is kept here (default ablation)"
    )
    parser.add_argument("--pack", default="core", help="a pack by name or folder (default core)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps (default auto)")
    _add_training(parser)
    _add_measuring(parser)
    group = parser.add_argument_group("how it runs, and what is written")
    group.add_argument("--dry-run", action="store_true", help="only what it would take")
    group.add_argument("--background", action="store_true", help="go on without this terminal, with a log in --work")
    for name in ("csv", "json", "markdown", "plot"):
        group.add_argument(f"--{name}", metavar="FILE", type=Path, help=f"write {_WRITTEN[name]}")


_WRITTEN = {
    "csv": "all numbers as CSV",
    "json": "all numbers as JSON",
    "markdown": "the tables as a page",
    "plot": "a plot of the distances (.png, .svg, .pdf)",
}


def _add_training(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("training")
    group.add_argument("--seeds", type=int, default=3, help="trainings of each system (default 3)")
    group.add_argument("--steps", type=int, default=400, help="of each training (default 400)")
    group.add_argument("--method", choices=("full", "lora"), default="full", help="what moves of the denoiser")
    group.add_argument("--batch", type=int, default=16, help="examples a step (default 16)")
    group.add_argument("--rate", type=float, help="learning rate (default: what suits the method)")
    group.add_argument(
        "--weight", action="append", type=float, metavar="LAMBDA", help="of the sweep, several (0, 0.3, 1, 3, 10)"
    )
    group.add_argument("--validation-share", type=float, default=0.2, metavar="SHARE", help="held out (default 0.2)")
    group.add_argument("--split-seed", type=int, default=1, help="which recordings are held out (default 1)")


def _add_measuring(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("sounds and measuring")
    group.add_argument("--per-class", type=int, default=16, help="sounds of each class in a set (default 16)")
    group.add_argument("--samplings", type=int, default=20, help="sets of a system under other noise (default 20)")
    group.add_argument("--candidates", type=int, default=8, help="of a sound, until one passes; of a pool (default 8)")
    group.add_argument("--targets", type=int, default=8, help="recordings of a class to rank against (default 8)")
    group.add_argument("--seconds", type=float, default=4.0, help="length of the sounds (default 4)")
    group.add_argument("--embedding", action="append", metavar="EAR", help="clap, yamnet=FILE or vggish=FILE; several")


def run(args: argparse.Namespace) -> None:
    """Check, estimate, and then run here, in the background, or not at all."""
    options = _checked(args)
    # Here, not at the top: they bring numpy and torch, which the other commands' help does not need.
    from foley_bridge.ablation.estimate import lines_of
    from foley_bridge.ablation.running import Ablation
    from foley_bridge.progress import shown_progress

    with shown_progress(sys.stderr) as progress:
        ablation = Ablation(options, progress.advance)
        progress.advance("trying out how long it takes", 0.0, -1.0)
        costs = ablation.costs()
        for line in (*_said(ablation), *lines_of(costs, ablation.work())):
            progress.say(line)
        if args.dry_run:
            return
        if args.background:
            for line in _detached(args, options):
                progress.say(line)
            return
        found = ablation.run(costs, progress.advance)
    _show(found)
    for path in _written(args, found):
        print(f"Written: {path}")


def _checked(args: argparse.Namespace) -> "Options":
    """Everything that can be seen to be wrong before anything is loaded."""
    from foley_bridge.ablation.options import Options
    from foley_bridge.ablation.systems import TABLES, WEIGHTS, tables
    from foley_bridge.evaluation.ears import check_ears
    from foley_bridge.evaluation.showing import check_plot

    args.embedding = args.embedding or ["clap"]
    asked = args.table or ["k1"]
    if args.weight and not {"lambda", "all"} & set(asked):
        raise RequestError("--weight is for the sweep over lambda: add --table lambda.")
    check_ears(args.embedding)
    if args.plot:
        check_plot(args.plot)
    for path in (args.csv, args.json, args.markdown, args.plot):
        if path is not None and not path.absolute().parent.is_dir():
            raise DestinationError(f"{path} cannot be written: its folder is not there.")
    options = Options(
        recordings=args.recordings,
        pack=args.pack,
        work=args.work,
        tables=TABLES if "all" in asked else tuple(dict.fromkeys(asked)),
        weights=tuple(args.weight or WEIGHTS),
        seeds=args.seeds,
        samplings=args.samplings,
        per_class=args.per_class,
        candidates=args.candidates,
        targets=args.targets,
        seconds=args.seconds,
        method=args.method,
        steps=args.steps,
        batch_size=args.batch,
        rate=args.rate,
        validation_share=args.validation_share,
        split_seed=args.split_seed,
        ears=tuple(args.embedding),
        device=args.device,
    )
    tables(options.tables, options.weights)
    return options


def _said(ablation: "Ablation") -> list[str]:
    from foley_models.evaluation.kernel_distance import FEWEST

    material = ablation.material
    lines = [
        f"{len(material.of('train'))} recordings to learn from, {len(material.of('validation'))} held out, "
        f"{len({one.label for one in material.wanted})} classes; tables: {', '.join(ablation.options.tables)}."
    ]
    if len(material.wanted) < FEWEST:
        lines.append(
            f"A set of {len(material.wanted)} sounds has no distance, which takes {FEWEST}: ask for more --per-class."
        )
    return lines


def _detached(args: argparse.Namespace, options: "Options") -> list[str]:
    from foley_bridge.ablation.background import detach, how_to_follow

    return how_to_follow(*detach(_words(args, options), options.work.absolute()))


def _words(args: argparse.Namespace, options: "Options") -> list[str]:
    """The command line again, for a process that runs where this one does, and waits for the end."""
    words = ["ablate", str(args.recordings), "--work", str(args.work), "--pack", args.pack, "--device", args.device]
    several = {"table": options.tables, "embedding": options.ears, "weight": args.weight or ()}
    for name, values in several.items():
        words += [f"--{name}={value}" for value in values]
    for name in (
        *("seeds", "steps", "method", "batch", "rate", "validation_share", "split_seed", "per_class", "samplings"),
        *("candidates", "targets", "seconds", "csv", "json", "markdown", "plot"),
    ):
        value = getattr(args, name)
        if value is not None:
            words.append(f"--{name.replace('_', '-')}={value}")
    return words


def _show(found: "Ablated") -> None:
    from rich.console import Console

    from foley_bridge.ablation.showing import remarks, tables_of

    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 240)
    for table in tables_of(found):
        console.print(table)
    for line in remarks(found):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _written(args: argparse.Namespace, found: "Ablated") -> list[Path]:
    from foley_bridge.ablation.results import as_csv, as_json
    from foley_bridge.ablation.showing import markdown_of, plot
    from foley_bridge.files.disk_errors import explained

    texts: tuple[tuple[Path | None, Callable[[Ablated], str]], ...] = (
        (args.csv, as_csv),
        (args.json, as_json),
        (args.markdown, markdown_of),
    )
    written = []
    for path, text in texts:
        if path is not None:
            with explained(path):
                path.write_text(text(found), encoding="utf-8", newline="")
            written.append(path)
    if args.plot:
        with explained(args.plot):
            plot(found, args.plot)
        written.append(args.plot)
    return written
