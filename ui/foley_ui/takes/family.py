"""The tree that a request is in: what came of which of its sounds; without widgets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foley_bridge.journal.rows import Row


@dataclass(frozen=True)
class Relative:
    """One request of the tree; `depth` is 0 for the first of all."""

    row: Row
    depth: int


def family_tree(rows: Sequence[Row]) -> tuple[Relative, ...]:
    """The requests of a family, each behind the one that it comes of, older ones first."""
    ids = {one.job.id for one in rows}
    return tuple(_below(sorted(rows, key=lambda one: one.number), ids, "", 0))


def _below(rows: Sequence[Row], ids: set[str], parent: str, depth: int) -> Iterator[Relative]:
    for row in rows:
        request = row.parent.rpartition("#")[0]
        above = request if request in ids else ""  # one whose parent was forgotten is a first one
        if above == parent:
            yield Relative(row, depth)
            yield from _below(rows, ids, row.job.id, depth + 1)
