"""`foley-bridge transform`: a vocal imitation or a rough take becomes the sound that a prompt says, in its timing."""

import argparse
from pathlib import Path

from foley_bridge.commands.recorded import Asked, add_common_options, common_pairs, follow_recorded
from foley_bridge.files.naming import slug
from foley_models.limits import READ_LEAST_S, READ_MOST_S, check_follow, check_strength

DEFAULT_STRENGTH = 0.6

_EXAMPLES = """\
examples:
  foley-bridge transform mouth.wav "heavy boots on gravel"
  foley-bridge transform taps.wav "a typewriter" --strength 0.8 --count 6 --out takes/typewriter
  foley-bridge transform mouth.wav "a dog barking" --follow 0.5 --seconds 3

Low strengths keep much of the sound of the recording, high ones follow the prompt alone. Its loudness over time is
given to every take, by the share that --follow says, and how well that went is told of each.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "transform",
        help="turn a vocal imitation or a rough take into a sound",
        description="Make ranked takes of a prompt in the timing and loudness of a recording, and a REAPER project, "
        "takes.RPP.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument(
        "file", metavar="FILE", type=Path, help=f"the recording, of {READ_LEAST_S:g} to {READ_MOST_S:g} seconds"
    )
    parser.add_argument("prompt", metavar="PROMPT", help="what should be heard, in a few words")
    parser.add_argument(
        "--strength", type=float, default=DEFAULT_STRENGTH, help="over 0 to 1, how far from it (default 0.6)"
    )
    parser.add_argument(
        "--follow", type=float, default=1.0, help="0 to 1, how much of its loudness takes are given (default 1)"
    )
    parser.add_argument(
        "--seconds", type=float, help=f"length of each take, {READ_LEAST_S:g} to {READ_MOST_S:g} (default: its own)"
    )
    parser.add_argument("--rate", type=int, metavar="HZ", help="of the files (default: the settings')")
    add_common_options(parser)


def run(args: argparse.Namespace) -> None:
    """Check what can be checked first, then let the daemon make it, show takes as they come, and report."""
    check_strength(args.strength)
    check_follow(args.follow)
    pairs = {**common_pairs(args), "follow": args.follow}
    pairs |= {name: value for name, value in (("seconds", args.seconds), ("rate", args.rate)) if value is not None}
    path = str(args.file.absolute())
    follow_recorded(
        args,
        Asked(
            title=f"{args.prompt}, in the timing of {args.file.name}, strength {args.strength:g}",
            folder=slug(f"{args.prompt} like {args.file.stem}"),
            pairs=pairs,
            call=lambda client, said, own_id: client.transform(
                path, args.prompt, strength=args.strength, count=args.count, pairs=said, request_id=own_id
            ),
        ),
    )
