"""From a sound of any length to its latent, a piece at a time: each with some of what is around it, thrown away.

An autoencoder hears only so far. A piece with more around it than that comes out as it would in the whole, and a long
sound takes no more memory than one piece does.
"""

import torch
from torch import Tensor

from foley_models.decoding import MARGIN_FRAMES, PIECE_S, frames_per_latent
from foley_models.parts import ModelParts


def encoded(parts: ModelParts, waveforms: Tensor, *, piece_s: float = PIECE_S) -> Tensor:
    """Latents (1, channel, time, frequency) of a waveform (1, sample) at the pack's rate.

    What is no longer than a piece is encoded at once.
    """
    spec, ratio = parts.spec, frames_per_latent(parts)
    samples = ratio * spec.hop_samples  # of one latent frame
    time, margin = -(-waveforms.shape[-1] // samples), -(-MARGIN_FRAMES // ratio)
    piece = max(int(piece_s * spec.rate_hz) // samples, 3 * margin)
    if time <= piece:
        return parts.codec.encode(parts.front_end(waveforms))
    count = -(-time // (piece - 2 * margin))
    bodies = [(one * time // count, (one + 1) * time // count) for one in range(count)]
    return torch.cat([_piece(parts, waveforms, start, stop, margin) for start, stop in bodies], dim=2)


def _piece(parts: ModelParts, waveforms: Tensor, start: int, stop: int, margin: int) -> Tensor:
    """The latent frames from `start` to `stop`."""
    samples = frames_per_latent(parts) * parts.spec.hop_samples
    first = max(0, start - margin)
    around = waveforms[:, first * samples : (stop + margin) * samples]
    return parts.codec.encode(parts.front_end(around))[:, :, start - first : stop - first]
