"""What a page says while it is empty, with room for more than one line."""

from PySide6.QtGui import QResizeEvent

from foley_ui.theme.metrics import SPACE_L
from foley_ui.theme.widgets import READABLE_WIDTH, EmptyState, Hint


class Welcome(EmptyState):
    """An EmptyState whose sentence is as tall as its lines need: a centred label is asked for its height too wide."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sentence its width, and the height that it needs at it."""
        super().resizeEvent(event)
        sentence = self.findChild(Hint)
        width = min(READABLE_WIDTH, event.size().width() - 2 * SPACE_L)
        if isinstance(sentence, Hint) and width > 0:
            sentence.setFixedWidth(width)
            sentence.setMinimumHeight(sentence.heightForWidth(width))
