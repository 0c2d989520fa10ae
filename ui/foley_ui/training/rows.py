"""The recordings as the table shows them: one row each, usable or with what is wrong; no widgets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foley_bridge.recordings.records import Checked, Refused, Take, Usable

OWN_FOLDER = "own folder"  # where trainings lie: nobody need be told of it here

UNPLAYABLE = frozenset(
    {"crash", "memory", "too slow", "unreadable", "no sound", "format", "missing", "empty", "no file", "place", "link"}
)
_Piece = tuple[Path, float, float | None]


@dataclass(frozen=True)
class RecordingRow:
    """One recording; `kind` and `reason` are "" where it can be used, `split` where it cannot."""

    path: Path
    name: str
    start_s: float = 0.0
    end_s: float | None = None
    seconds: float | None = None
    caption: str = ""
    source: str = ""  # where the caption came from, as the check calls it
    category: str = ""
    group: str = ""
    split: str = ""
    kind: str = ""
    reason: str = ""

    @property
    def usable(self) -> bool:
        """Whether it will be learnt from or judged by."""
        return not self.kind

    @property
    def playable(self) -> bool:
        """Whether it is worth trying to play it."""
        return self.kind not in UNPLAYABLE


@dataclass(frozen=True)
class Totals:
    """What the line under the table says."""

    recordings: int = 0
    usable: int = 0
    seconds: float = 0.0
    held_out: int = 0
    problems: int = 0
    without_caption: int = 0


def rows_of(checked: "Checked", takes: "Sequence[Take]" = ()) -> tuple[RecordingRow, ...]:
    """All rows by name, problems in their places; `takes` say where the pieces of refused ones begin."""
    known: dict[tuple[Path, str], Take] = {(one.path, one.label): one for one in takes}
    rows = [_usable(one) for one in checked.usable]
    rows += [_refused(one, known) for one in checked.refused if one.kind != OWN_FOLDER]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.start_s)))


def totals_of(rows: Iterable[RecordingRow]) -> Totals:
    """The sums over all rows."""
    listed = tuple(rows)
    usable = [row for row in listed if row.usable]
    return Totals(
        recordings=len(listed),
        usable=len(usable),
        seconds=sum(row.seconds or 0.0 for row in usable),
        held_out=sum(row.split == "validation" for row in usable),
        problems=len(listed) - len(usable),
        without_caption=sum(row.kind == "no caption" for row in listed),
    )


def renamed(
    rows: Iterable[RecordingRow], chosen: Iterable[RecordingRow], *, caption: str | None, category: str | None
) -> tuple[RecordingRow, ...]:
    """The rows with what was just typed about the chosen ones, before the check has seen it."""
    pieces: Mapping[_Piece, None] = {_piece(row): None for row in chosen}
    changed = []
    for row in rows:
        if _piece(row) in pieces:
            if caption is not None:
                row = replace(row, caption=caption, source="typed" if caption else "")
            if category is not None:
                row = replace(row, category=category)
        changed.append(row)
    return tuple(changed)


def _piece(row: RecordingRow) -> _Piece:
    return row.path, row.start_s, row.end_s


def _usable(one: "Usable") -> RecordingRow:
    take = one.take
    return RecordingRow(
        path=take.path,
        name=take.label,
        start_s=take.start_s,
        end_s=take.end_s,
        seconds=one.seconds,
        caption=take.caption,
        source=take.caption_source,
        category=take.category,
        group=take.group,
        split=one.split,
    )


def _refused(one: "Refused", known: "Mapping[tuple[Path, str], Take]") -> RecordingRow:
    take = known.get((one.path, one.label))
    if take is None:
        return RecordingRow(one.path, one.label, kind=one.kind, reason=one.reason)
    return RecordingRow(
        one.path,
        one.label,
        start_s=take.start_s,
        end_s=take.end_s,
        caption=take.caption,
        source=take.caption_source,
        category=take.category,
        group=take.group,
        kind=one.kind,
        reason=one.reason,
    )
