"""Fields with their names above them, in as many lines as the width needs, and the field of a file or folder."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from foley_ui.theme.decimal_box import DecimalBox
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import SPACE, SPACE_S

SEED_MOST = 2**31 - 1


class Named(QWidget):
    """A field below its name."""

    def __init__(self, name: str, field: QWidget, parent: QWidget | None = None, *, width: int = 0) -> None:
        super().__init__(parent)
        label = QLabel(name, self)
        label.setProperty("look", "small")
        field.setAccessibleName(field.accessibleName() or name)
        if width:
            field.setFixedWidth(width)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(label)
        column.addWidget(field)


def whole_box(least: int, most: int, value: int) -> QSpinBox:
    """For whole numbers."""
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(value)
    return box


def number_box(least: float, most: float, value: float, *, step: float, decimals: int = 2) -> QDoubleSpinBox:
    """For other numbers."""
    box = DecimalBox()
    box.setRange(least, most)
    box.setDecimals(decimals)
    box.setSingleStep(step)
    box.setValue(value)
    return box


def choice_box(choices: list[tuple[str, object]]) -> QComboBox:
    """One of several words, each with its value."""
    box = QComboBox()
    for word, value in choices:
        box.addItem(word, value)
    return box


class PathField(QWidget):
    """A path that gives way in its middle, and a button that opens the system's dialog."""

    def __init__(
        self, name: str, button: str, ask: Callable[[QWidget], QFileDialog], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ask = ask
        self.path: Path | None = None
        self.nothing = ""  # what is said where there is none
        self._taken: Callable[[Path], None] = lambda _: None
        self._name = QLabel(name, self)
        self._name.setProperty("look", "hint")
        self._shown = ElidedLabel(parent=self, mode=Qt.TextElideMode.ElideMiddle)
        self.button = QPushButton(button, self)
        self.button.clicked.connect(self.open_dialog)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._name)
        row.addWidget(self._shown, 1)
        row.addWidget(self.button)

    def taken_by(self, taken: Callable[[Path], None]) -> None:
        """Who gets what a person chooses."""
        self._taken = taken

    def show_path(self, path: Path | None) -> None:
        """Show another one; tells nobody."""
        self.path = path
        self._shown.set_whole(str(path) if path is not None else self.nothing)

    def open_dialog(self) -> None:
        """Let the person look for another one."""
        dialog = self._ask(self.window())
        if self.path is not None:
            dialog.setDirectory(str(self.path.parent))
        dialog.fileSelected.connect(lambda name: self._taken(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def folder_dialog(title: str) -> Callable[[QWidget], QFileDialog]:
    """A dialog for a folder."""

    def ask(window: QWidget) -> QFileDialog:
        dialog = QFileDialog(window, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return dialog

    return ask


def file_dialog(title: str, kinds: str) -> Callable[[QWidget], QFileDialog]:
    """A dialog for one file of some kinds."""

    def ask(window: QWidget) -> QFileDialog:
        dialog = QFileDialog(window, title, "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return dialog

    return ask
