"""How loud a sound is (ITU-R BS.1770-4), and how high its peak."""

import numpy as np
from numpy.typing import NDArray


def integrated_lufs(waveform: NDArray[np.floating], rate_hz: int) -> float:
    """Integrated loudness of a mono waveform (sample,) in LUFS; -inf for silence."""
    raise NotImplementedError


def peak_dbfs(waveform: NDArray[np.floating]) -> float:
    """The highest sample of a waveform (sample,) in dB below full scale; -inf for silence."""
    raise NotImplementedError
