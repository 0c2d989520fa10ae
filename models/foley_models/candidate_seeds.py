"""Randomness of a request: every candidate and every draw gets a stream of its own, hashed from the request's seed.

Hashing, not counting on, so that the candidates of seed 7 are not those of seed 8 shifted by one.
"""

import numpy as np
import torch
from torch import Tensor

CANDIDATE_STREAM = 0
TARGET_STREAM = 1
DIRECTION_STREAM = 2
VARIATION_STREAM = 3
STEP_STREAM = 4


def candidate_seed(seed: int, index: int) -> int:
    """Seed of candidate `index` of a request with `seed`, from 1 to 2**31 - 1 (a signed 32-bit number for hosts)."""
    word = np.random.SeedSequence(seed, spawn_key=(CANDIDATE_STREAM, index)).generate_state(1)[0]
    return int(word) % (2**31 - 1) + 1


def candidate_noise(seed: int, shape: tuple[int, int, int]) -> Tensor:
    """Standard normal noise (channel, time, frequency) of one candidate, on the CPU in float32.

    Drawn one candidate at a time on the CPU, so that it depends neither on the batch nor on the device.
    """
    return torch.randn(shape, generator=torch.Generator("cpu").manual_seed(seed), dtype=torch.float32)


def step_noise(seed: int, step: int, shape: tuple[int, ...]) -> Tensor:
    """Standard normal noise of one candidate for one step of a sampler that adds noise, on the CPU in float32."""
    word = int(np.random.SeedSequence(seed, spawn_key=(STEP_STREAM, step)).generate_state(1)[0])
    return torch.randn(shape, generator=torch.Generator("cpu").manual_seed(word), dtype=torch.float32)


def variation_seed(seed: int, source: int) -> int:
    """Seed of the noise of one candidate of a variation, whose source is `source` (32 bits).

    A seed that made the source, or a source of it, must not give the same noise again: most of the sound that was made
    of it would come back.
    """
    return int(np.random.SeedSequence(seed, spawn_key=(VARIATION_STREAM, source)).generate_state(1)[0])


def source_word(*parts: int) -> int:
    """32 bits that stand for a source, of what tells it from others."""
    return int(np.random.SeedSequence(parts).generate_state(1)[0])


def candidate_direction(seed: int, size: int) -> Tensor:
    """Standard normal numbers (size,) of one candidate, on the CPU in float32: where a variation moves the embedding.

    A stream of its own, so that what moves the embedding tells nothing of the noise.
    """
    word = int(np.random.SeedSequence(seed, spawn_key=(DIRECTION_STREAM,)).generate_state(1)[0])
    return torch.randn(size, generator=torch.Generator("cpu").manual_seed(word), dtype=torch.float32)


def target_draw(seed: int, choices: int) -> int:
    """Which of `choices` stored embeddings a request with `seed` is ranked against (Yuan et al., 5)."""
    return int(np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(TARGET_STREAM,))).integers(choices))
