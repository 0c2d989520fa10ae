"""The recordings in a REAPER project: which piece of which file each take of each item plays, and what it is called.

Of an item the active take counts, which is the one that the editor chose, or all of them where the item plays all or
`all_takes` says so; the others are listed. A take that is played faster or slower stands for the piece of its file that
it plays, at the speed it was recorded.
"""

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PureWindowsPath

from foley_bridge.recordings.folder_names import telling_folder
from foley_bridge.recordings.overrides import Overrides, read_overrides
from foley_bridge.recordings.records import Gathered, Refused, Take, UnusableError
from foley_bridge.recordings.rpp_reading import Block, read_items

_FILE_SOURCES = ("WAVE", "FLAC", "VORBIS", "OPUS", "MP3", "WAVPACK", "FLACPICT", "ITUNES", "VIDEO", "RIFF")
_NO_SOUND = {"MIDI": "MIDI", "MIDIPOOL": "MIDI", "EMPTY": "empty", "RPP_PROJECT": "a project inside the project"}
SOURCES_MOST = 16  # sections of sections


@dataclass
class _ItemTake:
    """The lines and the source of one take of an item."""

    selected: bool = False
    null: bool = False
    lines: list[list[str]] = field(default_factory=list)
    source: Block | None = None

    def number(self, name: str, otherwise: float) -> float:
        """The first number after a property's name."""
        return _number(self.lines, name, otherwise)

    @property
    def name(self) -> str:
        """What REAPER shows."""
        return next((line[1].strip() for line in self.lines if line[0] == "NAME" and len(line) > 1), "")


def gather_project(source: Path, *, all_takes: bool = False) -> Gathered:
    """Each take that counts, in the project's order. RequestError where the file is no project."""
    overrides = read_overrides(source.parent)
    takes: list[Take] = []
    refused: list[Refused] = list(overrides.refused)
    for number, item in enumerate(read_items(source), start=1):
        for found in _of_item(item, number, source, all_takes=all_takes):
            if isinstance(found, Refused):
                refused.append(found)
            else:
                takes.append(_typed(found, overrides))
    return Gathered(source, tuple(takes), tuple(refused))


def _of_item(item: Block, number: int, project: Path, *, all_takes: bool) -> Iterator[Take | Refused]:
    item_takes = _split(item)
    notes = _notes(item)
    muted = _number(item.lines, "MUTE", 0) != 0
    every = all_takes or _number(item.lines, "ALLTAKES", 0) != 0
    active = next((at for at, one in enumerate(item_takes) if one.selected), 0)
    for at, one in enumerate(item_takes):
        label = f"{one.name or 'without name'} (item {number}" + (f", take {at + 1})" if len(item_takes) > 1 else ")")
        try:
            if muted:
                raise UnusableError("muted", "its item is muted in the project")
            if at != active and not every:
                raise UnusableError("other take", f"it is not the active take of its item, which is take {active + 1}")
            yield _take(one, item, project, label=label, notes=notes)
        except UnusableError as error:
            yield Refused(_place(one.source, project), str(error), error.kind, label)


def _split(item: Block) -> list[_ItemTake]:
    """An item's takes: the first from its own lines, one more from each TAKE line."""
    takes = [_ItemTake()]
    starts = [0]
    for at, line in enumerate(item.lines):
        if line[0] == "TAKE":
            takes.append(_ItemTake(selected="SEL" in line[1:], null="NULL" in line[1:]))
            starts.append(at + 1)
        takes[-1].lines.append(line)
    for at, block in item.blocks:
        if block.name == "SOURCE":
            owner = max(number for number, start in enumerate(starts) if start <= at)
            takes[owner].source = takes[owner].source or block
    return takes


def _take(one: _ItemTake, item: Block, project: Path, *, label: str, notes: str) -> Take:
    path, offset_s, most_s = _source(one.source, project, null=one.null)
    speed = one.number("PLAYRATE", 1.0)
    length_s = _number(item.lines, "LENGTH", math.nan)
    soffs_s = one.number("SOFFS", 0.0)
    if not 0.01 <= speed <= 100 or not length_s > 0:
        raise UnusableError("piece", f"its item lasts {length_s:g} s at the speed {speed:g}, which plays nothing")
    start_s = max(soffs_s, 0.0)
    end_s = min(soffs_s + length_s * speed, most_s)  # an offset below zero plays silence first
    if end_s <= start_s:
        raise UnusableError("piece", f"its item begins at {start_s:g} s of a source that ends at {end_s:g} s")
    stem = PureWindowsPath(path.name).stem  # a take is named after its file until somebody names it
    named = one.name if one.name not in (path.name, stem) else ""
    return Take(
        path,
        offset_s + start_s,
        offset_s + end_s,
        name=label,
        notes=notes,
        take_name=named,
        folder=telling_folder(path, project.parent, root_tells=False),
        cut_to_file=True,
    )


def _source(source: Block | None, project: Path, *, null: bool) -> tuple[Path, float, float]:
    """The file at the end of sections of sections, where in it the source begins, and how long it is at most."""
    offset_s, most_s = 0.0, math.inf
    for _ in range(SOURCES_MOST):
        if source is None or null:
            raise UnusableError("no sound", "it has no source: the take is empty")
        kind = source.head[1].upper() if len(source.head) > 1 else ""
        if kind != "SECTION":
            return _file(source, kind, project), offset_s, most_s
        # A section inside another one ends for it as much earlier as the outer one begins later.
        most_s = min(most_s, _number(source.lines, "LENGTH", math.inf) - offset_s)
        offset_s += _number(source.lines, "STARTPOS", 0.0)
        source = next((inner for _, inner in source.blocks if inner.name == "SOURCE"), None)
    raise UnusableError("no sound", f"its source has more than {SOURCES_MOST} sections inside one another")


def _file(source: Block, kind: str, project: Path) -> Path:
    if kind in _NO_SOUND:
        raise UnusableError("no sound", f"it is no recording: its source is {_NO_SOUND[kind]}")
    written = _written(source)
    if written is None:
        known = "" if kind in _FILE_SOURCES else f" of the kind {kind[:20]!r}, which is not known here,"
        raise UnusableError("no sound", f"its source{known} names no file")
    path = _found(written, project)
    if not os.path.exists(path):  # noqa: PTH110  # False for a path that is too long, too
        raise UnusableError("missing", f"its file is missing or offline: {written}")
    return path


def _written(source: Block) -> str | None:
    return next((line[1] for line in source.lines if line[0] == "FILE" and len(line) > 1 and line[1]), None)


def _found(written: str, project: Path) -> Path:
    """The path as the project writes it; one written on Windows with its slashes turned where that finds a file."""
    if "\0" in written:
        raise UnusableError("missing", "the path of its file holds a character that no path can")
    path = project.parent / written
    turned = project.parent / written.replace("\\", "/")
    there = os.path.exists  # False for a path that is too long, too
    return turned if not there(path) and there(turned) else path


def _place(source: Block | None, project: Path) -> Path:
    """The file that a take that cannot be used names, for the list; the project where it names none."""
    for _ in range(SOURCES_MOST):
        if source is None:
            break
        written = _written(source)
        if written is not None and "\0" not in written:
            return project.parent / written
        source = next((inner for _, inner in source.blocks if inner.name == "SOURCE"), None)
    return project


def _notes(item: Block) -> str:
    """The item's notes: lines that begin with a bar."""
    lines: Sequence[list[str]] = next((block.lines for _, block in item.blocks if block.name == "NOTES"), [])
    return " ".join(line[0][1:].strip() for line in lines if line[0].startswith("|")).strip()


def _number(lines: Sequence[list[str]], name: str, otherwise: float) -> float:
    text = next((line[1] for line in lines if line[0] == name and len(line) > 1), None)
    try:
        value = otherwise if text is None else float(text)
    except ValueError:
        return otherwise
    return value if math.isfinite(value) else otherwise


def _typed(take: Take, overrides: Overrides) -> Take:
    typed = overrides.of(take.path)
    return replace(
        take,
        caption=typed.caption,
        caption_source="typed" if typed.caption else "",
        category=typed.category,
        group=typed.group,
    )
