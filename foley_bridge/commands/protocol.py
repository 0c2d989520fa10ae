"""`foley-bridge protocol`: every address, argument, pair, event and code that the daemon knows."""

import argparse
from pathlib import Path

from foley_bridge.protocol.document import markdown, renewed


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "protocol",
        help="print the OSC protocol",
        description="Print the OSC protocol as Markdown tables, made from the table that the daemon itself parses by.",
    )
    parser.set_defaults(func=run)
    parser.add_argument("--renew", type=Path, metavar="FILE", help="put them between the marks of a file instead")


def run(args: argparse.Namespace) -> None:
    """Print it, or renew it in the document that holds it."""
    if args.renew is None:
        print(markdown(), end="")
    else:
        args.renew.write_text(renewed(args.renew.read_text(encoding="utf-8")), encoding="utf-8")
