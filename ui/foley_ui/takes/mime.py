"""Takes on their way out of the window: as files, for a drag or the clipboard."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

GNOME_COPIED = "x-special/gnome-copied-files"  # what GNOME's and other Linux file managers paste


def file_data(paths: Sequence[Path]) -> QMimeData:
    """Files as every program takes them: a list of addresses, with the paths as text for those that know no other."""
    data = QMimeData()
    urls = [QUrl.fromLocalFile(str(path)) for path in paths]
    data.setUrls(urls)
    copied = "\n".join(["copy", *(bytes(url.toEncoded().data()).decode("ascii") for url in urls)])
    data.setData(GNOME_COPIED, copied.encode())
    return data


def path_text(paths: Sequence[Path]) -> str:
    """Paths to be pasted, one a line."""
    return "\n".join(str(path) for path in paths)
