"""The panel of packs and adapters: what is there, what may be done with it, and what comes and goes."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from foley_bridge.packs.download import Unfinished
from foley_bridge.packs.facts import PackFacts
from foley_bridge.protocol.answers import Answer
from foley_models.card import CARD_FILE
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.notices import Level
from foley_ui.packs.deeds import Deeds
from foley_ui.packs.details import Details
from foley_ui.packs.entries import Choice
from foley_ui.packs.installing import Installing
from foley_ui.packs.progress_row import ProgressRow
from foley_ui.packs.removing import Removing
from foley_ui.packs.routes_page import RoutesPage
from foley_ui.packs.rows import PlainLabel
from foley_ui.packs.shelf_list import ShelfList
from foley_ui.packs.watch import Shelf, ShelfWatch
from foley_ui.packs.words import pack_title, translate
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import EmptyState, Heading

LIST_PX = 312
SIDE_BY_SIDE_PX = 680  # below it the details stand under the list


class PacksPanel(QWidget):
    """Built when it is first looked at."""

    wants = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.watch = ShelfWatch(context, self)
        self.deeds = Deeds(context, self)
        self.installing = Installing(context, self.deeds, self)
        self.removing = Removing(context, self.deeds, self)
        self.list = ShelfList(self)
        self.details = Details(context, self)
        self.progress = ProgressRow(self)
        self.from_folder = QPushButton(translate("Packs", "Install from folder…"), self)
        self.from_address = QPushButton(translate("Packs", "Install from address…"), self)
        self.away = PlainLabel("", self, tone="warn")
        self._waiting = EmptyState("packs", translate("Packs", "Looking for packs…"), parent=self)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._pages = QStackedWidget(self)
        self.tabs = QTabWidget(self)
        self.routes: RoutesPage | None = None  # made when it is first looked at
        self._routes_place = QWidget(self.tabs)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    def shown(self) -> None:
        """Look, and go on looking."""
        self.watch.watch(on=True)
        if self.routes is not None and self.tabs.currentWidget() is self._routes_place:
            self.routes.look()

    def hidden(self) -> None:
        """Look no more."""
        self.watch.watch(on=False)

    def choose_folder(self) -> None:
        """Let the person look for the folder of a pack."""
        dialog = QFileDialog(self, translate("Packs", "Folder of a pack"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda folder: self.installing.from_folder(Path(folder)))
        dialog.open()

    def use(self, pack: str, adapter: str | None) -> None:
        """Use a pack from now on, with an adapter, with none ("") or with the one that it had (None)."""
        pairs = {} if adapter is None else {"adapter": adapter}
        self._context.bridge.call(
            "/foley/use", pack, pairs=pairs, owner=self, done=self._used, failed=self._tell_failure
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A folder, or a card in one."""
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask about the pack in it."""
        folder = self._dropped(event)
        if folder is not None:
            event.acceptProposedAction()
            self.installing.from_folder(folder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside one another where there is room."""
        super().resizeEvent(event)
        wide = event.size().width() >= SIDE_BY_SIDE_PX
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._split.orientation() != wanted:
            self._split.setOrientation(wanted)
            self._split.setStretchFactor(0, 0 if wide else 1)
            self._split.setSizes([LIST_PX, LIST_PX * 2] if wide else [LIST_PX, LIST_PX])

    def _turn_page(self) -> None:
        """Routes are read when they are looked at."""
        on_routes = self.tabs.currentWidget() is self._routes_place
        for button in (self.from_folder, self.from_address):
            button.setVisible(not on_routes)
        if not on_routes:
            return
        if self.routes is None:
            self.routes = RoutesPage(self._context, self._routes_place)
            column = QVBoxLayout(self._routes_place)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(self.routes)
        self.routes.know_packs(self.watch.shelf.packs)
        self.routes.look()

    def _show(self, shelf: Shelf) -> None:
        if self.routes is not None:
            self.routes.know_packs(shelf.packs)
        self._pages.setCurrentWidget(self._split if shelf.packs or shelf.unfinished else self._waiting)
        # One turn later: first sight of the page and its rows would together keep a person waiting.
        QTimer.singleShot(0, self, lambda: self._fill(shelf))

    def _fill(self, shelf: Shelf) -> None:
        self.list.fill(shelf.packs, shelf.unfinished)
        away = translate(
            "Packs", "{why} Packs are shown as they lie on the disk; another one can be used when it is back."
        )
        self.away.setText(away.format(why=shelf.away) if shelf.away else "")
        self.away.setVisible(bool(shelf.away))
        self._waiting.set_sentence(translate("Packs", "No pack is here. Install one from a folder or an address."))
        self._stand()

    def _choose(self, choice: Choice) -> None:
        pack = self._pack(choice.pack)
        adapter = next((one for one in pack.adapters if str(one.path) == choice.adapter), None) if pack else None
        if pack is None:
            self.details.clear()
        elif adapter is None:
            self.details.show_pack(pack)
        else:
            self.details.show_adapter(pack, adapter)
        self._stand()

    def _use_choice(self, choice: Choice) -> None:
        pack = self._pack(choice.pack)
        if pack is not None and not self.watch.shelf.away and not pack.problem:
            self.use(pack.name, choice.adapter or None)

    def _used(self, answer: Answer) -> None:
        pack, adapter = self._pack(str(answer.values["pack"])), str(answer.values["adapter"])
        name = pack_title(pack) if pack else str(answer.values["pack"])
        if adapter:
            known = (
                next((one.name for one in pack.adapters if str(one.path) == adapter), Path(adapter).stem)
                if pack
                else ""
            )
            said = translate("Packs", "{pack} is in use, with the adapter {adapter}.").format(pack=name, adapter=known)
        else:
            said = translate("Packs", "{pack} is in use.").format(pack=name)
        self._context.notices.tell(said, level=Level.GOOD)
        self.watch.look()

    def _verify(self, pack: PackFacts) -> None:
        whole = translate("Packs", "{pack} is whole: every file is as its card says.").format(pack=pack_title(pack))
        self.deeds.verify(
            pack, done=lambda _: self._context.notices.tell(whole, level=Level.GOOD), failed=self._tell_failure
        )

    def _reveal(self, path: Path) -> None:
        from foley_ui.takes.disk import reveal

        self._context.work.run(lambda _: reveal(path), owner=self)

    def _throw_away(self, left: Unfinished) -> None:
        self.deeds.throw_away(left, done=self.watch.look, failed=self._tell_failure)

    def _tell_failure(self, error: FoleyError) -> None:
        if error.code != "cancelled":
            self._context.notices.tell(str(error), level=Level.BAD)
        self.watch.look()

    def _stand(self) -> None:
        """What can be pressed now."""
        free = not self.deeds.busy
        self.details.set_able(able=not self.watch.shelf.away, free=free)
        for button in (self.from_folder, self.from_address):
            button.setEnabled(free)
        for card in self.list.unfinished:
            card.more.setEnabled(free)
            card.away.setEnabled(free)

    def _pack(self, name: str) -> PackFacts | None:
        return next((pack for pack in self.watch.shelf.packs if pack.name == name), None)

    def _dropped(self, event: QDropEvent) -> Path | None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if len(paths) != 1:
            return None
        folder = paths[0].parent if paths[0].name == CARD_FILE else paths[0]
        return folder if folder.is_dir() else None

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _: self._turn_page())
        self.watch.changed.connect(self._show)
        self.watch.failed.connect(lambda said: self._context.notices.tell(said, level=Level.WARN))
        self.list.chosen.connect(self._choose)
        self.list.used.connect(self._use_choice)
        self.list.goes_on.connect(self.installing.go_on)
        self.list.thrown_away.connect(self._throw_away)
        self.details.uses.connect(self.use)
        self.details.verifies.connect(self._verify)
        self.details.reveals.connect(self._reveal)
        self.details.removes.connect(self.removing.ask)
        self.from_folder.clicked.connect(self.choose_folder)
        self.from_address.clicked.connect(self.installing.from_address)
        self.installing.finished.connect(self.watch.look)
        self.removing.finished.connect(self.watch.look)
        self.deeds.begun.connect(self.progress.begin)
        self.deeds.begun.connect(lambda _: self._stand())
        self.deeds.progressed.connect(self.progress.advance)
        self.deeds.ended.connect(self.progress.end)
        self.deeds.ended.connect(self._stand)
        self.progress.cancelled.connect(self.deeds.cancel)
        refresh = QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self)
        refresh.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        refresh.activated.connect(self.watch.look)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(Heading(translate("Packs", "Packs"), self))
        head.addStretch(1)
        head.addWidget(self.from_folder)
        head.addWidget(self.from_address)
        self.away.hide()
        self._split.addWidget(self.list)
        self._split.addWidget(self.details)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(0, 0)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([LIST_PX, LIST_PX * 2])
        self._pages.addWidget(self._waiting)
        self._pages.addWidget(self._split)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.progress)
        shelf = QWidget(self.tabs)
        inside = QVBoxLayout(shelf)
        inside.setContentsMargins(0, SPACE_L, 0, 0)
        inside.setSpacing(SPACE_L)
        inside.addWidget(self.away)
        inside.addWidget(self._pages, 1)
        self.tabs.addTab(shelf, translate("Packs", "What is here"))
        self.tabs.addTab(self._routes_place, translate("Packs", "Routes by category"))
        self.tabs.tabBar().setAccessibleName(translate("Packs", "Packs and routes"))
