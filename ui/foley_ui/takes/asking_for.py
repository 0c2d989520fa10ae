"""What is asked for from takes that are there, each by a small window over them, made when it is first opened."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from foley_ui.context import Context
from foley_ui.takes.blending import Blending, BlendWish
from foley_ui.takes.less_like import LessLike
from foley_ui.takes.more_like import MoreLike
from foley_ui.takes.popup import AskPopup
from foley_ui.takes.take import Take


class AskingFor(QObject):
    """Says what was chosen, and of which takes."""

    more = Signal(object, float, int)  # Take, amount, count
    less = Signal(object, float, int)  # Take, amount, count
    blend = Signal(object, object, object)  # Take, Take, BlendWish

    def __init__(self, context: Context, place: Callable[[], QPoint], parent: QWidget) -> None:
        super().__init__(parent)
        self._notices, self._place, self._window = context.notices, place, parent
        self._takes: tuple[Take, ...] = ()  # those that the window is about
        self._made: dict[str, AskPopup] = {}

    def ask_more(self, take: Take) -> None:
        """More like a take."""
        self._open("more", (take,), self._more_like)

    def ask_less(self, take: Take) -> None:
        """Less like a take."""
        self._open("less", (take,), self._less_like)

    def ask_blend(self, takes: Sequence[Take]) -> None:
        """What lies between two."""
        if len(takes) == 2:
            self._open("blend", tuple(takes), self._blending)
        else:
            self._notices.tell(self.tr("Choose two sounds, the second with Ctrl: then this makes what lies between."))

    def _open(self, name: str, takes: tuple[Take, ...], make: Callable[[], AskPopup]) -> None:
        self._takes = takes
        if name not in self._made:
            self._made[name] = make()
        self._made[name].open_at(self._place())

    def _more_like(self) -> AskPopup:
        popup = MoreLike(_count_most(), self._window)
        popup.asked.connect(lambda amount, count: self.more.emit(self._takes[0], amount, count))
        return popup

    def _less_like(self) -> AskPopup:
        popup = LessLike(_count_most(), self._window)
        popup.asked.connect(lambda amount, count: self.less.emit(self._takes[0], amount, count))
        return popup

    def _blending(self) -> AskPopup:
        def asked(wish: BlendWish) -> None:
            self.blend.emit(self._takes[0], self._takes[1], wish)

        popup = Blending(_count_most(), self._window)
        popup.asked.connect(asked)
        return popup


def _count_most() -> int:
    from foley_models.limits import COUNT_MOST

    return COUNT_MOST
