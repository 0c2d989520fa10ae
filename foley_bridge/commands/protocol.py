"""`foley-bridge protocol`: every address, argument, pair, event and code that the daemon knows."""

import argparse
from pathlib import Path

from foley_bridge.protocol.document import markdown, renewed
from foley_models.errors import RequestError


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
        _renew(args.renew)


def _renew(document: Path) -> None:
    try:
        text = renewed(document.read_text(encoding="utf-8"))
        document.write_text(text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"{document} cannot be renewed ({error}): name a document of UTF-8 text.") from error
