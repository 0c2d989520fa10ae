"""The transformer denoiser and its sliding window."""

from itertools import pairwise

import pytest
import torch

from foley_models.core.denoiser import DenoiserShape, SlidingDenoiser, TokenDenoiser, window_starts
from foley_models.schedule import NoiseSchedule

SHAPE = DenoiserShape(
    channels=2, rows=4, window_frames=8, frames_per_token=2, width=16, layers=2, heads=2, hidden=24, embedding_size=12
)


def network(*, stirred: bool = True) -> TokenDenoiser:
    torch.manual_seed(0)
    made = TokenDenoiser(SHAPE)
    if stirred:
        for value in made.parameters():
            torch.nn.init.normal_(value, std=0.3)
    return made.eval()


def test_a_new_network_predicts_zero_v() -> None:
    v = network(stirred=False)(torch.randn(3, 2, 8, 4), torch.tensor([0, 500, 999]), torch.randn(3, 12))
    assert v.shape == (3, 2, 8, 4)
    assert torch.equal(v, torch.zeros_like(v))


def test_tokens_and_latents_are_each_others_inverse() -> None:
    made, latents = network(), torch.randn(2, 2, 8, 4)
    assert torch.equal(made.latents(made.tokens(latents)), latents)


def test_step_embedding_and_latent_all_change_the_prediction() -> None:
    made, z, n, e = network(), torch.randn(1, 2, 8, 4), torch.tensor([100]), torch.randn(1, 12)
    base = made(z, n, e)
    assert not torch.allclose(base, made(z, n + 400, e))
    assert not torch.allclose(base, made(z, n, torch.zeros_like(e)))
    assert not torch.allclose(base, made(z.flip(2), n, e))


def test_a_row_of_a_batch_does_not_depend_on_its_company() -> None:
    made, z, n, e = network(), torch.randn(5, 2, 8, 4), torch.arange(5) * 200, torch.randn(5, 12)
    together = made(z, n, e)
    alone = torch.cat([made(z[i : i + 1], n[i : i + 1], e[i : i + 1]) for i in range(5)])
    assert torch.allclose(together, alone, atol=1e-5)


def test_every_parameter_is_reached_by_the_loss() -> None:
    made = network()
    made(torch.randn(2, 2, 8, 4), torch.tensor([3, 700]), torch.randn(2, 12)).square().mean().backward()
    assert all(value.grad is not None and value.grad.abs().sum() > 0 for value in made.parameters())


def test_eps_comes_from_v_so_that_z0_is_what_v_says() -> None:
    schedule, made = NoiseSchedule(), network()
    z, n, e = torch.randn(2, 2, 8, 4), torch.tensor([50, 600]), torch.randn(2, 12)
    eps = SlidingDenoiser(made, schedule).predict_eps(z, n, e)
    v = made(z, n, e)
    assert torch.allclose(schedule.predict_z0(z, eps, n), schedule.z0_from_v(z, v, n), atol=1e-4)


@pytest.mark.parametrize("frames", [8, 9, 16, 21, 40])
def test_windows_cover_every_frame_and_overlap(frames: int) -> None:
    starts = window_starts(frames, 8)
    covered = {frame for start in starts for frame in range(start, start + 8)}
    assert covered == set(range(frames))
    assert all(later - earlier <= 6 for earlier, later in pairwise(starts))


def test_a_longer_latent_is_denoised_whole() -> None:
    sliding = SlidingDenoiser(network(), NoiseSchedule())
    z = torch.randn(2, 2, 21, 4)
    eps = sliding.predict_eps(z, torch.tensor([400, 400]), torch.randn(2, 12))
    assert eps.shape == z.shape
    assert torch.isfinite(eps).all()


def test_where_only_one_window_lies_the_long_prediction_is_that_windows() -> None:
    made, schedule = network(), NoiseSchedule()
    z, n, e = torch.randn(1, 2, 14, 4), torch.tensor([300]), torch.randn(1, 12)
    long = SlidingDenoiser(made, schedule).predict_eps(z, n, e)
    first = schedule.eps_from_v(z[:, :, :8], made(z[:, :, :8], n, e), n)
    assert window_starts(14, 8) == [0, 3, 6]
    assert torch.allclose(long[:, :, :3], first[:, :, :3], atol=1e-5)
