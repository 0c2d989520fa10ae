"""`foley-bridge spot`: a hit for every marker, note, tap or row of a list, as items of a project and as a stem."""

import argparse
import sys
from pathlib import Path

from foley_bridge.client import new_id
from foley_bridge.files.destination import prepared_folder
from foley_bridge.folders import user_folders
from foley_bridge.packs.places import pack_said
from foley_bridge.progress import ShownProgress, shown_progress
from foley_bridge.running_daemon import connected
from foley_bridge.spotting.events import MIDI_SUFFIXES, PROJECT_SUFFIXES, Wanted, read_events
from foley_bridge.spotting.job import (
    DEFAULT_RATE_HZ,
    SpotJob,
    Spotted,
    check_job,
    default_folder,
    make_takes,
    write_spotted,
)
from foley_models.errors import RequestError

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
    group.add_argument(
        "--keep", action="store_true", help="leave a daemon that was started running (serve --stop ends it)"
    )


def run(args: argparse.Namespace) -> None:
    """Read the events first, then make takes, deal their hits out and write the project."""
    job = _job(args)
    check_job(job)
    _check_narrowing(args)
    events = read_events(job.source, job.wanted)
    with prepared_folder(job.folder), shown_progress(sys.stderr) as progress:
        progress.say(f"{len(events)} events, from {events[0].place_s:.3f} to {events[-1].place_s:.3f} s")
        progress.stage("start")
        with connected(user_folders(), keep=args.keep) as client:
            takes = make_takes(client, job, request_id=new_id(), on_progress=progress.advance)
        progress.stage("write")
        _say(write_spotted(job, events, takes), progress)


def _check_narrowing(args: argparse.Namespace) -> None:
    suffix = args.events.suffix.casefold()
    if args.named and suffix not in PROJECT_SUFFIXES:
        raise RequestError(f"{args.events} has no markers: --named {args.named!r} is for those of a REAPER project.")
    if args.note and suffix not in MIDI_SUFFIXES:
        raise RequestError(f"{args.events} has no notes: --note {args.note[0]} is for those of a MIDI file.")


def _job(args: argparse.Namespace) -> SpotJob:
    return SpotJob(
        prompt=args.prompt,
        source=args.events,
        folder=default_folder(args.prompt) if args.out is None else args.out.absolute(),
        wanted=Wanted(args.named, tuple(args.note), args.least),
        range_db=args.range,
        human=args.human,
        count=args.count,
        seconds=args.seconds,
        seed=args.seed,
        rate_hz=args.rate,
        stem=args.stem,
        category=args.category or "",
        pack=pack_said(args.pack),
    )


def _say(spotted: Spotted, progress: ShownProgress) -> None:
    progress.say(f"{spotted.hits} hits in {len(spotted.takes)} takes, dealt out to {spotted.events} events")
    if spotted.stem is not None:
        down = f", turned down by {-spotted.gain_db:.1f} dB" if spotted.gain_db < -0.05 else ""
        progress.say(f"Stem {spotted.stem}{down}.")
    progress.say(f"Open {spotted.project} in REAPER: each event is an item, T changes its take.")
