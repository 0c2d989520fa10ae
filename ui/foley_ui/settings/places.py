"""Editors that look around on this machine: a folder, a pack, a sound output."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from foley_bridge.setting_rules import Value
from foley_models.errors import FoleyError, NotAvailableError
from foley_ui.link.work import Task, Work
from foley_ui.settings.editors import ChoiceEditor, SuggestingEditor, TextEditor
from foley_ui.theme.resting import rest, wake
from foley_ui.theme.theme import Theme
from foley_ui.theme.widgets import IconButton


class FolderEditor(TextEditor):
    """A folder: typed, or chosen."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.line.setPlaceholderText(self.tr("None named"))
        self.row.addWidget(choose_button(self, self.choose))

    def choose(self) -> None:
        """Let the person look for it."""
        choose_folder(self, self._title, self.line.text(), self._chosen)

    def _chosen(self, folder: str) -> None:
        self.show_value(folder)
        self.edited.emit(folder)


class PackEditor(SuggestingEditor):
    """A pack: by the name of one that is here, or its folder."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__((), parent)
        self._title = title
        self.row.addWidget(choose_button(self, self.choose))

    def look(self, work: Work, installed: Path) -> None:
        """Suggest the packs that are built in or installed; they are looked for in a worker."""
        work.run(lambda _: _packs(installed), owner=self, done=self.suggest)

    def choose(self) -> None:
        """Let the person look for its folder."""
        text = self.box.currentText()
        choose_folder(self, self._title, text if Path(text).is_absolute() else "", self.box.setEditText)


class OutputEditor(ChoiceEditor):
    """A sound output of those that are here now; the chosen one stays in the list where it is not."""

    def __init__(self, work: Work, theme: Theme, system: str, parent: QWidget | None = None) -> None:
        super().__init__((("", system),), parent)
        self._work = work
        self._task: Task | None = None
        self._again = IconButton(theme, "again", self.tr("Look for sound outputs again"))
        self._again.clicked.connect(self.look)
        self.row.addWidget(self._again)

    def look(self) -> None:
        """Ask a process of its own which outputs there are; one that asks already is waited for."""
        if self._task is not None:
            return
        rest(self._again)
        self._task = self._work.run(lambda _: _outputs(), owner=self, done=self._found, failed=self._failed)

    def show_value(self, value: Value) -> None:
        """Choose an output, which may not be here."""
        if self.box.findData(value) < 0:
            with QSignalBlocker(self.box):
                self.box.addItem(self.tr("{output} (not there now)").format(output=value), value)
        super().show_value(value)
        self.box.setToolTip(self.box.currentText())

    def _found(self, outputs: tuple[str, ...]) -> None:
        self._ended()
        chosen = self.box.currentData()
        with QSignalBlocker(self.box):
            while self.box.count() > 1:
                self.box.removeItem(1)
            for one in outputs:
                self.box.addItem(one, one)
                self.box.setItemData(self.box.count() - 1, one, Qt.ItemDataRole.ToolTipRole)
        self.show_value(chosen)

    def _failed(self, error: FoleyError) -> None:
        self._ended()
        self.box.setToolTip(str(error))

    def _ended(self) -> None:
        self._task = None
        wake(self._again)


def choose_button(editor: QWidget, act: Callable[[], None]) -> QPushButton:
    """The button beside a path."""
    button = QPushButton(QCoreApplication.translate("Editor", "Choose…"), editor)
    button.setAccessibleName(QCoreApplication.translate("Editor", "Choose a folder"))
    button.clicked.connect(act)
    return button


def choose_folder(parent: QWidget, title: str, start: str, chosen: Callable[[str], None]) -> None:
    """Open the system's dialogue for a folder, without waiting for it."""
    dialog = QFileDialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(chosen)
    dialog.open()


def _packs(installed: Path) -> tuple[str, ...]:
    from foley_bridge.packs.places import pack_places

    return tuple(one.name for one in pack_places(installed))


def _outputs() -> tuple[str, ...]:
    from foley_bridge.doctor.child import ChildFailedError
    from foley_bridge.doctor.sound_devices import outputs

    try:
        return outputs()
    except ChildFailedError as failure:
        raise NotAvailableError(f"Sound outputs cannot be looked for: {failure}.") from failure
