"""Fingerprints of many clips on one long track, and sums over a sound laid anywhere on it.

Gaps keep the clips apart, so that a sound laid anywhere touches one clip at most. Sums of products at all shifts are
a cross-correlation by FFT (overlap-save), in which a frequency's products are one matrix product for all sounds and
blocks; sums of one side alone are differences of running sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from benchmarks.fingerprints import BANDS, Fingerprint
from foley_models.errors import RequestError

LONGEST_FRAMES = 300  # 4 s played two semitones lower are 281
TRANSFORM_FRAMES = 1024
STEP_FRAMES = TRANSFORM_FRAMES - LONGEST_FRAMES


@dataclass(frozen=True)
class Track:
    """Cells (band, frame) of all clips, and for each frame the clip that a sound laid there may touch.

    `clip` is its number, `start` and `end` its range of frames, `sounding` how many of them sound: (frame,) each,
    as long as the last clip's end; a sound laid later touches nothing.
    """

    cells: Tensor
    clip: Tensor
    start: Tensor
    end: Tensor
    sounding: Tensor


def lay_out(prints: Sequence[Fingerprint | None]) -> Track:
    """The track of a set of fingerprints; silent clips are left out. RequestError where all are silent."""
    gap, at = torch.zeros(BANDS, LONGEST_FRAMES), LONGEST_FRAMES
    pieces, rows = [gap], []
    for number, made in enumerate(prints):
        if made is not None:
            pieces += [made.cells, gap]
            rows.append((number, at, at + made.frames, made.sounding_frames))
            at += made.frames + LONGEST_FRAMES
    if not rows:
        raise RequestError(
            "no training clip holds sound, so nothing can be a copy of one; check the folder of recordings"
        )
    table = torch.tensor(rows).T
    # a sound laid at frame t may touch the first clip that ends after t
    reach = table[2].diff(prepend=torch.tensor([0]))
    clip, start, end, sounding = table.repeat_interleave(reach, dim=1)
    return Track(torch.cat(pieces, dim=1), clip, start, end, sounding)


def spectra_of_blocks(cells: Tensor) -> Tensor:
    """Spectra (frequency, band, block) of overlapping blocks of a track's cells (band, frame)."""
    blocks = -(-cells.shape[1] // STEP_FRAMES)
    missing = (blocks - 1) * STEP_FRAMES + TRANSFORM_FRAMES - cells.shape[1]
    windows = torch.nn.functional.pad(cells, (0, missing)).unfold(1, TRANSFORM_FRAMES, STEP_FRAMES)
    spectra: Tensor = torch.fft.rfft(windows, dim=2)
    return spectra.permute(2, 0, 1).contiguous()


def correlate(sounds: Tensor, spectra: Tensor) -> Tensor:
    """Sums over bands and frames of x[t] * y[t + shift] (sound, shift), x (sound, band, frame), y a track's blocks."""
    if sounds.shape[2] > LONGEST_FRAMES:
        raise RequestError(f"a sound of {sounds.shape[2]} frames is longer than the {LONGEST_FRAMES} that can be laid")
    own = torch.fft.rfft(sounds, TRANSFORM_FRAMES, dim=2).conj().permute(2, 0, 1).contiguous()
    products = torch.bmm(own, spectra).permute(1, 2, 0)  # (frequency, sound, block) -> (sound, block, frequency)
    sums: Tensor = torch.fft.irfft(products, TRANSFORM_FRAMES, dim=2)
    return sums[:, :, :STEP_FRAMES].flatten(1)


def running_sums(cells: Tensor) -> Tensor:
    """Running sums over frames of how many cells sound, of their values and their squares, float64 (3, frame + 1)."""
    exact = cells.double()
    rows = torch.stack([(exact > 0.0).sum(dim=0), exact.sum(dim=0), exact.square().sum(dim=0)])
    return torch.nn.functional.pad(rows.cumsum(dim=1), (1, 0))
