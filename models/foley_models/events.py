"""Where the event of a sound is: a very short sound is cut out of a longer one there, its onset kept."""

import torch
from torch import Tensor

STEP_S = 0.001  # how finely is looked
BEFORE_S = 0.005  # kept of what lies before the onset
ONSET_SHARE = 0.1  # of the amplitude that the event reaches: 20 dB under it the event begins
RISE_S = 0.05  # what rises more slowly has no onset: there the loudest part is what is kept
RISE_FADE_S = 0.001  # a cut in the middle of a sound clicks without it


def event_start(waveform: Tensor, samples: int, rate_hz: int) -> int:
    """The first of `samples` samples of a waveform (sample,) that hold its event.

    The loudest stretch of that length is found first; from where its level is highest it goes back to where the level
    first rose above a tenth of that, RISE_S at most, and a little further.
    """
    step = max(1, round(STEP_S * rate_hz))
    levels = _levels(waveform, step)  # (step,)
    span = max(1, samples // step)
    sums = torch.cat([levels.new_zeros(1), levels.square().cumsum(0)])
    energies = sums[span:] - sums[:-span] if len(sums) > span else sums[-1:]
    loudest = int(energies.argmax())
    peak = loudest + int(levels[loudest : loudest + span].argmax())
    onset, earliest = peak, max(0, peak - round(RISE_S / STEP_S))
    while onset > earliest and levels[onset - 1] > ONSET_SHARE * levels[peak]:
        onset -= 1
    start = onset * step - round(BEFORE_S * rate_hz)
    return max(0, min(start, len(waveform) - samples))


def cut_events(waveforms: Tensor, samples: int, rate_hz: int) -> Tensor:
    """`samples` samples of each of (batch, sample) or (batch, channel, sample), with its event; what was cut, rises."""
    kept = []
    rise = torch.linspace(0.0, 1.0, max(2, round(RISE_FADE_S * rate_hz)), device=waveforms.device)
    for waveform in waveforms:
        start = event_start(waveform if waveform.ndim == 1 else waveform.mean(0), samples, rate_hz)
        piece = waveform[..., start : start + samples].clone()
        if start > 0:
            piece[..., : len(rise)] *= rise[: piece.shape[-1]]
        kept.append(piece)
    return torch.stack(kept)


def _levels(waveform: Tensor, step: int) -> Tensor:
    """RMS (step,) of whole steps, in float64 so that their sums are exact enough; what is no number counts as 0."""
    count = max(1, len(waveform) // step)
    sound = torch.nan_to_num(waveform[: count * step].double(), nan=0.0, posinf=0.0, neginf=0.0)
    return sound.reshape(count, -1).square().mean(1).sqrt()
