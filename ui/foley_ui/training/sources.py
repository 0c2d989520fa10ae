"""What a training learns from: one folder, list or project, or several things and files put together in a list.

The daemon takes one path. What was typed about recordings goes where the command line sees it too: for one folder into
its `captions.csv`, for everything else into a list of our own beside nothing of the user's.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.files.naming import slug
from foley_bridge.recordings.folder_names import telling_folder
from foley_bridge.recordings.gather import gather
from foley_bridge.recordings.overrides import FILE_NAME, Typed, read_overrides, write_overrides
from foley_bridge.recordings.records import Gathered, Refused, Take
from foley_bridge.recordings.table import COLUMNS
from foley_models.errors import RequestError
from foley_ui.training.rows import RecordingRow

LISTS = "Trainings"  # in the folder of sounds
Piece = tuple[Path, float, float | None]


@dataclass(frozen=True)
class Chosen:
    """What a person put together, and what they typed about pieces of it that no folder's `captions.csv` holds."""

    paths: tuple[Path, ...] = ()
    typed: tuple[tuple[Piece, Typed], ...] = ()

    @property
    def folder(self) -> Path | None:
        """The one folder that it is, or None."""
        return self.paths[0] if len(self.paths) == 1 and self.paths[0].is_dir() else None

    @property
    def is_plain(self) -> bool:
        """Whether the daemon can be given the path itself."""
        return len(self.paths) == 1 and not self.typed and not is_sound(self.paths[0])

    @property
    def name(self) -> str:
        """What a training of it is called by itself."""
        if not self.paths:
            return ""
        first = self.paths[0]
        stem = first.name if first.is_dir() else (first.parent.name if is_sound(first) else first.stem)
        return stem or "training"

    def with_paths(self, paths: Iterable[Path]) -> "Chosen":
        """The same and these; what lies in a folder that is there already is not taken twice."""
        kept = list(self.paths)
        for path in paths:
            if any(path == one or (path.is_relative_to(one) and one.is_dir()) for one in kept):
                continue
            kept = [one for one in kept if not one.is_relative_to(path)]
            kept.append(path)
        return replace(self, paths=tuple(kept))


def is_sound(path: Path) -> bool:
    """Whether a path names a single sound file."""
    from foley_bridge.recordings.folder import is_sound_name

    return is_sound_name(path.name) and not path.is_dir()


def gathered(chosen: Chosen) -> Gathered:
    """Every piece of it. RequestError where one of its things cannot be looked into."""
    if len(chosen.paths) == 1 and not is_sound(chosen.paths[0]):
        found = gather(chosen.paths[0])
    else:
        found = _together([_of(path) for path in chosen.paths], chosen.paths)
    if not chosen.typed:
        return found
    typed = dict(chosen.typed)
    return replace(found, takes=tuple(_as_typed(take, typed.get(_piece(take))) for take in found.takes))


def type_in_folder(folder: Path, rows: Sequence[RecordingRow], *, caption: str | None, category: str | None) -> None:
    """Keep in the folder's `captions.csv` what was typed; None leaves a column. RequestError, DestinationError."""
    overrides = read_overrides(folder)
    entries = dict(overrides.entries)
    for row in rows:
        entries[row.path] = _typed(overrides.of(row.path), caption, category)
    said = {path: one for path, one in entries.items() if one != Typed()}
    write_overrides(folder, {path.relative_to(folder).as_posix(): one for path, one in said.items()})


def type_in_list(chosen: Chosen, rows: Sequence[RecordingRow], *, caption: str | None, category: str | None) -> Chosen:
    """The same set with what was typed about these rows."""
    typed = dict(chosen.typed)
    for row in rows:
        piece = (row.path, row.start_s, row.end_s)
        before = typed.get(piece, Typed(row.caption if row.source == "typed" else "", row.category, row.group))
        typed[piece] = _typed(before, caption, category)
    return replace(chosen, typed=tuple(typed.items()))


def path_for_daemon(chosen: Chosen, rows: Iterable[RecordingRow], name: str, sounds: Path) -> Path:
    """The path that the daemon is given: the thing itself, or a list of what can be used that is written for it.

    DestinationError, DiskFullError where the list cannot be written.
    """
    if chosen.is_plain:
        return chosen.paths[0]
    called = slug(name or chosen.name)
    file = sounds / LISTS / called / f"{called}.csv"
    with explained(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f".{file.name}.part")
        temporary.write_text(_list_text(rows), encoding="utf-8", newline="")
        temporary.replace(file)
    return file


def _list_text(rows: Iterable[RecordingRow]) -> str:
    """The usable rows as they are shown: captions that the check found count as typed there."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        if row.usable and row.seconds is not None:
            end = "" if row.end_s is None else f"{row.start_s + row.seconds:.6f}"
            start = f"{row.start_s:.6f}"
            writer.writerow((row.path.absolute(), start, end, row.caption, row.category, row.name, row.group))
    return text.getvalue()


def _of(path: Path) -> Gathered:
    if not is_sound(path):
        return gather(path)
    if not path.exists():
        raise RequestError(f"{path} is not there any more: take it out, or put it back.")
    typed = read_overrides(path.parent).of(path) if (path.parent / FILE_NAME).exists() else Typed()
    take = Take(
        path,
        caption=typed.caption,
        caption_source="typed" if typed.caption else "",
        category=typed.category,
        group=typed.group,
        folder=telling_folder(path, path.parent),
    )
    return Gathered(path, (take,))


def _together(parts: Sequence[Gathered], paths: Sequence[Path]) -> Gathered:
    takes: dict[Piece, Take] = {}
    refused: dict[tuple[Path, str], Refused] = {}
    for part in parts:
        for take in part.takes:
            takes.setdefault(_piece(take), take)
        for one in part.refused:
            refused.setdefault((one.path, one.reason), one)
    source = paths[0].parent if paths else Path()
    return Gathered(source, tuple(takes.values()), tuple(refused.values()), sum(part.others for part in parts))


def _piece(take: Take) -> Piece:
    return take.path, take.start_s, take.end_s


def _typed(before: Typed, caption: str | None, category: str | None) -> Typed:
    return replace(
        before,
        caption=before.caption if caption is None else caption,
        category=before.category if category is None else category,
    )


def _as_typed(take: Take, typed: Typed | None) -> Take:
    if typed is None:
        return take
    caption = typed.caption or take.caption
    return replace(
        take,
        caption=caption,
        caption_source="typed" if typed.caption else take.caption_source,
        category=typed.category or take.category,
        group=typed.group or take.group,
    )


def overview(paths: Sequence[Path], most: int = 3) -> str:
    """The names of what was chosen, in one line."""
    names = [path.name or str(path) for path in paths]
    more = f" + {len(names) - most}" if len(names) > most else ""
    return ", ".join(names[:most]) + more
