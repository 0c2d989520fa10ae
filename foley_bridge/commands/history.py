"""`foley-bridge history`: the requests that are remembered, and which of them come of which, as a tree."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from foley_bridge.folders import user_folders
from foley_models.errors import RequestError, UnknownIdError

if TYPE_CHECKING:
    from foley_bridge.journal.reading import JournalReader
    from foley_bridge.journal.rows import Row

LIMIT_DEFAULT, LIMIT_MOST = 20, 1000

_EXAMPLES = """\
examples:
  foley-bridge history                                  the newest requests
  foley-bridge history --tree                           with all that they come of and all that comes of them
  foley-bridge history 5f0c2a91d3b84c6f9e07a1b2c3d4e5f6  the tree of one request

A request comes of a candidate, ID#INDEX. From any of them one goes on: foley-bridge vary ID#INDEX
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand and its options."""
    parser = subparsers.add_parser(
        "history",
        help="list requests, and which come of which",
        description="List the requests that are remembered; as a tree, under each what was made of its candidates.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(func=run)
    parser.add_argument("request", metavar="ID", nargs="?", help="only the tree that this request is in")
    parser.add_argument("--tree", action="store_true", help="under each request what was made of its candidates")
    parser.add_argument("--limit", type=int, default=LIMIT_DEFAULT, help="newest requests (default 20)")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> None:
    """Read the journal, whether a daemon runs or not, and print."""
    from foley_bridge.journal.reading import JournalReader

    if not 1 <= args.limit <= LIMIT_MOST:
        raise RequestError(f"limit is {args.limit}: choose a whole number from 1 to {LIMIT_MOST}.")
    trees = _trees(JournalReader(user_folders().journal_file), args)
    if args.json:
        values = [_json(row) for tree in trees for row in tree]
        sys.stdout.write(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
        return
    flat = args.request is None and not args.tree
    for tree in trees:
        for line in map(_alone, tree) if flat else lines(tree):
            print(line)


def _trees(reader: "JournalReader", args: argparse.Namespace) -> "list[tuple[Row, ...]]":
    """Rows that belong together, the newest first; each for itself where no tree is wanted."""
    if args.request is not None:
        family = reader.family(args.request.partition("#")[0])
        if not family:
            raise UnknownIdError(f"No request {args.request!r} is known: `foley-bridge history` lists them.")
        return [family]
    newest = reader.page(limit=args.limit)
    if not args.tree:
        return [(row,) for row in newest]
    found: dict[str, tuple[Row, ...]] = {}
    shown: set[str] = set()
    for row in newest:
        if row.job.id not in shown:
            family = reader.family(row.job.id)
            found[family[0].job.id] = family
            shown |= {one.job.id for one in family}
    return list(found.values())


def lines(tree: "Sequence[Row]") -> Iterator[str]:
    """A tree as text: each request under the one that it comes of, behind the candidate that it began from."""
    known = {row.job.id for row in tree}
    under: dict[str, list[Row]] = {}
    for row in tree:
        above = row.parent.rpartition("#")[0]
        under.setdefault(above if above in known else "", []).append(row)

    def branch(row: "Row", indent: str) -> Iterator[str]:
        children = under.get(row.job.id, [])
        for place, child in enumerate(children):
            last = place == len(children) - 1
            candidate = child.parent.rpartition("#")[2]
            yield f"{indent}{'└─' if last else '├─'} #{candidate} → {_line(child)}"
            yield from branch(child, indent + ("   " if last else "│  "))

    for root in under.get("", []):
        lost = f"of {root.parent}, which is forgotten: " if root.parent else ""
        yield f"{lost}{_line(root)}"
        yield from branch(root, "")


def _alone(row: "Row") -> str:
    return _line(row) + (f" (of {row.parent})" if row.parent else "")


def _line(row: "Row") -> str:
    when = datetime.fromtimestamp(row.job.created_s).astimezone().strftime("%Y-%m-%d %H:%M")
    made = f"{row.made} take{'' if row.made == 1 else 's'}" if row.job.state.value == "done" else row.job.state.value
    prompt = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in row.prompt)
    return f"{row.job.id}  {when}  {prompt}{_amount(row)}: {made}"


def _amount(row: "Row") -> str:
    """How far a variation was to go, and towards what else, or how far away."""
    source = _order(row).get("source")
    if not row.parent or not isinstance(source, dict) or not isinstance(source.get("amount"), int | float):
        return ""
    if source.get("less") is True:
        return f", less like it by {source['amount']:g}"
    blend = source.get("blend")
    other = f", blended with {blend.get('candidate')}" if isinstance(blend, dict) else ""
    return f", amount {source['amount']:g}{other}"


def _json(row: "Row") -> dict[str, Any]:
    return {
        "id": row.job.id,
        "parent": row.parent or None,
        "kind": row.job.kind.value,
        "state": row.job.state.value,
        "created_s": row.job.created_s,
        "prompt": row.prompt,
        "seconds": row.seconds,
        "category": row.category,
        "takes": row.made,
    }


def _order(row: "Row") -> dict[str, object]:
    from foley_bridge.journal.rows import read_object

    return read_object(row.job.order)
