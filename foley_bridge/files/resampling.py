"""From the rate a pack works at to the rate of a project, at an exact length; of a loop, round its seam."""

import numpy as np
from numpy.typing import NDArray

from foley_models.circles import resample_circle
from foley_models.errors import FoleyError

LENGTH_TOLERANCE_S = 0.002  # rounding to samples at two rates; more than this would hide a fault


def resample(waveform: NDArray[np.float32], from_hz: int, to_hz: int, *, seconds: float) -> NDArray[np.float64]:
    """A waveform (sample,) or (sample, channel) at `to_hz`, exactly round(seconds * to_hz) samples long.

    Raises FoleyError where the waveform is not `seconds` long to begin with.
    """
    _check_length(waveform, from_hz, seconds)
    converted = _convert(waveform.astype(np.float64), from_hz, to_hz)
    samples = round(seconds * to_hz)
    if len(converted) >= samples:
        return converted[:samples]
    fitted = np.zeros((samples, *converted.shape[1:]))
    kept = min(samples, len(converted))
    fitted[:kept] = converted[:kept]
    return fitted


def resample_loop(waveform: NDArray[np.float32], from_hz: int, to_hz: int, *, seconds: float) -> NDArray[np.float64]:
    """A loop (sample,) at `to_hz`, exactly round(seconds * to_hz) samples long and as seamless; FoleyError likewise."""
    _check_length(waveform, from_hz, seconds)
    return resample_circle(waveform, round(seconds * to_hz))


def _check_length(waveform: NDArray[np.float32], from_hz: int, seconds: float) -> None:
    if abs(len(waveform) / from_hz - seconds) > LENGTH_TOLERANCE_S:
        raise FoleyError(f"The model made {len(waveform) / from_hz:.4f} s of sound where {seconds:g} s were asked for.")


def _convert(waveform: NDArray[np.float64], from_hz: int, to_hz: int) -> NDArray[np.float64]:
    import soxr

    if from_hz == to_hz:
        return waveform
    converted: NDArray[np.float64] = soxr.resample(waveform, from_hz, to_hz, quality="VHQ")
    return converted
