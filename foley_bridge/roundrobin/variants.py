"""From chosen pieces to the bytes of their files: equally loud, 24-bit WAV and Ogg Vorbis, measured as they are."""

import hashlib
import io
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from foley_bridge.engine.events import Made
from foley_bridge.files.tags import Tags
from foley_bridge.files.ucs import Catalogue
from foley_bridge.roundrobin.levels import PEAK_MOST_DBTP, Matched, highest_momentary_lufs, match
from foley_bridge.roundrobin.material import Cut
from foley_bridge.roundrobin.trimming import cut_out, heard_onset

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OGG_TOLERANCE_LU = 0.05
OGG_COMPRESSION = 0.4  # soundfile's scale, 0 to 1: quality 6 of Vorbis
ROUNDS_MOST = 4  # of turning all down because a decoded Vorbis peaks higher than what was encoded
PRODUCT = "Foley Bridge"


@dataclass(frozen=True, eq=False)
class Encoded:
    """One file of a variant."""

    kind: str  # wav or ogg
    data: bytes = field(repr=False)
    loudness_lufs: float  # the highest momentary, of what a player decodes
    true_peak_dbtp: float

    @property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, eq=False)
class Variant:
    """One variant, with its files; `name` is theirs without an ending."""

    number: int
    name: str
    cut: Cut
    gain_db: float
    samples: int
    onset_samples: int
    files: tuple[Encoded, ...]


@dataclass(frozen=True)
class Wanted:
    """What is written: names after `stem`, at which loudness (None: the sounds' own median), with Ogg or without."""

    stem: str
    loudness_lufs: float | None
    ogg: bool
    made_at: datetime


def make_variants(
    cuts: Sequence[Cut], wanted: Wanted, told: Callable[[float], None]
) -> tuple[tuple[Variant, ...], Matched]:
    """All variants, and what they were matched to. No peak of any file, decoded, is over PEAK_MOST_DBTP."""
    from foley_bridge.files.loudness import true_peak_dbtp

    rate_hz = cuts[0].take.rate_hz
    sounds = [cut_out(one.take.sound, one.piece, rate_hz) for one in cuts]
    loud = [highest_momentary_lufs(one, rate_hz) for one in sounds]
    peaks = [true_peak_dbtp(one) for one in sounds]
    for _ in range(ROUNDS_MOST):
        matched = match(loud, peaks, wanted_lufs=wanted.loudness_lufs)
        variants = []
        for number, (cut, sound, gain_db) in enumerate(zip(cuts, sounds, matched.gains_db, strict=True), start=1):
            told((number - 1) / len(cuts))
            variants.append(_variant(number, cut, sound, gain_db, wanted=wanted, of=len(cuts)))
        over = [max(one.true_peak_dbtp for one in each.files) - PEAK_MOST_DBTP for each in variants]
        if max(over) <= 0:
            break
        peaks = [peak + max(0.0, by) + 0.01 * (by > 0) for peak, by in zip(peaks, over, strict=True)]
    return tuple(variants), matched


def _variant(
    number: int, cut: Cut, sound: "NDArray[np.float64]", gain_db: float, *, wanted: Wanted, of: int
) -> Variant:
    from foley_bridge.files.wav import decode_pcm, encode_pcm

    pcm = encode_pcm(sound * 10 ** (gain_db / 20))
    rate_hz, piece, digits = cut.take.rate_hz, cut.piece, max(2, len(str(of)))
    edit = (
        f"Variant {number} of {of}: cut from {piece.start / rate_hz:.3f} to {piece.stop / rate_hz:.3f} s of its take, "
        f"faded, {gain_db:+.1f} dB."
    )
    tags = _tags(cut, wanted.made_at, edit)
    made = _made(cut, pcm, gain_db)
    exact = decode_pcm(pcm)
    files = [_wav(made, tags, exact)]
    if wanted.ogg:
        files.append(_ogg(made, tags, exact))
    name = f"{wanted.stem}_{number:0{digits}d}"
    onset = heard_onset(exact, rate_hz, piece.onset - piece.start)
    return Variant(number, name, cut, gain_db, len(exact), onset, tuple(files))


def _tags(cut: Cut, made_at: datetime, edit: str) -> Tags:
    category = Catalogue.load().lookup(cut.take.recipe.sound.cat_id)
    return Tags(cut.take.candidate.rpartition("#")[0], category, made_at, edit=edit)


def _made(cut: Cut, pcm: bytes, gain_db: float) -> Made:
    """The variant as if it were made so: its recipe stays that of the take it is cut from."""
    from foley_bridge.files.loudness import integrated_lufs, peak_dbfs, true_peak_dbtp
    from foley_bridge.files.wav import decode_pcm

    recipe, rate_hz, sound = cut.take.recipe, cut.take.rate_hz, decode_pcm(pcm)
    values: dict[str, Any] = json.loads(recipe.to_json())
    return Made(
        index=recipe.choice.index,
        rank=recipe.choice.rank,
        score=cut.take.score,
        passed=recipe.choice.passed,
        seed=recipe.choice.seed,
        pcm=pcm,
        rate_hz=rate_hz,
        gain_db=gain_db,
        peak_dbfs=peak_dbfs(sound),
        true_peak_dbtp=true_peak_dbtp(sound),
        loudness_lufs=integrated_lufs(sound, rate_hz),
        cat_id=recipe.sound.cat_id,
        recipe=values,
    )


def _wav(made: Made, tags: Tags, sound: "NDArray[np.float64]") -> Encoded:
    from foley_bridge.files.sound_file import encode_sound

    return Encoded("wav", encode_sound(made, tags), highest_momentary_lufs(sound, made.rate_hz), made.true_peak_dbtp)


def _ogg(made: Made, tags: Tags, sound: "NDArray[np.float64]") -> Encoded:
    """Ogg Vorbis of the same samples, as loud once decoded: what it leaves out, up to half a dB, is given back."""
    wanted = highest_momentary_lufs(sound, made.rate_hz)
    encoded = _vorbis(made, tags, sound)
    missing_db = wanted - encoded.loudness_lufs
    if abs(missing_db) <= OGG_TOLERANCE_LU or not math.isfinite(missing_db):
        return encoded
    return _vorbis(made, tags, sound * 10 ** (missing_db / 20))


def _vorbis(made: Made, tags: Tags, sound: "NDArray[np.float64]") -> Encoded:
    """With licence and recipe as comments; decoded again to be measured."""
    import soundfile

    from foley_bridge.files.loudness import true_peak_dbtp
    from foley_bridge.files.names import fx_name
    from foley_bridge.files.sound_file import notes_of

    recipe = json.dumps(made.recipe, sort_keys=True, allow_nan=False)
    stream = io.BytesIO()
    with soundfile.SoundFile(
        stream, "w", made.rate_hz, 1, "VORBIS", format="OGG", compression_level=OGG_COMPRESSION
    ) as file:
        file.title = fx_name(str(made.recipe["request"]["prompt"]))
        file.artist = tags.designer
        file.software = str(made.recipe["program"])
        file.license = str(made.recipe["pack"]["licence"])
        file.genre = tags.category.full
        file.date = tags.made_at.strftime("%Y-%m-%d")
        file.comment = f"{notes_of(made.recipe, tags)} Recipe: {recipe}"
        file.write(sound)
    data = stream.getvalue()
    decoded, _ = soundfile.read(io.BytesIO(data))
    return Encoded("ogg", data, highest_momentary_lufs(decoded, made.rate_hz), true_peak_dbtp(decoded))
