"""Small files in memory that a style sheet can name as `:/folder/name`: it takes its pictures from nowhere else.

The layout is that of Qt's resource compiler, version 1: a tree, the names in it, the data.
"""

import struct
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import qRegisterResourceData

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


@cache  # Qt reads from these very bytes as long as the process lives, so somebody has to keep them
def register_files(folder: str, files: tuple[MemoryFile, ...]) -> Registered:
    """Make the files readable as `:/folder/name` until the process ends."""
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
    made = Registered(bytes(tree), bytes(names), bytes(data))
    qRegisterResourceData(VERSION, made.tree, made.names, made.data)
    return made


def _hash(name: str) -> int:
    """Qt's hash of a name: the order of a folder's entries."""
    value = 0
    for letter in name:
        value = (value << 4) + ord(letter)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
