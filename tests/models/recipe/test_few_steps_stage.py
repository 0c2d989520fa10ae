"""What the distilled denoiser is taught: steps that lead where the teacher's lead."""

import pytest
import torch
from torch import Tensor, nn

from foley_models.core.denoiser import DenoiserShape, TokenDenoiser
from foley_models.few_steps import DOWN, UP
from foley_models.recipe.few_steps_stage import add_low_rank, changes_of, way
from foley_models.requests import FEW_STEPS
from foley_models.samplers import begin
from foley_models.schedule import NoiseSchedule

SHAPE = DenoiserShape(channels=2, rows=4, window_frames=8, width=32, layers=1, heads=2, hidden=32, step_features=16)
SCHEDULE = NoiseSchedule()


def teach(z_n: Tensor, n: Tensor) -> Tensor:
    """Any bent way."""
    return torch.sin(2.0 * z_n) + 0.001 * float(n[0])


@pytest.mark.parametrize("own", [False, True])
def test_the_taught_v_leads_a_first_order_step_to_where_the_teacher_goes(own: bool) -> None:  # noqa: FBT001
    start = begin("dpmpp-2m-karras", torch.randn(3, 2, 8, 4), schedule=SCHEDULE, steps=5)
    state = start
    for example in way(start, teach, (lambda z, _: 0.5 * z) if own else None):
        assert torch.equal(example.z_n, state.latent)
        taught = state.step(teach)
        n = torch.full((3,), example.n)

        def predict(z_n: Tensor, _: Tensor, n: Tensor = n, v: Tensor = example.v) -> Tensor:
            return SCHEDULE.eps_from_v(z_n, v, n)

        led = state.as_sampler(FEW_STEPS).step(predict).latent
        torch.testing.assert_close(led, taught.latent, atol=2e-4, rtol=2e-4)
        student = state.as_sampler(FEW_STEPS).step(lambda z, _: 0.5 * z).latent
        state = taught.at(student) if own else taught
    assert state.done


def test_low_rank_changes_begin_as_nothing_and_say_what_they_add() -> None:
    torch.manual_seed(1)
    network = TokenDenoiser(SHAPE)
    nn.init.normal_(network.leave.weight)  # or it would say nothing at all
    z, n, under = torch.randn(2, 2, 8, 4), torch.tensor([5, 500]), torch.randn(2, 512)
    before = network(z, n, under)
    add_low_rank(network, 3)
    assert torch.equal(network(z, n, under), before)
    trained = [name for name, one in network.named_parameters() if one.requires_grad]
    assert trained
    assert all(name.endswith((".down", ".up")) for name in trained)
    with torch.no_grad():
        for name, one in network.named_parameters():
            if name.endswith(".up"):
                one.normal_(std=0.1)
    changes = changes_of(network)
    assert changes["layers.0.qkv.weight" + UP].shape == (96, 3)
    assert changes["layers.0.qkv.weight" + DOWN].shape == (3, 32)
    assert not torch.allclose(network(z, n, under), before)
