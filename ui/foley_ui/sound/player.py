"""What sounds now: one player for every panel, that never waits for a sound device in the Qt thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from foley_ui.link.work import Work
    from foley_ui.notices import Notices


@dataclass(frozen=True)
class Playing:
    """What is heard at this moment, latency of the device considered; at rest, where the next play would begin."""

    path: Path | None = None
    position_s: float = 0.0
    seconds: float = 0.0
    sounding: bool = False


class Player(QObject):
    """Plays one sound at a time; `changed` carries a Playing, about 30 times a second and only while it sounds."""

    changed = Signal(object)

    def __init__(self, work: "Work", notices: "Notices", *, device: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loop = False
        self.matched = True
        self.volume = 1.0
        self.device = device
        self.playing = Playing()

    def play(self, path: Path, *, start_s: float = 0.0) -> None:
        """Play a sound from `start_s`, in place of what sounds."""

    def toggle(self, path: Path) -> None:
        """Stop it where it sounds, else play it from where a person last sought in it."""

    def stop(self) -> None:
        """Be quiet."""

    def switch(self, path: Path) -> None:
        """The other sound from the same position, without a gap (A/B); where nothing sounds, play it."""

    def seek(self, path: Path, position_s: float) -> None:
        """Go on from there where it sounds, else remember where the next toggle begins."""

    def among(self, paths: Sequence[Path]) -> None:
        """The sounds a person chooses among: all are played as loud as the one with the highest peaks can be."""

    def find_devices(self, done: Callable[[tuple[str, ...]], None]) -> None:
        """Call `done` with the names of the outputs that are there."""

    def prepare(self) -> None:
        """Load the sound library in a worker, so that the first play is quick."""

    def close(self) -> None:
        """Let go of the device; at most a second."""
