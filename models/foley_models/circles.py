"""A sound that goes round: carried to another number of samples without a seam, and begun at another of them."""

import numpy as np
from numpy.typing import NDArray


def resample_circle(waveform: NDArray[np.floating], samples: int) -> NDArray[np.float64]:
    """The circle (sample,) as one of so many samples, in float64: its spectrum cut or widened, exactly periodic."""
    length = len(waveform)
    if length == samples:
        return np.asarray(waveform, np.float64)
    spectrum = np.fft.rfft(np.asarray(waveform, np.float64))
    kept = min(length, samples)
    # The bin at half of the lower rate has no phase of its own at that rate: it is left out.
    changed: NDArray[np.float64] = np.fft.irfft(spectrum[: (kept + 1) // 2], samples)
    changed *= samples / length
    return changed
