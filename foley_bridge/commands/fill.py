"""`foley-bridge fill`: a range of a recording made anew, or a recording continued; the rest stays bit for bit."""

import argparse
from pathlib import Path

from foley_bridge.commands.recorded import Asked, add_common_options, common_pairs, follow_recorded
from foley_bridge.files.naming import slug
from foley_models.errors import RequestError
from foley_models.limits import check_fill_length

_EXAMPLES = """\
examples:
  foley-bridge fill rain.wav "steady rain" --from 1.2 --to 2.0
  foley-bridge fill rain.wav "steady rain" --extend 3 --count 6 --out takes/longer-rain

Each take is the whole recording in its own rate, channels and sample format. Outside the range and a crossfade of 20 ms
on either side every sample is the one that was there; the recording itself is never written to.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "fill",
        help="make a range of a recording anew, or continue it",
        description="Make ranked takes of a recording with a range of it made anew, or continued, and a REAPER "
        "project, takes.RPP.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("file", metavar="FILE", type=Path, help="the recording")
    parser.add_argument("prompt", metavar="PROMPT", help="what should be heard, in a few words")
    parser.add_argument("--from", dest="start", type=float, metavar="SECONDS", help="where the range begins")
    parser.add_argument("--to", dest="end", type=float, metavar="SECONDS", help="where it ends")
    parser.add_argument("--extend", type=float, metavar="SECONDS", help="how much to add at the recording's end")
    add_common_options(parser)


def run(args: argparse.Namespace) -> None:
    """Check what can be checked first, then let the daemon make it, show takes as they come, and report."""
    range_s, extend = _range(args)
    path = str(args.file.absolute())
    what = (
        f"{range_s[0]:g} to {range_s[1]:g} s of {args.file.name}" if extend is None else f"{args.file.name} continued"
    )
    follow_recorded(
        args,
        Asked(
            title=f"{args.prompt}, {what}",
            folder=slug(f"{args.file.stem} filled"),
            pairs=common_pairs(args) | ({} if extend is None else {"extend": extend}),
            call=lambda client, said, own_id: client.fill(
                path, args.prompt, range_s=range_s, count=args.count, pairs=said, request_id=own_id
            ),
        ),
    )


def _range(args: argparse.Namespace) -> tuple[tuple[float, float], float | None]:
    """The range and by how much to extend; RequestError where neither or both are said, or it cannot be."""
    if args.extend is not None:
        if args.start is not None or args.end is not None:
            raise RequestError("--extend continues the recording: say it without --from and --to.")
        check_fill_length(args.extend)
        return (0.0, 0.0), args.extend
    if args.start is None or args.end is None:
        raise RequestError("Say which range is to be filled, by --from and --to, or how much to add, by --extend.")
    if args.start < 0:
        raise RequestError(f"--from is {args.start:g}: it must be 0 or more seconds.")
    if args.end <= args.start:
        raise RequestError(f"--to is {args.end:g}, which is not after --from {args.start:g}.")
    check_fill_length(args.end - args.start)
    return (args.start, args.end), None
