"""The advanced settings, folded away until they are wanted: as many columns as there is room for."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from foley_ui.context import Context
from foley_ui.generate.field_editor import FieldEditor
from foley_ui.generate.fields import NoNumberError, advanced_fields
from foley_ui.kept import Plain
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.turns import Steps, take_all

COLUMN_WIDTH = 230
COLUMNS_MOST = 4


class Advanced(QScrollArea):
    """Values by the names of a preset's fields."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self.editors: dict[str, FieldEditor] = {}
        self.building = self._build()
        if whole:
            take_all(self.building)

    def _build(self) -> Steps:
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Advanced settings"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(self.viewport())  # where it stays: another parent later would style all of it again
        for field in advanced_fields():
            editor = self.editors[field.name] = FieldEditor(self._context, field, inside)
            editor.changed.connect(self.changed)
            yield
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, SPACE, SPACE, SPACE)
        self._grid.setHorizontalSpacing(SPACE_L)
        self._grid.setVerticalSpacing(SPACE_L)
        self._columns = 0
        inside.resize(0, 0)  # else the area asks all of them how large they would like to be, before it has a size
        self.setWidget(inside)
        self._arrange(2)

    def values(self) -> dict[str, Plain]:
        """What is given. NoNumberError for the first that cannot be read."""
        found = {name: editor.value for name, editor in self.editors.items()}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def given(self) -> int:
        """How many differ from their default."""
        try:
            return len(self.values())
        except NoNumberError:
            return 1

    def set_values(self, values: Mapping[str, Plain]) -> None:
        """Show these, and the default of all others."""
        for name, editor in self.editors.items():
            value = values.get(name)
            editor.set_value(None if value == "" or value is False else value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange(min(COLUMNS_MOST, max(1, self.viewport().width() // COLUMN_WIDTH)))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for place, editor in enumerate(self.editors.values()):
            self._grid.addWidget(editor, *divmod(place, columns))
