"""What is done with sounds of a table: heard, compared, copied, shown in their folder."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from foley_ui.context import Context
from foley_ui.opening import reveal_path
from foley_ui.sounds.listed import Listed
from foley_ui.takes.audition import Audition
from foley_ui.takes.mime import file_data, path_text


class SoundDoings(QObject):
    """By the names of the actions."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self.audition = Audition(context.player, context.keeping, self)

    def do(self, name: str, current: Listed | None, chosen: Callable[[], Sequence[Listed]]) -> bool:
        """Do it; False where it is none of these. `chosen` is asked only by what is done with all that are."""
        doings: Mapping[str, Callable[[], None]] = {
            "play": lambda: self._toggle(current),
            "loop": lambda: self.audition.set_loop(on=not self.audition.loop),
            "compare": lambda: self._compare(current),
            "matched": lambda: self.audition.set_matched(on=not self.audition.matched),
            "copy_path": lambda: self._copy_path(chosen()),
            "copy_file": lambda: self._copy_file(chosen()),
            "reveal": lambda: self._reveal(current),
        }
        doing = doings.get(name)
        if doing is None:
            return False
        doing()
        return True

    def hear_next(self, listed: Listed | None) -> None:
        """Who moves on while something sounds, wants to hear the next."""
        if listed is not None and self.audition.sounding and listed.path not in self.audition.heard[-1:]:
            self.audition.play(listed, start_s=listed.start_s)

    def _toggle(self, listed: Listed | None) -> None:
        if listed is None:
            return
        if not listed.there:
            self._context.notices.tell(self.tr("{path} is not there just now.").format(path=listed.path))
        self.audition.toggle(listed, start_s=listed.start_s)

    def _compare(self, listed: Listed | None) -> None:
        """The two heard last; where only one was heard, that one and the current one."""
        if self.audition.compare():
            return
        if listed is not None and self.audition.heard and listed.path not in self.audition.heard:
            self.audition.play(listed, start_s=listed.start_s)
        else:
            self._context.notices.tell(self.tr("Play two sounds: then this switches between them."))

    def _copy_path(self, chosen: Sequence[Listed]) -> None:
        if chosen:
            QGuiApplication.clipboard().setText(path_text([one.path for one in chosen]))
            self._context.notices.tell(self.tr("The path is on the clipboard."))

    def _copy_file(self, chosen: Sequence[Listed]) -> None:
        there = [one.path for one in chosen if one.there]
        if there:
            QGuiApplication.clipboard().setMimeData(file_data(there))
            self._context.notices.tell(self.tr("The file is on the clipboard."))

    def _reveal(self, listed: Listed | None) -> None:
        if listed is not None:
            reveal_path(self._context, listed.path, owner=self)
