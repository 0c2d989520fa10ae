"""`foley-bridge export`: a round robin for an engine, variants that differ, cut, equally loud, with a manifest."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.files.naming import slug
from foley_bridge.folders import Folders, user_folders
from foley_bridge.packs.places import pack_said
from foley_bridge.progress import ShownProgress, shown_progress
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ
from foley_bridge.roundrobin.limits import (
    LOUDNESS_LEAST_LUFS,
    LOUDNESS_MOST_LUFS,
    TAIL_DEFAULT_DB,
    TAIL_LEAST_DB,
    TAIL_MOST_DB,
    VARIANTS_MOST,
)
from foley_models.errors import RequestError
from foley_models.limits import COUNT_MOST, POOL_MOST, check_request
from foley_models.requests import GenerationRequest

if TYPE_CHECKING:
    from foley_bridge.roundrobin.material import Take
    from foley_bridge.roundrobin.robin import Asked

DEFAULT_FOLDER = Path("out")
DEFAULT_RATE_HZ = 48_000
COUNT_DEFAULT = 5
TAKES_FOR_EACH = 3  # variant, so that there is something to choose from
TAKES_MOST = 4 * COUNT_MOST

_EXAMPLES = """\
examples:
  foley-bridge export "a wooden door slams" --count 6 --out game/door
  foley-bridge export "footsteps on gravel" --hits --seconds 4 --count 12      every step a variant
  foley-bridge export --takes 5f0c… --count 4                      of a request that was made
  foley-bridge export --takes takes/boots/Foley/*.wav --loudness -20
  foley-bridge export "a wooden door slams" --godot 4 --out game/door      with a resource that plays all of them

Of more takes than are wanted those are chosen that fit the prompt and are least like one another. The folder appears
whole: wav/, ogg/, manifest.json, variants.csv and wwise.txt.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "export",
        help="export variants that differ for a game engine",
        description="Export a round robin: variants that differ, cut at their attack, equally loud, as WAV and OGG.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("prompt", metavar="PROMPT", nargs="?", help="what should be heard; else --takes")
    parser.add_argument("--takes", nargs="+", metavar="TAKE", help="files, requests (ID) or candidates (ID#INDEX)")
    _add_variant_options(parser)
    group = parser.add_argument_group("how takes of a prompt are made")
    group.add_argument("--from", dest="takes_of_prompt", type=int, metavar="N", help="takes (default 3 a variant)")
    group.add_argument("--seconds", type=float, default=2.0, help="length of each take (default 2)")
    group.add_argument("--seed", type=int, default=1, help="the same seed gives the same (default 1)")
    group.add_argument("--rate", type=int, default=DEFAULT_RATE_HZ, metavar="HZ", help="of the files (default 48000)")
    group.add_argument("--category", metavar="CATID", help="UCS category (default: predicted)")
    group.add_argument("--pack", help="a pack's name or folder (default: the one in use)")
    group.add_argument("--adapter", help="of the pack (default: the one in use with it)")
    group.add_argument("--into", type=Path, metavar="FOLDER", help="where the takes go (default out/ and the words)")
    group.add_argument(
        "--keep", action="store_true", help="leave a daemon that was started running (serve --stop ends it)"
    )


def _add_variant_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the variants")
    group.add_argument("--count", type=int, help="how many (default 5; of --takes at most as many as there are)")
    group.add_argument("--hits", action="store_true", help="every hit in a take can be a variant, not the whole take")
    group.add_argument("--loudness", type=float, metavar="LUFS", help="of the loudest 0.4 s (default: their median)")
    group.add_argument(
        "--tail", type=float, default=TAIL_DEFAULT_DB, metavar="DB", help="tails end there (default -50)"
    )
    group.add_argument("--ear", metavar="PACK", help="the pack that hears how they differ (default: the takes' own)")
    group.add_argument("--device", default="auto", help="where it hears: auto, cpu, cuda, cuda:1 or mps (default auto)")
    group.add_argument("--no-ogg", action="store_true", help="WAV files only")
    group.add_argument(
        "--godot",
        type=int,
        choices=(3, 4),
        help="a .tres beside them: of 4 an AudioStreamRandomizer of all, of 3 an AudioStreamRandomPitch of each",
    )
    group.add_argument("--out", type=Path, metavar="FOLDER", help="the export (default out/ and the words, -export)")
    group.add_argument("--replace", action="store_true", help="put it in the place of an export that is there")


def run(args: argparse.Namespace) -> None:
    """Check everything, get the takes, choose, cut, match, and put the folder in its place."""
    from foley_bridge.roundrobin.publishing import check_place, publish_folder
    from foley_bridge.roundrobin.robin import contents_of, make_robin, told

    _check(args)
    folder = (args.out or _default_out(args)).absolute()
    check_place(folder, replace=args.replace)
    with shown_progress(sys.stderr) as progress:
        progress.stage("start")
        takes = _takes(args, user_folders(), progress)
        robin = make_robin(takes, _asked(args), user_folders(), progress)
        publish_folder(folder, contents_of(robin), replace=args.replace)
        for line in told(robin, folder):
            progress.say(line)


def _check(args: argparse.Namespace) -> None:
    if (args.prompt is None) == (args.takes is None):
        raise RequestError("Say either a prompt or --takes with files, requests or candidates.")
    for name, value, least, most in (
        ("tail", args.tail, TAIL_LEAST_DB, TAIL_MOST_DB),
        ("loudness", args.loudness, LOUDNESS_LEAST_LUFS, LOUDNESS_MOST_LUFS),
    ):
        if value is not None and not least <= value <= most:  # NaN is none of them either
            raise RequestError(f"{name} is {value:g}: choose a number from {least:g} to {most:g}.")
    if args.count is not None and not 1 <= args.count <= VARIANTS_MOST:
        raise RequestError(f"count is {args.count}: choose a whole number from 1 to {VARIANTS_MOST}.")
    if args.prompt is not None:
        _check_prompt(args)


def _check_prompt(args: argparse.Namespace) -> None:
    if not LEAST_RATE_HZ <= args.rate <= MOST_RATE_HZ:
        raise RequestError(f"rate is {args.rate}: choose a whole number from {LEAST_RATE_HZ} to {MOST_RATE_HZ}.")
    takes = _wanted_takes(args)
    if not 1 <= takes <= TAKES_MOST:
        raise RequestError(f"from is {takes}: choose a whole number from 1 to {TAKES_MOST}.")
    if not args.hits and takes < _count(args):
        raise RequestError(f"from is {takes}, count is {_count(args)}: whole takes cannot be fewer than variants.")
    check_request(GenerationRequest(args.prompt, seconds=args.seconds, count=min(takes, COUNT_MOST), seed=args.seed))


def _count(args: argparse.Namespace) -> int:
    return COUNT_DEFAULT if args.count is None else int(args.count)


def _wanted_takes(args: argparse.Namespace) -> int:
    """Three whole takes for a variant; of hits, which come several to a take, as many takes as variants."""
    if args.takes_of_prompt is not None:
        return int(args.takes_of_prompt)
    return min(TAKES_MOST, _count(args) * (1 if args.hits else TAKES_FOR_EACH))


def _default_out(args: argparse.Namespace) -> Path:
    return DEFAULT_FOLDER / f"{slug(args.prompt or Path(args.takes[0]).stem)}-export"


def _takes(args: argparse.Namespace, folders: Folders, progress: ShownProgress) -> "tuple[Take, ...]":
    from foley_bridge.roundrobin.material import files_of, read_takes

    if args.takes is not None:
        return read_takes(files_of(args.takes, folders.journal_file), folders.journal_file)
    return read_takes(_made(args, folders, progress), folders.journal_file)


def _made(args: argparse.Namespace, folders: Folders, progress: ShownProgress) -> tuple[Path, ...]:
    """The takes of a prompt; Ctrl-C cancels them."""
    from foley_bridge.files.destination import prepared_folder
    from foley_bridge.roundrobin.asking import Question, made_takes
    from foley_bridge.running_daemon import connected

    given = {"rate": args.rate, "category": args.category, "pack": pack_said(args.pack), "adapter": args.adapter}
    takes = _wanted_takes(args)
    if takes <= COUNT_MOST:  # a third more are started than are taken; several requests draw from all they start
        given["pool"] = min(POOL_MOST, takes + -(-takes // 3))
    options = {name: value for name, value in given.items() if value is not None}
    into = (args.into or DEFAULT_FOLDER / slug(args.prompt)).absolute()
    with prepared_folder(into):
        return made_takes(
            Question(args.prompt, args.seconds, takes, args.seed, options),
            into.resolve(),
            folders.journal_file,
            connect=lambda: connected(folders, keep=args.keep),
            on_progress=progress.advance,
        )


def _asked(args: argparse.Namespace) -> "Asked":
    from foley_bridge.roundrobin.robin import Asked

    count = args.count if args.takes is not None else _count(args)
    return Asked(
        count,
        args.hits,
        args.tail,
        args.loudness,
        ogg=not args.no_ogg,
        ear=args.ear or "",
        device=args.device,
        godot=args.godot,
    )
