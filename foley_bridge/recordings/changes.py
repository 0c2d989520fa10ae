"""What became different between two checks of the same place: what joined, left, was renamed, is refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.recordings.records import Checked, Refused, Usable

OWN_FOLDER = "own folder"  # where trainings lie; that it is passed by is no news
_Piece = tuple[Path, float, float | None]


@dataclass(frozen=True)
class Changes:
    """What a person is told; `notes` are those that were not there before."""

    joined: tuple[Usable, ...]
    left: tuple[Usable, ...]
    called: tuple[Usable, ...]  # with another caption or category than before
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]

    def __bool__(self) -> bool:
        return any((self.joined, self.left, self.called, self.refused, self.notes))

    def lines(self) -> Iterator[str]:
        """One line each, as a person reads them."""
        yield from (f"+ {one.take.label}  {one.seconds:.2f} s  {_named(one)}" for one in self.joined)
        yield from (f"- {one.take.label}" for one in self.left)
        yield from (f"~ {one.take.label}  {_named(one)}" for one in self.called)
        yield from (f"! {one.label}: {one.reason}." for one in self.refused)
        yield from self.notes


def changes(before: Checked | None, now: Checked) -> Changes:
    """What a check found that the one before had not; everything where there was none before."""
    old, new = _pieces(before.usable if before else ()), _pieces(now.usable)
    known = set() if before is None else {(one.path, one.reason) for one in before.refused}
    return Changes(
        joined=tuple(one for piece, one in new.items() if piece not in old or old[piece].sha256 != one.sha256),
        left=tuple(one for piece, one in old.items() if piece not in new),
        called=tuple(one for piece, one in new.items() if piece in old and _otherwise(old[piece], one)),
        refused=tuple(one for one in now.refused if one.kind != OWN_FOLDER and (one.path, one.reason) not in known),
        notes=tuple(one for one in now.notes if before is None or one not in before.notes),
    )


def content(checked: Checked) -> frozenset[tuple[str, float, float | None, str, str]]:
    """What would be learnt from: equal for checks of the same recordings under the same captions."""
    return frozenset(
        (one.sha256, one.take.start_s, one.take.end_s, one.take.caption, one.take.category) for one in checked.usable
    )


def _pieces(usable: Iterable[Usable]) -> dict[_Piece, Usable]:
    return {(one.take.path, one.take.start_s, one.take.end_s): one for one in usable}


def _otherwise(old: Usable, new: Usable) -> bool:
    named = [(one.take.caption, one.take.category) for one in (old, new)]
    return old.sha256 == new.sha256 and named[0] != named[1]


def _named(one: Usable) -> str:
    take = one.take
    return f"{take.caption} (from {take.caption_source})" if take.caption else "no caption"
