"""A tree that must not change, and one hash that tells whether it did."""

import hashlib
import os
from pathlib import Path


def plant(folder: Path) -> Path:
    """A folder with files, folders and links in it."""
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "sound.wav").write_bytes(b"mine")
    (folder / "deep" / "secret").write_bytes(b"secret" * 100)
    (folder / "deep" / "er" / "link").symlink_to("../secret")
    return folder


def tree_hash(folder: Path) -> str:
    """Names, kinds, link targets and contents of everything in a folder, as one hash."""
    digest = hashlib.sha256()
    for place, folders, files in sorted(os.walk(folder)):
        for name in sorted(folders + files):
            path = Path(place) / name
            digest.update(str(path.relative_to(folder)).encode("utf-8", "surrogateescape") + b"\0")
            digest.update(_content(path) + b"\0")
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    if path.is_symlink():
        return b"link " + str(path.readlink()).encode()
    return b"folder" if path.is_dir() else path.read_bytes()
