"""The quality gate: what is broken is never published as if it were a sound."""

import numpy as np
from numpy.typing import NDArray


def check_sound(waveform: NDArray[np.floating], rate_hz: int) -> str | None:
    """Why a mono waveform (sample,) at full scale 1 is not fit to be delivered, in plain words; None where it is."""
    raise NotImplementedError


def check_master(pcm: bytes, samples: int) -> str | None:
    """Why mono 24-bit PCM is not the sound that was asked for (length, full-scale values); None where it is."""
    raise NotImplementedError
