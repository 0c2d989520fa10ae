"""What happens to takes outside the program: to the trash and back, shown in the file manager."""

import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFile, QProcess, QStandardPaths

from foley_models.errors import DestinationError

TRASH_INFO = ".trashinfo"  # the freedesktop.org trash keeps one beside each file, in a folder of their own


@dataclass(frozen=True)
class Trashed:
    """A file that was moved; `place` is None where the system does not say where to."""

    path: Path
    place: Path | None


def move_to_trash(paths: Sequence[Path]) -> tuple[Trashed, ...]:
    """Move files to the system's trash. DestinationError for the first that cannot be; those before it are there."""
    return tuple(_trash(path) for path in paths)


def restore(trashed: Sequence[Trashed]) -> None:
    """Move files back from the trash. DestinationError where one is not there any more, or its place is taken."""
    translate = QCoreApplication.translate
    for one in trashed:
        if one.place is None or not one.place.exists():
            said = translate("Disk", "{name} is no longer in the trash: it cannot be brought back.")
            raise DestinationError(said.format(name=one.path.name))
        if one.path.exists():
            said = translate("Disk", "{path} exists again: what was there before stays in the trash.")
            raise DestinationError(said.format(path=one.path))
        try:
            shutil.move(one.place, one.path)  # the trash may be on another disk
        except OSError as error:
            said = translate("Disk", "{path} cannot be brought back ({reason}).")
            raise DestinationError(said.format(path=one.path, reason=error.strerror)) from error
        with suppress(OSError):
            (one.place.parent.parent / "info" / f"{one.place.name}{TRASH_INFO}").unlink()


def reveal(path: Path) -> None:
    """Show a file in the system's file manager, or its folder where that is all that can be shown."""
    if sys.platform == "darwin":
        _start("open", "-R", str(path))
    elif os.name == "nt":
        _start("explorer", f"/select,{path}")
    elif not _ask_file_manager(path):
        _start("xdg-open", str(path.parent))


def _trash(path: Path) -> Trashed:
    translate = QCoreApplication.translate
    if not path.is_file():
        said = translate("Disk", "{name} is not in {folder} any more.")
        raise DestinationError(said.format(name=path.name, folder=path.parent))
    with suppress(OSError):  # the trash lies in it, and Qt makes no more than the last folder of its way
        Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)).mkdir(
            mode=0o700, parents=True, exist_ok=True
        )
    file = QFile(str(path))
    if not file.moveToTrash():
        said = translate("Disk", "{path} cannot be moved to the trash; it was left where it is.")
        raise DestinationError(said.format(path=path))
    place = Path(file.fileName())  # where it is now, where the system says so
    return Trashed(path, place if place != path else None)


def _ask_file_manager(path: Path) -> bool:
    """By the desktop's bus (org.freedesktop.FileManager1); False where nobody answers there."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return False
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    call = QDBusMessage.createMethodCall(
        "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1", "ShowItems"
    )
    call.setArguments([[path.as_uri()], ""])
    answer = QDBusConnection.sessionBus().call(call)
    return answer.type() is QDBusMessage.MessageType.ReplyMessage


def _start(program: str, *arguments: str) -> None:
    if not QProcess.startDetached(program, list(arguments))[0]:
        said = QCoreApplication.translate("Disk", "The file manager ({program}) cannot be opened; the file is {path}.")
        raise DestinationError(said.format(program=program, path=arguments[-1]))
