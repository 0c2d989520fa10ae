"""The takes that variants are cut from: delivered files, with the recipes inside them."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.files.recipe import Recipe
from foley_bridge.journal.inspection import candidate_of_file
from foley_bridge.journal.reading import JournalReader
from foley_bridge.protocol.variation import candidate_in
from foley_bridge.roundrobin.trimming import Piece, hit_pieces, whole_piece
from foley_models.errors import RequestError, UnknownIdError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Take:
    """A delivered file as it lies on the disk; `candidate` is ID#INDEX, "" where nobody remembers it."""

    file: Path
    sha256: str  # of the file
    candidate: str
    recipe: Recipe
    rate_hz: int
    sound: "NDArray[np.float64]" = field(repr=False)

    @property
    def score(self) -> float:
        """How well it fits its prompt; NaN where nothing is known."""
        score = self.recipe.choice.score
        return math.nan if score is None else score


@dataclass(frozen=True, eq=False)
class Cut:
    """A piece of a take."""

    take: Take
    piece: Piece


def files_of(said: Sequence[str], journal_file: Path) -> tuple[Path, ...]:
    """The files that are meant by paths, by requests (ID) and by candidates (ID#INDEX).

    UnknownIdError where there is no such request or candidate.
    """
    reader = JournalReader(journal_file)
    found: list[Path] = []
    for one in said:
        found += [Path(one)] if Path(one).is_file() else _remembered(reader, one)
    return tuple(dict.fromkeys(path.absolute() for path in found))


def _remembered(reader: JournalReader, said: str) -> list[Path]:
    if "#" in said:
        request, index = candidate_in(said, "take")
        records = [one for one in reader.candidates(request) if one.index == index]
    else:
        records = list(reader.candidates(said))
    if not records:
        raise UnknownIdError(f"{said!r} is no file, and no request or candidate with sounds that is remembered here.")
    return [Path(one.path) for one in records]


def read_takes(files: Sequence[Path], journal_file: Path) -> tuple[Take, ...]:
    """The takes in these files. NoRecipeError for other files; RequestError for loops and for different rates."""
    takes = tuple(_read(one, journal_file) for one in files)
    for take in takes:
        if take.recipe.request.loop:
            raise RequestError(f"{take.file.name} is a loop, which goes round as it is: give takes that are no loops.")
        if take.rate_hz != takes[0].rate_hz:
            raise RequestError(
                f"{take.file.name} has {take.rate_hz} Hz and {takes[0].file.name} {takes[0].rate_hz}: give takes of "
                "one rate."
            )
    return takes


def _read(file: Path, journal_file: Path) -> Take:
    from foley_bridge.files.sound_reading import read_sound

    read = read_sound(file)
    if not read.pcm:
        raise RequestError(f"{file} is no 24-bit sound as it was delivered any more: give it as it was delivered.")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    candidate = candidate_of_file(journal_file, sha256) or ""
    return Take(file, sha256, candidate, read.recipe, read.rate_hz, read.mix)


def cut_takes(takes: Sequence[Take], *, hits: bool, tail_db: float) -> tuple[Cut, ...]:
    """What can become a variant: each take, or each hit in them; silent takes and the same sound again are left out."""
    found, heard = list[Cut](), set[bytes]()
    for take in takes:
        whole = whole_piece(take.sound, take.rate_hz, tail_db=tail_db)
        pieces = hit_pieces(take.sound, take.rate_hz, tail_db=tail_db) if hits else (whole,) if whole else ()
        for piece in pieces:
            digest = hashlib.sha256(take.sound[piece.start : piece.stop].tobytes()).digest()
            if digest not in heard:
                heard.add(digest)
                found.append(Cut(take, piece))
    return tuple(found)
