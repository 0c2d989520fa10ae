"""The check's verdict on a recording in words: what is wrong is the check's own sentence, what to do is said here."""

from PySide6.QtCore import QCoreApplication

from foley_ui.numbers import fixed
from foley_ui.training.rows import RecordingRow, Totals

HELD_OUT = "validation"


def verdict(row: RecordingRow) -> str:
    """One line for the table."""
    if row.usable:
        return _tr("Can be used")
    return row.reason[:1].upper() + row.reason[1:] + "."


def advice(row: RecordingRow) -> str:
    """What a person can do about it; "" where there is nothing to do."""
    return _advices().get(row.kind, "") if row.kind else ""


def source_words(source: str) -> str:
    """Where a caption came from."""
    words = {
        "typed": _tr("typed"),
        "ixml": _tr("iXML in the file"),
        "bext": _tr("bext in the file"),
        "item notes": _tr("the item's notes"),
        "take name": _tr("the take's name"),
        "ucs name": _tr("UCS file name"),
        "folder": _tr("folder name"),
    }
    return words.get(source, source)


def split_words(split: str) -> str:
    """What a recording is for."""
    return {"train": _tr("to learn from"), HELD_OUT: _tr("held out")}.get(split, "")


def totals_words(totals: Totals) -> str:
    """The line under the table."""
    parts = [
        _tr("{usable} of {all} can be used, {minutes} minutes").format(
            usable=totals.usable, all=totals.recordings, minutes=fixed(totals.seconds / 60, 1)
        ),
        _tr("held out: {count}").format(count=totals.held_out),
    ]
    if totals.without_caption:
        parts.append(_tr("captions missing: {count}").format(count=totals.without_caption))
    return " · ".join(parts)


def _advices() -> dict[str, str]:
    again = _tr("Export it again as WAV or FLAC.")
    here = _tr("Put the file back, or take its line out of the list.")
    leave = _tr("Nothing to do, unless you want it: change it in the project.")
    return {
        "no caption": _tr("Type a caption."),
        "caption": _tr("Type a shorter caption, in words."),
        "silent": _tr("Leave it out, or check its level and phase."),
        "too short": _tr("Take a longer piece."),
        "too long": _tr("Cut it, or give pieces of it."),
        "clipped": _tr("Take one that is not clipped: nothing gives back what was cut off."),
        "duplicate": _tr("Nothing to do: the other one is used."),
        "channels": _tr("Mix it down to stereo or mono."),
        "rate": _tr("Convert it to 48 kHz."),
        "piece": _tr("Correct its start and end."),
        "list": _tr("Correct that line."),
        "place": _tr("Copy it to this machine."),
        "hidden": _tr("Rename it to use it."),
        "link": _tr("Add that folder itself."),
        "missing": here,
        "changed": _tr("Check again."),
        "muted": leave,
        "other take": leave,
        "format": again,
        "unreadable": again,
        "no sound": again,
        "cut off": again,
        "crash": again,
        "memory": again,
        "too slow": again,
        "no numbers": again,
        "too loud": again,
        "empty": again,
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("Verdict", text)
