"""What is taught where the few steps are made half as many: one step that leads where two of the teacher's lead."""

from collections import Counter

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from foley_models.core.denoiser import DenoiserShape, TokenDenoiser
from foley_models.recipe.captions import FAMILY_PROMPTS
from foley_models.recipe.few_steps_stage import add_low_rank, changes_of
from foley_models.recipe.halving_stage import go_on_from, halved_levels, halved_way, read_wording
from foley_models.requests import FEW_STEPS
from foley_models.samplers import Level, Sampling, begin
from foley_models.schedule import NoiseSchedule

SHAPE = DenoiserShape(channels=2, rows=4, window_frames=8, width=32, layers=1, heads=2, hidden=32, step_features=16)
SCHEDULE = NoiseSchedule()


def teach(z_n: Tensor, n: Tensor) -> Tensor:
    """Any bent way."""
    return torch.sin(2.0 * z_n) + 0.001 * float(n[0])


@pytest.mark.parametrize("steps", [4, 5])
@pytest.mark.parametrize("own", [False, True])
def test_one_step_is_taught_to_lead_where_two_lead(own: bool, steps: int) -> None:  # noqa: FBT001
    start = begin(FEW_STEPS, torch.randn(3, 2, 8, 4), schedule=SCHEDULE, steps=steps)
    levels = halved_levels(start)
    assert levels == [level.n for level in start.levels[:-1]][::2]
    examples = list(halved_way(start, teach, (lambda z, _: 0.5 * z) if own else None))
    assert [one.n for one in examples] == levels
    state = begin(FEW_STEPS, start.latent, schedule=SCHEDULE, steps=len(levels), ns=levels)
    for place, example in enumerate(examples):
        torch.testing.assert_close(example.z_n, state.latent, atol=2e-4, rtol=2e-4)
        both = start_at(example.z_n, start.levels[2 * place : 2 * place + 3])
        while not both.done:
            both = both.step(teach)
        n = torch.full((3,), example.n)
        led = state.step(lambda z_n, _, n=n, v=example.v: SCHEDULE.eps_from_v(z_n, v, n))  # type: ignore[misc]
        torch.testing.assert_close(led.latent, both.latent, atol=5e-4, rtol=5e-4)
        state = state.step(lambda z, _: 0.5 * z) if own else led
    assert state.done


def start_at(latent: Tensor, levels: tuple[Level, ...]) -> Sampling:
    """A sampling of a few levels of another."""
    return Sampling(FEW_STEPS, levels, latent, latent)


def test_it_goes_on_from_the_changes_that_are_there() -> None:
    torch.manual_seed(1)
    first, second = TokenDenoiser(SHAPE), TokenDenoiser(SHAPE)
    nn.init.normal_(first.leave.weight)
    second.load_state_dict(first.state_dict())
    for network in (first, second):
        add_low_rank(network, 3)
    with torch.no_grad():
        for name, weight in first.named_parameters():
            if name.endswith(".up"):
                weight.normal_(std=0.1)
    go_on_from(second, changes_of(first))
    z, n, under = torch.randn(2, 2, 8, 4), torch.tensor([5, 500]), torch.randn(2, 512)
    assert torch.equal(first(z, n, under), second(z, n, under))


def test_every_family_is_asked_for_in_other_words_too() -> None:
    wording = read_wording()
    assert set(wording) <= set(FAMILY_PROMPTS)
    assert Counter(len(captions) > 0 for captions in wording.values())[False] == 0
    assert np.mean([sum(map(len, captions.values())) for captions in wording.values()]) > 20
