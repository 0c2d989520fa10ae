"""Ears: what turns sounds into points whose distances mean something, one interface for all of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from foley_models.errors import NotAvailableError, RequestError
from foley_models.evaluation.vggish import load_vggish
from foley_models.evaluation.yamnet import load_yamnet
from foley_models.pack import Pack
from foley_models.parts import EMBEDDING_SIZE
from foley_models.resample import resample

Samples = NDArray[np.float32]
Embeddings = NDArray[np.float64]


class Windows(Protocol):
    """A network that hears: one or several embeddings a clip."""

    @property
    def name(self) -> str:
        """What tables call it."""
        ...

    @property
    def size(self) -> int:
        """Numbers of one embedding."""
        ...

    @property
    def rate_hz(self) -> int:
        """The rate it hears at; clips of other rates are resampled inside."""
        ...

    def windows(self, waveforms: Sequence[Samples], rate_hz: int) -> list[Embeddings]:
        """Embeddings (window, size) of each clip (sample,)."""
        ...


class Embedder:
    """An ear: its windows for a Fréchet distance, one embedding a clip for a kernel distance."""

    def __init__(self, ear: Windows) -> None:
        self._ear = ear
        self.name, self.size, self.rate_hz = ear.name, ear.size, ear.rate_hz

    def windows(self, waveforms: Sequence[Samples], rate_hz: int) -> list[Embeddings]:
        """Embeddings (window, size) of each clip. RequestError for a clip that is empty or not finite."""
        for number, one in enumerate(waveforms, start=1):
            if one.ndim != 1 or not one.size or not np.isfinite(one).all():
                raise RequestError(f"clip {number} is no sound: it has the shape {one.shape}, or is not finite")
        return self._ear.windows([np.ascontiguousarray(one, dtype=np.float32) for one in waveforms], rate_hz)

    def embed(self, waveforms: Sequence[Samples], rate_hz: int) -> Embeddings:
        """One embedding a clip: the mean of its windows, (clip, size)."""
        return clip_embeddings(self.windows(waveforms, rate_hz), self.size)


class _ClapWindows:
    """The CLAP audio tower of a pack: one embedding a clip."""

    name = "clap"
    size = EMBEDDING_SIZE

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @property
    def rate_hz(self) -> int:
        return self._pack.parts.encoder.rate_hz

    @torch.inference_mode()
    def windows(self, waveforms: Sequence[Samples], rate_hz: int) -> list[Embeddings]:
        device = self._pack.parts.unconditional.device
        found = []
        for waveform in waveforms:  # one at a time, so that a clip's company changes no bit
            samples = resample(torch.from_numpy(waveform)[None].to(device), rate_hz, self.rate_hz)
            found.append(self._pack.parts.encoder.embed_audio(samples).double().cpu().numpy())
        return found


def clip_embeddings(windows: Sequence[Embeddings], size: int) -> Embeddings:
    """The mean (clip, size) of each clip's windows (window, size)."""
    return np.stack([rows.mean(axis=0) for rows in windows]) if windows else np.zeros((0, size))


def clap_embedder(pack: Pack) -> Embedder:
    """The CLAP of a pack. NotAvailableError where the pack has no audio tower."""
    if not pack.parts.encoder.can_embed_audio:
        raise NotAvailableError(f"The pack {pack.card.name!r} has no audio tower: choose another embedding or pack.")
    return Embedder(_ClapWindows(pack))


def yamnet_embedder(weights: Path) -> Embedder:
    """YAMNet from its safetensors file."""
    return Embedder(load_yamnet(weights))


def vggish_embedder(weights: Path) -> Embedder:
    """VGGish from its safetensors or .pth file."""
    return Embedder(load_vggish(weights))


def text_embeddings(pack: Pack, texts: Sequence[str]) -> Embeddings:
    """What the pack's CLAP makes of texts (text, 512), for the fit of sounds to them; its tuning layer stays out."""
    with torch.inference_mode():
        return np.asarray(pack.parts.encoder.embed_text(texts).double().cpu().numpy())


def tuned_embeddings(pack: Pack, texts: Sequence[str]) -> Embeddings:
    """The same behind the pack's tuning layer: what candidates are ranked against (text, 512)."""
    with torch.inference_mode():
        tuned = pack.parts.tuning(pack.parts.encoder.embed_text(texts))
        return np.asarray(tuned.double().cpu().numpy())
