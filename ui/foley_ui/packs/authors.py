"""The box with the names of all who made what a pack was trained on."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from foley_ui.packs.words import translate

LINES, LEAST_LINES = 9, 3


class Authors(QPlainTextEdit):
    """Scrolls; the text comes from a worker."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(translate("Packs", "Authors and licences of the recordings"))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES)

    def show_text(self, text: str) -> None:
        """Show it from its beginning."""
        self.setPlainText(text)
        lines = min(LINES, max(LEAST_LINES, self.blockCount() + 1))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines)
