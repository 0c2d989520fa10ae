"""The recordings that a list as CSV names: a host's selected items with their in and out points."""

import math
import re
from pathlib import Path

from foley_bridge.recordings.csv_reading import read_rows
from foley_bridge.recordings.folder_names import telling_folder
from foley_bridge.recordings.records import Gathered, Refused, Take, UnusableError

COLUMNS = ("path", "start_s", "end_s", "caption", "category", "name", "group")
_SECONDS = re.compile(r"\d+(\.\d*)?|\.\d+")


def gather_table(source: Path) -> Gathered:
    """One take a line. RequestError for the list as a whole; a line with a mistake is refused with its number."""
    takes: list[Take] = []
    refused: list[Refused] = []
    for line, row in read_rows(source, ("path",), COLUMNS):
        try:
            takes.append(_take(source, row))
        except UnusableError as error:
            path = Path(row["path"] or source)
            refused.append(Refused(path, f"line {line} of {source.name}: {error}", error.kind, row["path"]))
    return Gathered(source, tuple(takes), tuple(refused))


def _take(source: Path, row: dict[str, str]) -> Take:
    if not row["path"]:
        raise UnusableError("list", "it names no file in the column path")
    if "://" in row["path"]:
        raise UnusableError("place", "it names an address of a network; only files of this machine are used")
    start_s = _seconds(row, "start_s") or 0.0
    end_s = _seconds(row, "end_s")
    if end_s is not None and end_s <= start_s:
        raise UnusableError("piece", f"its end_s is {end_s:g}, which is not after its start_s, {start_s:g}")
    path = source.parent / row["path"]
    piece = "" if start_s == 0 and end_s is None else f" {start_s:g}-{'end' if end_s is None else f'{end_s:g}'} s"
    caption = row.get("caption", "")
    return Take(
        path,
        start_s,
        end_s,
        caption=caption,
        caption_source="typed" if caption else "",
        category=row.get("category", ""),
        name=row.get("name", "") or f"{row['path']}{piece}",
        group=row.get("group", ""),
        folder=telling_folder(path, source.parent),
    )


def _seconds(row: dict[str, str], column: str) -> float | None:
    text = row.get(column, "")
    if not text:
        return None
    if not _SECONDS.fullmatch(text) or not math.isfinite(float(text)):
        raise UnusableError("list", f"its {column} is {text[:40]!r}, and seconds such as 1.25 are needed")
    return float(text)
