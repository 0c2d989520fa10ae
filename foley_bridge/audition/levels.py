"""Equally loud: which level sounds are brought to before they are compared, so that louder does not win."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

TARGET_LUFS = -23.0
CEILING_DBTP = -1.0
MOST_GAIN_DB = 30.0  # beyond it there is hardly a sound, only its noise


@dataclass(frozen=True)
class Level:
    """How loud a sound is and how high its peaks are; both -inf for silence."""

    lufs: float
    peak_dbtp: float

    @property
    def reachable_lufs(self) -> float:
        """How loud it can be made before its peaks pass the ceiling; inf for silence, which has none."""
        if not (math.isfinite(self.lufs) and math.isfinite(self.peak_dbtp)):
            return math.inf
        return self.lufs + CEILING_DBTP - self.peak_dbtp


def common_target_lufs(levels: Iterable[Level]) -> float:
    """The loudness that all of them can have: -23 LUFS, or as much less as the one with the highest peaks needs."""
    return min([TARGET_LUFS, *(one.reachable_lufs for one in levels)])


def gain_db(level: Level, target_lufs: float) -> float:
    """What brings a sound to a loudness; never more than 30 dB, never past the ceiling, nothing for silence."""
    if not math.isfinite(level.lufs):
        return 0.0
    return min(target_lufs - level.lufs, MOST_GAIN_DB, level.reachable_lufs - level.lufs)


def amplitude(decibels: float) -> float:
    """The factor that so many decibels are."""
    return float(10.0 ** (decibels / 20))
