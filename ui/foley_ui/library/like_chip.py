"""What the recordings are to be like, above the results, with a cross that takes it away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from foley_ui.library.question import Like
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.theme import Theme
from foley_ui.theme.widgets import Hint, IconButton


class LikeChip(QFrame):
    """Hidden while there is nothing to be like."""

    removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.like: Like | None = None
        self._name = ElidedLabel(parent=self)
        self._how = Hint(parent=self)
        self._how.setWordWrap(False)
        self.cross = IconButton(theme, "cross", self.tr("Search by this sound no more"), parent=self)
        self.cross.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE)
        row.addWidget(self._name, 1)
        row.addWidget(self._how)
        row.addWidget(self.cross)
        self.hide()

    def show_like(self, like: Like | None, *, mixed: bool) -> None:
        """Show a sound; `mixed` where words count as much as it."""
        self.like = like
        self.setVisible(like is not None)
        if like is not None:
            self._name.set_whole(self.tr("Similar to {name}").format(name=like.name))
            alone = self.tr("type words to mix them in")
            self._how.setText(self.tr("half this sound, half the words") if mixed else alone)
