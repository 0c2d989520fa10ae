"""What a training step learns from, drawn from (seed, step) alone: examples, noise, steps, and captions."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.schedule import NoiseSchedule
from foley_models.training.examples import Examples
from foley_models.training.settings import TrainSettings

VALIDATION_SEED = 77  # always the same noise, so that losses of different steps can be compared
VALIDATION_MOST = 64


@dataclass(frozen=True)
class Batch:
    """Examples of one step, on the CPU: latents, noise, steps, both embeddings, and which of them have a condition."""

    z0: Tensor  # (batch, channel, time, frequency)
    eps: Tensor
    n: Tensor  # (batch,)
    text: Tensor  # (batch, 512), before the tuning layer
    audio: Tensor  # (batch, 512)
    present: Tensor  # (batch, 1) bool: False is trained without condition

    def piece(self, start: int, stop: int) -> "Batch":
        """The examples from `start` up to `stop`."""
        parts = (self.z0, self.eps, self.n, self.text, self.audio, self.present)
        return Batch(*(one[start:stop] for one in parts))


class Drawer:
    """Draws batches; every example comes once before any comes again."""

    def __init__(self, examples: Examples, schedule: NoiseSchedule, settings: TrainSettings) -> None:
        self._examples, self._schedule, self._settings = examples, schedule, settings
        self._train = examples.rows("train").numpy()
        self._validation = examples.rows("validation").numpy()[:VALIDATION_MOST]

    @property
    def size(self) -> int:
        """Examples of a step."""
        return self._settings.batch_size * self._settings.accumulate

    def rows(self, step: int) -> NDArray[np.int64]:
        """Numbers of the segments of a step."""
        first, count = step * self.size, len(self._train)
        places = np.arange(first, first + self.size)
        return np.concatenate(
            [self._order(int(epoch))[places[places // count == epoch] % count] for epoch in np.unique(places // count)]
        )

    def batch(self, step: int) -> Batch:
        """The examples of a step."""
        seed = [self._settings.seed, step, 1]
        return self._made(self.rows(step), seed=seed, unconditional=self._settings.unconditional)

    def validation(self) -> Batch | None:
        """Held-out examples, always with the same noise; None where nothing is held out."""
        if not len(self._validation):
            return None
        return self._made(self._validation, seed=[VALIDATION_SEED], unconditional=0.0)

    def _order(self, epoch: int) -> NDArray[np.int64]:
        random = np.random.default_rng([self._settings.seed, epoch, 0])
        return np.asarray(self._train[random.permutation(len(self._train))])

    def _made(self, rows: NDArray[np.int64], *, seed: list[int], unconditional: float) -> Batch:
        random = np.random.default_rng(seed)
        generator = torch.Generator().manual_seed(int(random.integers(2**62)))
        index = torch.from_numpy(rows)
        z0 = self._examples.latents[index].float()
        count = len(rows)
        # one step from each equal share of the schedule, in random order: less variance than free draws
        shares = torch.from_numpy(random.permutation(count)) + torch.rand(count, generator=generator)
        n = (shares / count * self._schedule.steps).long().clamp(max=self._schedule.steps - 1)
        return Batch(
            z0=z0,
            eps=torch.randn(z0.shape, generator=generator),
            n=n,
            text=self._captions(index, random),
            audio=self._examples.audio[index].float(),
            present=torch.rand(count, 1, generator=generator) >= unconditional,
        )

    def _captions(self, index: Tensor, random: np.random.Generator) -> Tensor:
        """One of the sentences of each example's clip (batch, 512)."""
        starts = self._examples.sentence_starts.numpy()
        clips = self._examples.clip_of[index].numpy()
        chosen = random.integers(starts[clips], starts[clips + 1])
        return self._examples.sentences[torch.from_numpy(chosen)].float()
