"""What each system makes of the held-out captions, as an ear hears it: take by take, each kept in a file of its own.

A take is one sound of every caption. Its noise comes from (seed, caption, take), so that all systems and both ways of
sampling start from the same, and more takes can be heard later without making those of before again.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.fine_tuning.systems import weights_digest
from foley_models.evaluation.embedders import Embedder
from foley_models.pack import Pack
from foley_models.resample import resample
from foley_models.training.adapter import apply_adapter, load_adapter
from foley_models.training.clips import Clip
from foley_models.training.trial import Trial, run_trial

Way = Literal["few steps", "whole"]
FEW_STEPS: Way = "few steps"  # the distilled denoiser: what a request gets that asks for nothing else
WHOLE: Way = "whole"
NOISE_STEP = 100_000  # between the noise of two evaluation seeds: no prompt's seed meets another's


@dataclass(frozen=True)
class Take:
    """One sound of each caption: embeddings (clip, size), the rest (clip,)."""

    heard: NDArray[np.float64]
    scores: NDArray[np.float64]  # cosine to the caption's embedding by the untrained pack
    likeness: NDArray[np.float64]  # to the sound that the system itself expects: what a request ranks by
    seconds: float  # that making and scoring took a sound


@dataclass(frozen=True)
class Listened:
    """The takes of one system and seed, and how many of them make up the pool of the filter (0: it has none)."""

    takes: tuple[Take, ...]
    plain: int  # of the takes, the first so many are judged without filter
    pool: int = 0

    @property
    def unfiltered(self) -> NDArray[np.float64]:
        """Embeddings (take, clip, size)."""
        return np.stack([one.heard for one in self.takes[: self.plain]])

    @property
    def filtered(self) -> NDArray[np.float64]:
        """Embeddings (1, clip, size) of the best of each caption's pool."""
        best = np.stack([one.likeness for one in self.takes[: self.pool]]).argmax(axis=0)
        return np.stack([self.takes[number].heard[row] for row, number in enumerate(best)])[None]

    @property
    def scores(self) -> NDArray[np.float64]:
        """The mean score (clip,) over the takes."""
        mean: NDArray[np.float64] = np.stack([one.scores for one in self.takes[: self.plain]]).mean(axis=0)
        return mean

    def seconds_per_clip(self, *, filtered: bool) -> float:
        """What a delivered sound took, typically."""
        typical = float(np.median([one.seconds for one in self.takes]))
        return typical * self.pool if filtered else typical


class Listener:
    """Makes the takes of the captions of held-out `clips` and hears them with `ear`; kept in the folder `kept`."""

    def __init__(self, served: Pack, clips: Sequence[Clip], ear: Embedder, kept: Path, *, seconds: float = 4.0) -> None:
        self._served, self._ear, self._kept, self._seconds = served, ear, kept, seconds
        self._prompts = tuple(one.captions[0] for one in clips)
        self._adapted: tuple[Path | None, Pack] = (None, served)
        kept.mkdir(parents=True, exist_ok=True)

    def listened(self, adapter: Path | None, seed: int, *, way: Way, plain: int, pool: int) -> Listened:
        """`plain` takes of a system, or as many as the `pool` needs. NotAvailableError as `run_trial`."""
        takes = tuple(self._take(adapter, seed, way=way, number=number) for number in range(max(plain, pool)))
        return Listened(takes, plain, pool)

    def _take(self, adapter: Path | None, seed: int, *, way: Way, number: int) -> Take:
        place = self._kept / f"{self._key(adapter)}-{way.replace(' ', '-')}-{seed}-{number}.npz"
        if place.exists():
            kept = np.load(place)
            return Take(kept["heard"], kept["scores"], kept["likeness"], float(kept["seconds"]))
        trial = Trial(
            self._prompts, seconds=self._seconds, first=number, seed=seed * NOISE_STEP, few_steps=way == FEW_STEPS
        )
        found = self._made(adapter, trial)
        part = place.with_suffix(".part")
        with part.open("wb") as stream:
            np.savez(stream, **asdict(found))
        part.replace(place)
        return found

    def _made(self, adapter: Path | None, trial: Trial) -> Take:
        pack, own = self._with(adapter), self._served.parts
        began_s = time.monotonic()
        sounds = run_trial(pack, trial)
        taken_s = time.monotonic() - began_s
        waveforms = sounds.waveforms[:, 0]
        with torch.inference_mode():
            heard = own.encoder.embed_audio(resample(waveforms, sounds.rate_hz, own.encoder.rate_hz))
            texts = own.encoder.embed_text(list(self._prompts))
            scores = (heard * own.tuning(texts)).sum(dim=1)
            likeness = (heard * pack.expected(pack.parts.tuning(texts))).sum(dim=1)
        return Take(
            heard=self._ear.embed([row.numpy() for row in waveforms], sounds.rate_hz),
            scores=scores.double().numpy(),
            likeness=likeness.double().numpy(),
            seconds=taken_s / len(self._prompts),
        )

    def _with(self, adapter: Path | None) -> Pack:
        """The pack with an adapter on; the last one is kept, since all its takes follow each other."""
        if adapter is None:
            return self._served
        if self._adapted[0] != adapter:
            self._adapted = adapter, apply_adapter(self._served, load_adapter(adapter))
        return self._adapted[1]

    def _key(self, adapter: Path | None) -> str:
        """What a take depends on beside way, seed and number."""
        changed = "" if adapter is None else hashlib.sha256(adapter.read_bytes()).hexdigest()
        return hashlib.sha256(
            json.dumps(
                [
                    weights_digest(self._served),
                    str(self._served.dtype),
                    changed,
                    self._prompts,
                    self._seconds,
                    self._ear.name,
                ]
            ).encode()
        ).hexdigest()[:16]
