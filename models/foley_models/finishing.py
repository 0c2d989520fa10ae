"""Decoded waveforms made ready: cut to length, faded, never over full scale, loops turned to their best start."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.circles import resample_circle
from foley_models.errors import PackError
from foley_models.seam import best_start

FADE_S = 0.005  # a sound that is cut in the middle clicks without it
PEAK_MOST = 0.98
HEARD_S = 10.0  # what is longer is heard in parts: published towers take no more
SILENCE_PEAK = 10 ** (-60 / 20)  # -60 dBFS


def cut(waveforms: Tensor, samples: int, rate_hz: int) -> Tensor:
    """Waveforms (batch, samples) or (batch, channel, samples) that end in a short fade and peak at 0.98 at most.

    Only what is louder is turned down, since at full scale a change of rate or a 24-bit file would clip it; what is
    quieter is left, since how loud a sound is belongs to it. PackError where the vocoder made too few samples.
    """
    return bounded(uncut(waveforms, samples) * _fade(samples, rate_hz).to(waveforms.device))


def uncut(waveforms: Tensor, samples: int) -> Tensor:
    """Waveforms (batch, samples) in float32 as loud as they are to their end, since more of a recording follows there.

    PackError where the vocoder made too few samples.
    """
    if waveforms.shape[-1] < samples:
        raise PackError(
            f"The pack's vocoder made {waveforms.shape[-1]} samples where {samples} were due: install the pack again."
        )
    return waveforms[..., :samples].float()


def turned(waveforms: Tensor, samples: int, rate_hz: int) -> Tensor:
    """Circles (batch, samples) of circles (batch, sample), each begun where it changes least, and not faded."""
    kept = []
    for waveform in waveforms:
        circle = resample_circle(waveform.float().cpu().numpy(), samples)
        kept.append(torch.from_numpy(np.roll(circle, -best_start(circle, rate_hz)).astype(np.float32)))
    return bounded(torch.stack(kept).to(waveforms.device))


def heard_parts(waveform: Tensor, longest: int) -> Tensor:
    """A waveform (sample,) as parts (part, longest) that cover it evenly."""
    count = -(-len(waveform) // longest)
    starts = [round(one * (len(waveform) - longest) / max(1, count - 1)) for one in range(count)]
    return torch.stack([waveform[start : start + longest] for start in starts])


def bounded(waveforms: Tensor) -> Tensor:
    """What is louder than PEAK_MOST turned down to it, both channels of a sound by the same factor."""
    peak = waveforms.abs().amax(tuple(range(1, waveforms.ndim)), keepdim=True)
    return waveforms * (PEAK_MOST / peak).clamp_max(1.0)


def is_sound(waveforms: Tensor) -> Tensor:
    """Which of (batch, sample) or (batch, channel, sample) are finite throughout and not silent: bool (batch,).

    Silent is a peak under -60 dBFS.
    """
    flat = waveforms.flatten(1)
    return torch.isfinite(flat).all(-1) & (flat.abs().amax(-1) >= SILENCE_PEAK)


def mixed(waveforms: Tensor) -> Tensor:
    """One channel (batch, sample) of (batch, sample) or (batch, channel, sample): what is heard for the ranking."""
    return waveforms if waveforms.ndim == 2 else waveforms.mean(1)


def as_array(waveform: Tensor) -> NDArray[np.float32]:
    """A waveform (sample,), or (sample, channel) of (channel, sample), as an array of its own."""
    samples: NDArray[np.float32] = waveform.cpu().numpy().T.copy()
    return samples


def _fade(samples: int, rate_hz: int) -> Tensor:
    """1 all along, and half a cosine down to 0 over the last FADE_S."""
    length = min(samples, round(FADE_S * rate_hz))
    gains = torch.ones(samples)
    gains[samples - length :] = 0.5 + 0.5 * torch.cos(torch.linspace(0, math.pi, length))
    return gains
