"""Which pieces belong to one recording, so that no recording is learnt from and judged by at once.

Pieces of one file belong together, also under several names; so do files of one folder whose names differ by the number
at their end alone, which are variations of one session. What a person said is a group wins over the names.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from foley_bridge.files.ucs import Catalogue
from foley_bridge.recordings.captions import read_ucs_name
from foley_bridge.recordings.records import Take

FILES_LEAST = 4  # of a session, before it is divided

_NUMBER_AT_END = re.compile(r"[\s_\-.#(]*\d+\)?$")


def group_names(found: Sequence[tuple[Take, Path, str]], catalogue: Catalogue) -> tuple[str, ...]:
    """A group's name for each take, given with the file it leads to and that file's hash."""
    parents: dict[str, str] = {}
    keys = []
    for take, file, sha256 in found:
        key = f"said:{take.group}" if take.group else f"name:{_session(file, catalogue)}"
        for same in (f"file:{file}", f"bytes:{sha256}"):
            _join(parents, key, same)
        keys.append(key)
    names: dict[str, str] = {}
    for key, (take, file, _) in zip(keys, found, strict=True):
        names.setdefault(_root(parents, key), take.group or _shown(file, catalogue))
    return _told_apart([(_root(parents, key), names[_root(parents, key)]) for key in keys])


def divided_sessions(
    names: Sequence[str], found: Sequence[tuple[Take, Path, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Group names where a category's only group, of several numbered files, is divided into its files; and of whom.

    Else the usual folder of boots_01 to boots_40 could not be learnt from and judged by at once. What a person said is
    a group is never divided.
    """
    sessions: dict[str, set[str]] = {}
    for name, (take, _, _) in zip(names, found, strict=True):
        sessions.setdefault(take.category, set()).add(name)
    alone = {next(iter(groups)): category for category, groups in sessions.items() if len(groups) == 1}
    files = {name: {sha256 for own, (_, _, sha256) in zip(names, found, strict=True) if own == name} for name in alone}
    said = {name for name, (take, _, _) in zip(names, found, strict=True) if take.group}
    parted = {name for name in alone if name not in said and len(files[name]) >= FILES_LEAST}
    shared = {
        name for name, (take, _, _) in zip(names, found, strict=True) if name in alone and take.category != alone[name]
    }
    parted -= shared
    keys = [
        (f"{name}:{sha256}", f"{name}, {path.name}") if name in parted else (name, name)
        for name, (_, path, sha256) in zip(names, found, strict=True)
    ]
    return _told_apart(keys), tuple(sorted(alone[name] or "(no category)" for name in parted))


def _session(file: Path, catalogue: Catalogue) -> str:
    return f"{file.parent}/{_shown(file, catalogue)}"


def _shown(file: Path, catalogue: Catalogue) -> str:
    """A file's name without suffix and number; one that is a number only is kept: it tells of no session."""
    ucs = read_ucs_name(file.stem, catalogue)
    stem = file.stem if ucs is None else f"{ucs.entry.cat_id}_{ucs.fx_name}"
    shorter = _NUMBER_AT_END.sub("", stem)
    kept = shorter if re.search(r"[^\W\d_]", shorter) else stem
    return kept if ucs is None or not ucs.rest else f"{kept}_{ucs.rest}"


def _told_apart(found: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Names, numbered where two groups would bear the same one."""
    roots: dict[str, list[str]] = {}
    for root, name in found:
        same = roots.setdefault(name, [])
        if root not in same:
            same.append(root)
    numbered = {
        root: name if number == 0 else f"{name} ({number + 1})"
        for name, same in roots.items()
        for number, root in enumerate(same)
    }
    return tuple(numbered[root] for root, _ in found)


def _join(parents: dict[str, str], one: str, other: str) -> None:
    first, second = _root(parents, one), _root(parents, other)
    if first != second:
        parents[second] = first


def _root(parents: dict[str, str], key: str) -> str:
    while key in parents:
        key = parents[key]
    return key
