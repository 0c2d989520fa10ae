"""What sounds now: one player for every panel, that never waits for a file or a sound device in Qt's thread.

    play --> the desk opens a device (worker) --> the clip is loaded (worker) --> the mixer is told --> it sounds

Only the last of what is wanted meanwhile is played.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from foley_bridge.audition.equipment import Equipment
from foley_models.errors import FoleyError
from foley_ui.notices import Level
from foley_ui.sound.comparing import Comparing
from foley_ui.sound.desk import Desk
from foley_ui.sound.matching import Matching
from foley_ui.sound.playing import Playing, Wanted

if TYPE_CHECKING:
    from foley_bridge.audition.clip import Clip
    from foley_ui.link.work import Task, Work
    from foley_ui.notices import Notices

FRAME_MS = 33
CLOSE_WAIT_S = 1.0
BACK_MOST_S = 0.4  # by so much a device may correct its clock without being seen to

__all__ = ["Player", "Playing"]


class Player(QObject):
    """Plays one sound at a time; `changed` carries a Playing: about 30 times a second, and only while it sounds."""

    changed = Signal(object)

    def __init__(
        self,
        work: "Work",
        notices: "Notices",
        *,
        device: str = "",
        equipment: Equipment | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.equipment = equipment or Equipment()
        self.playing = Playing()
        self._work, self._notices = work, notices
        self._volume, self._loop, self._matching = 1.0, False, Matching()
        self._clip: Clip | None = None
        self._wanted: Wanted | None = None
        self._loading: Task | None = None
        self._cursor: tuple[Path | None, float] = (None, 0.0)  # where a person last sought
        self._closed = False
        self._frame = QTimer(self)
        self._frame.setInterval(FRAME_MS)
        self._frame.setTimerType(Qt.TimerType.PreciseTimer)
        self._frame.timeout.connect(self._look)
        self._comparing = Comparing(work, self.equipment, self._matching, self)
        self._comparing.changed.connect(self._match)
        self._desk = Desk(work, notices, self.equipment, device=device, parent=self)
        self._desk.ready.connect(self._load)
        self._desk.silent.connect(self._give_up)

    @property
    def loop(self) -> bool:
        """Whether a sound begins again where it ends."""
        return self._loop

    @loop.setter
    def loop(self, on: bool) -> None:
        self._loop = on
        if self._desk.mixer is not None:
            self._desk.mixer.loop = on

    @property
    def matched(self) -> bool:
        """Whether sounds are made equally loud (the files stay as they are)."""
        return self._matching.on

    @matched.setter
    def matched(self, on: bool) -> None:
        self._matching.on = on
        self._match()

    @property
    def volume(self) -> float:
        """From 0 to 1, as it feels: half of it is 12 dB less."""
        return self._volume

    @volume.setter
    def volume(self, volume: float) -> None:
        self._volume = min(max(volume, 0.0), 1.0)
        if self._desk.mixer is not None:
            self._desk.mixer.turn(volume=self._volume**2)

    @property
    def device(self) -> str:
        """The output's name; "" is the system's default."""
        return self._desk.device

    @device.setter
    def device(self, name: str) -> None:
        if name != self._desk.device:
            self.stop()
            self._desk.device = name

    def play(self, path: Path, *, start_s: float = 0.0) -> None:
        """Play a sound from `start_s`, in place of what sounds."""
        self._want(Wanted(path, start_s))

    def toggle(self, path: Path) -> None:
        """Stop it where it sounds, else play it from where a person last sought in it."""
        if self._coming() == path:
            self.stop()
        else:
            self.play(path, start_s=self._cursor_in(path))

    def switch(self, path: Path) -> None:
        """The other sound from the same position, without a gap (A/B); where nothing sounds, play it."""
        if self._coming() is None:
            self.play(path)
        elif self._coming() != path:
            self._want(Wanted(path, self.playing.position_s, switched=True))

    def seek(self, path: Path, position_s: float) -> None:
        """Go on from there where it sounds, else remember where the next toggle begins."""
        position_s = max(position_s, 0.0)
        self._cursor = (path, position_s)
        if self._wanted is not None and self._wanted.path == path:
            self._wanted = Wanted(path, position_s)
        elif self.playing.sounding and self.playing.path == path and self._desk.mixer is not None:
            self._desk.mixer.seek(position_s)
            self._say(Playing(path, position_s, self.playing.seconds, sounding=True))
        elif not self.playing.sounding:
            seconds = self._clip.seconds if self._clip is not None and self._clip.path == path else 0.0
            self._say(Playing(path, position_s, seconds))

    def stop(self) -> None:
        """Be quiet."""
        self._forget_wanted()
        if self._desk.mixer is not None:
            self._desk.mixer.stop()
        self._rest()

    def among(self, paths: Sequence[Path]) -> None:
        """The sounds a person chooses among: all get the loudness that the one with the highest peaks can have."""
        if not self._closed:
            self._comparing.among(paths)

    def prepare(self) -> None:
        """Import the sound library in a worker, so that the first play is quick."""
        self._work.run(lambda _: self.equipment.output.load(), owner=self, failed=lambda _: None)

    def close(self) -> None:
        """Let go of the device; waits for a second at most."""
        self.stop()
        self._closed = True
        self._desk.close()
        # A thread of its own: the workers may all be waiting for something, and a device that hangs must not keep us.
        closing = threading.Thread(target=self.equipment.rest, name="foley-ui-quiet", daemon=True)
        closing.start()
        closing.join(CLOSE_WAIT_S)

    def _want(self, wanted: Wanted) -> None:
        self._forget_wanted()
        if not self._closed:
            self._wanted = wanted
            self._desk.want()

    def _load(self) -> None:
        mixer, wanted = self._desk.mixer, self._wanted
        if mixer is None or wanted is None:
            return
        mixer.loop = self._loop
        mixer.turn(volume=self._volume**2)
        self._loading = self._work.run(
            lambda _: self.equipment.store.clip(wanted.path, mixer.rate_hz),
            owner=self,
            done=self._begin,
            failed=self._refuse,
        )

    def _begin(self, clip: "Clip") -> None:
        mixer, wanted = self._desk.mixer, self._wanted
        self._wanted = self._loading = None
        if mixer is None or wanted is None:
            return
        self._clip = clip
        if wanted.switched and self.playing.sounding:
            self._matching.join(clip.level)
            position_s = self.playing.position_s
            mixer.switch(clip, position_s, self._matching.gain(clip.path, clip.level))
        else:
            self._matching.begin(clip.level)
            position_s = wanted.start_s
            mixer.start(clip, position_s, self._matching.gain(clip.path, clip.level))
        self._frame.start()
        self._say(Playing(clip.path, position_s, clip.seconds, sounding=True))

    def _refuse(self, error: FoleyError) -> None:
        """A file that cannot be played."""
        self.stop()
        self._notices.tell(str(error), level=Level.WARN)

    def _give_up(self) -> None:
        """There is no device."""
        self._forget_wanted()
        self._rest()

    def _look(self) -> None:
        """Thirty times a second while something sounds."""
        if self._desk.lost:
            self._desk.lose()
            return
        heard = self.equipment.output.heard()
        if not heard.sounding or heard.clip is None:
            self._rest()
            return
        before, position_s = self.playing, heard.position_s
        if not self._loop and before.path == heard.clip.path and 0 < before.position_s - position_s < BACK_MOST_S:
            position_s = before.position_s
        self._say(Playing(heard.clip.path, position_s, heard.clip.seconds, sounding=True))

    def _rest(self) -> None:
        """Nothing sounds: say so, once."""
        self._frame.stop()
        if self._wanted is None:
            self._desk.linger()
        if self.playing.sounding:
            path = self.playing.path
            position_s = self._cursor_in(path) if path is not None else 0.0
            self._say(Playing(path, position_s, self.playing.seconds))

    def _say(self, playing: Playing) -> None:
        self.playing = playing
        self.changed.emit(playing)

    def _forget_wanted(self) -> None:
        self._wanted = None
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None

    def _coming(self) -> Path | None:
        """What sounds, or is about to."""
        if self._wanted is not None:
            return self._wanted.path
        return self.playing.path if self.playing.sounding else None

    def _cursor_in(self, path: Path) -> float:
        return self._cursor[1] if self._cursor[0] == path else 0.0

    def _match(self) -> None:
        if self._desk.mixer is not None and self._clip is not None:
            self._desk.mixer.turn(gain=self._matching.gain(self._clip.path, self._clip.level))
