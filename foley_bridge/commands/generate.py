"""`foley-bridge generate`: one prompt through the daemon to ranked WAV files and a REAPER project of takes."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from foley_bridge.client import Client, new_id
from foley_bridge.files.destination import prepared_folder
from foley_bridge.files.naming import slug
from foley_bridge.folders import user_folders
from foley_bridge.followed_request import FollowedRequest
from foley_bridge.library.limits import LIMIT_MOST
from foley_bridge.library.records import Hit
from foley_bridge.osc.message import Argument
from foley_bridge.packs.places import pack_said
from foley_bridge.progress import ShownProgress, shown_progress
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ
from foley_bridge.report import Outcome, report_json, write_summary
from foley_bridge.running_daemon import connected
from foley_models.errors import RequestError
from foley_models.limits import check_request
from foley_models.requests import SAMPLERS, TARGETS, UNDERS, GenerationRequest

DEFAULT_RATE_HZ = 48_000
DEFAULT_FOLDER = Path("out")

_EXAMPLES = """\
examples:
  foley-bridge generate "heavy boots on gravel"
  foley-bridge generate "a door slams in a hall" --seconds 2.5 --count 6 --seed 7 --out takes/door
  foley-bridge generate "steady rain on a tin roof" --negative "thunder" --threshold 0.3 --under drop
  foley-bridge generate "wind in bare trees" --seconds 20 --loop
  foley-bridge generate "a crowd in a market" --seconds 120 --count 2
  foley-bridge generate "a switch clicking" --seconds 0.12

A daemon that runs is used; else one is started for the call and ended after it (see --keep).
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "generate",
        help="make ranked takes of a sound from a prompt",
        description="Make takes of a sound from a prompt: ranked 24-bit WAV files and a REAPER project, takes.RPP.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("prompt", metavar="PROMPT", help="what should be heard, in a few words")
    _add_output_options(parser)
    _add_choice_options(parser)
    _add_model_options(parser)


def run(args: argparse.Namespace) -> None:
    """Check what can be checked first, then let the daemon generate, show takes as they come, and report."""
    _check(args)
    folder = _folder(args).absolute()
    with prepared_folder(folder), shown_progress(sys.stderr) as progress:
        progress.stage("start")
        with connected(user_folders(), device=args.device or "", keep=args.keep) as client:
            outcome = _generate(client, args, folder, progress=progress)
    if args.json:
        sys.stdout.write(report_json(outcome) + "\n")
    else:
        write_summary(outcome, sys.stdout)


def _generate(client: Client, args: argparse.Namespace, folder: Path, *, progress: ShownProgress) -> Outcome:
    """Ask for the sounds, show them as they come, write the project, and confirm that they are in it."""
    library = _library(client, args)
    own_id = new_id()
    pairs = {**_pairs(args), "destination": str(folder.resolve())}
    answers = client.generate(args.prompt, seconds=args.seconds, count=args.count, pairs=pairs, request_id=own_id)
    request = FollowedRequest(client, own_id, title=None if args.json else args.prompt, progress=progress)
    return request.outcome(request.follow(answers), folder, asked=args.count, named=_folder(args), library=library)


def _library(client: Client, args: argparse.Namespace) -> tuple[Hit, ...]:
    """The best of the studio's own recordings for the prompt, of those that are there, as the same ear judges."""
    if not args.library:
        return ()
    pairs: dict[str, Argument] = {"limit": args.library, "there": 1}
    if args.pack:
        pairs["pack"] = str(pack_said(args.pack))
    return client.search(args.prompt, pairs=pairs)


def _folder(args: argparse.Namespace) -> Path:
    return args.out or DEFAULT_FOLDER / slug(args.prompt)


def _check(args: argparse.Namespace) -> None:
    check_request(
        GenerationRequest(
            prompt=args.prompt,
            seconds=args.seconds,
            count=args.count,
            pool=args.pool,
            seed=args.seed,
            steps=args.steps,
            guidance=args.guidance,
            negative=args.negative,
            sampler=args.sampler,
            threshold=args.threshold,
            under=args.under,
            target=args.target,
            loop=args.loop,
            diversity=args.diversity,
            thorough=args.thorough,
        )
    )
    if not 0 <= args.library <= LIMIT_MOST:
        raise RequestError(f"library is {args.library}: choose 0 to {LIMIT_MOST}.")
    if args.library and args.target != "text":
        raise RequestError(f"--library goes with --target text: scores by {args.target} cannot be compared with it.")
    if not LEAST_RATE_HZ <= args.rate <= MOST_RATE_HZ:
        raise RequestError(f"rate is {args.rate}: choose a whole number from {LEAST_RATE_HZ} to {MOST_RATE_HZ}.")


def _pairs(args: argparse.Namespace) -> Mapping[str, Argument]:
    """The options that were given, as the protocol's pairs."""
    given = {
        "seed": args.seed,
        "pool": args.pool,
        "steps": args.steps,
        "guidance": args.guidance,
        "negative": args.negative,
        "sampler": args.sampler,
        "threshold": args.threshold,
        "under": args.under,
        "target": args.target,
        "category": args.category,
        "rate": args.rate,
        "pack": pack_said(args.pack),
        "loop": 1 if args.loop else None,
        "diversity": args.diversity,
        "thorough": 1 if args.thorough else None,
    }
    return {name: value for name, value in given.items() if value not in (None, "")}


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what comes out")
    group.add_argument("--seconds", type=float, default=4.0, help="length of each take, 0.1 to 180 (default 4)")
    group.add_argument("--loop", action="store_true", help="make each a seamless loop, of 1 to 180 seconds")
    group.add_argument("--count", type=int, default=4, help="takes to deliver (default 4)")
    group.add_argument("--out", type=Path, metavar="FOLDER", help="where to (default out/ and the prompt's words)")
    group.add_argument("--rate", type=int, default=DEFAULT_RATE_HZ, metavar="HZ", help="of the files (default 48000)")
    group.add_argument(
        "--library",
        type=int,
        default=0,
        metavar="N",
        help="rank the N best of the studio's own recordings beside them (see library; default 0)",
    )
    group.add_argument("--json", action="store_true", help="report in JSON instead of a table")


def _add_choice_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how takes are chosen")
    group.add_argument("--seed", type=int, default=1, help="the same seed gives the same takes (default 1)")
    group.add_argument("--pool", type=int, help="candidates to choose from (default 4 times the count)")
    group.add_argument("--diversity", type=float, help="0 (those that fit best) to 1: how unlike each other takes are")
    group.add_argument("--thorough", action="store_true", help="finish and hear all of the pool before choosing")
    group.add_argument("--threshold", type=float, help="least score that passes (default: the category's)")
    group.add_argument("--under", choices=UNDERS, default="mark", help="mark takes under it, or drop and try again")
    group.add_argument("--target", choices=TARGETS, default="text", help="what takes are scored against (default text)")
    group.add_argument("--category", metavar="CATID", help="UCS category of the files (default: predicted)")


def _add_model_options(parser: argparse.ArgumentParser) -> None:
    text = "A pack with few distilled steps, as core, takes them unless steps, guidance, negative or sampler are said."
    group = parser.add_argument_group("how the model runs", text)
    group.add_argument("--pack", help="a pack's name or folder (default: the one in use, core at first)")
    group.add_argument("--steps", type=int, help="denoising steps (default: the pack's)")
    group.add_argument("--guidance", type=float, help="how strongly the prompt steers (default: the category's)")
    group.add_argument("--negative", default="", metavar="PROMPT", help="what should not be heard")
    group.add_argument("--sampler", choices=SAMPLERS, help="default: the pack's")
    group.add_argument("--device", help="auto, cpu, cuda, cuda:1 or mps, for a daemon that is started (default auto)")
    group.add_argument(
        "--keep",
        action="store_true",
        help="leave a daemon that was started running (serve --stop ends it): the next is quick",
    )
