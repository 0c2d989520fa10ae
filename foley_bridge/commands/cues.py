"""`foley-bridge cues`: a whole cue sheet as one job that goes on where it was, a project with its tracks, a report."""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from foley_bridge.cues.job import (
    DEFAULT_RATE_HZ,
    CueJob,
    asked,
    check_job,
    default_folder,
    make_cues,
    wishes,
    write_made,
)
from foley_bridge.cues.keeping import Made, Record, Wish
from foley_bridge.cues.making import Step
from foley_bridge.cues.reading import read_cues
from foley_bridge.cues.sheet import Cue, Defaults
from foley_bridge.cues.times import FRAME_RATES, Clock, frame_rate
from foley_bridge.files.destination import prepared_folder
from foley_bridge.folders import user_folders
from foley_bridge.packs.places import pack_said
from foley_bridge.progress import ShownProgress, shown_progress
from foley_models.errors import FoleyError

_EXAMPLES = """\
a sheet is CSV (comma, semicolon or tab) whose first row names its columns: time and prompt, length or end; as wanted
track, name, count, seed, category, negative, gain. Of a REAPER project the named regions are cues, and with --seconds
the markers: their names are the prompts.

  time,length,prompt,track
  12.5,2,heavy boots on gravel,Feet
  0:00:15.2,1.5,a wooden door slams,Doors
  01:00:20:12,4,rain on a tin roof,Weather        (timecode, with --fps 25 --start 01:00:00:00)

examples:
  foley-bridge cues reel1.csv
  foley-bridge cues reel1.csv --fps 23.976 --start 01:00:00:00 --out reel1 --stems
  foley-bridge cues reel1.csv --check
  foley-bridge cues scene.RPP --seconds 2

The same command again goes on where it was and makes what is new or failed; what is there is not made again.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "cues",
        help="make a whole cue sheet: sounds at their times, a project, a report",
        description="Make every cue of a sheet: ranked takes, a REAPER project with its tracks and items, a report.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("sheet", metavar="SHEET", type=Path, help="the cue sheet, CSV or TSV, or a REAPER project")
    group = parser.add_argument_group("the sheet's times")
    group.add_argument("--fps", choices=FRAME_RATES, help="frames a second of its timecode")
    group.add_argument(
        "--start", default="0", metavar="TIME", help="the sheet's time at the project's zero (default 0)"
    )
    group.add_argument("--seconds", type=float, help="length of cues that give none")
    group = parser.add_argument_group("what comes out")
    group.add_argument("--out", type=Path, metavar="FOLDER", help="where to (default out/ and the sheet's name)")
    group.add_argument("--count", type=int, default=4, help="takes of a cue that gives none (default 4)")
    group.add_argument("--rate", type=int, default=DEFAULT_RATE_HZ, metavar="HZ", help="of the files (default 48000)")
    group.add_argument("--stems", action="store_true", help="also one sound file for each track, best takes in place")
    group.add_argument("--check", action="store_true", help="read the sheet, say what it asks for, and make nothing")
    group = parser.add_argument_group("how it is made")
    group.add_argument(
        "--seed", type=int, default=1, help="of cues that give none; the same gives the same (default 1)"
    )
    group.add_argument("--pack", help="a pack's name or folder (default: the one in use)")
    group.add_argument("--adapter", help="of the pack (default: the one in use with it)")
    group.add_argument("--device", help="auto, cpu, cuda, cuda:1 or mps, for a daemon that is started (default auto)")
    group.add_argument(
        "--keep", action="store_true", help="leave a daemon that was started running (serve --stop ends it)"
    )


def run(args: argparse.Namespace) -> None:
    """Read the sheet whole, then make it; what is made stays, whatever ends the run."""
    folder = default_folder(args.sheet) if args.out is None else args.out.absolute()
    pack = pack_said(args.pack)
    job = CueJob(args.sheet, folder, args.rate, args.seed, pack=pack, adapter=args.adapter, stems=args.stems)
    check_job(job)
    cues = read_cues(args.sheet, _defaults(args))
    if args.check:
        sys.stdout.write(f"{asked(cues)}\n")
        return
    with prepared_folder(folder), shown_progress(sys.stderr) as progress, Record(folder.resolve()) as record:
        made = _make(args, job, cues, record, progress=progress)
    if any(not one.takes for one in made.values()):
        raise FoleyError("Not every cue was made: the report says why. The same command tries those again.")


def _defaults(args: argparse.Namespace) -> Defaults:
    fps = frame_rate(args.fps) if args.fps else None
    return Defaults(args.count, args.seconds, Clock(fps, Clock(fps).read_s(args.start)))


def _make(
    args: argparse.Namespace, job: CueJob, cues: tuple[Cue, ...], record: Record, *, progress: ShownProgress
) -> Mapping[int, Made]:
    from foley_bridge.running_daemon import connected

    wanted, folders = wishes(job, cues), user_folders()
    shown = _Shown(progress, open_wishes=sum(record.made(one) is None for one in wanted))
    made: dict[int, Made] = {}

    def on_made(wish: Wish, one: Made) -> None:
        made[wish.cue.row] = one
        shown.ended(wish, one)

    progress.stage("start")
    try:
        make_cues(
            job,
            wanted,
            record,
            connect=lambda: connected(folders, device=args.device or "", keep=args.keep),
            folders=folders,
            on_step=shown.step,
            on_made=on_made,
        )
    finally:  # what is there is of use, however the rest ended
        progress.stage("write")
        _write(job, cues, made, progress=progress)
    return made


def _write(job: CueJob, cues: tuple[Cue, ...], made: Mapping[int, Made], *, progress: ShownProgress) -> None:
    """The project, the stems where they are wanted, and the report, of whatever is made by now."""
    written = write_made(job, cues, made)
    if written is None:
        return
    progress.say(f"\n{written.summary}")
    for path, gain in written.stems:
        progress.say(f"Stem {path}{f', turned down by {-gain:.1f} dB' if gain < -0.05 else ''}.")
    if written.project:
        progress.say(f"Open {written.project} in REAPER; {written.page} lets one listen in a browser.")


class _Shown:
    """What a person sees: a line for each cue that was made now, and how far the whole is."""

    def __init__(self, progress: ShownProgress, *, open_wishes: int) -> None:
        self._progress = progress
        self._open, self._made = open_wishes, 0
        self._began_s: float | None = None
        self._at_work = False

    def step(self, step: Step) -> None:
        now_s = time.monotonic()
        self._began_s = now_s if self._began_s is None else self._began_s
        self._at_work = True
        done = (self._made + step.fraction) / max(1, self._open)
        left_s = (now_s - self._began_s) * (1 - done) / done if done > 0.01 else -1.0
        self._progress.advance(step.stage, done, left_s, detail=f"cue {step.number + 1} of {step.of}")

    def ended(self, wish: Wish, made: Made) -> None:
        if not self._at_work and made.takes:
            return  # it was there before
        self._at_work = False
        self._made += 1
        self._progress.say(_line(wish, made))


def _line(wish: Wish, made: Made) -> str:
    from foley_bridge.cues.report import clock

    place = f"{clock(wish.cue.place_s):>12}  {wish.cue.prompt}"
    if not made.takes:
        return f"{place}: {made.code}. {made.text}"
    best = made.takes[0]
    score = "" if best.score is None else f", best {best.score:.3f}{'' if best.passed else ' (under the threshold)'}"
    return f"{place}: {len(made.takes)} take{'s' if len(made.takes) > 1 else ''}{score}"
