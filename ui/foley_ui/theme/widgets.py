"""Small widgets that every panel is made of; their looks are in the style sheet."""

from typing import cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from foley_ui.theme.metrics import CONTROL_HEIGHT, ICON, ICON_L, SPACE, SPACE_L
from foley_ui.theme.theme import Role, Theme, theme_of

READABLE_WIDTH = 420  # px: about 60 letters


class Heading(QLabel):
    """The title of a panel."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("look", "heading")
        self.setTextFormat(Qt.TextFormat.PlainText)


class SubHeading(QLabel):
    """The title of a part of a panel."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("look", "sub")
        self.setTextFormat(Qt.TextFormat.PlainText)


class Hint(QLabel):
    """A sentence that explains; faint, and broken into lines."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("look", "hint")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)


class Card(QFrame):
    """A surface with a border; it has no layout of its own, so that a panel gives it one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")


class Divider(QFrame):
    """A line between two things, lying or upright."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("look", "upright" if upright else "divider")


class Badge(QLabel):
    """A word or two about a thing; tones: "" (plain), good, warn, bad, accent."""

    def __init__(self, text: str = "", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("look", "badge")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.set_tone(tone)

    def set_tone(self, tone: str) -> None:
        """Change how it is meant."""
        set_look(self, "tone", tone)


class PrimaryButton(QPushButton):
    """The one thing that a panel is for."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("look", "primary")


class FlatButton(QPushButton):
    """A thing one can do, beside what is more important."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("look", "flat")


class IconButton(QToolButton):
    """A button that is a drawing: with a name for those who hear it, and a tooltip with its shortcut."""

    def __init__(self, theme: Theme, icon: str, name: str, tooltip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setToolTip(tooltip or name)
        self.setIconSize(QSize(ICON, ICON))
        self.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_icon(icon)

    def set_icon(self, icon: str, role: Role = Role.TEXT) -> None:
        """Another drawing, or another colour."""
        self._theme.dress(self, icon, role)


class EmptyState(QWidget):
    """What a list says while it is empty, and what one can do about it."""

    acted = Signal()

    def __init__(self, icon: str, sentence: str, action_text: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = QLabel(self)
        self._sentence = Hint(sentence, self)
        self._action = FlatButton(action_text or "", self)
        self._action.setVisible(action_text is not None)
        self._action.clicked.connect(self.acted)
        self._lay_out()
        self._theme = theme_of(cast(QApplication, QApplication.instance()))
        if self._theme is not None:
            self._theme.changed.connect(self._draw)
        self._draw()

    def set_sentence(self, sentence: str) -> None:
        """Say something else."""
        self._sentence.setText(sentence)

    def _lay_out(self) -> None:
        for label in (self._picture, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setMinimumWidth(min(READABLE_WIDTH, 240))
        self._sentence.setMaximumWidth(READABLE_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE)
        column.addStretch(2)
        column.addWidget(self._picture)
        row = QHBoxLayout()  # in the middle by what is beside it: an alignment would cost it its height
        row.addStretch(1)
        row.addWidget(self._sentence, 1000)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _draw(self) -> None:
        if self._theme is not None:
            self._picture.setPixmap(self._theme.pixmap(self._icon, ICON_L, Role.FAINT))


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet reads, and let it take effect."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
