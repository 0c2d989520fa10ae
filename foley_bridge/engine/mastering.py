"""From what the model made to what a file holds: the project's rate, the exact length, no clipping, 24-bit PCM."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.resampling import resample, resample_loop
from foley_bridge.files.wav import GENERATED, SampleFormat, encode_pcm, guard_gain


@dataclass(frozen=True)
class Master:
    """One finished sound; `waveform` is what `pcm` was made of: (sample,), or (sample, channel) of a stereo pack.

    Of a filled recording of several channels it is their mean.
    """

    waveform: NDArray[np.float64] = field(repr=False)
    pcm: bytes = field(repr=False)
    gain_db: float  # below 0 where it was turned down so as not to clip
    steps_db: tuple[float | None, float | None] = (None, None)  # of a filled sound: of its level at both seams
    form: SampleFormat = GENERATED


def make_master(
    waveform: NDArray[np.float32], from_hz: int, to_hz: int, *, seconds: float, loop: bool = False
) -> Master:
    """The master of a waveform (sample,) or (sample, channel) of the model.

    FoleyError where it is not `seconds` long or no numbers.
    """
    converted = resample_loop if loop else resample
    sound = converted(waveform, from_hz, to_hz, seconds=seconds)
    gain = guard_gain(sound)
    sound = sound if gain == 1.0 else sound * gain
    form = GENERATED if sound.ndim == 1 else SampleFormat(sound.shape[1])
    return Master(sound, encode_pcm(sound), gain_db=20 * math.log10(gain), form=form)
