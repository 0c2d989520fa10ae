"""`foley-bridge spot`: a hit for every marker, note, tap or row of a list, as items of a project and as a stem."""

import argparse
import sys
from pathlib import Path

from foley_bridge.client import Client, new_id
from foley_bridge.files.destination import prepared_folder
from foley_bridge.files.naming import slug
from foley_bridge.folders import user_folders
from foley_bridge.osc.message import Argument
from foley_bridge.packs.places import pack_said
from foley_bridge.progress import ShownProgress, shown_progress
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ
from foley_bridge.spotting.dealing import Dealt, deal
from foley_bridge.spotting.events import Event, Wanted, read_events
from foley_bridge.takes import HeardTake, Takes
from foley_models.errors import RequestError
from foley_models.limits import check_request
from foley_models.requests import GenerationRequest

DEFAULT_FOLDER = Path("out")
DEFAULT_RATE_HZ = 48_000
RANGE_MOST_DB = 60.0
NOTE_MOST = 127

_EXAMPLES = """\
examples:
  foley-bridge spot "heavy boots on gravel" guide.wav --stem          every onset of the production sound
  foley-bridge spot "a sword hits a shield" fight.rpp --named sword   markers and regions whose name holds "sword"
  foley-bridge spot "wooden steps" steps.mid --note 36 --note 38      played on a keyboard or pads
  foley-bridge spot "raindrops on leather" drops.csv                  columns time, and as wanted strength, name

Takes are made, the hits in them found, and dealt out in turn: none comes twice in a row, each as strong as its event,
with the small differences of a person who does it again (--human). The takes' files are not cut: items play pieces
of them.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "spot",
        help="put a hit at every marker, note or onset",
        description="Foley to picture: a hit of its own for every event, as items of a REAPER project or as one stem.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("prompt", metavar="PROMPT", help="what should be heard, in a few words")
    parser.add_argument(
        "events", metavar="EVENTS", type=Path, help="REAPER project, MIDI file, list (.csv) or guide track (.wav ...)"
    )
    _add_event_options(parser)
    _add_output_options(parser)


def _add_event_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("which events, and how strong")
    group.add_argument("--named", default="", metavar="TEXT", help="only markers and regions whose name holds this")
    group.add_argument("--note", type=int, action="append", default=[], help="only this MIDI note; may be said again")
    group.add_argument("--least", type=float, default=0.0, metavar="STRENGTH", help="leave weaker ones out, 0 to 1")
    group.add_argument("--range", type=float, default=24.0, metavar="DB", help="from strongest to weakest (default 24)")
    group.add_argument("--human", type=float, default=0.5, help="variation of loudness and pitch, 0 to 1 (default 0.5)")


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is made")
    group.add_argument("--count", type=int, default=8, help="takes to draw hits from (default 8)")
    group.add_argument("--seconds", type=float, default=4.0, help="length of each take (default 4)")
    group.add_argument("--seed", type=int, default=1, help="the same seed gives the same (default 1)")
    group.add_argument("--out", type=Path, metavar="FOLDER", help="where to (default out/ and the prompt's words)")
    group.add_argument("--stem", action="store_true", help="also one sound file with all hits in place")
    group.add_argument("--rate", type=int, default=DEFAULT_RATE_HZ, metavar="HZ", help="of the files (default 48000)")
    group.add_argument("--category", metavar="CATID", help="UCS category of the files (default: predicted)")
    group.add_argument("--pack", help="a pack's name or folder (default: the one in use)")
    group.add_argument("--keep", action="store_true", help="leave a daemon that was started running")


def run(args: argparse.Namespace) -> None:
    """Read the events first, then make takes, deal their hits out and write the project."""
    _check(args)
    events = read_events(args.events, Wanted(args.named, tuple(args.note), args.least))
    folder = (args.out or DEFAULT_FOLDER / slug(args.prompt)).absolute()
    with prepared_folder(folder), shown_progress(sys.stderr) as progress:
        progress.say(f"{len(events)} events, from {events[0].place_s:.3f} to {events[-1].place_s:.3f} s")
        progress.stage("start")
        takes = _takes(args, folder.resolve(), progress=progress)
        progress.stage("write")
        _write(args, events, takes, folder.resolve(), progress=progress)


def _check(args: argparse.Namespace) -> None:
    check_request(GenerationRequest(args.prompt, seconds=args.seconds, count=args.count, seed=args.seed))
    if not LEAST_RATE_HZ <= args.rate <= MOST_RATE_HZ:
        raise RequestError(f"rate is {args.rate}: choose a whole number from {LEAST_RATE_HZ} to {MOST_RATE_HZ}.")
    for name, value, most in (
        ("human", args.human, 1.0),
        ("least", args.least, 1.0),
        ("range", args.range, RANGE_MOST_DB),
    ):
        if not 0.0 <= value <= most:  # NaN is none of them either
            raise RequestError(f"{name} is {value:g}: choose a number from 0 to {most:g}.")
    for note in args.note:
        if not 0 <= note <= NOTE_MOST:
            raise RequestError(f"note is {note}: MIDI notes go from 0 to {NOTE_MOST}.")


def _takes(args: argparse.Namespace, folder: Path, *, progress: ShownProgress) -> tuple[HeardTake, ...]:
    from foley_bridge.running_daemon import connected

    with connected(user_folders(), keep=args.keep) as client:
        return _made(client, args, folder, progress=progress)


def _made(client: Client, args: argparse.Namespace, folder: Path, *, progress: ShownProgress) -> tuple[HeardTake, ...]:
    """The takes, best first; Ctrl-C cancels them."""
    own_id, heard = new_id(), Takes()
    pairs: dict[str, Argument] = {"destination": str(folder), "rate": args.rate, "seed": args.seed}
    pairs |= {name: value for name, value in (("category", args.category), ("pack", pack_said(args.pack))) if value}
    try:
        answers = client.generate(args.prompt, seconds=args.seconds, count=args.count, pairs=pairs, request_id=own_id)
        for answer in answers:
            heard.hear(answer)
            if answer.word == "progress":
                values = answer.values
                progress.advance(str(values["stage"]), float(values["fraction"]), float(values["left"]))
    except KeyboardInterrupt:
        client.tell("/foley/cancel", own_id)
        raise
    for take in heard.best_first():
        client.ask("/foley/imported", own_id, take.index)
    return heard.best_first()


def _write(
    args: argparse.Namespace,
    events: tuple[Event, ...],
    takes: tuple[HeardTake, ...],
    folder: Path,
    *,
    progress: ShownProgress,
) -> None:
    from foley_bridge.spotting.hits import find_hits
    from foley_bridge.spotting.writing import write_spotted_project, write_spotted_stem

    hits = find_hits(takes)
    dealt: tuple[Dealt, ...] = deal(events, hits, seed=args.seed, range_db=args.range, human=args.human)
    project = write_spotted_project(folder, args.prompt, dealt, rate_hz=args.rate)
    progress.say(f"{len(hits)} hits in {len(takes)} takes, dealt out to {len(events)} events")
    if args.stem:
        path, gain_db = write_spotted_stem(folder, dealt, rate_hz=args.rate)
        progress.say(f"Stem {path}{f', turned down by {-gain_db:.1f} dB' if gain_db < -0.05 else ''}.")
    progress.say(f"Open {project} in REAPER: each event is an item, T changes its take.")
