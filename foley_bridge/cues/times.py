"""Times as cue sheets write them: seconds, minutes and hours, or timecode at a frame rate."""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from foley_models.errors import RequestError

FRAME_RATES = {
    "23.976": Fraction(24000, 1001),
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "30": Fraction(30),
    "47.952": Fraction(48000, 1001),
    "48": Fraction(48),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
    "60": Fraction(60),
}
_CLOCK = re.compile(r"(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,3}):(?P<seconds>\d{1,2}(?:[.,]\d+)?)")
_TIMECODE = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)([:;])(\d{2})")
_SECONDS = re.compile(r"\d+(?:[.,]\d+)?")
DROPPED_EACH_MINUTE = {Fraction(30000, 1001): 2, Fraction(60000, 1001): 4}


@dataclass(frozen=True)
class Clock:
    """How the times of a sheet are read."""

    fps: Fraction | None = None  # of its timecode
    start_s: float = 0.0  # the sheet's time that is the project's zero, such as 3600 for 01:00:00:00

    def place_s(self, text: str) -> float:
        """Where in the project a time lies. RequestError for one before its beginning, or that is none."""
        place_s = self.read_s(text) - self.start_s
        if place_s < -1e-9:
            raise RequestError(f"{text!r} is before the sheet's start at {self.start_s:g} s: see --start.")
        return max(0.0, place_s)

    def read_s(self, text: str) -> float:
        """Seconds of `12.5`, `1:02.5`, `0:01:02.5` or `01:00:02:12` (frames; `;` before them for drop frame)."""
        plain = text.strip()
        if _SECONDS.fullmatch(plain):
            return float(plain.replace(",", "."))
        timecode = _TIMECODE.fullmatch(plain)
        if timecode:
            return self._timecode_s(plain, timecode)
        clock = _CLOCK.fullmatch(plain)
        if clock is None or float(clock["seconds"].replace(",", ".")) >= 60:
            raise RequestError(f"{text!r} is no time: write 12.5, 1:02.5, 0:01:02.5 or 01:00:02:12.")
        return int(clock["hours"] or 0) * 3600 + int(clock["minutes"]) * 60 + float(clock["seconds"].replace(",", "."))

    def _timecode_s(self, text: str, found: re.Match[str]) -> float:
        if self.fps is None:
            raise RequestError(f"{text!r} counts frames: say how many a second has, with --fps.")
        hours, minutes, seconds, frames = (int(found[group]) for group in (1, 2, 3, 5))
        nominal = math.ceil(self.fps)
        if frames >= nominal:
            raise RequestError(
                f"{text!r} has frame {frames}: at {float(self.fps):g} a second they go to {nominal - 1}."
            )
        number = ((hours * 60 + minutes) * 60 + seconds) * nominal + frames
        if found[4] == ";":
            number -= self._dropped(text, hours * 60 + minutes, seconds * nominal + frames)
        return float(number / self.fps)

    def _dropped(self, text: str, minutes: int, frame_of_minute: int) -> int:
        """How many frame numbers drop-frame timecode left out before: some each minute but every tenth (SMPTE 12M)."""
        each = DROPPED_EACH_MINUTE.get(self.fps or Fraction(0))
        if each is None:
            raise RequestError(f"{text!r} is drop-frame timecode, which 29.97 and 59.94 frames a second alone have.")
        if minutes % 10 and frame_of_minute < each:
            raise RequestError(f"{text!r} is not there: drop-frame timecode leaves it out.")
        return each * (minutes - minutes // 10)


def frame_rate(text: str) -> Fraction:
    """A frame rate by its usual name. RequestError for another."""
    if text not in FRAME_RATES:
        raise RequestError(f"fps is {text!r}: choose one of {', '.join(FRAME_RATES)}.")
    return FRAME_RATES[text]
