"""`foley-bridge vary`: more or less like a delivered sound, by an amount, as ranked WAV files and a REAPER project."""

import argparse
import hashlib
import sys
from pathlib import Path

from foley_bridge.client import Client, new_id
from foley_bridge.files.destination import prepared_folder
from foley_bridge.files.naming import slug
from foley_bridge.folders import user_folders
from foley_bridge.followed_request import FollowedRequest
from foley_bridge.journal.inspection import candidate_of_file
from foley_bridge.osc.message import Argument
from foley_bridge.progress import ShownProgress, shown_progress
from foley_bridge.report import Outcome, report_json, write_summary
from foley_bridge.running_daemon import connected
from foley_models.errors import RequestError
from foley_models.limits import check_amount, check_away, check_mix

DEFAULT_FOLDER = Path("out")
DEFAULT_AMOUNT, DEFAULT_LESS = 0.3, 0.5

_EXAMPLES = """\
examples:
  foley-bridge vary "takes/boots/Foley/FEETHmn_Heavy boots_FB_NONE_00k3.wav"
  foley-bridge vary 5f0c…#2 --amount 0.6 --count 6 --out takes/other-boots
  foley-bridge vary 5f0c…#2 --blend 9ab1…#0 --mix 0.4
  foley-bridge vary 5f0c…#2 --less-like --amount 0.7

A little more like it is 0.1, clearly another take 0.5, a fresh sound of the same prompt 1. With --less-like all are
fresh sounds of the same prompt, and the amount is how far they go away from it. What comes of it can be varied in its
turn; less like one of them leaves behind the first as well.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "vary",
        help="make more, or less, like a delivered sound",
        description="Make ranked takes that are like a sound that was delivered, or less like it, and a REAPER "
        "project, takes.RPP.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("candidate", metavar="FILE|ID#INDEX", help="the delivered file, or its request and index")
    parser.add_argument("--amount", type=float, help="over 0 to 1, how far from it (default 0.3, with --less-like 0.5)")
    parser.add_argument(
        "--less-like", action="store_true", help="go away from it: fresh takes of its prompt, unlike it"
    )
    parser.add_argument("--blend", metavar="FILE|ID#INDEX", help="a second sound as long: makes what lies between both")
    parser.add_argument("--mix", type=float, help="of a blend: 0, all the first, to 1, all the second (default 0.5)")
    parser.add_argument("--count", type=int, default=4, help="takes to deliver (default 4)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where to (default out/ and the sound's name)")
    parser.add_argument("--seed", type=int, help="the same seed gives the same takes (default: drawn)")
    parser.add_argument("--json", action="store_true", help="report in JSON instead of a table")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="leave a daemon that was started running (serve --stop ends it): the next is quick",
    )


def run(args: argparse.Namespace) -> None:
    """Find the candidate, let the daemon vary it, show takes as they come, and report."""
    if args.amount is None:
        args.amount = DEFAULT_LESS if args.less_like else DEFAULT_AMOUNT
    (check_away if args.less_like else check_amount)(args.amount)
    if args.less_like and (args.blend is not None or args.mix is not None):
        raise RequestError(
            "--less-like and --blend exclude each other: leave one sound behind, or blend it with another."
        )
    if args.mix is not None:
        check_mix(args.mix)
    if args.mix is not None and args.blend is None:
        raise RequestError(f"mix is {args.mix:g}, but there is no blend: name a second sound by --blend.")
    candidate = _candidate(args.candidate)
    named = args.out or DEFAULT_FOLDER / slug(f"{_words(args)} {Path(args.candidate).stem}")
    with prepared_folder(named.absolute()), shown_progress(sys.stderr) as progress:
        progress.stage("start")
        with connected(user_folders(), keep=args.keep) as client:
            outcome = _vary(client, args, candidate, named=named, progress=progress)
    if args.json:
        sys.stdout.write(report_json(outcome) + "\n")
    else:
        write_summary(outcome, sys.stdout)


def _vary(client: Client, args: argparse.Namespace, candidate: str, *, named: Path, progress: ShownProgress) -> Outcome:
    folder, own_id = named.absolute(), new_id()
    title = None if args.json else f"{_words(args)} {candidate}, amount {args.amount:g}"
    request = FollowedRequest(client, own_id, title=title, progress=progress)
    pairs: dict[str, Argument] = {"destination": str(folder.resolve())} | (
        {} if args.seed is None else {"seed": args.seed}
    )
    if args.blend is not None:
        pairs["blend"] = _candidate(args.blend)
    if args.mix is not None:
        pairs["mix"] = args.mix
    answers = client.vary(
        candidate, amount=args.amount, count=args.count, less=args.less_like, pairs=pairs, request_id=own_id
    )
    return request.outcome(request.follow(answers), folder, asked=args.count, named=named)


def _words(args: argparse.Namespace) -> str:
    return "less like" if args.less_like else "like"


def _candidate(said: str) -> str:
    """ID#INDEX, of a file by its hash in the journal. RequestError where the file is none of those delivered."""
    file = Path(said)
    if not file.is_file():
        if "#" not in said:
            raise RequestError(f"{said} is neither a file nor a request and index, such as 5f0c#2.")
        return said
    found = candidate_of_file(user_folders().journal_file, hashlib.sha256(file.read_bytes()).hexdigest())
    if found is None:
        raise RequestError(
            f"{file} is no file that is remembered here as it was delivered: it was changed since, made by another "
            "user, or so long ago that it was forgotten."
        )
    return found
