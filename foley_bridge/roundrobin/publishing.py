"""Puts a whole export in its place at once: built beside it under a hidden name, then renamed.

A run that is killed leaves the place as it was; what it had built is cleared away by the next one.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from foley_bridge.daemon.instance import AlreadyRunningError, single_instance
from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import sync_folder_at, write_durably
from foley_bridge.roundrobin.manifest import MANIFEST_FILE, SCHEMA, TABLE_FILE, WWISE_FILE
from foley_models.errors import RequestError


class TakenError(RequestError):
    """The folder is there already. `strange` says what lies in it that no export wrote, "" where it is an export."""

    def __init__(self, text: str, *, folder: Path, strange: str) -> None:
        super().__init__(text)
        self.folder = folder
        self.strange = strange


def check_place(folder: Path, *, replace: bool) -> None:
    """TakenError where the folder is in use by anything but an export that may be replaced."""
    with explained(folder):
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return
        if not folder.is_dir():
            text = f"{folder} is a file: choose a folder with --out."
            raise TakenError(text, folder=folder, strange=folder.name)
    strange = _strange(folder)
    if not replace:
        text = f"{folder} exists already: choose another folder with --out, or say --replace."
        raise TakenError(text, folder=folder, strange=strange)
    if strange:
        text = f"{folder} holds {strange}, so it is not replaced: choose another folder with --out."
        raise TakenError(text, folder=folder, strange=strange)


def publish_folder(folder: Path, contents: Mapping[str, bytes], *, replace: bool) -> None:
    """Write files (relative path -> bytes) as the folder, whole or not at all.

    TakenError as `check_place`; RequestError where another process exports into it; DestinationError, DiskFullError.
    """
    with explained(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
    staged, old = (folder.with_name(f".{folder.name}.{end}") for end in ("part", "old"))
    with _alone(folder), explained(folder):
        _recover(folder, staged, old)
        check_place(folder, replace=replace)
        try:
            _write(staged, contents)
            if folder.exists() and any(folder.iterdir()):
                folder.rename(old)
            staged.rename(folder)
        except BaseException:
            _recover(folder, staged, old)
            raise
        sync_folder_at(str(folder.parent))
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    lock = folder.with_name(f".{folder.name}.lock")
    try:
        with single_instance(lock):
            yield
            lock.unlink(missing_ok=True)
    except AlreadyRunningError as error:
        raise RequestError(f"Another foley-bridge exports into {folder}: wait until it is done.") from error


def _recover(folder: Path, staged: Path, old: Path) -> None:
    """As it was before a run that ended in the middle."""
    if old.exists() and not folder.exists():
        old.rename(folder)
    for leftover in (staged, old):
        if leftover.exists():
            shutil.rmtree(leftover)


def _write(staged: Path, contents: Mapping[str, bytes]) -> None:
    folders = {staged, *((staged / name).parent for name in contents)}
    for one in sorted(folders):
        one.mkdir()
    for name, data in contents.items():
        write_durably(str(staged / name), data)
    for one in folders:
        sync_folder_at(str(one))


def _strange(folder: Path) -> str:
    """What in a folder no export of ours wrote, in words; "" where there is nothing."""
    try:
        values = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        known = {one["path"] for each in values["variants"] for one in each["files"]}
        known |= {str(one) for one in values.get("resources", ())}
        ours = values["schema"] == SCHEMA
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "no manifest of an export"
    if not ours:
        return "the manifest of another program"
    known |= {MANIFEST_FILE, TABLE_FILE, WWISE_FILE}
    there = {(Path(base) / name).relative_to(folder).as_posix() for base, _, names in os.walk(folder) for name in names}
    return ", ".join(sorted(there - known)[:3])
