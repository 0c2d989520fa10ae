"""A latent CLAP encoder for a pack of the AudioLDM family."""

from pathlib import Path

import numpy as np
import torch

from foley_models.parts import ModelParts
from foley_models.training.latent_clap import (
    EncoderSettings,
    Lesson,
    label_all,
    label_with,
    shape_for,
    train_latent_clap,
)


class Noise:
    """Sounds as long as the segments that the published networks were trained on, which CLAP does not hear wholly."""

    def __init__(self, parts: ModelParts) -> None:
        self._length = parts.window_frames * parts.spec.hop_samples

    def draw(self, random: np.random.Generator) -> np.ndarray:
        return random.normal(0, 0.1, self._length).astype(np.float32)


def test_an_encoder_is_trained_on_what_the_packs_own_tower_says(tiny_parts: ModelParts, tmp_path: Path) -> None:
    sounds, label, shape = Noise(tiny_parts), label_with(tiny_parts), shape_for(tiny_parts)
    judged = label_all(label, torch.from_numpy(sounds.draw(np.random.default_rng(5)))[None])
    frames = tiny_parts.window_frames
    assert judged.latents.shape == (1, *tiny_parts.codec.latent_shape(frames))
    assert shape.latent_channels == judged.latents.shape[1]
    lesson = Lesson(sounds, tiny_parts.spec.rate_hz, label, judged, torch.device("cpu"))
    trained = train_latent_clap(shape, lesson, EncoderSettings(steps=2, batch=2), checkpoint=tmp_path / "a.pt")
    assert trained.model.embed_latents(judged.latents).shape == (1, 512)
    assert -1.0 <= trained.cosine <= 1.0
