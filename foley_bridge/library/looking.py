"""Looks into files of the library through the process with limits: what they are, and their windows as samples."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.ucs import Catalogue
from foley_bridge.library.records import Facts, FileRow, Window
from foley_bridge.library.walking import stamp_of
from foley_bridge.library.windows import windows_of
from foley_bridge.recordings.captions import captioned
from foley_bridge.recordings.folder_names import telling_folder
from foley_bridge.recordings.phrases import words_of
from foley_bridge.recordings.reading import FileFacts, Reader
from foley_bridge.recordings.records import Take, UnusableError

LOOKS_OF_A_READER = 500
SILENT_PEAK = 1e-4  # -80 dBFS: what is under it has no sound to be compared


@dataclass(frozen=True)
class Listened:
    """The windows of a file that hold sound, and their samples (sample,) at the ear's rate."""

    windows: tuple[Window, ...]
    sounds: tuple[NDArray[np.float32], ...]


class Looker:
    """Opens files below the added folders and nowhere else; for one thread."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._reader = Reader()
        self._looks = 0  # of this reader

    def rest(self) -> None:
        """Keep no process; the next file starts one."""
        self._reader.close()
        self._reader, self._looks = Reader(), 0

    def look(self, file: FileRow, roots: Mapping[int, Path]) -> Facts:
        """What a file is. UnusableError with the reason, its kind `changed` where it is another one by now."""
        root = _root_of(file.path, roots)
        check_inside(file.path, root)
        if self._looks >= LOOKS_OF_A_READER:  # it remembers every file that it described
            self.rest()
        self._looks += 1
        found = self._reader.describe(file.path)
        _check_unchanged(file)
        if found.texts.generated:
            raise UnusableError("generated", "it says of itself that a program generated it: it is no recording")
        caption, category = self._named(found, file.path, root)
        return Facts(found.sha256, found.seconds, found.rate_hz, found.channels, caption, category)

    def listen(self, file: FileRow, roots: Mapping[int, Path], rate_hz: int) -> Listened:
        """The windows of a file that was looked into. UnusableError likewise, also where it is silent."""
        check_inside(file.path, _root_of(file.path, roots))
        _check_unchanged(file)
        return listened(self._reader, file.path, file.seconds, rate_hz)

    def _named(self, found: FileFacts, path: Path, root: Path) -> tuple[str, str]:
        """Caption and category; where nothing names a file, the words of its name."""
        take = Take(path, folder=telling_folder(path, root))
        try:
            named = captioned(take, found.texts, self._catalogue)
        except UnusableError:
            return words_of(path.stem), ""
        if named.caption_source == "folder":  # of many files the same: the file's own name says more
            return words_of(path.stem) or named.caption, named.category
        return named.caption, named.category


def listened(reader: Reader, path: Path, seconds: float, rate_hz: int) -> Listened:
    """The windows of any file. UnusableError where it cannot be read, or holds no sound."""
    kept: list[Window] = []
    sounds: list[NDArray[np.float32]] = []
    for window in windows_of(seconds):
        end_s = None if window.seconds == seconds else window.start_s + window.seconds
        samples = reader.read_mono(path, window.start_s, end_s, rate_hz)[: round(window.seconds * rate_hz)]
        if len(samples) and float(np.abs(samples).max()) >= SILENT_PEAK:
            kept.append(window)
            sounds.append(samples)
    if not kept:
        raise UnusableError("silent", "it is silent: no window of it reaches -80 dBFS")
    return Listened(tuple(kept), tuple(sounds))


def check_inside(path: Path, root: Path) -> None:
    """UnusableError unless a path lies in an added folder, also after the links in it."""
    try:
        inside = path.resolve(strict=True).is_relative_to(root.resolve(strict=True))
    except (OSError, RuntimeError) as error:
        raise UnusableError("changed", "it is not there (any more)") from error
    if not inside or path.is_symlink():
        raise UnusableError("link", "it is a link, or lies behind one that leads out of the added folder")


def _root_of(path: Path, roots: Mapping[int, Path]) -> Path:
    root = next((one for one in roots.values() if path.is_relative_to(one)), None)
    if root is None:
        raise UnusableError("changed", "its folder was removed from the library")
    return root


def _check_unchanged(file: FileRow) -> None:
    try:
        now = stamp_of(file.path)
    except OSError as error:
        raise UnusableError("changed", "it is not there (any more)") from error
    if (now.size, now.mtime_ns) != (file.stamp.size, file.stamp.mtime_ns):
        raise UnusableError("changed", "it was changed while it was looked at")
