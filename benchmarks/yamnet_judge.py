"""YAMNet as a judge of sounds: the classes it hears and its embedding. Nothing in the product learns from it.

The ear's folder holds `yamnet.py` (the network, with `load_yamnet`), its weights, and `yamnet_class_map.csv`.
"""

import csv
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from benchmarks.sounds import Sound, resample
from foley_models.errors import RequestError

RATE_HZ = 16_000
PEAK = 0.5
TOP = 5
PATCH_SAMPLES, PATCH_HOP_SAMPLES = 15_600, 7_680  # what one log-mel patch covers, and the step to the next
SOUNDING_DB = 40.0


class Ear(Protocol):
    """The network as the ear's folder gives it."""

    def patches(self, waveform: Tensor) -> Tensor:
        """Log-mel patches (patch, frame, bin) of 16 kHz samples (sample,)."""
        ...

    def __call__(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings (patch, 1024) and class probabilities (patch, 521)."""
        ...


@dataclass(frozen=True)
class Heard:
    """What the ear made of one sound: its best classes, best first, and its embedding (1024,)."""

    top: tuple[str, ...]
    embedding: NDArray[np.float64]


class YamnetJudge:
    """Listens to sounds one at a time."""

    def __init__(self, ear: Ear, class_names: tuple[str, ...]) -> None:
        self._ear = ear
        self.class_names = class_names

    @torch.inference_mode()
    def hear(self, sound: Sound) -> Heard:
        """The five best classes by their best patch, and the embedding averaged over the patches that sound.

        The sound is resampled to 16 kHz and its peak brought to 0.5. A patch counts as sounding when its energy is
        within 40 dB of the loudest one's: so the silence around a short event does not make up the embedding.
        """
        samples = level_peak(resample(sound, RATE_HZ))
        embeddings, probabilities = self._ear(self._ear.patches(torch.from_numpy(samples)))
        best = probabilities.amax(dim=0)
        top = tuple(self.class_names[i] for i in best.topk(TOP).indices.tolist())
        sounding = sounding_patches(samples, len(embeddings))
        return Heard(top, embeddings.double().numpy()[sounding].mean(axis=0))


def level_peak(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scaled to a peak of 0.5; digital silence stays what it is."""
    peak = float(np.abs(samples).max(initial=0.0))
    return samples if peak == 0.0 else np.asarray(samples * (PEAK / peak), dtype=np.float32)


def sounding_patches(samples: NDArray[np.float32], patches: int) -> NDArray[np.bool_]:
    """Which of the ear's patches (patch,) hold sound."""
    energy = np.array(
        [np.square(samples[i * PATCH_HOP_SAMPLES :][:PATCH_SAMPLES], dtype=np.float64).sum() for i in range(patches)]
    )
    return np.asarray(energy >= energy.max() * 10 ** (-SOUNDING_DB / 10))


def load_judge(folder: Path) -> YamnetJudge:
    """The judge in a folder. RequestError names the file that is not there."""
    code, classes = _existing(folder, "yamnet.py"), _existing(folder, "yamnet_class_map.csv")
    _existing(folder, "yamnet.safetensors")
    spec = importlib.util.spec_from_file_location("foley_bridge_ear", code)
    if spec is None or spec.loader is None:
        raise RequestError(f"{code} is no Python module; --ear must name the folder of the ear")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return YamnetJudge(cast(Ear, module.load_yamnet()), _class_names(classes))


def _class_names(table: Path) -> tuple[str, ...]:
    with table.open(newline="", encoding="utf-8") as rows:
        return tuple(row["display_name"] for row in csv.DictReader(rows))


def _existing(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise RequestError(
            f"{folder} holds no {name}; --ear must name the folder of the ear, with its weights and classes"
        )
    return path
