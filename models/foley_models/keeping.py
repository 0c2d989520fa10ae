"""Filling: what is known of a latent is kept at every step, so that what is made between fits to it.

At each step the denoiser sees the known part as it is at that level of noise, and the clean latent that it predicts is
replaced there by the known one. So the known part goes its own way from its noise to itself, whichever sampler leads
(RePaint, Lugmayr et al. 2022, without its repetitions), and the network hears it around the gap from the first step on.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.samplers import PredictEps
from foley_models.schedule import NoiseSchedule


@dataclass(frozen=True)
class Kept:
    """A clean latent (channel, time, frequency), and which of its frames (time,) are known."""

    latent: Tensor
    known: Tensor


def known_frames(frames: int, frame_s: float, start_s: float, end_s: float) -> Tensor:
    """Which latent frames tell nothing of the time from `start_s` to `end_s`: bool (frames,).

    A codec's frame hears a little of its neighbours, so one more is left out on either side, as long as one is known.
    """
    places = torch.arange(frames)
    before = (places + 1) * frame_s <= start_s
    after = places * frame_s >= end_s
    closely = torch.cat([before[1:], torch.zeros(1, dtype=torch.bool)]) | torch.cat(
        [torch.zeros(1, dtype=torch.bool), after[:-1]]
    )
    return closely if closely.any() else before | after


def keeping(predict: PredictEps, kept: Kept, schedule: NoiseSchedule) -> PredictEps:
    """A prediction whose clean latent is the known one wherever it is known."""
    mask = kept.known[None, None, :, None]

    def predict_eps(z_n: Tensor, n: Tensor) -> Tensor:
        eps = predict(z_n, n)
        share = float(schedule.alpha_bar[int(n[0])])  # all rows are at the same step
        known = (z_n - math.sqrt(share) * kept.latent) / math.sqrt(1.0 - share)
        return torch.where(mask.to(z_n.device), known.to(eps), eps)

    return predict_eps


def without(waveform: NDArray[np.float32], first: int, last: int) -> NDArray[np.float32]:
    """A waveform (sample,) in whose samples from `first` to `last` stands what is around them, backwards.

    So the latent of what lies beside is not coloured by what is to go. Nearer samples of either side; where one side
    has too few, it goes forwards again.
    """
    before, after = waveform[:first], waveform[last:]
    middle = first if not len(before) else last if not len(after) else (first + last) // 2
    filled = waveform.copy()
    filled[first:middle] = _swung(before[::-1], middle - first)
    filled[middle:last] = _swung(after, last - middle)[::-1]
    return filled


def _swung(samples: NDArray[np.float32], wanted: int) -> NDArray[np.float32]:
    """`wanted` samples: these, then backwards, then forwards again."""
    if not wanted:
        return samples[:0]
    both = np.concatenate([samples, samples[::-1]])
    return np.resize(both, wanted)
