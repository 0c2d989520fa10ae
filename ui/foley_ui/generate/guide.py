"""A recording that sounds are to follow in timing and loudness: what it is, and what is wrong with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from foley_ui.takes.words import seconds_text

if TYPE_CHECKING:
    from foley_bridge.audition.picture import SoundPicture

SILENT_PEAK = 1e-3  # -60 dBFS, as the engine says


@dataclass(frozen=True)
class Guide:
    """A recording that was looked at. `least_s` and `most_s` are the lengths that can be imitated."""

    path: Path
    seconds: float
    silent: bool  # as much of it as could be followed
    least_s: float
    most_s: float

    @property
    def used_s(self) -> float:
        """As much of it as can be followed: from its beginning on."""
        return min(self.seconds, self.most_s)

    @property
    def problem(self) -> str:
        """Why it cannot be followed; "" where it can."""
        translate = QCoreApplication.translate
        if self.silent:
            said = translate("Generate", "{name} is silent: it sets no timing and no loudness. Choose another one.")
            return said.format(name=self.path.name)
        if self.seconds < self.least_s:
            said = translate("Generate", "{name} lasts {length}: at least {least} can be followed.")
            return said.format(name=self.path.name, length=seconds_text(self.seconds), least=seconds_text(self.least_s))
        return ""

    @property
    def note(self) -> str:
        """What one should know of it; "" for nothing."""
        if self.seconds <= self.most_s:
            return ""
        said = QCoreApplication.translate("Generate", "It lasts {length}: its first {most} are followed.")
        return said.format(length=seconds_text(self.seconds), most=seconds_text(self.most_s))


def guide_of(picture: "SoundPicture") -> Guide:
    """What is known of a recording from its picture."""
    import numpy as np

    from foley_models.limits import READ_LEAST_S, READ_MOST_S

    share = min(1.0, READ_MOST_S / picture.seconds)
    used = picture.peaks[:, : max(1, round(share * picture.peaks.shape[1]))]
    peak = float(np.abs(used).max(initial=0.0))
    return Guide(picture.path, picture.seconds, peak < SILENT_PEAK, READ_LEAST_S, READ_MOST_S)
