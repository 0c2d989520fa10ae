"""Trials: sounds of many prompts, the same as a request would give, one take at a time or several."""

from pathlib import Path

import numpy as np
import pytest
import torch

from foley_models.errors import NotAvailableError
from foley_models.pack import Pack, load_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from foley_models.training.trial import Trial, run_trial
from tests.models.tiny_core import add_few_steps, write_tiny_pack

PROMPTS = ("a dog barking", "rain falling")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = write_tiny_pack(tmp_path_factory.mktemp("pack"))
    add_few_steps(folder)
    return load_pack(folder, device="cpu", dtype="float32")


@pytest.mark.parametrize("few_steps", [True, False])
def test_a_trial_gives_what_a_request_gives(pack: Pack, *, few_steps: bool) -> None:
    made = run_trial(pack, Trial(PROMPTS[:1], seconds=0.5, seed=7, few_steps=few_steps))
    asked = GenerationRequest(PROMPTS[0], seconds=0.5, count=1, pool=1, seed=7, threshold=-1.0)
    if not few_steps:
        guidance, steps = pack.card.defaults.guidance, pack.card.defaults.steps
        asked = GenerationRequest(**(vars(asked) | {"guidance": guidance, "steps": steps}))
    (candidate,) = ModelStack(pack).generate(asked).candidates
    np.testing.assert_allclose(made.waveforms[0, 0].numpy(), candidate.waveform, atol=1e-4)


def test_later_takes_can_be_made_without_those_before(pack: Pack) -> None:
    both = run_trial(pack, Trial(PROMPTS, seconds=0.5, count=2, few_steps=True))
    second = run_trial(pack, Trial(PROMPTS, seconds=0.5, first=1, few_steps=True))
    torch.testing.assert_close(second.waveforms[:, 0], both.waveforms[:, 1], atol=1e-4, rtol=0.0)
    assert not torch.equal(both.waveforms[:, 0], both.waveforms[:, 1])


def test_few_steps_that_a_pack_has_not_are_refused(tmp_path: Path) -> None:
    without = load_pack(write_tiny_pack(tmp_path / "pack"), device="cpu", dtype="float32")
    with pytest.raises(NotAvailableError, match="no denoiser for few-steps"):
        run_trial(without, Trial(PROMPTS, seconds=0.5, few_steps=True))
