"""A sound in a table: its file, and which part of it is meant."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt

LISTED_ROLE = int(Qt.ItemDataRole.UserRole) + 1  # a model's data under it: Listed, or None where a row has no sound


@dataclass(frozen=True)
class Listed:
    """`start_s` and `seconds` say the part that is meant; 0 seconds is all of it. `length_s` is 0 where not known."""

    path: Path
    start_s: float = 0.0
    seconds: float = 0.0
    length_s: float = 0.0
    there: bool = True

    @property
    def section(self) -> tuple[float, float] | None:
        """The part as shares of the whole, None where it is the whole."""
        if self.length_s <= 0 or self.seconds <= 0 or self.seconds >= 0.98 * self.length_s:
            return None
        return self.start_s / self.length_s, min(1.0, (self.start_s + self.seconds) / self.length_s)
