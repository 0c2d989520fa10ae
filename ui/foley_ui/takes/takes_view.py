"""A request and its takes, with all that can be done: the part that the generate and the history panel share."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from foley_bridge.files.ucs import Catalogue
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import Kind, State
from foley_ui.context import Context
from foley_ui.exporting.exports import Exports
from foley_ui.library.question import Like
from foley_ui.notices import Level
from foley_ui.sound.drop_hint import DropHint
from foley_ui.sound.dropping import FileDrops
from foley_ui.takes.actions import TakeActions
from foley_ui.takes.asking_for import AskingFor
from foley_ui.takes.audition import Audition
from foley_ui.takes.beside import Beside
from foley_ui.takes.doings import Doings
from foley_ui.takes.drag import drag_out
from foley_ui.takes.family_button import FamilyButton
from foley_ui.takes.following import Following, Progress
from foley_ui.takes.header import RequestHeader
from foley_ui.takes.hint_line import HintLine
from foley_ui.takes.outcome import Outcome
from foley_ui.takes.own_switch import OwnSwitch
from foley_ui.takes.sending import Sending
from foley_ui.takes.switches import Switches
from foley_ui.takes.take import Asked, Take
from foley_ui.takes.take_list import TakeList
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.widgets import EmptyState
from foley_ui.turns import Steps, take_all


class TakesView(QWidget):
    """Shows the request of `follow`, and `empty` as long as there is none."""

    again_asked = Signal(object, bool)  # Job; whether exactly the same
    more_asked = Signal(object, float, int)  # Take, amount, count
    less_asked = Signal(object, float, int)  # Take, amount, count
    blend_asked = Signal(object, object, object)  # Take, Take, BlendWish
    guide_asked = Signal(object)  # Path of a sound whose timing and loudness is to be followed
    fill_asked = Signal(object, str)  # Path of a sound to be filled or continued; a prompt
    similar_asked = Signal(object)  # Like: what of the library is similar to it
    cancel_asked = Signal(str)  # request
    panel_wanted = Signal(str)
    shown = Signal(object)  # Asked | None
    left_upwards = Signal()

    def __init__(
        self, context: Context, reader: JournalReader, empty: EmptyState, *, parent: QWidget, whole: bool = True
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._empty = empty
        self.building = self._build(reader)
        if whole:
            take_all(self.building)

    def _build(self, reader: JournalReader) -> Steps:
        context = self._context
        self.audition = Audition(context.player, context.keeping, self)
        self.following = Following(context.bridge, context.work, reader, self)
        self._sending = Sending(context, self)
        self._doings = Doings(context, self.audition, self.following.refresh, self)
        self._exports = Exports(context, self)
        self.beside = Beside(context.bridge, context.keeping, self)
        self._in_progress = ""  # a request whose progress was told
        self._unfinished = ""  # a request that was seen before its end
        self.header = RequestHeader(context, self)
        self.outcome = Outcome(context.theme, self)
        yield
        self.list = TakeList(context, self)
        self.asking = AskingFor(context, self.list.menu_place, self)
        self.actions_of_takes = TakeActions(context.theme, self.list, self.act)
        yield
        self._hints = HintLine((), self)
        for key, word in self.actions_of_takes.hints():
            self._hints.add(key, word)
            yield
        self._switches = Switches(self.audition, self.actions_of_takes, self.header)
        self.header.tools.addWidget(self._switches)
        self.own_switch = OwnSwitch(context.theme, self.beside, self.header)
        self.header.tools.addWidget(self.own_switch)
        self.family = FamilyButton(context, reader, self, self.header)
        self.header.tools.addWidget(self.family)
        self._lay_out()
        yield
        stops = (self.header.stop, *self._switches.stops, self.own_switch, self.family, self.outcome.stop, self.list)
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)
        self._connect()
        self._drop_hint = DropHint(context.theme, self.tr("Drop it here to fill a part of it, or to continue it"), self)
        self.drops = FileDrops(
            self,
            taken=lambda path: self.fill_asked.emit(path, ""),
            refused=lambda sentence: context.notices.tell(sentence, level=Level.WARN),
            hovered=self._drop_hint.show_over,
            takes=lambda source: source is not self.list,  # a take that is let go where it was
        )

    @property
    def asked(self) -> Asked | None:
        """The request that is shown."""
        return self.following.asked

    def follow(self, request: str) -> None:
        """Show another request; "" for none."""
        self.following.follow(request)

    def know_categories(self, catalogue: Catalogue) -> None:
        """Call categories by their names from now on."""
        self.header.catalogue = catalogue

    def act(self, name: str) -> None:
        """Do what an action's name says with the chosen takes."""
        doing = self._deeds().get(name)
        if doing is not None:
            doing()

    def cancel(self) -> bool:
        """Ask to stop the request that is shown; False where it is at its end."""
        asked = self.asked
        if asked is None or asked.row.job.state.final:
            return False
        self.cancel_asked.emit(asked.row.job.id)
        return True

    def _deeds(self) -> Mapping[str, Callable[[], None]]:
        current, chosen, doings = self.list.current, self.list.chosen, self._doings
        made = tuple(one for one in chosen if not one.own)  # no recording of a studio is moved, marked or offered
        if current is None:
            return {
                "loop": lambda: self.audition.set_loop(on=not self.audition.loop),
                "matched": lambda: self.audition.set_matched(on=not self.audition.matched),
                "again": lambda: self._again(exact=False),
                "again_exact": lambda: self._again(exact=True),
            }
        anything = {
            "play": lambda: self.audition.toggle(current, start_s=current.start_s),
            "loop": lambda: self.audition.set_loop(on=not self.audition.loop),
            "compare": self._compare,
            "matched": lambda: self.audition.set_matched(on=not self.audition.matched),
            "guide": lambda: self._use(current, self._give_guide),
            "fill": lambda: self._use(current, self._ask_fill),
            "similar": lambda: self.similar_asked.emit(_like(current)),
            "again": lambda: self._again(exact=False),
            "again_exact": lambda: self._again(exact=True),
            "copy_path": lambda: doings.copy_path(chosen),
            "copy_file": lambda: doings.copy_file(chosen),
            "reveal": lambda: doings.reveal(current),
            "export": lambda: self._export(made),
        }
        if current.own:
            return {**anything, **dict.fromkeys(_OF_WHAT_WAS_MADE, self._say_own)}
        return {
            **anything,
            "favourite": lambda: doings.favourite(made),
            "send": lambda: self._sending.send(made, self.list.menu_place()),
            "more": lambda: self.asking.ask_more(current),
            "less": lambda: self.asking.ask_less(current),
            "blend": lambda: self.asking.ask_blend(made),
            "recipe": lambda: doings.show_recipe(current),
            "trash": lambda: doings.trash(made),
        }

    def _say_own(self) -> None:
        self._context.notices.tell(
            self.tr("That is a recording of your own: it stays as it is. Copy or drag it, or use it as guide.")
        )

    def _compare(self) -> None:
        """The two heard last; where only one was heard, that one and the current one."""
        if self.audition.compare():
            return
        current = self.list.current
        if current is not None and self.audition.heard and current.path not in self.audition.heard:
            self.audition.play(current, start_s=current.start_s)
        else:
            self._context.notices.tell(self.tr("Play two sounds: then this switches between them."))

    def _again(self, *, exact: bool) -> None:
        if self.asked is not None:
            self.again_asked.emit(self.asked.row.job, exact)

    def _use(self, take: Take, use: Callable[[Take], None]) -> None:
        """What begins from the file of a take."""
        if take.there:
            use(take)
        else:
            self._context.notices.tell(self.tr("The file is not there any more."), level=Level.WARN)

    def _give_guide(self, take: Take) -> None:
        self.guide_asked.emit(take.path)

    def _ask_fill(self, take: Take) -> None:
        asked = self.asked
        self.fill_asked.emit(take.path, asked.row.prompt if asked is not None else "")

    def _export(self, chosen: Sequence[Take]) -> None:
        """Those that are chosen; where that is one alone, all of the request."""
        asked = self.asked
        if asked is not None:
            takes = chosen if len(chosen) > 1 else asked.takes
            self._exports.open(tuple(one.path for one in takes if one.there), asked.row.prompt)

    def _show(self, asked: Asked | None) -> None:
        self._pages.setCurrentIndex(0 if asked is None else 1)
        self.family.show_asked(asked)
        sounds = asked is None or asked.row.job.kind is Kind.GENERATE
        self._switches.setVisible(sounds)
        self.own_switch.setVisible(sounds)
        self._hints.setVisible(sounds)  # the others have no sounds to do anything with here
        if asked is not None:
            self.header.show_asked(asked)
            self.outcome.show_job(asked.row.job)
        shown = None if asked is None else self.beside.together(asked)
        self.list.show_asked(shown)
        self.audition.among(shown.takes if shown is not None else ())
        self._say_pending()
        self.shown.emit(asked)
        if asked is not None:
            self._arrive(asked)

    def _show_again(self) -> None:
        """Other recordings stand beside the sounds that are shown."""
        if self.asked is not None:
            shown = self.beside.together(self.asked)
            self.list.show_asked(shown)
            self.audition.among(shown.takes)

    def _say_no_library(self) -> None:
        action = (self.tr("Open library"), lambda: self.panel_wanted.emit("library"))
        said = self.tr("Your library holds no recordings yet: add the folders in which they lie.")
        self._context.notices.tell(said, action=action)

    def _arrive(self, asked: Asked) -> None:
        """Play the best of a request that was seen in the making, once, where that is wished."""
        job = asked.row.job
        if not job.state.final:
            self._unfinished = job.id
        elif self._unfinished == job.id:
            self._unfinished = ""
            if job.state is State.DONE and asked.takes and self.audition.on_arrival and self.isVisible():
                self.audition.play(asked.takes[0])

    def _say_pending(self) -> None:
        """What those that are still to come wait for, until there is progress to tell."""
        asked = self.asked
        if asked is None or asked.row.job.state.final:
            return
        trouble = self._context.bridge.trouble
        if trouble:
            self.list.say_pending(trouble)
        elif asked.row.job.state is State.QUEUED:
            next_one = self.tr("Next in line")
            waits = self.tr("Waits; requests before it: {number}").format(number=asked.place)
            self.list.say_pending(waits if asked.place else next_one)
        elif self._in_progress != asked.row.job.id:
            self.list.say_pending(self.tr("The model begins"))

    def _progress(self, progress: Progress) -> None:
        self._in_progress = self.following.request
        self.list.show_progress(progress)

    def _hear_next(self, take: Take) -> None:
        """Who moves on while something sounds, wants to hear the next."""
        if self.audition.sounding and take.there and take.path not in self.audition.heard[-1:]:
            self.audition.play(take, start_s=take.start_s)

    def _drag(self) -> None:
        current = self.list.current
        if current is not None:
            drag_out(self.list, self.list.chosen, self.list.picture_of(current))

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self.actions_of_takes.fill(menu)
        menu.popup(place)

    def _connect(self) -> None:
        self.following.changed.connect(self._show)
        self.beside.changed.connect(self._show_again)
        self.beside.nothing_there.connect(self._say_no_library)
        self.following.progressed.connect(self._progress)
        self._context.bridge.reached.connect(self._say_pending)
        self.list.moved.connect(self._hear_next)
        self.list.wanted.connect(self.act)
        self.list.menu_asked.connect(self._open_menu)
        self.list.dragged.connect(self._drag)
        self.list.left_upwards.connect(self.left_upwards)
        self.family.chosen.connect(self.follow)
        self.asking.more.connect(self.more_asked)
        self.asking.less.connect(self.less_asked)
        self.asking.blend.connect(self.blend_asked)
        self.header.cancelled.connect(self.cancel)
        self.outcome.panel_wanted.connect(self.panel_wanted)
        self._sending.panel_wanted.connect(self.panel_wanted)

    def _lay_out(self) -> None:
        filled = QWidget(self)
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.header)
        column.addWidget(self.outcome)
        column.addWidget(self.list, 1)
        column.addWidget(self._hints)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(filled)


_OF_WHAT_WAS_MADE = ("favourite", "send", "more", "less", "blend", "recipe", "trash")


def _like(take: Take) -> Like:
    """A take as the library compares it."""
    return Like(str(take.path) if take.own else take.key, take.name)
