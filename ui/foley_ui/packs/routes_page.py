"""The page of routes: another pack, adapter, guidance or threshold for the sounds of some categories."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedLayout, QTableView, QVBoxLayout, QWidget

from foley_bridge.files.ucs import Catalogue
from foley_bridge.packs.facts import PackFacts
from foley_bridge.routes.keeping import RouteTold, remove_route, set_route, told_routes
from foley_bridge.routes.route import Route
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.generate.suggestions import category_name
from foley_ui.notices import Level
from foley_ui.packs.route_form import RouteForm
from foley_ui.packs.routes_model import Column, RoutesModel
from foley_ui.packs.words import translate
from foley_ui.theme.metrics import CONTROL_HEIGHT, SPACE
from foley_ui.theme.widgets import EmptyState, FlatButton, Hint
from foley_ui.training.sentence_box import SentenceBox

_WIDTHS = {Column.PACK: 140, Column.ADAPTER: 130, Column.GUIDANCE: 92, Column.THRESHOLD: 92, Column.STATE: 130}
_HIDDEN_BELOW = {Column.ADAPTER: 700, Column.THRESHOLD: 600, Column.GUIDANCE: 500}  # px

TO_DO = " Change it with foley-bridge"  # how the sentence of a broken route goes on


@dataclass(frozen=True)
class _Known:
    """What is read in a worker."""

    catalogue: Catalogue
    told: tuple[RouteTold, ...]


class RoutesPage(QWidget):
    """Reads and writes the file that the command line and the daemon read."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._catalogue: Catalogue | None = None
        self._packs: tuple[PackFacts, ...] = ()
        self._wanted = ""  # the category whose row is chosen once it is there
        self.model = RoutesModel(context.theme, self)
        self.table = _RoutesTable(self.model, self._remove, self)
        self.trouble = SentenceBox(self)
        self.form = RouteForm(context.theme, self)
        self._new = FlatButton(translate("Packs", "Another route"), self)
        self._empty = EmptyState(
            "packs",
            translate("Packs", "There are no routes: every request that names no pack is made with the one in use."),
            parent=self,
        )
        self._lay_out()
        self._connect()

    def look(self) -> None:
        """Read the routes again: another program may have written them."""
        folders, known = self._context.folders, self._catalogue

        def read(_: object) -> _Known:
            catalogue = known or Catalogue.load()
            return _Known(catalogue, told_routes(folders, catalogue))

        self._context.work.run(read, owner=self, done=self._take, failed=self._fail)

    def know_packs(self, packs: Sequence[PackFacts]) -> None:
        """What a route can name."""
        self._packs = tuple(packs)
        self.form.know_packs(packs)
        self._name()

    def _take(self, known: _Known) -> None:
        if self._catalogue is None:
            self._catalogue = known.catalogue
            self.form.know(known.catalogue)
        self.model.set_routes(known.told)
        self._name()
        self._pages.setCurrentWidget(self.table if known.told else self._empty)
        place = next((at for at, one in enumerate(known.told) if one.route.category == self._wanted), -1)
        if place >= 0:
            self.table.setCurrentIndex(self.model.index(place, 0))
        self._say_row()

    def _name(self) -> None:
        catalogue = self._catalogue
        if catalogue is None:
            return
        whole = {one.category for one in catalogue}
        names = {one.route.category: _name_of(one.route.category, catalogue, whole) for one in self.model.told}
        adapters = {str(one.path): one.name for pack in self._packs for one in pack.adapters}
        self.model.set_names(names, adapters)

    def _save(self, route: Route) -> None:
        said = translate("Packs", "{category}: {said}. It holds from the next request on.")
        self._wanted = route.category
        self._change(
            lambda catalogue: set_route(route, self._context.folders, catalogue),
            said.format(category=route.category, said=route.said),
        )

    def _remove(self, category: str = "") -> None:
        row = self.table.currentIndex().row()
        chosen = category or (self.model.told[row].route.category if 0 <= row < len(self.model.told) else "")
        if chosen:
            said = translate("Packs", "{category} has no route any more.").format(category=chosen)
            self.form.show_route(None)
            self._change(lambda catalogue: remove_route(chosen, self._context.folders, catalogue), said)

    def _change(self, do: Callable[[Catalogue], None], said: str) -> None:
        catalogue = self._catalogue
        if catalogue is None:
            return
        self.trouble.say("")

        def done(_: None) -> None:
            self._context.notices.tell(said, level=Level.GOOD)
            self.look()

        self._context.work.run(lambda _: do(catalogue), owner=self, done=done, failed=self._fail)

    def _fail(self, error: FoleyError) -> None:
        self.trouble.say(str(error), "bad")

    def _chosen(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.model.told):
            self.form.show_route(self.model.told[row].route)
        self._say_row()

    def _say_row(self) -> None:
        row = self.table.currentIndex().row()
        trouble = self.model.told[row].trouble if 0 <= row < len(self.model.told) else ""
        what, _, _ = trouble.partition(TO_DO)  # the command line's remedy is no help here
        to_do = translate("Packs", "Change or remove it below.")
        self.trouble.say(f"{what} {to_do}" if what else "", "warn")

    def _begin_new(self) -> None:
        self.table.clearSelection()
        self.table.setCurrentIndex(self.model.index(-1, -1))
        self.form.show_route(None)
        self.trouble.say("")
        self.form.category.setFocus()

    def _connect(self) -> None:
        self.form.saved.connect(self._save)
        self.form.removed.connect(self._remove)
        self.form.refused.connect(lambda said: self.trouble.say(said, "bad"))
        self._new.clicked.connect(self._begin_new)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._chosen())

    def _lay_out(self) -> None:
        about = Hint(
            translate(
                "Packs",
                "What the sounds of a category are made with where a request names neither pack nor adapter. A route "
                "for one kind of sound (FEETHmn) goes before one for its whole category (FOOTSTEPS).",
            ),
            self,
        )
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(about)
        column.addLayout(self._pages, 1)
        column.addWidget(self.trouble)
        column.addWidget(self._new, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.form)


def _name_of(category: str, catalogue: Catalogue, whole: set[str]) -> str:
    """What is said after a category; some are both a kind of sound and the whole category of it."""
    if category in whole:
        return translate("Packs", "all of it")
    if category not in catalogue:
        return ""
    return category_name(catalogue, category).removeprefix(category).strip(" ·")


class _RoutesTable(QTableView):
    """Delete takes a route away."""

    def __init__(self, model: RoutesModel, remove: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._remove = remove
        self.setModel(model)
        self.setAccessibleName(translate("Packs", "Routes"))
        self.setProperty("look", "rows")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(CONTROL_HEIGHT)
        rows.hide()
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(Column.CATEGORY, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete."""
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What says least goes first."""
        super().resizeEvent(event)
        for column, least in _HIDDEN_BELOW.items():
            self.setColumnHidden(column, self.width() < least)
