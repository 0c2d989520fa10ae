"""`foley-bridge listen`: blind comparisons and ratings by ear, their answers stored, and what they show."""

import argparse
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.commands import listen_before_after
from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_bridge.listening.plan import ListeningTest

REAL = "real"  # the name of the recordings, as a system
RULES = ("auto", "name", "prompt", "class")
LINE_CHARACTERS = 96
_NAMED_MOST = 8
_EXAMPLES = """\
examples:
  foley-bridge listen ab takes-before/ takes-after/ --listener anna --out test/
  foley-bridge listen before-after ~/Foley/boots/foley-bridge/training/boots/adapter.safetensors --listener anna
  foley-bridge listen join test/ --listener ben --browser
  foley-bridge listen rate core=takes-core/ studio=takes-studio/ --real recordings/ --listener anna --out ratings/
  foley-bridge listen results test/ --csv --plot
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand with its own subcommands."""
    parser = subparsers.add_parser(
        "listen",
        help="compare or rate sounds blind; see what listeners said",
        description="Listen without knowing which system is heard; every answer is stored at once.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="WHAT", required=True)
    _add_ab(commands)
    listen_before_after.add_parser(commands, add_sitting=_add_sitting)
    _add_rate(commands)
    join = commands.add_parser("join", help="listen in a test that exists, or go on", description="Listen in a test.")
    join.add_argument("test", metavar="TEST", type=Path, help="the folder of a test")
    _add_sitting(join)
    join.set_defaults(func=_join)
    _add_results(commands)


def _add_ab(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "ab", help="which of two is better", description="Blind comparison of two folders: A, B or no preference."
    )
    parser.add_argument("before", metavar="BEFORE", type=Path, help="a folder of sounds")
    parser.add_argument("after", metavar="AFTER", type=Path, help="a folder of their counterparts")
    _add_making(parser)
    _add_sitting(parser)
    parser.set_defaults(func=_ab)


def _add_rate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "rate",
        help="quality and fit, 0 to 10",
        description="Rate the sounds of several systems, one at a time: quality and fit, 0 to 10.",
    )
    parser.add_argument("systems", metavar="SYSTEM=FOLDER", nargs="+", help="a name and a folder of its sounds")
    parser.add_argument("--real", metavar="FOLDER", type=Path, help="real recordings, as one more hidden system")
    _add_making(parser)
    _add_sitting(parser)
    parser.set_defaults(func=_rate)


def _add_making(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="TEST", type=Path, required=True, help="where test and answers are kept")
    parser.add_argument("--match", choices=RULES, default="auto", help="what makes sounds counterparts (default: auto)")
    parser.add_argument("--partial", action="store_true", help="leave out sounds without a counterpart")
    parser.add_argument("--per-class", metavar="N", type=int, help="draw at most N items of each class")
    parser.add_argument("--seed", metavar="N", type=int, help="orders and sides (default: drawn, and kept in the test)")


def _add_sitting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--listener", metavar="NAME", required=True, help="who listens, and goes on where they stopped")
    parser.add_argument("--browser", action="store_true", help="on a page of this machine instead of in the terminal")
    parser.add_argument("--no-open", action="store_true", help="with --browser: only print the page's address")


def _add_results(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "results", help="what was said so far", description="Print the results of a test, and write them as files."
    )
    parser.add_argument("test", metavar="TEST", type=Path, help="the folder of a test")
    parser.add_argument("--csv", action="store_true", help="write answers.csv and table.csv")
    parser.add_argument("--json", action="store_true", help="write results.json")
    parser.add_argument("--markdown", action="store_true", help="write results.md")
    parser.add_argument("--plot", action="store_true", help="write plot.png")
    parser.add_argument("--out", metavar="FOLDER", type=Path, help="where to write (default: TEST/results)")
    parser.set_defaults(func=_results)


def _ab(args: argparse.Namespace) -> None:
    from foley_bridge.listening.compare import AFTER, BEFORE
    from foley_bridge.listening.plan import AB

    _listen(_prepared(args, AB, {BEFORE: args.before, AFTER: args.after}, reference=None), args)


def _rate(args: argparse.Namespace) -> None:
    from foley_bridge.listening.plan import RATE

    folders = _named_folders(args.systems)
    if args.real is not None:
        if REAL in folders:
            raise RequestError(f"{REAL} is what the recordings are called: give that system another name.")
        folders[REAL] = args.real
    _listen(_prepared(args, RATE, folders, reference=REAL if args.real is not None else None), args)


def _join(args: argparse.Namespace) -> None:
    from foley_bridge.listening.plan import read_test

    _listen(read_test(args.test), args)


def _results(args: argparse.Namespace) -> None:
    from foley_bridge.listening import export
    from foley_bridge.listening.plan import read_test
    from foley_bridge.listening.results import collect

    collected = collect(read_test(args.test))
    print(export.results_markdown(collected), end="")
    wanted = (
        (args.csv, (export.ANSWERS_CSV, export.TABLE_CSV)),
        (args.json, (export.RESULTS_JSON,)),
        (args.markdown, (export.RESULTS_MD,)),
        (args.plot, (export.PLOT_PNG,)),
    )
    names = [name for asked, several in wanted if asked for name in several]
    for path in export.write_results(collected, args.out or args.test / "results", names) if names else ():
        print(f"wrote {path}")


def _prepared(
    args: argparse.Namespace, kind: str, folders: dict[str, Path], *, reference: str | None
) -> "ListeningTest":
    from foley_bridge.listening.session import prepare

    if args.per_class is not None and args.per_class < 1:
        raise RequestError(f"--per-class is {args.per_class}: choose 1 or more.")
    test, left_out = prepare(
        args.out,
        kind,
        folders,
        reference=reference,
        rule=args.match,
        partial=args.partial,
        per_category=args.per_class,
        seed=args.seed,
    )
    if left_out:
        more = f" and {len(left_out) - _NAMED_MOST} more" if len(left_out) > _NAMED_MOST else ""
        text = f"Left out, without a counterpart: {', '.join(left_out[:_NAMED_MOST])}{more}."
        print(textwrap.fill(text, LINE_CHARACTERS))
    return test


def _listen(test: "ListeningTest", args: argparse.Namespace) -> None:
    from foley_bridge.listening.compare import in_browser, in_terminal
    from foley_bridge.listening.session import Session

    with Session(test, args.listener) as session:
        if args.browser:
            in_browser(session, open_page=not args.no_open)
        else:
            in_terminal(session)


def _named_folders(texts: list[str]) -> dict[str, Path]:
    """SYSTEM=FOLDER pairs. RequestError where one is none, or a name is used twice."""
    folders: dict[str, Path] = {}
    for text in texts:
        name, equals, folder = text.partition("=")
        if not (name and equals and folder):
            raise RequestError(f"{text!r} names no system: write SYSTEM=FOLDER, such as core=takes/core.")
        if name in folders or not name.isprintable():
            raise RequestError(f"The system {name!r} is given twice or cannot be printed: give it another name.")
        folders[name] = Path(folder)
    return folders
