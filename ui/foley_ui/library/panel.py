"""The panel of the studio's own recordings: searched on one page, their folders on the other."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QProgressBar, QTabWidget, QVBoxLayout, QWidget

from foley_bridge.library.told import LibraryTold
from foley_ui.context import Context
from foley_ui.library.folders_page import FoldersPage
from foley_ui.library.question import Like
from foley_ui.library.search_page import SearchPage
from foley_ui.library.watching import LibraryWatch
from foley_ui.library.words import state_words
from foley_ui.notices import Level
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Heading
from foley_ui.training.adding import local_paths
from foley_ui.turns import Steps, take_all

BAR_PX = 140


class LibraryPanel(QWidget):
    """Ctrl+F searches; folders that are dropped are added, a sound that is dropped is searched for."""

    wants = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self.building = self._build()
        if whole:
            take_all(self.building)

    def _build(self) -> Steps:
        context = self._context
        self._like: Like | None = None
        self.watch = LibraryWatch(context.bridge, self)
        self.tabs = QTabWidget(self)
        self.search, self.folders = SearchPage(context, self.tabs), FoldersPage(context, self.tabs)
        self.tabs.addTab(self.search, self.tr("Search"))  # before they are full: a tab has a parent of its own
        self.tabs.addTab(self.folders, self.tr("Folders"))
        yield from self.search.building
        yield
        yield from self.folders.building
        yield
        self._state = QLabel(self)
        self._state.setProperty("look", "small")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(BAR_PX)
        self._bar.setAccessibleName(self.tr("How much is heard"))
        self._bar.hide()
        yield
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    def shown(self) -> None:
        """It came to the front."""
        self.watch.watch(on=True)
        if self.tabs.currentWidget() is self.search:
            (self.search.field if self.search.searching.question.empty else self.search.table).setFocus()

    def hidden(self) -> None:
        """Another panel is in front."""
        self.watch.watch(on=False)

    def take(self, thing: object) -> None:
        """Show what is similar to a sound that another panel names."""
        if isinstance(thing, Like):
            self.tabs.setCurrentWidget(self.search)
            self.search.find_like(thing)

    def choose_folder(self) -> None:
        """Let the person look for a folder."""
        dialog = QFileDialog(self.window(), self.tr("Folder of recordings"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.watch.add((Path(folder),)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Folders, or one sound."""
        if event.source() is None and local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Folders are added; a sound is searched for."""
        paths = local_paths(event.mimeData())
        event.acceptProposedAction()
        self._context.work.run(
            lambda _: tuple(path for path in paths if path.is_dir()),
            owner=self,
            done=lambda folders: self._dropped(paths, folders),
        )

    def _dropped(self, paths: tuple[Path, ...], folders: tuple[Path, ...]) -> None:
        if folders:
            self.tabs.setCurrentWidget(self.folders)
            self.watch.add(folders)
        elif paths:
            self.take(Like(str(paths[0]), paths[0].name))

    def _show(self, told: LibraryTold) -> None:
        self.search.show_told(told)
        self.folders.show_told(told)
        self._state.setText(state_words(told))
        self._bar.setVisible(not told.settled and bool(told.files))
        self._bar.setRange(0, max(1, told.files))
        self._bar.setValue(told.heard + told.refusals)
        count = len(told.folders)
        self.tabs.setTabText(1, self.tr("Folders ({count})").format(count=count) if count else self.tr("Folders"))

    def _say_unknown(self, sentence: str) -> None:
        if sentence:
            self.folders.problem.say(sentence, "bad")
            self._state.setText(self.tr("The library cannot be asked."))
            self._bar.hide()
        elif self.watch.told is not None:
            self._show(self.watch.told)

    def _focus_search(self) -> None:
        self.tabs.setCurrentWidget(self.search)
        self.search.focus_field()

    def _connect(self) -> None:
        self.watch.changed.connect(self._show)
        self.watch.unknown.connect(self._say_unknown)
        self.watch.failed.connect(lambda said: self._context.notices.tell(said, level=Level.WARN))
        self.search.add_wanted.connect(self.choose_folder)
        self.folders.add_wanted.connect(self.choose_folder)
        self.folders.remove_wanted.connect(self.watch.remove)
        self.folders.scan_wanted.connect(self.watch.scan)
        search = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._focus_search)
        search.setWhatsThis(self.tr("Search"))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(Heading(self.tr("Library"), self))
        head.addStretch(1)
        head.addWidget(self._state)
        head.addWidget(self._bar)
        self.tabs.tabBar().setAccessibleName(self.tr("Pages of the library"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
