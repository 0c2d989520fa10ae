"""The settings that hold while the tray runs: read from the user's file, changed in it, told to whoever needs them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from foley_bridge.settings import Settings, SettingsError, load_settings
from foley_bridge.settings_saving import Saved, changes, save_changes, set_aside
from foley_models.errors import FoleyError
from foley_ui.link.work import Task, Work

Failed = Callable[[FoleyError], None]


@dataclass(frozen=True)
class Reading:
    """What a settings file says, or the sentence of what is wrong with it and the defaults."""

    settings: Settings
    trouble: str = ""


def read_settings(file: Path) -> Reading:
    """Read a settings file; whatever is wrong with it is `trouble`."""
    try:
        return Reading(load_settings(file))
    except SettingsError as error:
        return Reading(Settings(), str(error))


class SettingsStore(QObject):
    """Lives in Qt's thread. It reads the file once when it is made, before there is a window; later in a worker."""

    changed = Signal(object)  # Settings, whenever others hold than before
    trouble_changed = Signal(str)  # the sentence of what is wrong with the file; "" where nothing is

    def __init__(self, file: Path, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = file
        self._work = work
        self._reading = read_settings(file)

    @property
    def current(self) -> Settings:
        """What holds: the file's, or the defaults where it has a mistake."""
        return self._reading.settings

    @property
    def trouble(self) -> str:
        """What is wrong with the file, as a sentence; "" where nothing is."""
        return self._reading.trouble

    def reload(self, *, owner: QObject, done: Callable[[Settings], None] | None = None) -> Task:
        """Read the file again: someone may have edited it."""

        def taken(reading: Reading) -> None:
            self._take(reading)
            if done is not None:
                done(reading.settings)

        return self._work.run(lambda _: read_settings(self.file), owner=owner, done=taken)

    def save(
        self,
        settings: Settings,
        *,
        owner: QObject,
        done: Callable[[Saved], None] | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Save what differs from `current` into the file as it is now; what else was changed in it meanwhile holds too.

        `failed` gets the SettingsError of a file that has a mistake by now, or why it cannot be written.
        """
        wanted = changes(self.current, settings)

        def taken(saved: Saved) -> None:
            self._take(Reading(saved.settings))
            if done is not None:
                done(saved)

        return self._work.run(lambda _: save_changes(self.file, wanted), owner=owner, done=taken, failed=failed)

    def start_from_defaults(
        self, *, owner: QObject, done: Callable[[Path], None] | None = None, failed: Failed | None = None
    ) -> Task:
        """Set the file aside, so that the defaults hold; `done` gets the name under which it is kept."""

        def taken(kept: Path) -> None:
            self._take(Reading(Settings()))
            if done is not None:
                done(kept)

        return self._work.run(lambda _: set_aside(self.file), owner=owner, done=taken, failed=failed)

    def _take(self, reading: Reading) -> None:
        before, self._reading = self._reading, reading
        if reading.trouble != before.trouble:
            self.trouble_changed.emit(reading.trouble)
        if reading.settings != before.settings:
            self.changed.emit(reading.settings)
