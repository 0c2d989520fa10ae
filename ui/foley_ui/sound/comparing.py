"""The sounds that a person chooses among, measured in a worker, so that each gets the loudness of all."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from foley_bridge.audition.equipment import Equipment
from foley_bridge.audition.levels import Level
from foley_models.errors import FoleyError
from foley_ui.sound.matching import Matching

if TYPE_CHECKING:
    from foley_ui.link.work import Task, Work


class Comparing(QObject):
    """Tells `matching` of the newest group; `changed` once it knows."""

    changed = Signal()

    def __init__(self, work: "Work", equipment: Equipment, matching: Matching, parent: QObject) -> None:
        super().__init__(parent)
        self._work, self._equipment, self._matching = work, equipment, matching
        self._group: tuple[Path, ...] = ()
        self._measuring: Task | None = None

    def among(self, paths: Sequence[Path]) -> None:
        """Another group; the same one again is no news."""
        group = tuple(paths)
        if group == self._group:
            return
        self._group = group
        if self._measuring is not None:
            self._measuring.cancel()
        self._measuring = self._work.run(
            lambda task: self._measure(task, group), owner=self, done=self._compare, failed=lambda _: None
        )

    def _measure(self, task: "Task", group: Sequence[Path]) -> dict[Path, Level]:
        """In a worker; what cannot be read says so when it is played."""
        levels: dict[Path, Level] = {}
        for path in group:
            task.check()
            try:
                levels[path] = self._equipment.store.level(path)
            except FoleyError:
                continue
        return levels

    def _compare(self, levels: dict[Path, Level]) -> None:
        self._matching.compare(levels)
        self.changed.emit()
