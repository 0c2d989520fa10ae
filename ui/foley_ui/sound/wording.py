"""Numbers of a sound as a person reads them."""

import math

from PySide6.QtCore import QCoreApplication

from foley_ui.numbers import fixed

MINUS = "−"


def decimal(number: float, digits: int) -> str:
    """A number as the person's language writes it, with a minus sign that can be seen."""
    text = fixed(abs(number), digits)
    return MINUS + text if number < 0 and round(number, digits) else text


def loudness_text(lufs: float) -> str:
    """As −23.1 LUFS."""
    if not math.isfinite(lufs):
        return QCoreApplication.translate("Sound", "silent")
    return QCoreApplication.translate("Sound", "{number} LUFS").format(number=decimal(lufs, 1))


def peak_text(dbtp: float) -> str:
    """As −1.0 dBTP; nothing for silence."""
    if not math.isfinite(dbtp):
        return ""
    return QCoreApplication.translate("Sound", "{number} dBTP").format(number=decimal(dbtp, 1))


def seconds_text(seconds: float) -> str:
    """As 1.24 s; minutes from 2 minutes on."""
    if seconds >= 120:
        return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
    return QCoreApplication.translate("Sound", "{number} s").format(number=decimal(seconds, 2))


def described(seconds: float, lufs: float, dbtp: float) -> str:
    """What a screen reader says of a sound."""
    parts = [seconds_text(seconds), loudness_text(lufs)]
    if math.isfinite(dbtp):
        parts.append(QCoreApplication.translate("Sound", "peak {level}").format(level=peak_text(dbtp)))
    return ", ".join(parts)
