"""Which folder's name says what its recordings are, and which only says that there are recordings."""

import re
from pathlib import Path

_SAYS_NOTHING = frozenset(
    """audio sound sounds samples sample wav wavs wave flac aiff mp3 ogg media recordings recording records takes take
    export exports render renders rendered bounce bounces bounced stems sfx fx foley library libraries sessions session
    project projects data dataset train training validation test new temp tmp downloads desktop documents music home
    files assets raw clean edited edits final finals master masters mono stereo untitled backup backups peaks imported
    consolidated converted glued user users default content contents resources res in out input output""".split()
)


def telling_folder(path: Path, root: Path, *, root_tells: bool = True) -> str:
    """The name of the nearest folder around a file, up to `root`, that says something; empty where none does.

    Of a file outside `root` only its own folder is asked.
    """
    folder = path.parent
    if not folder.is_relative_to(root):
        return folder.name if says_something(folder.name) else ""
    while folder != root:
        if says_something(folder.name):
            return folder.name
        folder = folder.parent
    return root.name if root_tells and says_something(root.name) else ""


def says_something(name: str) -> bool:
    """Whether a folder's name has a word that could be a sound's."""
    words = re.findall(r"[^\W\d_]+", name.casefold())
    return any(len(word) > 1 and word not in _SAYS_NOTHING for word in words)
