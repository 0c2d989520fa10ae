"""How recordings come in: dropped, or found by the dialogs of the system."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget


def local_paths(data: QMimeData) -> tuple[Path, ...]:
    """The files and folders of this machine in what is dragged."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


class AddButton(QToolButton):
    """A menu: a folder, or files, lists and projects; `take` gets what was chosen."""

    def __init__(self, take: Callable[[tuple[Path, ...]], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._take = take
        self._folder = ""
        self.setText(self.tr("Add…"))
        self.setAccessibleName(self.tr("Add recordings"))
        self.setToolTip(self.tr("Add a folder, sound files, a list or a REAPER project"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setProperty("look", "entry")
        menu = QMenu(self)
        menu.addAction(self.tr("Folder…"), self.ask_folder)
        menu.addAction(self.tr("Files, list or project…"), self.ask_files)
        self.setMenu(menu)

    def ask_folder(self) -> None:
        """Open the dialog for a folder."""
        dialog = QFileDialog(self.window(), self.tr("Folder of recordings"), self._folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._open(dialog)

    def ask_files(self) -> None:
        """Open the dialog for files."""
        kinds = self.tr("Sounds, lists and projects")
        endings = "*.wav *.wave *.bwf *.flac *.aif *.aiff *.ogg *.opus *.mp3 *.caf *.csv *.tsv *.rpp *.RPP *.WAV"
        dialog = QFileDialog(self.window(), self.tr("Recordings"), self._folder, f"{kinds} ({endings})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._open(dialog)

    def _open(self, dialog: QFileDialog) -> None:
        def taken(names: list[str]) -> None:
            self._folder = dialog.directory().absolutePath()
            self._take(tuple(Path(name) for name in names))

        dialog.filesSelected.connect(taken)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
