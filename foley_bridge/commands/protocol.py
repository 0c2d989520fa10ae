"""`foley-bridge protocol`: every address, argument, pair, event and code that the daemon knows."""

import argparse

from foley_bridge.protocol.document import markdown


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "protocol",
        help="print the OSC protocol",
        description="Print the OSC protocol as Markdown tables, made from the table that the daemon itself parses by.",
    )
    parser.set_defaults(func=run)


def run(_: argparse.Namespace) -> None:
    """Print it."""
    print(markdown(), end="")
