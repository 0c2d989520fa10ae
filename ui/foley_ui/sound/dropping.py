"""Sound files that come in by hand: dropped onto a place, pasted, or chosen in the system's dialog; one at a time."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

ENDINGS = "*.wav *.wave *.bwf *.flac *.aif *.aiff *.ogg *.opus *.mp3 *.caf"


def holds_files(data: QMimeData) -> bool:
    """Whether something is dragged that has addresses, files or not: text is left to the fields for text."""
    return data.hasUrls()


def one_file(data: QMimeData) -> tuple[Path | None, str]:
    """The one file of this machine in what was dropped, or None and a sentence that says why there is none."""
    translate, urls = QCoreApplication.translate, data.urls()
    if len(urls) != 1:
        return None, translate("Sound", "Drop one sound file: these are {number}.").format(number=len(urls))
    if not urls[0].isLocalFile():
        said = translate("Sound", "{address} is not a file of this machine: save it first, then drop the file.")
        return None, said.format(address=urls[0].toDisplayString()[:120])
    path = Path(urls[0].toLocalFile())
    if path.is_dir():
        return None, translate("Sound", "{name} is a folder: drop one sound file.").format(name=path.name or path)
    return path, ""


class FileDrops(QObject):
    """Lets a widget take one dropped sound file, also over the fields in it, which would take its address as text.

    `hovered` hears whether one is over it; `taken` gets its path, `refused` a sentence.
    """

    def __init__(
        self,
        widget: QWidget,
        *,
        taken: Callable[[Path], None],
        refused: Callable[[str], None],
        hovered: Callable[[bool], None],
        takes: Callable[[QObject | None], bool] = lambda _: True,
    ) -> None:
        super().__init__(widget)
        self._taken, self._refused, self._hovered, self._takes = taken, refused, hovered, takes
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)
        self._widget = widget
        self.guard()

    def guard(self) -> None:
        """Look for fields again, where some were made later."""
        for field in self._widget.findChildren(QLineEdit):
            field.removeEventFilter(self)
            field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is dragged over the widget, or over one of its fields."""
        kind = event.type()
        if kind == QEvent.Type.DragLeave and watched is self._widget:
            self._hovered(False)  # noqa: FBT003  # one value, and a name for it would say no more
            return False
        if not isinstance(event, QDropEvent) or not holds_files(event.mimeData()):
            return False
        if watched is not self._widget:
            event.ignore()  # then it is offered to the widget around it
            return True
        if isinstance(event, QDragMoveEvent | QDragEnterEvent):
            self._enter(event)
        elif kind == QEvent.Type.Drop:
            self._drop(event)
        return True

    def _enter(self, event: QDragMoveEvent) -> None:
        if not self._takes(event.source()):
            event.ignore()
            return
        event.acceptProposedAction()
        self._hovered(True)  # noqa: FBT003  # as above

    def _drop(self, event: QDropEvent) -> None:
        self._hovered(False)  # noqa: FBT003  # as above
        event.acceptProposedAction()
        path, why = one_file(event.mimeData())
        if path is None:
            self._refused(why)
        else:
            self._taken(path)


def ask_for_sound(parent: QWidget, title: str, folder: str, taken: Callable[[Path], None]) -> QFileDialog:
    """The system's dialog for one sound file."""
    kinds = QCoreApplication.translate("Sound", "Sounds")
    both = f"{ENDINGS} {ENDINGS.upper()}"
    dialog = QFileDialog(parent.window(), title, folder, f"{kinds} ({both})")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: taken(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
