"""What stands above the log: which lines, the search with its way from hit to hit, and whether the end is followed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from foley_ui.log.lines import Level
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import IconButton

_SEARCH_MOST_PX = 320
_LEVEL_LETTERS = 16


class LogTools(QWidget):
    """One row of controls; what they mean is the panel's."""

    level_chosen = Signal(object)  # Level
    searched = Signal(str)
    goes_on = Signal()
    goes_back = Signal()
    follows = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.level = QComboBox(self)
        self.words = QLineEdit(self)
        self.hits = QLabel(self)
        self.before = IconButton(theme, "chevron_up", self.tr("Find previous"), self.tr("Find previous (Shift+F3)"))
        self.after = IconButton(theme, "chevron_down", self.tr("Find next"), self.tr("Find next (F3)"))
        self.follow = QCheckBox(self.tr("Follow"), self)
        glass = QAction(self)
        theme.dress(glass, "search", Role.FAINT)
        self.words.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._fill()
        self._lay_out()
        self._connect()
        self.show_hits("")

    def show_hits(self, said: str, *, any_hit: bool = False) -> None:
        """Say how many hits there are."""
        self.hits.setText(said)
        for button in (self.before, self.after):
            button.setEnabled(any_hit)

    def _fill(self) -> None:
        for level, name in (
            (Level.DEBUG, self.tr("All lines")),
            (Level.INFO, self.tr("Info and above")),
            (Level.WARNING, self.tr("Warnings and errors")),
            (Level.ERROR, self.tr("Errors")),
        ):
            self.level.addItem(name, level)
        self.level.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.level.setMinimumContentsLength(_LEVEL_LETTERS)
        self.level.setCurrentIndex(1)
        self.level.setAccessibleName(self.tr("Which lines are shown"))
        self.words.setPlaceholderText(self.tr("Search in the log"))
        self.words.setAccessibleName(self.tr("Search in the log"))
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(_SEARCH_MOST_PX)
        self.follow.setChecked(True)
        self.follow.setToolTip(self.tr("Keep the newest line in sight (End)"))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.level)
        row.addWidget(self.words, 2)
        for widget in (self.before, self.after, self.hits):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.follow)

    def _connect(self) -> None:
        self.level.currentIndexChanged.connect(lambda at: self.level_chosen.emit(self.level.itemData(at)))
        self.words.textChanged.connect(self.searched)
        self.words.returnPressed.connect(self.goes_on)
        self.before.clicked.connect(self.goes_back)
        self.after.clicked.connect(self.goes_on)
        self.follow.toggled.connect(self.follows)
        room = self.parentWidget() or self
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Find), self._to_search),
            (QKeySequence(Qt.Key.Key_F3), self.goes_on.emit),
            (QKeySequence(Qt.Modifier.SHIFT | Qt.Key.Key_F3), self.goes_back.emit),
        ):
            shortcut = QShortcut(keys, room)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        back = QShortcut(QKeySequence(Qt.Modifier.SHIFT | Qt.Key.Key_Return), self.words)
        back.setContext(Qt.ShortcutContext.WidgetShortcut)
        back.activated.connect(self.goes_back)

    def _to_search(self) -> None:
        self.words.setFocus()
        self.words.selectAll()
