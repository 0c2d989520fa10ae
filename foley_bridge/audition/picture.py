"""What a sound looks like: its outline and its spectrogram as numbers, with length, loudness and peak."""

import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_bridge.audition.levels import Level
from foley_bridge.audition.reading import Sound
from foley_bridge.files.loudness import integrated_lufs, true_peak_dbtp

COLUMNS_MOST = 1600
ROWS = 112
WINDOW_S = 0.021  # steps are short: time matters more than pitch
LOWEST_HZ, HIGHEST_HZ = 40.0, 20_000.0
RANGE_DB = 75.0
LEAST_TOP_DB = -50.0  # what is quieter than this is not stretched to look loud


@dataclass(frozen=True)
class SoundPicture:
    """`peaks` are the lowest and highest sample of each column (2, column), of all channels together.

    `spectrogram` is (row, column): rows from the lowest frequency up, evenly spaced for the ear (mel); 255 is the
    loudest point of the sound, 0 is 75 dB or more below it.
    """

    path: Path
    seconds: float
    rate_hz: int
    channels: int
    level: Level
    peaks: NDArray[np.float32] = field(repr=False)
    spectrogram: NDArray[np.uint8] = field(repr=False)

    @property
    def lufs(self) -> float:
        """Integrated loudness (BS.1770-4); -inf for silence."""
        return self.level.lufs

    @property
    def peak_dbtp(self) -> float:
        """The highest point, between samples too, in dB of full scale; -inf for silence."""
        return self.level.peak_dbtp

    @property
    def size_bytes(self) -> int:
        """Of memory."""
        return self.peaks.nbytes + self.spectrogram.nbytes


def picture_of_sound(sound: Sound, level: Level) -> SoundPicture:
    """The picture of a sound of any length above zero."""
    columns = min(COLUMNS_MOST, len(sound.samples))
    mono = sound.samples[:, 0] if sound.samples.shape[1] == 1 else sound.samples.mean(axis=1, dtype=np.float32)
    return SoundPicture(
        path=sound.path,
        seconds=sound.seconds,
        rate_hz=sound.rate_hz,
        channels=sound.samples.shape[1],
        level=level,
        peaks=_outline(sound.samples, columns),
        spectrogram=_spectrogram(mono, sound.rate_hz, columns),
    )


def level_of(sound: Sound) -> Level:
    """How loud it is and how high its peaks are."""
    return Level(integrated_lufs(sound.samples, sound.rate_hz), true_peak_dbtp(sound.samples))


def _outline(samples: NDArray[np.float32], columns: int) -> NDArray[np.float32]:
    starts = np.arange(columns) * len(samples) // columns
    flat, starts = np.ascontiguousarray(samples).reshape(-1), starts * samples.shape[1]
    return np.stack([np.minimum.reduceat(flat, starts), np.maximum.reduceat(flat, starts)])


def _spectrogram(mono: NDArray[np.float32], rate_hz: int, columns: int) -> NDArray[np.uint8]:
    size = 1 << math.ceil(math.log2(WINDOW_S * rate_hz))
    window = np.hanning(size + 1)[:size].astype(np.float32)
    bands = _bands(size, rate_hz)
    padded = np.pad(mono, size // 2)
    every = np.lib.stride_tricks.sliding_window_view(padded, size)
    centres = (np.arange(columns) + 0.5) * (len(mono) / columns)
    scale = np.float32((2 / window.sum()) ** 2)
    rows = np.empty((len(bands), columns), np.float32)
    for start in range(0, columns, 128):  # so that what is in work stays in the cache
        at = centres[start : start + 128].astype(np.int64)
        spectra = np.fft.rfft(every[at] * window)
        rows[:, start : start + 128] = bands @ (spectra.real**2 + spectra.imag**2).T
    return _shades(rows * scale)


def _shades(powers: NDArray[np.float32]) -> NDArray[np.uint8]:
    decibels = 10 * np.log10(np.maximum(powers, np.float32(1e-20)))
    top = max(float(decibels.max(initial=LEAST_TOP_DB)), LEAST_TOP_DB)
    return np.clip((decibels - top + RANGE_DB) * (255 / RANGE_DB), 0, 255).astype(np.uint8)


def _bands(size: int, rate_hz: int) -> NDArray[np.float32]:
    """Weights (row, bin) of triangular bands, evenly spaced in mel and never narrower than a bin."""
    highest = min(HIGHEST_HZ, rate_hz / 2)
    mels = np.linspace(_mel(LOWEST_HZ), _mel(highest), ROWS)
    centres, step = 700 * (10 ** (mels / 2595) - 1), rate_hz / size
    width = np.maximum(np.gradient(centres), step)
    bins = np.arange(size // 2 + 1) * step
    weights = np.maximum(0.0, 1 - np.abs(bins[None] - centres[:, None]) / width[:, None])
    bands: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return bands


def _mel(frequency_hz: float) -> float:
    return 2595 * math.log10(1 + frequency_hz / 700)
