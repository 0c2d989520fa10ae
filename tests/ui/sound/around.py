"""What players and views are given in tests: the real parts over a sound library that the test drives."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import soundfile
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from foley_bridge.audition.equipment import Equipment
from foley_bridge.audition.output import Output
from foley_bridge.folders import Folders
from foley_ui.context import Context
from foley_ui.keeping import Keeping
from foley_ui.link.bridge import Bridge
from foley_ui.link.crossing import Crossing
from foley_ui.link.work import Work
from foley_ui.notices import Notices
from foley_ui.settings.store import SettingsStore
from foley_ui.sound.player import Player
from foley_ui.sound.playing import Playing
from foley_ui.theme.theme import Mode, Theme
from tests.bridge.audition.fake_sounddevice import Library

RATE_HZ = 48_000


@dataclass(frozen=True)
class Room:
    """A context whose player plays into `library`; `said` is what the player told, `complaints` what people read."""

    context: Context
    library: Library
    said: list[Playing]
    complaints: list[str]

    @property
    def player(self) -> Player:
        return self.context.player


@contextmanager
def room(app: QApplication, library: Library, *, mode: Mode = Mode.LIGHT, device: str = "") -> Iterator[Room]:
    """The parts that sound needs; the others are None, and a test that reaches them fails."""
    crossing, notices = Crossing(), Notices()
    complaints: list[str] = []
    notices.told.connect(lambda notice: complaints.append(notice.sentence))
    work = Work(crossing, complaints.append)
    equipment = Equipment(output=lambda: Output(load=lambda: library, clock=library.clock))
    player = Player(work, notices, device=device, equipment=equipment)
    said: list[Playing] = []
    player.changed.connect(said.append)
    context = Context(
        bridge=cast("Bridge", None),
        work=work,
        player=player,
        notices=notices,
        keeping=cast("Keeping", None),
        settings=cast("SettingsStore", None),
        theme=Theme(app, mode),
        folders=cast("Folders", None),
    )
    try:
        yield Room(context, library, said, complaints)
    finally:
        library.gate.set()
        player.close()
        work.close()
        crossing.close()


def write(path: Path, samples: NDArray[np.float32], *, rate_hz: int = RATE_HZ) -> Path:
    """A file with a sound, exact to the sample."""
    soundfile.write(path, samples, rate_hz, subtype="FLOAT")
    return path
