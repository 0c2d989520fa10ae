"""A denoiser over latents of any length, in a line or in a circle: overlapping windows as long as it was trained on.

Where windows overlap, their predictions are averaged with weights that fall towards a window's ends (MultiDiffusion,
Bar-Tal et al. 2023). At every step the windows lie elsewhere, so that no place of the sound is always at an end. In a
circle they go over its end to its beginning: nothing in the latent says where the circle was cut.
"""

import math
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from foley_models.parts import Denoiser

WINDOWS_AT_ONCE = 8  # so that memory does not grow with the length
STRIDE_SHARE = 5 / 6  # of a window, from one to the next at most: closer ones take longer and are no better
_TURN = (math.sqrt(5) - 1) / 2  # of a stride a step: the golden ratio spreads the places of few steps evenly


class WindowedDenoiser:
    """The denoiser of a pack behind its own interface; `window` latent frames are what it was trained on."""

    def __init__(
        self, denoiser: Denoiser, window: int, *, circular: bool, on_group: Callable[[float], None] = lambda _: None
    ) -> None:
        """`on_group` is told after each few windows which share of them is done; what it raises ends the prediction."""
        self._denoiser, self._window, self._circular = denoiser, window, circular
        self._on_group = on_group

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        """The noise in `z_n` (batch, channel, time, frequency), float32; all rows are at the same step."""
        frames = z_n.shape[2]
        total, weights = torch.zeros_like(z_n), torch.zeros_like(z_n[:1, :1])
        weight = _weight(self._window).to(z_n)
        starts = windows_at(frames, self._window, int(n[0]), circular=self._circular)
        for first in range(0, len(starts), WINDOWS_AT_ONCE):
            group = starts[first : first + WINDOWS_AT_ONCE]
            cuts = torch.cat([taken(z_n, start, self._window) for start in group])
            eps = self._denoiser.predict_eps(cuts, n.repeat(len(group)), embedding.repeat(len(group), 1))
            for start, piece in zip(group, eps.chunk(len(group)), strict=True):
                for place, offset, length in stretches(start, self._window, frames):
                    total[:, :, place : place + length] += (piece * weight)[:, :, offset : offset + length]
                    weights[:, :, place : place + length] += weight[offset : offset + length]
            self._on_group((first + len(group)) / len(starts))
        return total / weights


def windows_at(frames: int, window: int, n: float, *, circular: bool) -> list[int]:
    """Where the windows over `frames` begin at step n: elsewhere at each."""
    turn, stride = math.modf(int(n) * _TURN)[0], max(1, int(window * STRIDE_SHARE))
    if circular:
        return circle_starts(frames, window, stride, turn=turn)
    return line_starts(frames, window, stride, turn=turn)


def line_starts(frames: int, window: int, stride: int, *, turn: float) -> list[int]:
    """Starts of windows that cover `frames` (at least `window`), those inside moved by `turn`, in [0, 1), strides."""
    if frames < window:
        raise ValueError(f"{frames} frames are less than a window of {window}")
    inside = range(-int(turn * stride), frames - window, stride)
    return sorted({0, frames - window, *(start for start in inside if start > 0)})


def circle_starts(frames: int, window: int, stride: int, *, turn: float) -> list[int]:
    """Starts of windows evenly around a circle of `frames`, moved by `turn` of their distance.

    Of two at least, one sees the place where the other ends; one that goes round twice sees every place from within.
    """
    least = 1 if window >= 2 * frames else 2
    count = max(least, -(-frames // stride))
    return [int((place + turn) * frames / count) % frames for place in range(count)]


def taken(latents: Tensor, start: int, length: int) -> Tensor:
    """`length` frames of (batch, channel, time, frequency) from `start` on, round the circle as often as it takes."""
    return torch.cat(
        [latents[:, :, place : place + part] for place, _, part in stretches(start, length, latents.shape[2])], dim=2
    )


def stretches(start: int, length: int, period: int) -> Iterator[tuple[int, int, int]]:
    """Where `length` frames from `start` on lie in a circle of `period`: place there, offset here, how many."""
    offset = 0
    while offset < length:
        place = (start + offset) % period
        part = min(length - offset, period - place)
        yield place, offset, part
        offset += part


def _weight(window: int) -> Tensor:
    """Rising to the middle and falling again, never 0: (time, 1)."""
    ramp = torch.arange(1, window + 1, dtype=torch.float32)
    return torch.minimum(ramp, ramp.flip(0))[:, None]
