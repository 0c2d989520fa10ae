"""Samples during a training: made by what is trained."""

from pathlib import Path

import numpy as np
import torch

from foley_models.pack import load_pack
from foley_models.training.events import Rendered
from foley_models.training.preview import render_sample
from foley_models.training.settings import TrainSettings
from tests.models.tiny_core import add_few_steps, write_tiny_pack


def test_a_sample_is_made_by_the_denoiser_that_learns_and_not_by_the_distilled_one(tmp_path: Path) -> None:
    folder = write_tiny_pack(tmp_path / "pack")
    add_few_steps(folder)
    pack = load_pack(folder, device="cpu", dtype="float32")
    settings = TrainSettings(sample_prompts=("a dog barking",))
    before = render_sample(pack, settings, 0, step=1)
    with torch.no_grad():
        pack.parts.networks["denoiser"].get_parameter("leave.weight").mul_(0.5)  # as if it had learnt
    after = render_sample(pack, settings, 0, step=2)
    assert isinstance(before, Rendered)
    assert isinstance(after, Rendered)
    assert not np.array_equal(before.waveform, after.waveform)
