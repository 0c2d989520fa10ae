"""Folders that seat and server both see, under one name here and another one there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath, PureWindowsPath

from foley_models.errors import NotAvailableError, RequestError

_DRIVE = re.compile(r"[A-Za-z]:[\\/]|\\\\")


@dataclass(frozen=True)
class SharedFolder:
    """One folder: where it is at the seat, and where at the server."""

    here: PurePath
    there: PurePath


class SharedFolders:
    """Translates absolute paths by the longest shared folder above them; `..` in a path leads out, and is refused."""

    def __init__(self, folders: Sequence[SharedFolder] = ()) -> None:
        self._folders = tuple(folders)

    def there(self, path: str) -> str | None:
        """The server's name of a seat's path; None where the server does not see it."""
        return _moved(path, [(one.here, one.there) for one in self._folders])

    def here(self, path: str) -> str | None:
        """The seat's name of a server's path; None where the seat does not see it."""
        return _moved(path, [(one.there, one.here) for one in self._folders])

    def needed_there(self, path: str) -> str:
        """The server's name of a path that it is to read. NotAvailableError where it does not see it."""
        found = self.there(path)
        if found is None:
            raise NotAvailableError(
                f"The server does not see {path}: it lies in no shared folder. Put it into one, and name that with "
                "--map when the seat is started."
            )
        return found


def shared_folder(text: str) -> SharedFolder:
    """`HERE=THERE`, two absolute paths. RequestError where it is not that."""
    here, sign, there = text.partition("=")
    at_seat, at_server = absolute(here), absolute(there)
    if not sign or at_seat is None or at_server is None:
        raise RequestError(
            f"{text!r} is no shared folder: give its path here and its path at the server, both whole, as "
            "/Volumes/film=/srv/film."
        )
    return SharedFolder(at_seat, at_server)


def absolute(text: str) -> PurePath | None:
    """The path in the manner of the system it is written for; None where it is not whole or holds `..`."""
    path: PurePath = PureWindowsPath(text) if _DRIVE.match(text) else PurePosixPath(text)
    return path if path.is_absolute() and ".." not in path.parts else None


def _moved(text: str, pairs: Sequence[tuple[PurePath, PurePath]]) -> str | None:
    path = absolute(text)
    if path is None:
        return None
    found = [(one, other) for one, other in pairs if type(one) is type(path) and path.is_relative_to(one)]
    if not found:
        return None
    one, other = max(found, key=lambda pair: len(pair[0].parts))
    return str(other.joinpath(*path.relative_to(one).parts))
