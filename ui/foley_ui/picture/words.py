"""Sentences of the panel for the picture."""

from PySide6.QtCore import QCoreApplication, QLocale

from foley_bridge.cues.report import clock
from foley_bridge.cues.sheet import Cue
from foley_ui.picture.pace import Pace
from foley_ui.picture.sheet import Sheet
from foley_ui.takes.words import duration

translate = QCoreApplication.translate
__all__ = ["asks_words", "clock", "estimate_words", "number", "pace_words", "spoken", "start_words", "translate"]


def spoken(sentence: str) -> str:
    """A sentence of the daemon's side with the names of this window's fields in place of the command line's options."""
    fields = {
        "--seconds": translate("Picture", "“Length where none is given”"),
        "--fps": translate("Picture", "“Timecode”"),
        "--start": translate("Picture", "“Starts at”"),
        "--out": translate("Picture", "“Into”"),
    }
    for option, field in fields.items():
        sentence = sentence.replace(option, field)
    return sentence


def number(value: float, decimals: int = 0) -> str:
    """As the person's language writes it."""
    return QLocale().toString(float(value), "f", decimals)


def asks_words(sheet: Sheet) -> str:
    """What a sheet asks for, and what of it is there."""
    cues: tuple[Cue, ...] = sheet.cues
    if sheet.faults:
        return translate(
            "Picture", "{faults} of {count} rows have to be put right first: the last column says how."
        ).format(faults=number(sheet.faults), count=number(len(sheet.rows)))
    said = translate("Picture", "Cues: {cues} · tracks: {tracks} · takes: {takes} · ends at {end}").format(
        cues=number(len(cues)),
        tracks=number(len({one.track for one in cues})),
        takes=number(sum(one.count for one in cues)),
        end=clock(max(one.place_s + one.seconds for one in cues)),
    )
    there = len(cues) - sheet.left
    made = translate("Picture", "made: {count}").format(count=number(there))
    return f"{said} · {made}" if there else said


def estimate_words(sheet: Sheet, cost: float) -> str:
    """How long the rest may take, by what the last sheet took for each second of takes."""
    if not sheet.left:
        return translate("Picture", "All is made.")
    if cost <= 0:
        return translate("Picture", "How long it takes is known after the first cue.")
    return translate("Picture", "About {time}, as the last sheet took.").format(
        time=duration(max(1.0, sheet.open_s * cost))
    )


def start_words(sheet: Sheet | None) -> str:
    """On the button that begins."""
    if sheet is None or not sheet.cues:
        return translate("Picture", "Make all cues")
    if sheet.left == len(sheet.cues):
        return translate("Picture", "Make all cues ({count})").format(count=number(sheet.left))
    if not sheet.left:
        return translate("Picture", "Write project and report again")
    return translate("Picture", "Go on: {count} left").format(count=number(sheet.left))


def pace_words(pace: Pace, now_s: float) -> str:
    """How far a run is, at which rate, and how long the rest takes."""
    parts = [
        translate("Picture", "{made} of {count} made").format(made=number(pace.made), count=number(pace.open_cues))
    ]
    if pace.failed:
        parts.append(translate("Picture", "failed: {count}").format(count=number(pace.failed)))
    rate = pace.cues_a_minute(now_s)
    if rate > 0:
        parts.append(translate("Picture", "{rate} a minute").format(rate=number(rate, 0 if rate >= 10 else 1)))
    left_s = pace.left_s(now_s)
    if left_s >= 0:
        parts.append(translate("Picture", "{time} left").format(time=duration(max(1.0, left_s))))
    return " · ".join(parts)
