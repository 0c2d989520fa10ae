"""Looks at the user's places: settings, folders, space on the disk, the journal, the spool folder's watch."""

import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from foley_bridge.doctor.context import Context
from foley_bridge.doctor.finding import Finding, fine, note, problem
from foley_bridge.files.disk_errors import explain
from foley_bridge.journal.inspection import inspect_journal
from foley_bridge.settings import load_settings
from foley_models.errors import FoleyError

SPACE_LEAST_BYTES = 100_000_000
SPACE_COMFORTABLE_BYTES = 1_000_000_000
WATCH_TIMEOUT_S = 3.0
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def check_settings(context: Context) -> Iterator[Finding]:
    """Whether the settings file, if there is one, is valid."""
    file = context.folders.settings_file
    try:
        load_settings(file)
    except FoleyError as error:
        yield problem(
            "settings", str(error), "Put that right in the file; foley-bridge settings shows what is possible."
        )
        return
    if file.exists():
        yield fine("settings", f"The settings in {file} are valid.")
    else:
        yield fine(
            "settings", "There is no settings file: the defaults hold (foley-bridge settings --write makes one)."
        )


def check_folders(context: Context) -> Iterator[Finding]:
    """Whether the daemon can write where it must, and nobody else can look into what is private."""
    folders = context.folders
    for folder, private in (
        (folders.config, True),
        (folders.state, True),
        (folders.logs, True),
        (folders.spool, True),
        (folders.sounds, False),
    ):
        yield check_folder(folder, private=private)


def check_folder(folder: Path, *, private: bool) -> Finding:
    """Whether files can be made in a folder, or the folder itself where it is not there yet."""
    place = nearest_folder(folder)
    try:
        # A name that no program looks for, gone at once: rights alone do not tell of a full or read-only disk.
        with tempfile.TemporaryFile(dir=place, prefix=".foley-doctor-") as probe:
            probe.write(b"x")
    except OSError as error:
        return problem("folders", str(explain(error, folder)), f"See to the rights of {place}, or name another folder.")
    if place != folder:
        return fine("folders", f"{folder} is not there yet and can be made.")
    if private and os.name != "nt" and folder.stat().st_mode & _OTHERS:
        return note(
            "folders", f"Others can look into {folder}.", f"The daemon closes it at its start; or: chmod 700 {folder}"
        )
    return fine("folders", f"{folder} can be written to{' by you alone' if private else ''}.")


def check_space(context: Context) -> Iterator[Finding]:
    """Whether the disks of the sounds and of the journal have room."""
    for what, folder in (("sounds", context.folders.sounds), ("the journal", context.folders.state)):
        place = nearest_folder(folder)
        yield judge_space(what, place, shutil.disk_usage(place).free)


def judge_space(what: str, place: Path, free_bytes: int) -> Finding:
    """Whether so many bytes are enough."""
    sentence = f"{free_bytes / 1e9:.1f} GB are free for {what} (on the disk of {place})."
    if free_bytes < SPACE_LEAST_BYTES:
        return problem("space", sentence, "Free some space, or name a folder on another disk in the settings.")
    if free_bytes < SPACE_COMFORTABLE_BYTES:
        return note("space", sentence, "Free some space soon: a minute of sound takes 9 MB.")
    return fine("space", sentence)


def check_journal(context: Context) -> Iterator[Finding]:
    """Whether the journal, if there is one, can be read."""
    file = context.folders.journal_file
    if not file.exists():
        yield fine("journal", "There is no journal yet: the daemon begins one.")
        return
    try:
        found = inspect_journal(file)
    except FoleyError as error:
        remedy = "At its start the daemon sets a damaged journal aside under another name and begins a new one."
        yield problem("journal", str(error), remedy)
        return
    yield fine("journal", f"The journal is sound: {found.jobs} requests, {found.waiting} of them still to be made.")


def check_spool(context: Context) -> Iterator[Finding]:
    """Whether the system tells of new files in the spool folder."""
    if not context.settings.network.spool:
        yield fine("spool", "The spool folder is switched off in the settings.")
        return
    place = nearest_folder(context.folders.spool)
    try:
        with tempfile.TemporaryDirectory(dir=place, prefix=".foley-doctor-") as folder:
            told = _is_told_of_files(Path(folder))
    except OSError as error:
        yield problem("spool", str(explain(error, context.folders.spool)), f"See to the rights of {place}.")
        return
    if told:
        yield fine("spool", "New files in the spool folder are noticed at once.")
    else:
        sentence = "The system does not tell of new files in the spool folder: they are noticed within two seconds."
        yield note("spool", sentence, "Keep the spool folder on a disk of this machine, not in a network.")


def nearest_folder(path: Path) -> Path:
    """The path, or what is there of it: its nearest parent."""
    return next(one for one in (path, *path.parents) if os.path.lexists(one) or one == one.parent)


def _is_told_of_files(folder: Path) -> bool:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    told = threading.Event()

    class Listener(FileSystemEventHandler):
        def on_any_event(self, _: FileSystemEvent) -> None:
            told.set()

    observer = Observer()
    observer.schedule(Listener(), str(folder))
    observer.start()  # OSError where the system's watches are used up
    try:
        (folder / "probe.tmp").write_bytes(b"x")
        return told.wait(WATCH_TIMEOUT_S)
    finally:
        observer.stop()
        observer.join()
