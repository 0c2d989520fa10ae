"""What of history is shown: words that are searched for, and one of a few kinds."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QWidget

from foley_bridge.journal.records import Kind
from foley_bridge.journal.searching import Search
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.theme import Role, Theme

AFTER_TYPING_MS = 200
WIDE = 640  # px


class Shown(StrEnum):
    """The kinds."""

    ALL = "all"
    FAVOURITES = "favourites"
    IMPORTED = "imported"
    FAILED = "failed"
    TRAININGS = "trainings"


@dataclass(frozen=True)
class Wish:
    """What is wanted just now."""

    text: str = ""
    shown: Shown = Shown.ALL

    @property
    def search(self) -> Search:
        """For the journal; favourites are not its business."""
        return Search(
            text=self.text,
            kind=Kind.TRAIN if self.shown is Shown.TRAININGS else None,
            imported=self.shown is Shown.IMPORTED,
            failed=self.shown is Shown.FAILED,
        )

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Wish()


class Filters(QWidget):
    """A little after the last letter, and at once for a kind."""

    changed = Signal(object)  # Wish

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Search prompt, category or host"))
        self.field.setAccessibleName(self.tr("Search"))
        self.field.setClearButtonEnabled(True)
        sign = QAction(self)
        theme.dress(sign, "search", Role.FAINT)
        self.field.addAction(sign, QLineEdit.ActionPosition.LeadingPosition)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_TYPING_MS)
        self._soon.timeout.connect(self._tell)
        self.field.textChanged.connect(lambda _: self._soon.start())
        self.buttons = self._made_buttons()
        self._lay_out()

    @property
    def wish(self) -> Wish:
        """What is wanted just now."""
        shown = next(kind for kind, button in self.buttons.items() if button.isChecked())
        return Wish(self.field.text().strip(), shown)

    def clear(self) -> None:
        """Show everything."""
        self.field.clear()
        self.buttons[Shown.ALL].click()

    def _made_buttons(self) -> dict[Shown, QPushButton]:
        names = {
            Shown.ALL: self.tr("All"),
            Shown.FAVOURITES: self.tr("Favourites"),
            Shown.IMPORTED: self.tr("On a timeline"),
            Shown.FAILED: self.tr("Failed"),
            Shown.TRAININGS: self.tr("Trainings"),
        }
        group = QButtonGroup(self)
        buttons: dict[Shown, QPushButton] = {}
        for kind, name in names.items():
            button = QPushButton(name, self)
            button.setCheckable(True)
            button.setChecked(kind is Shown.ALL)
            button.setAccessibleName(self.tr("Show: {kind}").format(kind=name))
            button.clicked.connect(self._tell)
            group.addButton(button)
            buttons[kind] = button
        return buttons

    def _tell(self) -> None:
        self._soon.stop()
        self.changed.emit(self.wish)

    def minimumSizeHint(self) -> QSize:
        """That of two lines: it becomes them where there is no room for one."""
        buttons = sum(one.sizeHint().width() + SPACE_S for one in self.buttons.values())
        return QSize(buttons, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line where there is room."""
        super().resizeEvent(event)
        wide = QBoxLayout.Direction.LeftToRight if self.width() >= WIDE else QBoxLayout.Direction.TopToBottom
        self._both.setDirection(wide)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(SPACE)
        self._both.addWidget(self.field, 1)
        self._both.addLayout(row)
