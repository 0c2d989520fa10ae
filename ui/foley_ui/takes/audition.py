"""How takes are heard: one after the other, the two heard last against each other, in a loop, equally loud."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from foley_ui.keeping import Keeping
from foley_ui.sound.player import Player, Playing

LOOP, MATCHED, ARRIVAL = "player.loop", "player.matched", "generate.play_best"


class Audible(Protocol):
    """A sound file, whoever made it."""

    @property
    def path(self) -> Path:
        """Where it is."""
        ...

    @property
    def there(self) -> bool:
        """Whether it was there when it was looked for."""
        ...


class Audition(QObject):
    """Remembers which two paths were heard last; its switches are kept over a restart."""

    switched = Signal()  # one of the switches

    def __init__(self, player: Player, keeping: Keeping, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._keeping = keeping
        self._heard: list[Path] = []  # at most two, the newest last
        self._sounding = self._prepared = False
        player.loop = bool(keeping.choice(LOOP, default=False))
        player.matched = bool(keeping.choice(MATCHED, default=True))
        player.changed.connect(self._hear)

    @property
    def loop(self) -> bool:
        """Whether a take begins again at its end."""
        return self._player.loop

    @property
    def matched(self) -> bool:
        """Whether all takes are played equally loud, so that a louder one does not win by that."""
        return self._player.matched

    @property
    def on_arrival(self) -> bool:
        """Whether the best of a request is played when it is done."""
        return bool(self._keeping.choice(ARRIVAL, default=False))

    @property
    def sounding(self) -> bool:
        """Whether something is heard."""
        return self._sounding

    @property
    def heard(self) -> tuple[Path, ...]:
        """The one or two that were heard last, the newest last."""
        return tuple(self._heard)

    def among(self, takes: Sequence[Audible]) -> None:
        """These are what one chooses among: equally loud is meant for them."""
        if takes and not self._prepared:
            self._prepared = True
            self._player.prepare()
        self._player.among([one.path for one in takes if one.there])

    def play(self, take: Audible, *, start_s: float = 0.0) -> None:
        """Play a sound from its beginning, or from `start_s`."""
        if take.there:
            self._remember(take.path)
            self._player.play(take.path, start_s=start_s)

    def toggle(self, take: Audible, *, start_s: float = 0.0) -> None:
        """Play a sound, or stop it where it is the one that sounds."""
        sounds = self._sounding and take.path in self._heard[-1:]
        if start_s > 0 and not sounds:
            self.play(take, start_s=start_s)
        elif take.there:
            self._remember(take.path)
            self._player.toggle(take.path)

    def compare(self) -> bool:
        """Switch to the other one of the two heard last, at the same position; False where there are no two."""
        if len(self._heard) < 2:
            return False
        self._heard.reverse()
        self._player.switch(self._heard[-1])
        return True

    def stop(self) -> None:
        """Be quiet."""
        self._player.stop()

    def forget(self, paths: Sequence[Path]) -> None:
        """These are going away: stop them, and compare with them no more."""
        if self._heard and self._heard[-1] in paths:
            self._player.stop()
        self._heard = [one for one in self._heard if one not in paths]

    def set_loop(self, *, on: bool) -> None:
        """Begin again at the end, or not."""
        self._player.loop = on
        self._keeping.choose(LOOP, value=on)
        self.switched.emit()

    def set_matched(self, *, on: bool) -> None:
        """Play all equally loud, or each as it is."""
        self._player.matched = on
        self._keeping.choose(MATCHED, value=on)
        self.switched.emit()

    def set_on_arrival(self, *, on: bool) -> None:
        """Play the best of a request when it is done, or not."""
        self._keeping.choose(ARRIVAL, value=on)
        self.switched.emit()

    def _remember(self, path: Path) -> None:
        self._heard = [*(one for one in self._heard if one != path), path][-2:]

    def _hear(self, playing: Playing) -> None:
        self._sounding = playing.sounding
        if playing.sounding and playing.path is not None and (not self._heard or self._heard[-1] != playing.path):
            self._remember(playing.path)  # by a click into its picture
