"""Opens files and folders with the desktop's own programs, and says so where there is none for them."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QUrl
from PySide6.QtGui import QDesktopServices

from foley_ui.context import Context
from foley_ui.notices import Level


def open_path(context: Context, path: Path) -> None:
    """Open a file with the program that the desktop has for it, or a folder in the file manager."""
    if not path.exists():
        said = QCoreApplication.translate("Opening", "{path} is not there.")
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        said = QCoreApplication.translate("Opening", "No program of this desktop opens it: {path}.")
    else:
        return
    context.notices.tell(said.format(path=path), level=Level.WARN)


def reveal_path(context: Context, path: Path, *, owner: QObject) -> None:
    """Show a file in the file manager; where the file is not there, its folder."""
    if not path.exists():
        open_path(context, path.parent)
        return

    def show() -> None:
        from foley_ui.takes.disk import reveal

        reveal(path)

    context.work.run(lambda _: show(), owner=owner)
