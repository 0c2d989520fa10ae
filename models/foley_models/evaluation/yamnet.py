"""YAMNet as an ear: a MobileNetV1 over log-mel patches, trained on AudioSet's 521 classes; the layer before these.

Architecture: Howard et al., "MobileNets" (2017), with the front end of Hershey et al. (ICASSP 2017) and patches of
0.96 s every 0.48 s. The batch norms are folded into the convolutions. Layout of the file: `c1` the first convolution,
`dw.i` and `pw.i` the depthwise and pointwise one of block i, `fc` the classes, `mel` (257, 64) filters, `win` (400,)
window.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from foley_models.evaluation.ear_weights import load_ear
from foley_models.evaluation.mel_patches import (
    FFT_SAMPLES,
    HOP_SAMPLES,
    MEL_BINS,
    PATCH_FRAMES,
    RATE_HZ,
    WINDOW_SAMPLES,
    log_mel,
    padded,
)
from foley_models.resample import resample

LOG_OFFSET = 0.001
PATCH_HOP_FRAMES = 48
PATCH_SAMPLES = (PATCH_FRAMES - 1) * HOP_SAMPLES + WINDOW_SAMPLES
PEAK = 0.5
SOUNDING_DB = 40.0
EMBEDDING_SIZE, CLASSES = 1024, 521
STEM = 32
# How far each block steps, and how many channels it gives: five equal ones follow each other in the middle.
STEPS = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
WIDTHS = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)


class Yamnet(nn.Module):
    """Samples at 16 kHz to embeddings (patch, 1024)."""

    mel: Tensor
    win: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(1, STEM, 3, stride=2)
        before = (STEM, *WIDTHS[:-1])
        self.dw = nn.ModuleList(
            nn.Conv2d(width, width, 3, stride=step, groups=width) for width, step in zip(before, STEPS, strict=True)
        )
        self.pw = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in zip(before, WIDTHS, strict=True))
        self.fc = nn.Linear(EMBEDDING_SIZE, CLASSES)
        self.register_buffer("mel", torch.zeros(FFT_SAMPLES // 2 + 1, MEL_BINS))
        self.register_buffer("win", torch.zeros(WINDOW_SAMPLES))

    def patches(self, samples: Tensor) -> Tensor:
        """Log-mel patches (patch, 96, 64) of samples (sample,); silence is put behind what is shorter than one."""
        spectrum = log_mel(padded(samples, PATCH_SAMPLES), window=self.win, filters=self.mel, offset=LOG_OFFSET)
        return spectrum.unfold(0, PATCH_FRAMES, PATCH_HOP_FRAMES).transpose(1, 2)

    def forward(self, patches: Tensor) -> Tensor:
        """Embeddings (patch, 1024) of patches (patch, 96, 64)."""
        x = torch.relu(self.c1(_framed(patches[:, None], 2)))
        for step, depthwise, pointwise in zip(STEPS, self.dw, self.pw, strict=True):
            x = torch.relu(depthwise(_framed(x, step)))
            x = torch.relu(pointwise(x))
        return x.mean(dim=(2, 3))


class YamnetEmbedder:
    """YAMNet behind the interface of an embedder.

    A clip is brought to 16 kHz and to a peak of 0.5. Its windows are the patches that sound, within 40 dB of the
    loudest one's energy, so that the silence around a short event does not make up the embedding.
    """

    name = "yamnet"
    size = EMBEDDING_SIZE
    rate_hz = RATE_HZ

    def __init__(self, network: Yamnet) -> None:
        self._network = network

    @torch.inference_mode()
    def windows(self, waveforms: Sequence[NDArray[np.float32]], rate_hz: int) -> list[NDArray[np.float64]]:
        """Embeddings (patch, 1024) of each clip's patches that sound."""
        return [self._one(torch.from_numpy(one), rate_hz) for one in waveforms]

    def _one(self, waveform: Tensor, rate_hz: int) -> NDArray[np.float64]:
        samples = padded(resample(waveform[None].float(), rate_hz, RATE_HZ)[0], PATCH_SAMPLES)
        peak = samples.abs().max()
        samples = samples * (PEAK / peak) if peak > 0 else samples
        patches = self._network.patches(samples)
        energy = samples.double().square().unfold(0, PATCH_SAMPLES, PATCH_HOP_FRAMES * HOP_SAMPLES).sum(-1)
        sounding = energy >= energy.max() * 10 ** (-SOUNDING_DB / 10)
        return np.asarray(self._network(patches[sounding]).double().numpy())


def load_yamnet(weights: Path) -> YamnetEmbedder:
    """YAMNet with weights from a safetensors file. RequestError where it is not that."""
    return YamnetEmbedder(load_ear(weights, Yamnet, ear="YAMNet"))


def _framed(x: Tensor, step: int) -> Tensor:
    """Zeros around (batch, channel, row, column) so that a 3 x 3 convolution gives ceil(size / step) of each.

    Where their number is odd, the last side gets one more.
    """
    missing = [max(0, 3 - (size % step or step)) for size in x.shape[:1:-1]]  # columns, then rows: the order of pad
    return nn.functional.pad(x, [part for one in missing for part in (one // 2, one - one // 2)])
