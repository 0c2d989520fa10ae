"""What the commands share that begin from a recording: options, the way through the daemon, the report."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.client import Client, new_id
from foley_bridge.files.destination import prepared_folder
from foley_bridge.folders import user_folders
from foley_bridge.followed_request import FollowedRequest
from foley_bridge.osc.message import Argument
from foley_bridge.packs.places import pack_said
from foley_bridge.progress import shown_progress
from foley_bridge.protocol.answers import Answer
from foley_bridge.report import report_json, write_summary
from foley_bridge.running_daemon import connected
from foley_models.requests import WHOLE_SAMPLERS

DEFAULT_FOLDER = Path("out")
Call = Callable[[Client, Mapping[str, Argument], str], Iterator[Answer]]  # with pairs and id


@dataclass(frozen=True)
class Asked:
    """What is asked for: a title for people, the folder's name where none is given, the pairs, and how to ask."""

    title: str
    folder: str
    pairs: Mapping[str, Argument]
    call: Call


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """Options that are the same for all of them."""
    parser.add_argument("--count", type=int, default=4, help="takes to deliver (default 4)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to (default out/ and a name of its own)")
    parser.add_argument("--seed", type=int, help="the same seed gives the same takes (default: drawn)")
    parser.add_argument("--pool", type=int, help="candidates to choose from (default 4 times the count)")
    parser.add_argument("--steps", type=int, help="denoising steps (default: the pack's)")
    parser.add_argument("--guidance", type=float, help="how strongly the prompt steers (default: the category's)")
    parser.add_argument("--negative", default="", metavar="PROMPT", help="what should not be heard")
    parser.add_argument("--sampler", choices=WHOLE_SAMPLERS, help="default: the pack's")
    parser.add_argument("--pack", help="a pack's name or folder (default: the one in use, core at first)")
    parser.add_argument("--json", action="store_true", help="report in JSON instead of a table")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="leave a daemon that was started running (serve --stop ends it): the next is quick",
    )


def common_pairs(args: argparse.Namespace) -> dict[str, Argument]:
    """Those that were given, as the protocol's pairs."""
    given = {name: getattr(args, name) for name in ("seed", "pool", "steps", "guidance", "negative", "sampler")}
    given["pack"] = pack_said(args.pack)
    return {name: value for name, value in given.items() if value not in (None, "")}


def follow_recorded(args: argparse.Namespace, asked: Asked) -> None:
    """Ask the daemon, show takes as they come, write the project, and report."""
    named = args.out or DEFAULT_FOLDER / asked.folder
    folder, own_id = named.absolute(), new_id()
    with prepared_folder(folder), shown_progress(sys.stderr) as progress:
        progress.stage("start")
        with connected(user_folders(), keep=args.keep) as client:
            request = FollowedRequest(client, own_id, title=None if args.json else asked.title, progress=progress)
            answers = asked.call(client, {**asked.pairs, "destination": str(folder.resolve())}, own_id)
            outcome = request.outcome(request.follow(answers), folder, asked=args.count, named=named)
    if args.json:
        sys.stdout.write(report_json(outcome) + "\n")
    else:
        write_summary(outcome, sys.stdout)
