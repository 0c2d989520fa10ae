"""`captions.csv` in a folder of recordings: what a person typed about its files. Written by the training panel."""

import csv
import io
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import sync_folder_at, write_durably
from foley_bridge.recordings.csv_reading import read_rows
from foley_bridge.recordings.records import Refused

FILE_NAME = "captions.csv"
COLUMNS = ("file", "caption", "category", "group")


@dataclass(frozen=True)
class Typed:
    """What a person said of one file; empty: nothing."""

    caption: str = ""
    category: str = ""
    group: str = ""


@dataclass(frozen=True)
class Overrides:
    """What was typed, by path."""

    file: Path
    entries: Mapping[Path, Typed] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()

    def of(self, path: Path) -> Typed:
        """What was typed about a file."""
        return self.entries.get(path, Typed())

    def without_file(self, known: Iterable[Path]) -> Iterator[Refused]:
        """Lines about files that are not there: a misspelt name must not go unnoticed."""
        there = set(known)
        for path in self.entries:
            if path not in there:
                yield Refused(path, f"{self.file.name} has a caption for it, but no such recording is there", "missing")


def read_overrides(folder: Path) -> Overrides:
    """What `captions.csv` in the folder says; nothing where there is none. RequestError where it is no such list."""
    file = folder / FILE_NAME
    if not os.path.lexists(file):
        return Overrides(file)
    entries: dict[Path, Typed] = {}
    refused: list[Refused] = []
    for line, row in read_rows(file, ("file", "caption"), COLUMNS):
        path = folder / row["file"]
        if not row["file"]:
            refused.append(Refused(file, f"line {line} names no file", "list"))
        elif path in entries:
            refused.append(Refused(path, f"line {line} of {FILE_NAME} names it again; the first line counts", "list"))
        else:
            entries[path] = Typed(row["caption"], row.get("category", ""), row.get("group", ""))
    return Overrides(file, entries, tuple(refused))


def write_overrides(folder: Path, typed: Mapping[str, Typed]) -> None:
    """Write what was typed, by path relative to the folder; all of it, or none and a DestinationError."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows((name, one.caption, one.category, one.group) for name, one in sorted(typed.items()))
    file = folder / FILE_NAME
    temporary = folder / f".{uuid.uuid4().hex}.part"
    try:
        with explained(file):
            write_durably(str(temporary), text.getvalue().encode("utf-8"))
            temporary.replace(file)
            sync_folder_at(str(folder))
    finally:
        temporary.unlink(missing_ok=True)
