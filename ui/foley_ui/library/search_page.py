"""The page that searches: words or a sound above, recordings below, the chosen one large at the foot."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from foley_bridge.library.told import LibraryTold
from foley_models.limits import PROMPT_LIMIT_CHARACTERS
from foley_ui.context import Context
from foley_ui.library.hits_table import HitsTable
from foley_ui.library.like_chip import LikeChip
from foley_ui.library.question import Answered, Like, Question
from foley_ui.library.searching import Searching
from foley_ui.library.words import nothing_words, translate
from foley_ui.sounds.detail import SoundDetail
from foley_ui.sounds.listed import Listed
from foley_ui.takes.hint_line import HintLine
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.theme import Role
from foley_ui.theme.widgets import EmptyState
from foley_ui.training.sentence_box import SentenceBox
from foley_ui.turns import Steps

FOLDER_LETTERS = 14


class SearchPage(QWidget):
    """Built in steps; `building` is gone through by whoever makes it."""

    add_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._told: LibraryTold | None = None
        self.building = self._build()

    def _build(self) -> Steps:
        context = self._context
        self.searching = Searching(context.bridge, self)
        self.field = self._made_field()
        self.folder = QComboBox(self)
        self.folder.setAccessibleName(self.tr("Search in"))
        self.folder.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.folder.setMinimumContentsLength(FOLDER_LETTERS)
        self.folder.addItem(self.tr("All folders"), "")
        yield
        self.chip = LikeChip(context.theme, self)
        self.trouble = SentenceBox(self)
        yield
        self._table_page = QWidget(self)
        self.table = HitsTable(context, self._table_page)
        yield
        self.detail = SoundDetail(context, self.table, ("similar",), self._table_page)
        yield
        self._hints = HintLine((), self._table_page)
        self._hints.add("↑↓", translate("Library", "choose"))
        for key, word in self.table.actions_of_sounds.hints():
            if key != "↑↓":
                self._hints.add(key, word)
                yield
        self._start = EmptyState("search", "", parent=self)
        self._no_folder = EmptyState(
            "library",
            self.tr(
                "Your own recordings beside what is made: add the folders in which they lie, then search them by words "
                "or by a sound. Nothing is ever written into them."
            ),
            self.tr("Add a folder…"),
            self,
        )
        self._nothing = EmptyState("search", "", parent=self)
        yield
        self._lay_out()
        yield
        self._connect()
        self._show_start()
        self._show_page()

    def show_told(self, told: LibraryTold) -> None:
        """The library is like this now; what is searched is searched again where more can be found."""
        before, self._told = self._told, told
        self._fill_folders(told)
        self._show_start()
        self._show_page()
        if before is not None and (before.heard, before.pack) != (told.heard, told.pack):
            self.searching.again()

    def find_like(self, like: Like) -> None:
        """What is similar to a sound, whatever was typed before."""
        with QSignalBlocker(self.field):
            self.field.clear()
        self.chip.show_like(like, mixed=False)
        self._want(at_once=True)
        self.table.setFocus()

    def focus_field(self) -> None:
        """Type something else."""
        self.field.setFocus()
        self.field.selectAll()

    def _want(self, *, at_once: bool = False) -> None:
        words = " ".join(self.field.text().split())
        self.chip.show_like(self.chip.like, mixed=bool(words))
        question = Question(words, self.chip.like, str(self.folder.currentData() or ""))
        self.trouble.say("")
        self.searching.want(question, at_once=at_once)
        if question.empty:
            self.table.show_hits(())
            self._show_page()

    def _found(self, answered: Answered) -> None:
        self.trouble.say("")
        self.table.show_hits(answered.hits)
        self._nothing.set_sentence(nothing_words(self._told))
        self._show_page()

    def _failed(self, sentence: str) -> None:
        self.trouble.say(sentence, "bad")
        self.table.show_hits(())
        self._nothing.set_sentence(translate("Library", "Nothing was searched."))
        self._show_page()

    def _slow(self) -> None:
        status = self._context.bridge.status
        asleep = status is not None and status.engine in ("asleep", "loading")
        wakes = self.tr("The model wakes, to understand what is looked for: some seconds.")
        waits = self.tr("The model is at work: it answers between two steps.")
        self.trouble.say(wakes if asleep else waits, "")

    def _similar(self, name: str) -> None:
        hit = self.table.hit
        if name == "similar" and hit is not None:
            self.find_like(Like(hit.path, Path(hit.path).name))

    def _show_chosen(self, listed: Listed | None) -> None:
        self.detail.show_sound(listed)

    def _show_page(self) -> None:
        told = self._told
        if self.searching.question.empty:
            empty = told is not None and not told.folders
            self._pages.setCurrentWidget(self._no_folder if empty else self._start)
        else:
            self._pages.setCurrentWidget(self._table_page if self.table.hits.hits else self._nothing)
        for widget in (self.field, self.folder):
            widget.setEnabled(told is None or bool(told.folders))

    def _show_start(self) -> None:
        ear = self._told.pack if self._told is not None else ""
        said = self.tr(
            "Write what it should sound like, or drop a sound of the library here. The best are shown first."
        )
        by = self.tr("{pack} listens.").format(pack=ear) if ear else ""
        self._start.set_sentence(f"{said} {by}".strip())

    def _fill_folders(self, told: LibraryTold) -> None:
        chosen = str(self.folder.currentData() or "")
        paths = [one.path for one in told.folders]
        if paths == [self.folder.itemData(at) for at in range(1, self.folder.count())]:
            return
        with QSignalBlocker(self.folder):
            while self.folder.count() > 1:
                self.folder.removeItem(1)
            for path in paths:
                self.folder.addItem(Path(path).name or path, path)
                self.folder.setItemData(self.folder.count() - 1, path, 3)  # Qt.ToolTipRole
            self.folder.setCurrentIndex(max(0, self.folder.findData(chosen)))

    def _made_field(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(self.tr("What should it sound like?"))
        field.setAccessibleName(self.tr("Search the library"))
        field.setMaxLength(PROMPT_LIMIT_CHARACTERS)
        field.setClearButtonEnabled(True)
        sign = QAction(field)
        self._context.theme.dress(sign, "search", Role.FAINT)
        field.addAction(sign, QLineEdit.ActionPosition.LeadingPosition)
        return field

    def _to_table(self) -> None:
        if self.table.hits.hits:
            self.table.setFocus()
        elif not self.searching.question.empty:
            self.searching.want(self.searching.question, at_once=True)

    def _unlike(self) -> None:
        self.chip.show_like(None, mixed=False)
        self._want(at_once=True)
        self.field.setFocus()

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _: self._want())
        self.field.returnPressed.connect(self._to_table)
        self.folder.currentIndexChanged.connect(lambda _: self._want(at_once=True))
        self.chip.removed.connect(self._unlike)
        self.searching.found.connect(self._found)
        self.searching.failed.connect(self._failed)
        self.searching.slow.connect(self._slow)
        self.table.chosen.connect(self._show_chosen)
        self.table.wanted.connect(self._similar)
        self.table.left_upwards.connect(self.focus_field)
        self._no_folder.acted.connect(self.add_wanted)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.field, 1)
        line.addWidget(self.folder)
        column = QVBoxLayout(self._table_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        column.addWidget(self._hints)
        self._pages = QStackedLayout()
        for page in (self._start, self._no_folder, self._nothing, self._table_page):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, SPACE, 0, 0)
        whole.setSpacing(SPACE)
        whole.addLayout(line)
        whole.addWidget(self.chip)
        whole.addWidget(self.trouble)
        whole.addLayout(self._pages, 1)
