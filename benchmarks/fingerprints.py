"""Fingerprints of sounds for the copy detector: mel spectrograms in dB above a floor, trimmed to what sounds."""

from dataclasses import dataclass

import torch
from torch import Tensor

from benchmarks.sounds import Sound, resample

RATE_HZ, WINDOW_SAMPLES, HOP_SAMPLES, BANDS = 16_000, 1024, 256, 64
FLOOR_DB = 30.0  # under the loudest cell: noise 20 dB under a sound, spread over the bands, stays below it or near it
LEAST_FRAMES = 16  # 0.26 s: a shorter hit is compared together with the silence after it
SILENT_POWER = 1e-12


@dataclass(frozen=True)
class Fingerprint:
    """Cells (band, frame) in dB above the floor, 0 where the sound is below it, in float32.

    The first `sounding_frames` reach from the first to the last frame that sounds; silence may follow.
    """

    cells: Tensor
    sounding_frames: int

    @property
    def frames(self) -> int:
        """Number of frames, with the silence that fills up a short hit."""
        return self.cells.shape[1]


@dataclass(frozen=True)
class Variant:
    """How a sound is played before its fingerprint is taken: higher and as much faster, and later."""

    semitones: float = 0.0
    later_samples: int = 0  # at 16 kHz


def fingerprint(sound: Sound, variant: Variant = Variant()) -> Fingerprint | None:
    """The fingerprint of a sound; None where it is silent."""
    played = Sound(sound.samples, max(1, round(sound.rate_hz * 2 ** (variant.semitones / 12))))
    samples = torch.from_numpy(resample(played, RATE_HZ))
    power = _mel_power(torch.nn.functional.pad(samples, (variant.later_samples, 0)))
    loudest = float(power.max())
    if loudest < SILENT_POWER:
        return None
    cells = (10.0 * torch.log10((power / loudest).clamp_min(1e-9)) + FLOOR_DB).clamp_min(0.0)
    sounding = torch.nonzero(cells.amax(dim=0) > 0.0).flatten()
    cells = cells[:, int(sounding[0]) : int(sounding[-1]) + 1]
    missing = max(0, LEAST_FRAMES - cells.shape[1])
    return Fingerprint(torch.nn.functional.pad(cells, (0, missing)), cells.shape[1])


def _mel_power(samples: Tensor) -> Tensor:
    """Mean power in each mel band (band, frame) of 16 kHz samples (sample,)."""
    window = torch.hann_window(WINDOW_SAMPLES)
    # half a window of silence on both sides: a hit that fills its file is to look like the same hit amid silence
    padded = torch.nn.functional.pad(samples, (WINDOW_SAMPLES // 2, WINDOW_SAMPLES))
    spectrum = torch.stft(padded, WINDOW_SAMPLES, HOP_SAMPLES, window=window, center=False, return_complex=True)
    return _mel_filters() @ spectrum.abs().square()


def _mel_filters() -> Tensor:
    """Triangular filters (band, frequency bin) on the mel scale from 50 Hz to 8 kHz, each of sum one.

    A bin of the transform is 15.6 Hz wide, so the narrowest filters (about 30 Hz apart) hold at least one.
    """
    lowest, highest = (2595.0 * torch.log10(1 + torch.tensor(hz) / 700) for hz in (50.0, RATE_HZ / 2))
    edges_hz = 700 * (10 ** (torch.linspace(float(lowest), float(highest), BANDS + 2) / 2595) - 1)
    bins_hz = torch.linspace(0, RATE_HZ / 2, WINDOW_SAMPLES // 2 + 1)
    left, centre, right = edges_hz[:-2, None], edges_hz[1:-1, None], edges_hz[2:, None]
    rising, falling = (bins_hz - left) / (centre - left), (right - bins_hz) / (right - centre)
    filters = torch.minimum(rising, falling).clamp_min(0.0)
    return filters / filters.sum(dim=1, keepdim=True)
