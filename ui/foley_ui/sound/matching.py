"""How loud each sound is played, so that of those a person compares none wins by being louder."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from foley_bridge.audition.levels import TARGET_LUFS, Level, amplitude, common_target_lufs, gain_db

QUIETEST_TARGET_LUFS = -33.0  # one click with high peaks must not make all others silent


class Matching:
    """Sounds that are compared get one loudness: those of a group, or those that were switched between.

    A sound by itself is at -23 LUFS, or below where its peaks need that.
    """

    def __init__(self) -> None:
        self.on = True
        self._group: frozenset[Path] = frozenset()
        self._group_lufs = TARGET_LUFS
        self._pair_lufs = TARGET_LUFS

    def compare(self, levels: Mapping[Path, Level]) -> None:
        """The group that a person chooses from now."""
        self._group = frozenset(levels)
        self._group_lufs = _common(levels.values())

    def begin(self, level: Level) -> None:
        """A sound is played by itself."""
        self._pair_lufs = _common([level])

    def join(self, level: Level) -> None:
        """A sound takes the place of another one while that is heard."""
        self._pair_lufs = min(self._pair_lufs, _common([level]))

    def gain(self, path: Path, level: Level) -> float:
        """The factor for a sound."""
        if not self.on:
            return 1.0
        target_lufs = self._group_lufs if path in self._group else self._pair_lufs
        return amplitude(gain_db(level, target_lufs))


def _common(levels: Iterable[Level]) -> float:
    return max(common_target_lufs(levels), QUIETEST_TARGET_LUFS)
