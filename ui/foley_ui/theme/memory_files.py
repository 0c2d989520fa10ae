"""Small files in memory that a style sheet can name as `:/folder/name`: it takes its pictures from nowhere else.

The layout is that of Qt's resource compiler, version 1: a tree, the names in it, the data. Qt reads from the very bytes
that it was given, so somebody has to keep them.
"""

import struct
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import qRegisterResourceData, qUnregisterResourceData

VERSION = 1
IS_FOLDER = 2
ANY_LANGUAGE = 1


@dataclass(frozen=True)
class MemoryFile:
    """One of them."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Registered:
    """What Qt reads from."""

    tree: bytes
    names: bytes
    data: bytes


@cache
def register_files(folder: str, files: tuple[MemoryFile, ...]) -> Registered:
    """Make the files readable as `:/folder/name` until the process ends."""
    made = _laid_out(folder, files)
    qRegisterResourceData(VERSION, made.tree, made.names, made.data)
    return made


class MemoryFolder:
    """A folder whose files can be exchanged for others of the same names; there is one of a name (`memory_folder`)."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._held: Registered | None = None

    def fill(self, files: tuple[MemoryFile, ...]) -> None:
        """Make these readable as `:/folder/name`, instead of those before."""
        self.clear()
        self._held = made = _laid_out(self._folder, files)
        qRegisterResourceData(VERSION, made.tree, made.names, made.data)

    def clear(self) -> None:
        """Nothing is in it any more."""
        if (held := self._held) is not None:
            self._held = None
            qUnregisterResourceData(VERSION, held.tree, held.names, held.data)


@cache
def memory_folder(folder: str) -> MemoryFolder:
    """The one of that name."""
    return MemoryFolder(folder)


def _laid_out(folder: str, files: tuple[MemoryFile, ...]) -> Registered:
    names, at = bytearray(), dict[str, int]()
    for name in (folder, *(file.name for file in files)):
        at[name] = len(names)
        names += struct.pack(">HI", len(name), _hash(name)) + name.encode("utf-16-be")
    data, tree = bytearray(), bytearray()
    tree += struct.pack(">IHII", 0, IS_FOLDER, 1, 1)
    tree += struct.pack(">IHII", at[folder], IS_FOLDER, len(files), 2)
    for file in sorted(files, key=lambda file: _hash(file.name)):  # Qt looks a name up by halving
        tree += struct.pack(">IHHHI", at[file.name], 0, 0, ANY_LANGUAGE, len(data))
        data += struct.pack(">I", len(file.content)) + file.content
    return Registered(bytes(tree), bytes(names), bytes(data))


def _hash(name: str) -> int:
    """Qt's hash of a name: the order of a folder's entries."""
    value = 0
    for letter in name:
        value = (value << 4) + ord(letter)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
