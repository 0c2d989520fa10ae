"""What the panels of settings, log and doctor are given in tests: the real parts, without a daemon where none is said.

The bridge without a daemon only counts how often it is told to restart.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from foley_bridge.folders import user_folders
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.link.bridge import Bridge
from foley_ui.link.crossing import Crossing
from foley_ui.link.work import Task, Work
from foley_ui.notices import Level, Notice, Notices
from foley_ui.settings.store import SettingsStore
from foley_ui.theme.theme import Theme


class Unreached(QObject):
    """A bridge that no daemon is behind."""

    def __init__(self) -> None:
        super().__init__()
        self.hosting = True
        self.restarts = 0
        self.trouble: FoleyError | None = None  # of a restart
        self.session = None
        self.status = None

    def restart(
        self,
        *,
        owner: QObject,
        done: Callable[[None], None] | None = None,
        failed: Callable[[FoleyError], None] | None = None,
    ) -> Task | None:
        """Count it, and answer."""
        assert owner.thread() is self.thread()
        self.restarts += 1
        if self.trouble is not None and failed is not None:
            failed(self.trouble)
        elif done is not None:
            done(None)
        return None


class Silent:
    """What the panels set of a player."""

    device = ""
    volume = 1.0


class Told:
    """The sentences that were told."""

    def __init__(self, notices: Notices) -> None:
        self.notices: list[Notice] = []
        notices.told.connect(self.notices.append)

    @property
    def sentences(self) -> list[str]:
        """All of them."""
        return [one.sentence for one in self.notices]

    def has(self, words: str, level: Level | None = None) -> bool:
        """Whether one holds these words."""
        return any(words in one.sentence and level in (None, one.level) for one in self.notices)


@contextmanager
def context_in(home: Path, *, bridge: Any = None, mode: str = "light") -> Iterator[Context]:
    """A context over a folder of its own; the bridge is one that no daemon is behind unless another is given."""
    crossing, notices, folders = Crossing(), Notices(), user_folders(home)
    work = Work(crossing, lambda sentence: notices.tell(sentence, level=Level.BAD))
    theme = theme_in(mode)
    context = Context(
        bridge=cast(Bridge, bridge or Unreached()),
        work=work,
        player=cast(Any, Silent()),
        notices=notices,
        keeping=cast(Any, None),
        settings=SettingsStore(folders.settings_file, work),
        theme=theme,
        folders=folders,
    )
    try:
        yield context
    finally:
        crossing.close()
        work.close()


def theme_in(mode: str) -> Theme:
    """A theme for a test."""
    app = cast(QApplication, QApplication.instance())
    theme = Theme(app)  # its own: one that an earlier test left may be about to be deleted
    theme.set_mode(mode)
    return theme
