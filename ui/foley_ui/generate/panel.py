"""The panel that asks for sounds and shows them as they are made."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from foley_bridge.files.ucs import Catalogue
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import Job, Kind
from foley_bridge.journal.searching import Search
from foley_ui.context import Context
from foley_ui.filling.fillings import Fillings
from foley_ui.generate.asking import Asking, Refused, is_own
from foley_ui.generate.form import Form
from foley_ui.generate.preset import FOLLOW, STRENGTH, Preset
from foley_ui.generate.queue_strip import OwnRequests, QueueStrip
from foley_ui.generate.suggestions import Suggester
from foley_ui.takes.blending import BlendWish
from foley_ui.takes.outcome import Outcome
from foley_ui.takes.take import Asked, Take
from foley_ui.takes.takes_view import TakesView
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Divider, EmptyState
from foley_ui.turns import Steps, take_all

SLOW_MS = 300
LATEST_LOOKED_AT = 50  # requests of all hosts, among which the newest of this window is looked for at start


@dataclass(frozen=True)
class _Known:
    """What is read from files once, in a worker."""

    catalogue: Catalogue
    suggester: Suggester
    latest: str  # the newest request of this window; "" for none
    waiting: tuple[str, ...]  # its requests that are not done yet, oldest first


class GeneratePanel(QWidget):
    """Ctrl+L is the prompt, Enter asks, Esc cancels, Down goes on to the sounds."""

    wants = Signal(str, object)  # a panel and what it is to show

    def __init__(self, context: Context, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self.building = self._build()
        if whole:
            take_all(self.building)

    def _build(self) -> Steps:
        context = self._context
        self._reader = JournalReader(context.folders.journal_file)
        self._asking = Asking(context.bridge, context.keeping, self)
        self.fillings = Fillings(context, self._asking, self)
        self._requests = OwnRequests(context, self._reader, self)
        self._began = False
        self._on_the_way = 0
        self._unreached = False  # whether the last request was refused because no daemon is there
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_MS)
        self.form = Form(context, self, whole=False)
        yield from self.form.building
        self.strip = QueueStrip(self._requests, self)
        self.refusal = Outcome(context.theme, self)
        yield
        self.takes = TakesView(context, self._reader, self._empty(), parent=self, whole=False)
        yield from self.takes.building
        self._lay_out()
        self._connect()
        yield
        self._restore()

    def shown(self) -> None:
        """It came to the front."""
        if not self._began:
            self._began = True
            self._context.work.run(lambda _: self._read(), owner=self, done=self._know)
            self.form.packs.refresh()
        self.form.prompt.setFocus()

    def hidden(self) -> None:
        """Another panel is in front."""
        self._keep()

    def show_preset(self, preset: Preset) -> None:
        """Prepare a request; the person sends it."""
        self.form.show_preset(preset)
        self.form.prompt.setFocus()

    def show_request(self, request: str) -> None:
        """Show a request's sounds."""
        self.takes.follow(request)
        self.strip.show_other_than(request)

    def generate(self) -> None:
        """Ask for what the form says, or say at its fields what is wrong."""
        preset = self.form.checked()
        if preset is not None:
            self._keep()
            self._sent()
            self._asking.ask(preset)

    def again(self, job: Job, exact: bool) -> None:  # noqa: FBT001  # a signal gives it by position
        """Ask for the same again."""
        self._sent()
        self._asking.again(job, exact=exact)

    def more_like(self, take: Take, amount: float, count: int) -> None:
        """Ask for sounds like one."""
        self._sent()
        self._asking.more_like(take, amount=amount, count=count)

    def less_like(self, take: Take, amount: float, count: int) -> None:
        """Ask for sounds that go away from one."""
        self._sent()
        self._asking.less_like(take, amount=amount, count=count)

    def blend(self, one: Take, other: Take, wish: BlendWish) -> None:
        """Ask for sounds between two."""
        self._sent()
        self._asking.blend(one, other, wish=wish)

    def follow(self, path: Path) -> None:
        """Let the next sounds follow a recording; the person writes the prompt, and sends it."""
        self.form.follow(path)

    def cancel(self) -> None:
        """Stop what is shown, or, where that is at its end, the newest of those that wait."""
        if not self.takes.cancel():
            waiting = [one for one in self._requests.waiting("") if not one.row.job.state.final]
            if waiting:
                self._asking.cancel(waiting[-1].row.job.id)

    def _accepted(self, request: str) -> None:
        """What is being made stays in view; else the new one is shown."""
        asked = self.takes.asked
        self._answered()
        self._requests.add(request)
        if asked is None or asked.row.job.state.final:
            self.show_request(request)

    def _refused(self, refused: Refused) -> None:
        self._answered()
        if self.fillings.owns(refused.request):
            return  # its window says it
        self._unreached = self._context.bridge.status is None
        missing = "bad-settings" if self._context.settings.trouble else "no-daemon"
        self.refusal.say(missing if self._unreached else refused.code, refused.sentence)

    def _reached(self, reached: bool, _: str) -> None:  # noqa: FBT001  # Qt's signals give values by position
        """What was said of a daemon that was not there does not hold any more."""
        if reached and self._unreached:
            self._unreached = False
            self.refusal.hide()

    def _sent(self) -> None:
        """A request is on its way; that the daemon takes its time to answer is said on the button."""
        self.refusal.hide()
        self._on_the_way += 1
        self._slow.start()

    def _answered(self) -> None:
        self._on_the_way = max(0, self._on_the_way - 1)
        if not self._on_the_way:
            self._slow.stop()
            self.form.say_asking(asking=False)

    def _shown(self, asked: Asked | None) -> None:
        if asked is not None:
            self.strip.show_other_than(asked.row.job.id, ended=asked.row.job.state.final)

    def _read(self) -> _Known:
        catalogue = Catalogue.load()
        rows = self._reader.page(limit=LATEST_LOOKED_AT, search=Search(kind=Kind.GENERATE))
        hidden = frozenset(self._context.keeping.hidden)
        own = [row.job for row in rows if is_own(row.job.id) and row.job.id not in hidden]
        waiting = tuple(job.id for job in reversed(own) if not job.state.final)
        return _Known(catalogue, Suggester.load(catalogue), own[0].id if own else "", waiting)

    def _know(self, known: _Known) -> None:
        self.form.know(known.catalogue, known.suggester)
        self.takes.know_categories(known.catalogue)
        for request in known.waiting:
            self._requests.add(request)
        if known.latest and not self.takes.following.request:
            self.show_request(known.latest)

    def _restore(self) -> None:
        self.form.show_preset(Preset.of_plain(self._context.keeping.generate))

    def _keep(self) -> None:
        try:
            kept = replace(self.form.preset, guide="", strength=STRENGTH, follow=FOLLOW, whole=True)
            self._context.keeping.set_generate(kept.plain())
        except ValueError:
            return  # half a number: the last whole settings stay

    def _to_takes(self) -> None:
        if self.takes.list.takes:
            self.takes.list.setFocus()

    def _connect(self) -> None:
        self._slow.timeout.connect(lambda: self.form.say_asking(asking=True))
        self.form.submitted.connect(self.generate)
        self.form.left_downwards.connect(self._to_takes)
        self.strip.chosen.connect(self.show_request)
        self._asking.accepted.connect(self._accepted)
        self._asking.refused.connect(self._refused)
        self._context.bridge.reached.connect(self._reached)
        self.takes.again_asked.connect(self.again)
        self.takes.similar_asked.connect(lambda like: self.wants.emit("library", like))
        self.takes.more_asked.connect(self.more_like)
        self.takes.less_asked.connect(self.less_like)
        self.takes.blend_asked.connect(self.blend)
        self.takes.guide_asked.connect(self.follow)
        self.takes.fill_asked.connect(self.fillings.open)
        self.takes.cancel_asked.connect(self._asking.cancel)
        self.takes.shown.connect(self._shown)
        self.takes.left_upwards.connect(self.form.prompt.setFocus)
        for view in (self.takes, self.refusal):
            view.panel_wanted.connect(lambda panel: self.wants.emit(panel, None))
        prompt = QShortcut(QKeySequence("Ctrl+L"), self, self._focus_prompt)
        prompt.setWhatsThis(self.tr("Write another prompt"))
        guide = QShortcut(QKeySequence("Ctrl+G"), self, self.form.ask_for_guide)
        guide.setWhatsThis(self.tr("Imitate a recording"))
        escape = QShortcut(QKeySequence("Esc"), self, self.cancel)
        escape.setWhatsThis(self.tr("Cancel what is being made"))
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _focus_prompt(self) -> None:
        self.form.prompt.setFocus()
        self.form.prompt.selectAll()

    def _empty(self) -> EmptyState:
        sentence = self.tr(
            "Write what should be heard and press Enter. The sounds appear here as they are made, the best first."
        )
        return EmptyState("generate", sentence)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.form)
        column.addWidget(self.refusal)
        column.addWidget(Divider(self))
        column.addWidget(self.strip)
        column.addWidget(self.takes, 1)
