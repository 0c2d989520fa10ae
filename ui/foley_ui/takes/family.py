"""The tree that a request is in: what came of which of its sounds; without widgets."""

from collections.abc import Sequence
from dataclasses import dataclass

from foley_bridge.journal.rows import Row


@dataclass(frozen=True)
class Relative:
    """One request of the tree; `depth` is 0 for the first of all."""

    row: Row
    depth: int


def family_tree(rows: Sequence[Row]) -> tuple[Relative, ...]:
    """The requests of a family, each behind the one that it comes of, older ones first."""
    below: dict[str, list[Row]] = {}
    ids = {one.job.id for one in rows}
    for row in sorted(rows, key=lambda one: one.number):
        request = row.parent.rpartition("#")[0]
        below.setdefault(request if request in ids else "", []).append(row)  # whose parent was forgotten is a first one
    found: list[Relative] = []
    waiting = [Relative(row, 0) for row in reversed(below.get("", ()))]
    while waiting:  # no recursion: who goes on from the newest sound all day is a thousand steps down by the evening
        found.append(one := waiting.pop())
        waiting += [Relative(row, one.depth + 1) for row in reversed(below.get(one.row.job.id, ()))]
    return tuple(found)
