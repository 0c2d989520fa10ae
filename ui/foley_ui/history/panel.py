"""The panel of all requests, whoever asked for them, with the sounds of the one that is chosen."""

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from foley_bridge.files.ucs import Catalogue
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import Job, Kind
from foley_ui.context import Context
from foley_ui.filling.fillings import Fillings
from foley_ui.generate.asking import Asking, Refused
from foley_ui.generate.preset import Preset
from foley_ui.history.filters import Filters, Shown, Wish
from foley_ui.history.model import HistoryModel
from foley_ui.history.removing import Removing
from foley_ui.history.view import HistoryView
from foley_ui.notices import Level
from foley_ui.takes.blending import BlendWish
from foley_ui.takes.giving import GuideFile
from foley_ui.takes.take import Asked, Take
from foley_ui.takes.takes_view import TakesView
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import EmptyState
from foley_ui.turns import Steps, take_all

WIDE = 1150  # px: from here on the sounds are beside the list, not below it
SPLITTER = "history"


class HistoryPanel(QWidget):
    """Ctrl+F searches; Enter in the list goes to the sounds."""

    wants = Signal(str, object)  # a panel and what it is to show

    def __init__(self, context: Context, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self.building = self._build()
        if whole:
            take_all(self.building)

    def _build(self) -> Steps:
        context = self._context
        self._names: dict[str, str] = {}  # what a CatID is called, once the catalogue is read
        self._reader = JournalReader(context.folders.journal_file, spoken=lambda cat_id: self._names.get(cat_id, ""))
        self._asking = Asking(context.bridge, context.keeping, self)
        self._fillings = Fillings(context, self._asking, self)
        self._removing = Removing(context, self._reader, self._find, self)
        self._began = self._entered = False
        self.filters = Filters(context.theme, self)
        yield
        self.model = HistoryModel(context, self._reader, self)
        yield
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._below = QWidget(self._splitter)
        self.list = HistoryView(self.model, self._splitter)
        yield
        self.takes = TakesView(context, self._reader, self._nothing_chosen(), parent=self._below, whole=False)
        yield from self.takes.building
        self._use = QPushButton(self.tr("Use this prompt"), self._below)
        self._again = QPushButton(self.tr("Again"), self._below)
        self._remove = QPushButton(self.tr("Remove"), self._below)
        nothing_yet = self.tr("No request yet. What is asked for here, in a DAW or in a game engine is listed here.")
        self._empty = EmptyState("history", nothing_yet, parent=self)
        self._not_found = EmptyState("search", self.tr("No request is like that."), self.tr("Show all"), self)
        yield
        self._lay_out()
        yield
        self._connect()

    def shown(self) -> None:
        """It came to the front."""
        if not self._began:
            self._began = True
            self._context.work.run(lambda _: Catalogue.load(), owner=self, done=self._know)
            self._find()
        self.list.setFocus()

    def hidden(self) -> None:
        """Another panel is in front."""
        self._context.keeping.set_geometry(self._splitter_name, self._splitter.saveState())

    def take(self, request: object) -> None:
        """Show a request that another panel names."""
        if isinstance(request, str):
            self.list.choose(request)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sounds are beside the list where there is room."""
        super().resizeEvent(event)
        wanted = Qt.Orientation.Horizontal if self.width() >= WIDE else Qt.Orientation.Vertical
        if self._splitter.orientation() is not wanted:
            self._splitter.setOrientation(wanted)
            self._restore_splitter()

    @property
    def _splitter_name(self) -> str:
        return f"{SPLITTER}-{self._splitter.orientation().name}"

    def _restore_splitter(self) -> None:
        orientation = self._splitter.orientation()
        kept: QByteArray = self._context.keeping.geometry(self._splitter_name)
        if kept.isEmpty() or not self._splitter.restoreState(kept):
            self._splitter.setSizes([560, 440] if orientation is Qt.Orientation.Horizontal else [400, 600])
        self._splitter.setOrientation(orientation)  # the kept state has one, too

    def _know(self, catalogue: Catalogue) -> None:
        self._names = {one.cat_id: f"{one.category} {one.subcategory}" for one in catalogue}
        self.takes.know_categories(catalogue)

    def _find(self, wish: Wish | None = None) -> None:
        wanted = wish or self.filters.wish
        self.model.find(wanted.search, favourites=wanted.shown is Shown.FAVOURITES)

    def _filled(self, found: bool) -> None:  # noqa: FBT001  # Qt's signal gives it by position
        missing = self._empty if self.filters.wish.everything else self._not_found
        self._pages.setCurrentWidget(self._splitter if found else missing)
        if found and not self._entered:
            self._entered = True
            self.list.setFocus()

    def _chosen(self, request: str) -> None:
        self.takes.follow(request)

    def _shown(self, asked: Asked | None) -> None:
        trains = asked is not None and asked.row.job.kind is Kind.TRAIN
        sounds = asked is None or asked.row.job.kind is Kind.GENERATE
        self._use.setText(self.tr("Open training") if trains else self.tr("Use this prompt"))
        self._use.setVisible(trains or sounds)  # a sheet has no prompt of its own
        self._again.setVisible(sounds)
        for button in (self._use, self._again, self._remove):
            button.setEnabled(asked is not None)

    def _use_it(self) -> None:
        asked = self.takes.asked
        if asked is None:
            return
        if asked.row.job.kind is Kind.TRAIN:
            self.wants.emit("training", asked.row.job.id)
        else:
            self.wants.emit("generate", Preset.of_order(asked.row.job.order).anew())

    def _do_again(self, job: Job, exact: bool) -> None:  # noqa: FBT001  # a signal gives it by position
        self._asking.again(job, exact=exact)

    def _more_like(self, take: Take, amount: float, count: int) -> None:
        self._asking.more_like(take, amount=amount, count=count)

    def _less_like(self, take: Take, amount: float, count: int) -> None:
        self._asking.less_like(take, amount=amount, count=count)

    def _blend(self, one: Take, other: Take, wish: BlendWish) -> None:
        self._asking.blend(one, other, wish=wish)

    def _accepted(self, request: str) -> None:
        show = (self.tr("Show"), lambda: self.wants.emit("generate", request))
        self._context.notices.tell(self.tr("It is asked for."), level=Level.GOOD, action=show)

    def _refused(self, refused: Refused) -> None:
        if not self._fillings.owns(refused.request):
            self._context.notices.tell(refused.sentence, level=Level.WARN)

    def _hide(self) -> None:
        if self.list.request:
            self._removing.hide(self.list.request)

    def _hide_and_trash(self) -> None:
        if self.list.request:
            self.takes.audition.stop()
            self._removing.hide_and_trash(self.list.request)

    def _play(self) -> None:
        self.takes.act("play")

    def _connect(self) -> None:
        self.filters.changed.connect(self._find)
        self.model.filled.connect(self._filled)
        self._not_found.acted.connect(self.filters.clear)
        self.list.chosen.connect(self._chosen)
        self.list.entered.connect(self.takes.list.setFocus)
        self.list.play_wanted.connect(self._play)
        self.list.remove_wanted.connect(self._hide)
        self.takes.shown.connect(self._shown)
        self.takes.left_upwards.connect(self.list.setFocus)
        self.takes.again_asked.connect(self._do_again)
        self.takes.family.chosen.connect(self.list.choose)
        self.takes.similar_asked.connect(lambda like: self.wants.emit("library", like))
        self.takes.more_asked.connect(self._more_like)
        self.takes.less_asked.connect(self._less_like)
        self.takes.blend_asked.connect(self._blend)
        self.takes.guide_asked.connect(lambda path: self.wants.emit("generate", GuideFile(path)))
        self.takes.fill_asked.connect(self._fillings.open)
        self.takes.cancel_asked.connect(self._asking.cancel)
        self.takes.panel_wanted.connect(lambda panel: self.wants.emit(panel, None))
        self._asking.accepted.connect(self._accepted)
        self._asking.refused.connect(self._refused)
        self._use.clicked.connect(self._use_it)
        self._again.clicked.connect(lambda: self.takes.act("again"))
        search = QShortcut(QKeySequence.StandardKey.Find, self, self._focus_search)
        search.setWhatsThis(self.tr("Search"))

    def _focus_search(self) -> None:
        self.filters.field.setFocus()
        self.filters.field.selectAll()

    def _nothing_chosen(self) -> EmptyState:
        return EmptyState("history", self.tr("Choose a request to see its sounds."))

    def _lay_out(self) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Remove from history"), self._hide)
        menu.addAction(self.tr("Remove, and move its files to the trash"), self._hide_and_trash)
        self._remove.setMenu(menu)
        self._context.theme.dress(self._again, "again")
        below = self._below
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        for button in (self._use, self._again, self._remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.takes, 1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.list)
        self._splitter.addWidget(below)
        self._restore_splitter()
        self._pages = QStackedLayout()
        for page in (self._empty, self._not_found, self._splitter):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE)
        whole.setSpacing(SPACE)
        whole.addWidget(self.filters)
        whole.addLayout(self._pages, 1)
        self._shown(None)
