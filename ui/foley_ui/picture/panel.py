"""The panel for the picture: a whole cue sheet on one page, a hit for every event of a guide on the other."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from foley_ui.context import Context
from foley_ui.picture.cue_page import CuePage
from foley_ui.picture.spot_page import SpotPage
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Heading
from foley_ui.turns import Steps, take_all


class PicturePanel(QWidget):
    """Esc cancels what is being made on the page that is shown."""

    wants = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self.building = self._build()
        if whole:
            take_all(self.building)

    def _build(self) -> Steps:
        self.tabs = QTabWidget(self)
        self.cues, self.spot = CuePage(self._context, self.tabs), SpotPage(self._context, self.tabs)
        self.tabs.addTab(self.cues, self.tr("Cue sheet"))  # before they are full: a tab has a parent of its own
        self.tabs.addTab(self.spot, self.tr("Hits on a guide"))
        yield from self.cues.building
        yield
        yield from self.spot.building
        yield
        self.tabs.tabBar().setAccessibleName(self.tr("Ways to the picture"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(Heading(self.tr("To picture"), self))
        column.addWidget(self.tabs, 1)
        escape = QShortcut(QKeySequence("Esc"), self, self._cancel)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.setWhatsThis(self.tr("Cancel what is being made"))

    def shown(self) -> None:
        """It came to the front."""
        self.cues.shown()

    def hidden(self) -> None:
        """Another panel is in front; what is being made goes on."""

    def _cancel(self) -> None:
        page = self.tabs.currentWidget()
        if isinstance(page, CuePage | SpotPage):
            page.cancel()
