"""How to connect a host: a tab each, with numbered steps and the folders that they speak of."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QTabBar, QVBoxLayout, QWidget

from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.hosts.guides import Guide, Place, guides
from foley_ui.hosts.reaper_setup import ReaperSetup
from foley_ui.notices import Level
from foley_ui.opening import open_path
from foley_ui.theme.flow import FlowLayout
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.roles import Role
from foley_ui.theme.widgets import FlatButton, Hint


class GuideView(QWidget):
    """Tabs above, the chosen guide below."""

    opened = Signal(object)  # Path, for tests and those who want to know

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName(self.tr("Host to connect"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._guides = guides()
        self._made: dict[int, QWidget] = {}  # a page is made when it is first looked at
        self.reaper: ReaperSetup | None = None
        self.buttons: dict[str, list[FlatButton]] = {}
        for guide in self._guides:
            self.tabs.addTab(guide.name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_L)
        self._column.addWidget(self.tabs)
        self.tabs.currentChanged.connect(self._show)
        self._show(0)

    def look(self) -> None:
        """See how REAPER's scripts stand."""
        if self.reaper is not None:
            self.reaper.look()

    def _show(self, at: int) -> None:
        """Only the chosen page takes room."""
        if at not in self._made:
            self._made[at] = self._page(self._guides[at])
            self._column.addWidget(self._made[at])
        for number, page in self._made.items():
            page.setVisible(number == at)

    def _page(self, guide: Guide) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(Hint(guide.about, page))
        column.addLayout(self._steps(guide, page))
        self.buttons[guide.key] = [self._button(guide, place, page) for place in guide.places]
        column.addWidget(self._deeds(guide, page))
        column.addStretch(1)
        return page

    def _deeds(self, guide: Guide, page: QWidget) -> QWidget:
        """What can be done about it here."""
        if guide.key == "reaper":
            self.reaper = ReaperSetup(self._context, page)
            for button in self.buttons[guide.key]:
                self.reaper.add(button)
            return self.reaper
        deeds = QWidget(page)
        row = FlowLayout(deeds)
        for button in self.buttons[guide.key]:
            row.addWidget(button)
        return deeds

    def _steps(self, guide: Guide, page: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(1, 1)
        for at, text in enumerate(guide.steps):
            number = QLabel(str(at + 1), page)
            number.setProperty("look", "key")
            number.setAlignment(Qt.AlignmentFlag.AlignCenter)
            step = QLabel(text, page)
            step.setTextFormat(Qt.TextFormat.PlainText)
            step.setWordWrap(True)
            step.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(number, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(step, at, 1)
        return grid

    def _button(self, guide: Guide, place: Place, page: QWidget) -> FlatButton:
        button = FlatButton(place.label, page)
        button.setAccessibleName(f"{guide.name}: {place.label}")
        self._context.theme.dress(button, "folder", Role.ACCENT)
        button.clicked.connect(lambda: self._open(place))
        return button

    def _open(self, place: Place) -> None:
        try:
            folder: Path = place.folder()
        except FoleyError as error:
            self._context.notices.tell(str(error), level=Level.WARN)
            return
        self.opened.emit(folder)
        open_path(self._context, folder)
