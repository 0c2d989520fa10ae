"""Sentences of the library's panel."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from foley_bridge.library.records import FolderState, Hit
from foley_bridge.library.told import LibraryTold
from foley_ui.theme.roles import Role

translate = QCoreApplication.translate
WINDOW_GAP_S = 0.05


def count_words(count: int) -> str:
    """A number with the separators of the person's language."""
    return QLocale().toString(count)


def state_words(told: LibraryTold) -> str:
    """How far it is, in a line."""
    if not told.folders:
        return translate("Library", "No folder of recordings was added yet.")
    found = translate("Library", "{heard} of {files} recordings can be found").format(
        heard=count_words(told.heard), files=count_words(told.files)
    )
    parts = [found, *([doing] if (doing := doing_words(told)) else [])]
    if told.away:
        parts.append(translate("Library", "on drives that are away: {count}").format(count=count_words(told.away)))
    return " · ".join(parts)


def doing_words(told: LibraryTold) -> str:
    """What it is at; "" where nothing is left to be done."""
    return {
        "looking": translate("Library", "looking through the folders …"),
        "listening": translate("Library", "listening …"),
        "waiting": translate("Library", "waits while sounds are made"),
    }.get(told.doing, "")


def nothing_words(told: LibraryTold | None) -> str:
    """Why a search found nothing, and what to do."""
    if told is None:
        return translate("Library", "Nothing was found.")
    if not told.folders:
        return translate("Library", "There is nothing to search yet: add a folder of recordings first.")
    if not told.heard and not told.settled:
        return translate("Library", "No recording is heard yet: it is being done. Search again in a moment.")
    if not told.heard:
        return translate("Library", "None of the recordings can be heard: the folders' page says why.")
    return translate("Library", "Nothing was found there. Search in all folders, or for something else.")


def hit_title(hit: Hit) -> str:
    """What a recording is called: its file, and its caption where that says more."""
    stem = Path(hit.path).stem
    said_already = not hit.caption or hit.caption.casefold() in stem.casefold().replace("_", " ")
    return stem if said_already else f"{stem} · {hit.caption}"


def part_words(hit: Hit) -> str:
    """Which part of a file is meant; "" for all of it."""
    if hit.start_s <= 0 and hit.seconds >= hit.length_s - WINDOW_GAP_S:
        return ""
    return translate("Library", "{start} to {end}").format(
        start=clock(hit.start_s), end=clock(hit.start_s + hit.seconds)
    )


def clock(seconds: float) -> str:
    """Minutes and seconds: 1:02.5; below a minute 4.25 s."""
    if seconds < 60:
        return translate("Library", "{number} s").format(number=QLocale().toString(float(seconds), "f", 2))
    return f"{int(seconds) // 60}:{seconds % 60:04.1f}"


def folder_words(folder: FolderState) -> tuple[str, Role]:
    """How a folder stands, and the colour of that."""
    if folder.problem:
        return folder.problem, Role.WARN
    if folder.away and folder.away == folder.files:
        return translate("Library", "its drive is away; it comes back with it"), Role.WARN
    if folder.heard + folder.refused < folder.files - folder.away:
        return translate("Library", "being heard"), Role.ACCENT
    return translate("Library", "all is heard"), Role.GOOD
