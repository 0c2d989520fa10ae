"""Puts files into a folder so that a final name never holds a partial file, and several appear together or not at all.

Each file is written under a hidden temporary name beside its final one and forced to the disk; only when all of them
are there does the first get its final name. Whatever fails, the files of the attempt are removed again.
"""

import uuid
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import NameTakenError, give_free_name, sync_folder_at, write_durably
from foley_models.errors import DestinationError

__all__ = ["NameTakenError", "publish"]


def publish(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into an existing folder and return their paths, in the order of `contents` (name -> bytes).

    Raises NameTakenError where a name is in use, DiskFullError or DestinationError where the system refuses.
    """
    with ExitStack() as undo:
        staged = [(_stage(folder, name, data, undo=undo), folder / name) for name, data in contents.items()]
        for temporary, final in staged:
            with explained(final):
                give_free_name(str(temporary), str(final))
                undo.callback(_remove, final)
                temporary.unlink(missing_ok=True)
        with explained(folder):
            sync_folder_at(str(folder))
        undo.pop_all()
    return tuple(final for _, final in staged)


def _stage(folder: Path, name: str, data: bytes, *, undo: ExitStack) -> Path:
    """Write `data` under a temporary name of its own, removed by `undo`."""
    if not name or Path(name).name != name:
        raise DestinationError(f"{name!r} is no file name: it must be a name without folders.")
    temporary = folder / f".{uuid.uuid4().hex}.part"
    with explained(folder / name):
        undo.callback(_remove, temporary)
        write_durably(str(temporary), data)
    return temporary


def _remove(path: Path) -> None:
    with suppress(OSError):  # gone already, or the disk fails here as well: the first fault is the one to report
        path.unlink()
