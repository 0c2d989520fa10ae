"""The phase of fine-tuning that trains what makes sound of latents: the vocoder, and the codec's decoder.

Crops of real segments go from their cached latents through decoder and vocoder, and what comes out is compared with the
segment itself: by its log-mel and by spectrograms of several resolutions. A decoder that moves is also held to the
segment's log-mel, so that it stays a codec: both together could agree on another language else. The encoder has no part
in it, so latents keep their meaning. Everything random comes from (seed, step), as in the other phase.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.errors import NotAvailableError, TrainingError
from foley_models.parts import ModelParts, TrainableVocoder
from foley_models.training.drawing import VALIDATION_SEED, Drawer
from foley_models.training.examples import Examples
from foley_models.training.settings import TrainSettings
from foley_models.training.sound_losses import log_mel_errors, spectral_errors
from foley_models.training.step import Losses, Share, all_rows
from foley_models.training.trainable import Trainee

CROP_FRAMES = 64  # of log-mel: whole segments would cost many times the memory and teach little more
PLACES = 3  # random ones, of which the loudest is taken: silence teaches little
VALIDATION_MOST = 16


@dataclass(frozen=True)
class SoundBatch:
    """Crops of segments, on the CPU: latents, the samples they stand for, and a seed for each one's noise."""

    latents: Tensor  # (batch, channel, time, frequency)
    waveforms: Tensor  # (batch, sample)
    seeds: tuple[int, ...]

    def piece(self, start: int, stop: int) -> "SoundBatch":
        """The examples from `start` up to `stop`."""
        return SoundBatch(self.latents[start:stop], self.waveforms[start:stop], self.seeds[start:stop])


class Crops:
    """Draws crops of the segments that the other phase would draw in the same step."""

    def __init__(self, examples: Examples, parts: ModelParts, drawer: Drawer, settings: TrainSettings) -> None:
        if examples.sounds is None:
            raise TrainingError("The method 'codec' learns from waveforms: prepare the recordings with waveforms=True.")
        self._latents, self._sounds = examples.latents, examples.sounds
        self._validation = examples.rows("validation").numpy()[:VALIDATION_MOST]
        self._drawer, self._seed = drawer, settings.seed
        self._stride_samples, self._count = crop_of(parts)

    def batch(self, step: int) -> SoundBatch:
        """The crops of a step."""
        return self._made(self._drawer.rows(step), [self._seed, step, 2])

    def validation(self) -> SoundBatch | None:
        """Crops of held-out segments, always the same; None where nothing is held out."""
        return self._made(self._validation, [VALIDATION_SEED, 2]) if len(self._validation) else None

    def _made(self, rows: NDArray[np.int64], seed: Sequence[int]) -> SoundBatch:
        random = np.random.default_rng(seed)
        latents, waveforms = [], []
        for row in rows.tolist():
            samples = self._sounds.read(row)
            start = self._start(samples, random)
            first = start * self._stride_samples
            latents.append(self._latents[row, :, start : start + self._count].float())
            waveforms.append(torch.from_numpy(samples[first : first + self._count * self._stride_samples]))
        seeds = tuple(random.integers(2**62, size=len(rows)).tolist())
        return SoundBatch(torch.stack(latents), torch.stack(waveforms), seeds)

    def _start(self, samples: NDArray[np.float32], random: np.random.Generator) -> int:
        """First latent of the loudest of a few places."""
        last = len(samples) // self._stride_samples - self._count
        power = np.add.reduceat(np.square(samples), range(0, len(samples), self._stride_samples))
        starts: list[int] = random.integers(0, last + 1, PLACES).tolist()
        return max(starts, key=lambda start: float(power[start : start + self._count].sum()))


@torch.inference_mode()
def crop_of(parts: ModelParts) -> tuple[int, int]:
    """Samples that one latent stands for, and how many latents make a crop."""
    channels, time, rows = parts.codec.latent_shape(parts.window_frames)
    few = torch.zeros(1, channels, 4, rows, device=parts.unconditional.device)
    frames = parts.codec.decode(few).shape[1] // 4
    whole = min(time, parts.window_frames // frames)
    return frames * parts.spec.hop_samples, min(whole, -(-CROP_FRAMES // frames))


class SoundLoss:
    """How far a trainee's decoder and vocoder are from the segments themselves."""

    def __init__(self, trainee: Trainee, crops: Crops | None, *, bfloat16: bool) -> None:
        vocoder = trainee.parts.vocoder
        if not isinstance(vocoder, TrainableVocoder):
            raise NotAvailableError("The vocoder of this pack cannot be trained: choose the method 'full'.")
        self._parts, self._crops, self._vocoder = trainee.parts, crops, vocoder
        self._device = trainee.parts.unconditional.device
        self._bfloat16 = bfloat16
        self._decoder_moves = any(name.startswith("codec/") for name in trainee.parameters)

    def backward(self, step: int, piece: int, share: Share = all_rows) -> Losses | None:
        """Adds the gradients of a step to the parameters, `piece` crops at a time; None where a loss is not finite.

        Of a share of its crops, gradients and losses are what those add to the mean over all.
        """
        if self._crops is None:
            raise TrainingError("There are no segments to draw a step from.")
        batch, sums = self._crops.batch(step), dict[str, float]()
        count = len(batch.seeds)
        first, last = share(count)
        for start in range(first, last, piece):
            errors = self.errors(batch.piece(start, min(start + piece, last)))
            if not torch.isfinite(errors["total"]).all():
                return None
            torch.autograd.backward(errors["total"].sum() / count)
            _add(sums, errors, count)
        return sums

    @torch.inference_mode()
    def validation(self, piece: int) -> Losses:
        """Losses on held-out segments; empty where nothing is held out."""
        batch = self._crops.validation() if self._crops is not None else None
        sums = dict[str, float]()
        for start in range(0, 0 if batch is None else len(batch.seeds), piece):
            assert batch is not None
            _add(sums, self.errors(batch.piece(start, start + piece)), len(batch.seeds))
        return sums

    def errors(self, batch: SoundBatch) -> dict[str, Tensor]:
        """Errors of each crop (batch,): `total`, `sound`, and `codec` where the decoder moves; the total is the sum."""
        parts, kind = self._parts, self._device.type
        latents, real = batch.latents.to(self._device), batch.waveforms.to(self._device)
        with torch.autocast(kind, dtype=torch.bfloat16, enabled=self._bfloat16 and self._decoder_moves):
            log_mel = parts.codec.decode(latents)
        with torch.autocast(kind, dtype=torch.bfloat16, enabled=self._bfloat16):
            made = self._vocoder.draft(log_mel, batch.seeds)[:, : real.shape[1]]
        sound = spectral_errors(made, real) + log_mel_errors(made, real, parts.front_end)
        if not self._decoder_moves:
            return {"total": sound, "sound": sound}
        codec = self._codec_errors(log_mel, real)
        return {"total": sound + codec, "sound": sound, "codec": codec}

    def _codec_errors(self, log_mel: Tensor, real: Tensor) -> Tensor:
        """Mean absolute distance to the log-mel of the crop, without the frames that reach over its ends."""
        spec = self._parts.spec
        edge = -(-spec.window_samples // (2 * spec.hop_samples))
        distance = (log_mel - self._parts.front_end(real)).abs()
        return distance[:, edge : distance.shape[1] - edge].mean(dim=(1, 2))


def _add(sums: dict[str, float], errors: dict[str, Tensor], count: int) -> None:
    for name, values in errors.items():
        sums[name] = sums.get(name, 0.0) + float(values.detach().sum()) / count
