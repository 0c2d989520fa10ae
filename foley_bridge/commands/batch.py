"""`foley-bridge batch`: a whole sheet with several workers, on this machine or a Ray cluster; goes on where it was."""

import argparse
import sys
from pathlib import Path

from foley_bridge.batch.job import (
    BATCH_SIZE_MOST,
    DEFAULT_THREADS,
    THREADS_MOST,
    WORKERS_MOST,
    BatchJob,
    check_number,
)
from foley_bridge.cues.job import DEFAULT_RATE_HZ, asked, check_job, default_folder
from foley_bridge.cues.times import FRAME_RATES, Clock, frame_rate
from foley_bridge.folders import user_folders
from foley_bridge.journal.journal import FIRST_BATCH_SIZE
from foley_bridge.packs.places import pack_said
from foley_bridge.progress import shown_progress
from foley_bridge.settings import load_settings
from foley_models.errors import FoleyError

_EXAMPLES = """\
the sheet is that of `foley-bridge cues`: CSV whose first row names its columns. Here only prompt and length are needed
(length may come from --seconds); time, track, name, count, seed, category, negative and gain as wanted.

  prompt,length,count,name
  heavy boots on gravel,2,4,boots_gravel
  a wooden door slams,1.5,4,door_slam

examples:
  foley-bridge batch game.csv                              every core, or every GPU, of this machine
  foley-bridge batch game.csv --dry-run                    what it needs and how long it takes; makes nothing
  foley-bridge batch game.csv --workers 4 --count 8 --destination sounds
  foley-bridge batch game.csv --ray auto                   a Ray cluster that runs here, or one of its own
  foley-bridge batch game.csv --ray 192.0.2.7:6379 --workers 6

The same sheet and destination again go on where they were: what is there is not made again. The same seed gives the
same sounds with any number of workers; their bits depend on --threads, --at-a-time and the device.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "batch",
        help="make a whole sheet with several workers, on this machine or a Ray cluster",
        description="Make every cue of a sheet with several workers at a time, without a daemon: ranked takes, a "
        "report, and a REAPER project where the sheet has times.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("sheet", metavar="SHEET", type=Path, help="the sheet, CSV or TSV, or a REAPER project")
    _add_workers(parser.add_argument_group("who makes it"))
    _add_results(parser.add_argument_group("what comes out"))
    group = parser.add_argument_group("how it is made")
    group.add_argument("--seed", type=int, default=1, help="of cues that give none (default 1)")
    group.add_argument("--pack", help="a pack's name or folder (default: the one in use)")
    group.add_argument("--adapter", help="of the pack (default: the one in use with it)")
    group.add_argument("--device", help="auto, cpu, cuda, cuda:1 or mps (default: the settings')")
    group = parser.add_argument_group("the sheet's times, where it has them")
    group.add_argument("--fps", choices=FRAME_RATES, help="frames a second of its timecode")
    group.add_argument("--start", default="0", metavar="TIME", help="the sheet's time at the project's zero")
    group.add_argument("--seconds", type=float, help="length of cues that give none")


def _add_workers(group: "argparse._ArgumentGroup") -> None:
    group.add_argument("--ray", metavar="auto|HOST:PORT", help="on a Ray cluster (needs the extra foley-bridge[ray])")
    group.add_argument("--workers", type=int, help="processes with the model (default: one a GPU, else a core)")
    group.add_argument("--threads", type=int, default=DEFAULT_THREADS, help="of each worker (default 1)")
    group.add_argument(
        "--at-a-time", type=int, default=FIRST_BATCH_SIZE, help=f"candidates in memory (default {FIRST_BATCH_SIZE})"
    )


def _add_results(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--destination", type=Path, metavar="FOLDER", help="where to (default out/ and the sheet's name)"
    )
    group.add_argument("--count", type=int, default=4, help="takes of a cue that gives none (default 4)")
    group.add_argument("--rate", type=int, default=DEFAULT_RATE_HZ, metavar="HZ", help="of the files (default 48000)")
    group.add_argument("--stems", action="store_true", help="also one sound file for each track, best takes in place")
    group.add_argument("--dry-run", action="store_true", help="say what it needs and how long it takes; make nothing")


def run(args: argparse.Namespace) -> None:
    """Read the sheet whole, then make it; what is made stays, whatever ends the run."""
    from foley_bridge.batch.whole import Batch, Ways
    from foley_bridge.cues.reading import read_cues
    from foley_bridge.cues.sheet import Defaults

    job = _job(args)
    fps = frame_rate(args.fps) if args.fps else None
    clock = Clock(fps, Clock(fps).read_s(args.start))
    cues = read_cues(args.sheet, Defaults(args.count, args.seconds, clock, timed=False))
    folders = user_folders()
    batch = Batch(job, cues, load_settings(folders.settings_file), folders)
    ways = Ways(workers=args.workers, ray=args.ray, device=args.device)
    with shown_progress(sys.stderr) as progress:
        if args.dry_run:
            progress.say(asked(cues))
            batch.estimate(ways, progress)
            return
        whole = batch.make(ways, progress)
    if not whole:
        raise FoleyError("Not every cue was made: the report says why. The same command tries those again.")


def _job(args: argparse.Namespace) -> BatchJob:
    check_number("threads", args.threads, THREADS_MOST)
    check_number("at-a-time", args.at_a_time, BATCH_SIZE_MOST)
    if args.workers is not None:
        check_number("workers", args.workers, WORKERS_MOST)
    job = BatchJob(
        args.sheet,
        default_folder(args.sheet) if args.destination is None else args.destination.absolute(),
        args.rate,
        args.seed,
        pack=pack_said(args.pack),
        adapter=args.adapter,
        threads=args.threads,
        batch_size=args.at_a_time,
        stems=args.stems,
    )
    check_job(job.cues)
    return job
