"""The library as a host hears of it: hits, added folders, files that cannot be heard, and the state of all."""

from collections.abc import Sequence
from dataclasses import dataclass

from foley_bridge.library.records import FolderState, Hit
from foley_bridge.protocol.answers import Answer


@dataclass(frozen=True)
class LibraryTold:
    """What `/foley/library` answered; `refused` holds paths and reasons where they were asked for."""

    folders: tuple[FolderState, ...]
    refused: tuple[tuple[str, str], ...]
    files: int
    heard: int
    refusals: int
    away: int
    windows: int
    doing: str
    problem: str
    pack: str
    memory_mb: int

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be done that can be done now."""
        return self.doing == "idle"


def hit_told(answer: Answer) -> Hit:
    """The hit that an event `found` tells of."""
    values = answer.values
    return Hit(
        rank=int(values["rank"]),
        score=float(values["score"]),
        path=str(values["path"]),
        start_s=float(values["start"]),
        seconds=float(values["seconds"]),
        caption=str(values["caption"]),
        length_s=float(values["length"]),
        there=bool(values["there"]),
    )


def library_told(heard: Sequence[Answer]) -> LibraryTold:
    """Of all answers to `/foley/library`, the last of which is the event `library`."""
    folders = tuple(_folder(one) for one in heard if one.word == "library-folder")
    refused = tuple(
        (str(one.values["path"]), str(one.values["reason"])) for one in heard if one.word == "library-refused"
    )
    values = heard[-1].values
    return LibraryTold(
        folders=tuple(sorted(folders, key=lambda one: one.path)),
        refused=refused,
        files=int(values["files"]),
        heard=int(values["heard"]),
        refusals=int(values["refused"]),
        away=int(values["away"]),
        windows=int(values["windows"]),
        doing=str(values["doing"]),
        problem=str(values["problem"]),
        pack=str(values["pack"]),
        memory_mb=int(values["memory"]),
    )


def _folder(answer: Answer) -> FolderState:
    values = answer.values
    return FolderState(
        path=str(values["path"]),
        files=int(values["files"]),
        heard=int(values["heard"]),
        refused=int(values["refused"]),
        away=int(values["away"]),
        problem=str(values["problem"]),
    )
