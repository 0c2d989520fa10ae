"""VGGish as an ear, with the conventions of DCASE 2023 Task 7, whose FAD the papers report.

Those conventions: samples at 22.05 kHz are taken as if they were at 16 kHz, a clip is divided by its largest positive
sample, and windows of 1 s (16,000 samples) begin every 8,000 samples; what does not fill a window is left out. Each
window gives one log-mel example of 0.96 s (Hershey et al., ICASSP 2017) and one embedding: the 128 numbers before the
last nonlinearity, as TensorFlow's network gives them, without the PCA that AudioSet's released features went through.

Layout of the file: `features.N` and `embeddings.N` of the convolutions and the perceptron, as in the usual conversion
to torch; its `pproc` (that PCA) is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from foley_models.evaluation.ear_weights import load_ear
from foley_models.evaluation.mel_patches import MEL_BINS, PATCH_FRAMES, hann, log_mel, mel_filters, padded
from foley_models.resample import resample

RATE_HZ = 22_050
TREATED_AS_HZ = 16_000
WINDOW_SAMPLES, HOP_SAMPLES = 16_000, 8_000
LOG_OFFSET = 0.01
QUIETEST = 0.1 / 32768  # what a clip is divided by at least: a tenth of the smallest step of 16 bits
BATCH = 64


@dataclass(frozen=True)
class VggishShape:
    """Sizes of VGGish; other ones than the published serve tests."""

    blocks: tuple[tuple[int, ...], ...] = ((64,), (128,), (256, 256), (512, 512))
    hidden: int = 4096
    embedding: int = 128


class Vggish(nn.Module):
    """Log-mel examples (example, 96, 64) to embeddings (example, 128)."""

    def __init__(self, shape: VggishShape | None = None) -> None:
        super().__init__()
        shape = shape or VggishShape()
        layers: list[nn.Module] = []
        channels = 1
        for block in shape.blocks:
            for width in block:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        shrunk = 2 ** len(shape.blocks)
        flat = channels * (PATCH_FRAMES // shrunk) * (MEL_BINS // shrunk)
        self.embeddings = nn.Sequential(
            nn.Linear(flat, shape.hidden),
            nn.ReLU(),
            nn.Linear(shape.hidden, shape.hidden),
            nn.ReLU(),
            nn.Linear(shape.hidden, shape.embedding),
        )

    def forward(self, examples: Tensor) -> Tensor:
        """Embeddings, before the last nonlinearity."""
        maps = self.features(examples[:, None])
        # TensorFlow keeps channels last, and the perceptron was trained on that order.
        embeddings: Tensor = self.embeddings(maps.permute(0, 2, 3, 1).flatten(1))
        return embeddings


class VggishEmbedder:
    """VGGish behind the interface of an embedder; its windows are DCASE's, one embedding each."""

    name = "vggish"
    rate_hz = RATE_HZ

    def __init__(self, network: Vggish) -> None:
        self._network = network
        self._window, self._filters = hann(), mel_filters()

    @property
    def size(self) -> int:
        """Numbers of one embedding."""
        return int(self._network.embeddings[-1].get_parameter("bias").shape[0])

    @torch.inference_mode()
    def windows(self, waveforms: Sequence[NDArray[np.float32]], rate_hz: int) -> list[NDArray[np.float64]]:
        """Embeddings (window, 128) of each clip."""
        found = []
        for waveform in waveforms:
            samples = resample(torch.from_numpy(waveform)[None].float(), rate_hz, RATE_HZ)[0]
            examples = self.examples(samples)
            rows = [self._network(examples[start : start + BATCH]) for start in range(0, len(examples), BATCH)]
            found.append(torch.cat(rows).double().numpy())
        return found

    def examples(self, samples: Tensor) -> Tensor:
        """Log-mel examples (window, 96, 64) of samples (sample,) at 22.05 kHz, treated as 16 kHz.

        A clip under one window, which DCASE does not have, gets silence behind it.
        """
        levelled = samples / samples.max().clamp_min(QUIETEST)
        windows = padded(levelled, WINDOW_SAMPLES).unfold(0, WINDOW_SAMPLES, HOP_SAMPLES)
        spectrum = log_mel(windows, window=self._window, filters=self._filters, offset=LOG_OFFSET)
        return spectrum[:, :PATCH_FRAMES]


def load_vggish(weights: Path, shape: VggishShape | None = None) -> VggishEmbedder:
    """VGGish with weights from a safetensors or .pth file. RequestError where it is not that."""
    return VggishEmbedder(load_ear(weights, lambda: Vggish(shape), ear="VGGish", ignored=("pproc.",)))
