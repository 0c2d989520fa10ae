"""Copies for playback: equally loud, of one format, so that neither level nor format tells the systems apart."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foley_bridge.audition.levels import MOST_GAIN_DB, Level, amplitude, common_target_lufs
from foley_bridge.files.loudness import integrated_lufs, true_peak_dbtp
from foley_bridge.files.wav import encode_wav
from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_bridge.recordings.reading import Reader

RATE_HZ = 48_000
LONGEST_S = 60.0

Waveform = NDArray[np.float64]


def matched_copies(paths: Sequence[Path], reader: "Reader") -> tuple[bytes, ...]:
    """One mono 24-bit WAV file at 48 kHz for each path, all of them as loud as each other (BS.1770-4).

    They are at -23 LUFS, or as far below as the one with the highest peaks needs to stay under -1 dBTP. Silence stays
    silent. RequestError names a file that cannot be played.
    """
    waveforms = [read_for_playback(path, reader) for path in paths]
    levels = [Level(integrated_lufs(one, RATE_HZ), true_peak_dbtp(one)) for one in waveforms]
    target = common_target_lufs(levels)
    pairs = zip(waveforms, levels, strict=True)
    return tuple(encode_wav(_at_level(one, target - level.lufs), RATE_HZ) for one, level in pairs)


def read_for_playback(path: Path, reader: "Reader") -> Waveform:
    """A sound as mono waveform (sample,) at 48 kHz. RequestError names what is wrong with it."""
    from foley_bridge.recordings.records import UnusableError

    try:
        seconds = reader.describe(path).seconds
        if seconds > LONGEST_S:
            raise RequestError(
                f"{path} lasts {seconds:.0f} s, a listener hears at most {LONGEST_S:g} s at once: cut it."
            )
        waveform = reader.read_mono(path, 0.0, None, RATE_HZ).astype(np.float64)
    except UnusableError as error:
        raise RequestError(f"{path} cannot be played ({error}): replace it or take it out.") from error
    if not len(waveform) or not np.isfinite(waveform).all():
        raise RequestError(f"{path} holds no sound, or samples that are not numbers: replace it or take it out.")
    return waveform


def _at_level(waveform: Waveform, gain_db: float) -> Waveform:
    """Turned up or down, never above full scale: what could not be matched (silence) may be."""
    gained = waveform * amplitude(min(gain_db, MOST_GAIN_DB)) if math.isfinite(gain_db) else waveform
    peak = float(np.max(np.abs(gained), initial=0.0))
    return gained / peak if peak > 1 else gained
