"""The folder that takes go into: made and tried before the work starts, and never one whose files would be replaced."""

import itertools
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from foley_bridge.files.atomic import NameTakenError, publish
from foley_bridge.files.disk_errors import explained
from foley_bridge.files.place import Place
from foley_models.errors import DestinationError

MOST_RUNS = 1000


def open_place(destination: str, *, reserved: Sequence[Path] = (), own: Path | None = None) -> Place:
    """The folder for sounds inside the folder that a host named: its subfolder `Foley`, made where it is missing.

    `destination` is an absolute path of an existing folder; never a hidden one, one that programs load code from, the
    system's, the daemon's, or one of `reserved`. `own` (the settings' folder, which a host cannot choose) is made
    where it is missing, may be hidden, and is used itself. DestinationError for all else.
    """
    raise NotImplementedError


@contextmanager
def prepared_folder(folder: Path) -> Iterator[None]:
    """Make the folder and those above it, try whether it takes files, and unmake it if the body fails.

    Raises DestinationError or DiskFullError before the body starts.
    """
    with ExitStack() as undo:
        with explained(folder):
            for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
                missing.mkdir(exist_ok=True)
                undo.callback(_remove_if_empty, missing)
            _try_writing(folder)
        yield
        undo.pop_all()


def publish_in_fresh_place(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Publish into `folder`, or where one of the names is in use there, into the first free `run-2`, `run-3` of it."""
    for place in _places(folder):
        if _holds_any(place, contents):
            continue
        with suppress(NameTakenError), prepared_folder(place):
            return publish(place, contents)
    raise DestinationError(f"{folder} holds {MOST_RUNS} runs already: choose another folder.")


def _places(folder: Path) -> Iterator[Path]:
    runs = (folder / f"run-{number}" for number in range(2, MOST_RUNS + 1))
    return itertools.chain([folder], (run for run in runs if not os.path.lexists(run)))


def _holds_any(folder: Path, contents: Mapping[str, bytes]) -> bool:
    return any(os.path.lexists(folder / name) for name in contents)


def _try_writing(folder: Path) -> None:
    """Make and remove an empty file: permission bits alone do not tell, least of all for root or on a share."""
    trial = folder / f".{uuid.uuid4().hex}.part"
    trial.touch(exist_ok=False)
    trial.unlink()


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # something was put into it meanwhile, so it is no longer ours to remove
        folder.rmdir()
