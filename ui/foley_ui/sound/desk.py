"""The sound device as Qt's thread sees it: opened and given back in workers, one at a time, its troubles told once."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from foley_bridge.audition.equipment import Equipment
from foley_models.errors import FoleyError
from foley_ui.notices import Level

if TYPE_CHECKING:
    from foley_bridge.audition.mixing import Mixer
    from foley_ui.link.work import Work
    from foley_ui.notices import Notices

LINGER_MS = 10_000  # the device is kept so long for the next sound
PATIENCE_MS = 10_000  # with a device that neither opens nor fails


class Desk(QObject):
    """`ready` once a wanted device is open; `silent` where there will be no sound for now, which was told."""

    ready = Signal()
    silent = Signal()

    def __init__(
        self, work: "Work", notices: "Notices", equipment: Equipment, *, device: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._work, self._notices, self._equipment = work, notices, equipment
        self._device = self._opened_device = device
        self._mixer: Mixer | None = None
        self._busy = self._complained = self._wanted = False
        self._linger = self._timer(LINGER_MS, self.let_go)
        self._patience = self._timer(PATIENCE_MS, self._lose_patience)

    @property
    def mixer(self) -> "Mixer | None":
        """What plays, while a device is open."""
        return self._mixer

    @property
    def device(self) -> str:
        """The output's name; "" is the system's default."""
        return self._device

    @device.setter
    def device(self, name: str) -> None:
        if name != self._device:
            self._device, self._complained = name, False
            self.let_go()

    @property
    def lost(self) -> bool:
        """Whether the open device went away."""
        return self._mixer is not None and self._equipment.output.lost

    def want(self) -> None:
        """Have a device, until `linger`: `ready` is emitted, at once where one is open."""
        self._wanted = True
        self._linger.stop()
        if self.lost:
            self.let_go()
        elif self._mixer is not None:
            self.ready.emit()
        elif not self._busy:
            self._open()

    def linger(self) -> None:
        """Nothing sounds: keep the device for a little, then give it back."""
        self._wanted = False
        if self._mixer is not None:
            self._linger.start()

    def let_go(self) -> None:
        """Give the device back now; where it is still wanted it is opened again."""
        self._linger.stop()
        if self._mixer is None or self._busy:
            return
        self._mixer, self._busy = None, True
        self._patience.start()
        self._work.run(
            lambda _: self._equipment.rest(), owner=self, done=lambda _: self._gone(), failed=lambda _: self._gone()
        )

    def lose(self) -> None:
        """The device went away while it played."""
        self._wanted = False
        self._complain(self.tr("The sound device went away. The next sound looks for it again."))
        self.let_go()
        self.silent.emit()

    def close(self) -> None:
        """Open nothing any more."""
        self._wanted, self._mixer = False, None
        self._linger.stop()
        self._patience.stop()

    def _open(self) -> None:
        self._busy, self._opened_device = True, self._device
        self._patience.start()
        device = self._device
        self._work.run(
            lambda _: self._equipment.output.open(device), owner=self, done=self._opened, failed=self._not_opened
        )

    def _opened(self, mixer: "Mixer") -> None:
        self._free()
        self._mixer = mixer
        if self._opened_device != self._device:
            self.let_go()
            return
        if self._equipment.output.missing:
            self._complain(self.tr("“{device}” is not there: the default output is used.").format(device=self._device))
        else:
            self._complained = False
        if self._wanted:
            self.ready.emit()
        else:
            self.linger()

    def _not_opened(self, error: FoleyError) -> None:
        self._free()
        self._wanted = False
        self._complain(str(error))
        self.silent.emit()

    def _gone(self) -> None:
        self._free()
        if self._wanted:
            self._open()

    def _lose_patience(self) -> None:
        self._wanted = False
        self._complain(self.tr("The sound device does not answer. Sounds are not heard until it does."))
        self.silent.emit()

    def _free(self) -> None:
        self._busy = False
        self._patience.stop()

    def _complain(self, sentence: str) -> None:
        """One quiet notice for a trouble, however often a person tries."""
        if not self._complained:
            self._complained = True
            self._notices.tell(sentence, level=Level.WARN)

    def _timer(self, interval_ms: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval_ms)
        timer.setSingleShot(True)
        timer.timeout.connect(call)
        return timer
