"""One sound file for each track of a sheet: the first take of every cue at its place, to the sample."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foley_bridge.cues.keeping import Made
from foley_bridge.cues.sheet import Cue, tracks_of
from foley_bridge.files.disk_errors import explained
from foley_bridge.files.naming import slug
from foley_models.errors import RequestError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEM_MOST_S = 6 * 3600.0
STEMS = "stems"
_BLOCK_SAMPLES = 1 << 20
_CEILING = 10 ** (-0.1 / 20)


def write_stems(
    folder: Path,
    cues: Sequence[Cue],
    made: Mapping[int, Made],
    *,
    rate_hz: int,
    on_track: Callable[[str], None],
) -> tuple[tuple[Path, float], ...]:
    """Write `stems/TRACK.wav` (mono, 24 bits) and return each with the gain in dB that keeps it from clipping.

    Each starts at the project's zero. An older stem of the name is replaced once the new one is whole. Memory does not
    grow with the length. RequestError for one longer than STEM_MOST_S; DestinationError, DiskFullError.
    """
    with explained(folder / STEMS):
        (folder / STEMS).mkdir(exist_ok=True)
    written, taken = [], set[str]()
    for track, own in tracks_of(cues):
        there = [one for one in own if one.row in made and made[one.row].takes]
        if there:
            on_track(track)
            path = folder / STEMS / f"{_free(slug(track), taken)}.wav"
            written.append((path, _write(path, there, made, rate_hz=rate_hz)))
    return tuple(written)


def _free(name: str, taken: set[str]) -> str:
    """Tracks of different names may make the same file name."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def _write(path: Path, cues: Sequence[Cue], made: Mapping[int, Made], *, rate_hz: int) -> float:
    import numpy as np

    end_s = max(one.place_s + one.seconds for one in cues)
    if end_s > STEM_MOST_S:
        raise RequestError(
            f"The track {cues[0].track!r} ends after {end_s / 3600:.1f} hours: see --start, or no --stems."
        )
    samples = max(round(one.place_s * rate_hz) + round(one.seconds * rate_hz) for one in cues)
    with explained(path), tempfile.TemporaryFile(dir=path.parent) as room:
        room.truncate(samples * 4)
        mix = np.memmap(room, dtype=np.float32, mode="r+", shape=(samples,))
        for cue in cues:
            sound = _sound(made[cue.row].takes[0].file, rate_hz) * 10 ** (cue.gain_db / 20)
            start = round(cue.place_s * rate_hz)
            end = min(start + len(sound), samples)
            mix[start:end] += sound[: end - start].astype(np.float32)
        return _publish(path, mix, rate_hz)


def _sound(file: Path, rate_hz: int) -> "NDArray[np.float64]":
    """A take at the stem's rate; one that was made at another is resampled."""
    import soundfile

    from foley_bridge.files.resampling import resample

    try:
        sound, own_hz = soundfile.read(file, dtype="float64", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise RequestError(f"{file} cannot be read any more: run the same command again, without it.") from error
    mono = sound.mean(axis=1)
    if own_hz == rate_hz:
        return mono  # type: ignore[no-any-return]  # soundfile has no types
    return resample(mono.astype("float32"), own_hz, rate_hz, seconds=len(mono) / own_hz)


def _publish(path: Path, mix: Any, rate_hz: int) -> float:
    """Turn down what would clip, write beside the final name, and give it its name."""
    import numpy as np
    import soundfile

    blocks = range(0, len(mix), _BLOCK_SAMPLES)
    peak = max(float(np.abs(mix[at : at + _BLOCK_SAMPLES]).max()) for at in blocks)
    gain = _CEILING / peak if peak > 1.0 else 1.0
    half = path.with_name(f".{path.name}.part")
    try:
        with soundfile.SoundFile(half, "w", rate_hz, 1, subtype="PCM_24", format="WAV") as out:
            for at in blocks:
                out.write(mix[at : at + _BLOCK_SAMPLES] * gain)
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(path)
    except soundfile.LibsndfileError as error:
        raise OSError(28, str(error)) from error  # all that writing PCM can fail with: the disk
    finally:
        half.unlink(missing_ok=True)
    return 20 * float(np.log10(gain))
