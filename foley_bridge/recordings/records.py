"""What is known of recordings on their way into a training: found, then either usable or refused with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from foley_models.errors import RequestError
from foley_models.training.clips import Clip, Split

CaptionSource = Literal["", "typed", "ixml", "bext", "item notes", "take name", "ucs name", "folder"]


class UnusableError(RequestError):
    """A recording cannot be used; the text is a clause such as `it is silent: ...`, `kind` one word of it."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


@dataclass(frozen=True)
class Take:
    """A piece of a file as it was found; nothing of the file itself was believed yet.

    Until the check has looked into the file, `caption` holds only what a person typed. The last fields are what a
    caption or a group can come from otherwise.
    """

    path: Path
    start_s: float = 0.0
    end_s: float | None = None  # None: to the end of the file
    caption: str = ""
    caption_source: CaptionSource = ""
    category: str = ""
    name: str = ""  # for people; empty: the file's name
    group: str = ""  # the recording it belongs to, where a person said so
    notes: str = ""  # of a host's item
    take_name: str = ""  # a host's, where it is not just the file's name
    folder: str = ""  # the nearest folder whose name says something
    cut_to_file: bool = False  # a host's item may last longer than its file: then only what is there counts

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.path.name


@dataclass(frozen=True)
class Refused:
    """Something that is not used: `kind` is one word for counting, `reason` a clause for a person with the value."""

    path: Path
    reason: str
    kind: str = "unusable"
    name: str = ""

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.path.name


@dataclass(frozen=True)
class Gathered:
    """All that a folder, list or project holds; `others` counts files that are no sound and do not look like one."""

    source: Path
    takes: tuple[Take, ...]
    refused: tuple[Refused, ...] = ()
    others: int = 0


@dataclass(frozen=True)
class Usable:
    """A piece that can be learnt from; `captions` are the plain phrase and then the sentences it is wrapped into."""

    take: Take
    sha256: str  # of the file
    rate_hz: int
    channels: int
    seconds: float  # of the piece
    captions: tuple[str, ...]
    group: str
    split: Split

    def clip(self) -> Clip:
        """The same as training takes it."""
        take = self.take
        return Clip(
            sha256=self.sha256,
            name=take.label,
            path=str(take.path),
            captions=self.captions,
            category=take.category,
            group=self.group,
            split=self.split,
            start_s=take.start_s,
            end_s=take.end_s,
        )


@dataclass(frozen=True)
class Checked:
    """A set of recordings after the check; `notes` are sentences that a person should read before training."""

    source: Path
    usable: tuple[Usable, ...]
    refused: tuple[Refused, ...]
    others: int = 0
    notes: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Of all usable pieces together."""
        return sum(one.seconds for one in self.usable)

    def clips(self) -> tuple[Clip, ...]:
        """What training takes. RequestError, with the first reasons, where nothing can be used."""
        if not self.usable:
            raise RequestError(nothing_usable(self.source, self.refused, self.others))
        return tuple(one.clip() for one in self.usable)


def nothing_usable(source: Path, refused: Iterable[Refused], others: int) -> str:
    """One sentence or two that say why a source gives no recording."""
    reasons = [f"{one.label}: {one.reason}" for one in refused]
    if not reasons:
        beside = f"; files that are no sounds: {others}" if others else ""
        return f"{source} holds no sound file{beside}. Give a folder with WAV, FLAC, AIFF, OGG or MP3 files."
    more = f" (and {len(reasons) - 3} more)" if len(reasons) > 3 else ""
    return f"None of the {len(reasons)} recordings in {source} can be used. {'; '.join(reasons[:3])}{more}."
