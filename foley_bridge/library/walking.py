"""Walks through an added folder: which sound files are there, without opening one, and which folders cannot be read."""

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.library.records import Stamp
from foley_bridge.recordings.folder import OWN_FOLDER, is_sound_name


@dataclass(frozen=True)
class SeenFolder:
    """One folder: its file system, its sound files by name; `problem` where it cannot be looked into."""

    path: str
    device: int
    files: dict[str, Stamp]
    unsayable: int = 0  # names that are no text: no host could be told of them
    problem: str = ""


def walk(root: Path, *, passed_by: Sequence[Path] = ()) -> Iterator[SeenFolder]:
    """Each folder, those above before those below; no link is followed, hidden folders and `passed_by` are not entered.

    A link could lead out of what was added, and a file's own place is searched anyway.
    """
    left_out = {str(one) for one in passed_by}
    waiting = [str(root)]
    while waiting:
        path = waiting.pop()
        try:
            seen, below = _look(path)
        except OSError as error:
            yield SeenFolder(path, 0, {}, problem=f"it cannot be looked into ({error.strerror or error})")
            continue
        yield seen
        waiting.extend(one for one in sorted(below, reverse=True) if one not in left_out)


def _look(path: str) -> tuple[SeenFolder, list[str]]:
    device = os.stat(path).st_dev  # noqa: PTH116  # a walk of 100,000 files makes no Path for each
    files: dict[str, Stamp] = {}
    below: list[str] = []
    unsayable = 0
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name != OWN_FOLDER:
                    below.append(entry.path)
            elif is_sound_name(entry.name) and entry.is_file(follow_symlinks=False):
                if not _is_sayable(entry.path):
                    unsayable += 1
                    continue
                stamp = _stamp(entry)
                if stamp is not None:
                    files[entry.name] = stamp
    return SeenFolder(path, device, files, unsayable), [one for one in below if _is_sayable(one)]


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file that is no link; OSError."""
    status = path.lstat()
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _stamp(entry: "os.DirEntry[str]") -> Stamp | None:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:  # gone meanwhile
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _is_sayable(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return path.isprintable() or not any(unicodedata.category(mark) in ("Cc", "Zl", "Zp") for mark in path)
