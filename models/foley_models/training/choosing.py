"""Many sounds at once with a choice: candidates made until one passes its threshold, or a pool to choose from.

Candidate k of a sound has the same noise whatever is chosen by, so systems and choices that are asked with the same
seeds differ by nothing else; candidate 0 is the sound without any choice.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from foley_models.batches import Batches
from foley_models.candidate_seeds import candidate_seed
from foley_models.finishing import is_sound
from foley_models.pack import Pack
from foley_models.resample import resample
from foley_models.training.trial import Trial, make_sounds

REJECTED = -2.0  # the score of silence, and of what is no sound at all: under every cosine
OnSounds = Callable[[int], None]  # how many more were made


@dataclass(frozen=True)
class Ask:
    """One sound that is wanted: its threshold is for the cosine with its tuned text embedding."""

    prompt: str
    threshold: float
    guidance: float
    seed: int


@dataclass(frozen=True)
class Made:
    """Waveforms (sound, sample), and of each sound how many candidates were made and whether one passed.

    `seconds` is what computing took for one sound, on average; loading and reading are not in it.
    """

    waveforms: Tensor
    candidates: Tensor  # (sound,)
    passed: Tensor  # (sound,) bool
    seconds: float


@dataclass(frozen=True)
class Pools:
    """Waveforms (sound, candidate, sample) and their CLAP embeddings (sound, candidate, 512); seconds of one sound."""

    waveforms: Tensor
    embeddings: Tensor
    seconds: float


class Chooser:
    """Makes and scores sounds of a pack, `batch_size` at a time, of a length in seconds."""

    def __init__(
        self,
        pack: Pack,
        *,
        seconds: float,
        steps: int | None = None,
        batch_size: int = 16,
        on_sounds: OnSounds | None = None,
    ) -> None:
        self._pack, self._seconds, self._steps = pack, seconds, steps
        self._batches = Batches(batch_size)
        self._on_sounds = on_sounds

    @torch.inference_mode()
    def until_passed(self, asks: Sequence[Ask], *, most: int) -> tuple[Made, Made]:
        """Without a choice, and with one: up to `most` candidates, until one reaches the threshold, else the best."""
        began_s = time.monotonic()
        conditions = self._conditions(asks)
        first = self._made(asks, conditions, number=0)
        first_s = time.monotonic() - began_s
        best, scores = first.clone(), self._scores(first, conditions)
        thresholds = torch.tensor([one.threshold for one in asks])
        at_once = scores >= thresholds
        counts = torch.ones(len(asks), dtype=torch.long)
        for number in range(1, most):
            left = torch.nonzero(scores < thresholds)[:, 0]
            if not len(left):
                break
            tried = self._made([asks[row] for row in left.tolist()], conditions[left], number=number)
            found = self._scores(tried, conditions[left])
            better = found > scores[left]
            best[left[better]], scores[left[better]] = tried[better], found[better]
            counts[left] += 1
        passed = scores >= thresholds
        all_s = time.monotonic() - began_s
        plain = Made(first, torch.ones_like(counts), at_once, first_s / len(asks))
        return plain, Made(best, counts, passed, all_s / len(asks))

    @torch.inference_mode()
    def pools(self, asks: Sequence[Ask], *, size: int) -> Pools:
        """`size` candidates of each sound; what is silent or broken has the embedding 0, which no target is near."""
        began_s = time.monotonic()
        conditions = self._conditions(asks)
        rows = [self._made(asks, conditions, number=number) for number in range(size)]
        heard = [self._heard(one) for one in rows]
        return Pools(torch.stack(rows, 1), torch.stack(heard, 1), (time.monotonic() - began_s) / len(asks))

    @torch.inference_mode()
    def texts(self, texts: Sequence[str], *, tuned: bool) -> Tensor:
        """Embeddings (text, 512) on the CPU, through the tuning layer or not."""
        embedded = self._pack.parts.encoder.embed_text(list(texts))
        return (self._pack.parts.tuning(embedded) if tuned else embedded).float().cpu()

    def _conditions(self, asks: Sequence[Ask]) -> Tensor:
        return self.texts([one.prompt for one in asks], tuned=True)

    def _made(self, asks: Sequence[Ask], conditions: Tensor, *, number: int) -> Tensor:
        """Candidate `number` of each; those of one guidance go through the networks together."""
        made: dict[int, Tensor] = {}
        for guidance in sorted({one.guidance for one in asks}):
            rows = [row for row, one in enumerate(asks) if one.guidance == guidance]
            seeds = [candidate_seed(asks[row].seed, number) for row in rows]
            made |= dict(zip(rows, self._under(guidance, conditions[rows], seeds), strict=True))
        return torch.stack([made[row] for row in range(len(asks))])

    def _under(self, guidance: float, conditions: Tensor, seeds: Sequence[int]) -> Tensor:
        trial = Trial((), seconds=self._seconds, guidance=guidance, steps=self._steps)
        device = self._pack.parts.unconditional.device

        def work(start: int, stop: int) -> Tensor:
            made = make_sounds(self._pack, trial, conditions[start:stop].to(device), seeds[start:stop]).cpu()
            if self._on_sounds is not None:
                self._on_sounds(len(made))
            return made

        return torch.nan_to_num(self._batches.run(work, len(seeds)), posinf=0.0, neginf=0.0)

    def _heard(self, waveforms: Tensor) -> Tensor:
        encoder, rate_hz = self._pack.parts.encoder, self._pack.card.audio.rate_hz
        device = self._pack.parts.unconditional.device

        def work(start: int, stop: int) -> Tensor:
            return encoder.embed_audio(resample(waveforms[start:stop].to(device), rate_hz, encoder.rate_hz)).cpu()

        return self._batches.run(work, len(waveforms)) * is_sound(waveforms)[:, None]

    def _scores(self, waveforms: Tensor, conditions: Tensor) -> Tensor:
        heard = self._heard(waveforms)
        cosine = (heard * conditions).sum(dim=1)
        return torch.where(heard.any(dim=1), cosine, torch.full_like(cosine, REJECTED))
