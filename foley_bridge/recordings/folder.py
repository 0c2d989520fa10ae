"""The recordings in a folder and in all folders below it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from foley_bridge.recordings.folder_names import telling_folder
from foley_bridge.recordings.overrides import Overrides, read_overrides
from foley_bridge.recordings.records import Gathered, Refused, Take
from foley_models.errors import RequestError

SOUND_SUFFIXES = frozenset(
    ".wav .wave .bwf .rf64 .w64 .flac .ogg .oga .opus .aif .aiff .aifc .caf .au .snd .mp3".split()
)
# What people keep sounds in, too, but the decoder here does not read.
OTHER_SOUND_SUFFIXES = frozenset(".m4a .aac .mp4 .wma .ape .wv .mka .ac3 .eac3 .dsf .dff .amr .sd2 .ra".split())
OWN_FOLDER = "foley-bridge"  # where this program keeps its trainings beside the recordings, generated samples included
FILES_MOST = 100_000


@dataclass
class _Found:
    takes: list[Take] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    others: int = 0


def gather_folder(root: Path) -> Gathered:
    """Every file whose name is a sound's, in the order of names; RequestError where there is no looking into it."""
    overrides = read_overrides(root)
    found = _Found(refused=list(overrides.refused))
    try:
        os.scandir(root).close()
    except OSError as error:
        raise RequestError(f"The folder {root} cannot be looked into ({error.strerror}).") from error
    for entry in _entries(root, found):
        if entry == overrides.file:
            continue
        _sort(entry, root, overrides, found)
        if len(found.takes) + len(found.refused) + found.others > FILES_MOST:
            raise RequestError(f"{root} holds more than {FILES_MOST} files: give the folder of the recordings alone.")
    found.refused.extend(overrides.without_file({take.path for take in found.takes}))
    return Gathered(root, tuple(found.takes), tuple(found.refused), found.others)


def is_sound_name(name: str) -> bool:
    """Whether a file of this name is taken for a recording."""
    return Path(name).suffix.casefold() in SOUND_SUFFIXES


def _entries(root: Path, found: _Found) -> Iterator[Path]:
    """All files, each folder's before those below it; links to folders may lead in circles."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            names = sorted(os.listdir(folder))  # noqa: PTH208  # names alone, without a Path for each
        except OSError as error:
            found.refused.append(Refused(folder, f"the folder cannot be looked into ({error.strerror})", "unreadable"))
            continue
        paths = [folder / name for name in names]
        # Not Path.is_dir, which raises where a folder may be listed but not entered.
        folders = [path for path in paths if os.path.isdir(path) and not os.path.islink(path)]  # noqa: PTH112, PTH114
        entered = set(folders)
        yield from (path for path in paths if path not in entered)
        passed_by = [path for path in folders if path.name == OWN_FOLDER or path.name.startswith(".")]
        found.refused.extend(_passed_by(path) for path in passed_by)
        waiting.extend(path for path in reversed(folders) if path not in passed_by)


def _passed_by(folder: Path) -> Refused:
    if folder.name.startswith("."):
        return Refused(folder, "it is a hidden folder: its name begins with a dot; give it itself to use it", "hidden")
    return Refused(folder, "it is this program's own folder; the sounds in it were generated", "own folder")


def _sort(path: Path, root: Path, overrides: Overrides, found: _Found) -> None:
    suffix = path.suffix.casefold()
    if os.path.isdir(path):  # noqa: PTH112  # only a link, or it would have been entered
        found.refused.append(Refused(path, "it is a link to a folder; give that folder itself", "link"))
    elif suffix in OTHER_SOUND_SUFFIXES:
        reason = f"no sound file that is read here ({suffix}); convert it to WAV or FLAC"
        found.refused.append(Refused(path, reason, "format"))
    elif suffix not in SOUND_SUFFIXES:
        found.others += 1
    elif path.name.startswith("."):
        reason = "its name begins with a dot, as the names of a system's side files do; rename it to use it"
        found.refused.append(Refused(path, reason, "hidden"))
    else:
        found.takes.append(_take(path, root, overrides))


def _take(path: Path, root: Path, overrides: Overrides) -> Take:
    typed = overrides.of(path)
    return Take(
        path,
        caption=typed.caption,
        caption_source="typed" if typed.caption else "",
        category=typed.category,
        group=typed.group,
        name=path.relative_to(root).as_posix(),
        folder=telling_folder(path, root),
    )
