"""The laws of the losses of fine-tuning."""

import pytest
import torch
from torch import Tensor

from foley_models.schedule import NoiseSchedule
from foley_models.training.losses import Noised, diffusion_errors, latent_errors, latent_weight, noised

SCHEDULE = NoiseSchedule()


class Mean:
    """A latent scorer whose embedding is a normalised linear map of the latent."""

    def __init__(self) -> None:
        self.weight = torch.randn(24, 512, generator=torch.Generator().manual_seed(3))

    def embed_latents(self, latents: Tensor) -> Tensor:
        return torch.nn.functional.normalize(latents.flatten(1) @ self.weight, dim=1)


def batch(count: int = 4) -> Noised:
    generator = torch.Generator().manual_seed(1)
    z0, eps = (torch.randn(count, 2, 3, 4, generator=generator) for _ in range(2))
    return noised(z0, eps, torch.tensor([0, 100, 200, 999])[:count], SCHEDULE)


def test_the_latent_loss_weighs_one_at_step_0_and_a_tenth_at_step_200() -> None:
    assert latent_weight(torch.tensor([0, 200, 400])).tolist() == pytest.approx([1.0, 0.1, 0.01])


def test_with_the_true_noise_the_predicted_z0_is_z0() -> None:
    met = batch()
    torch.testing.assert_close(SCHEDULE.predict_z0(met.z_n, met.eps, met.n), met.z0, rtol=1e-3, atol=1e-3)


def test_the_diffusion_loss_is_the_mean_square_of_the_noise_that_was_missed() -> None:
    met = batch()
    assert diffusion_errors(met, met.eps, SCHEDULE, "eps").tolist() == [0.0] * 4
    assert diffusion_errors(met, met.eps + 0.5, SCHEDULE, "eps").tolist() == pytest.approx([0.25] * 4)


def test_of_a_network_that_predicts_v_the_error_is_that_of_v() -> None:
    met = batch()
    eps_hat = met.eps + 0.3 * torch.randn(met.eps.shape, generator=torch.Generator().manual_seed(2))
    signal, noise = SCHEDULE.signal_and_noise(met.n)
    v_hat = (eps_hat - noise * met.z_n) / signal
    expected = (v_hat - SCHEDULE.v_target(met.z0, met.eps, met.n)).square().mean(dim=(1, 2, 3))
    torch.testing.assert_close(diffusion_errors(met, eps_hat, SCHEDULE, "v"), expected, rtol=1e-3, atol=1e-5)


def test_the_latent_loss_vanishes_where_the_predicted_latent_sounds_like_the_recording() -> None:
    met, scorer = batch(), Mean()
    own = scorer.embed_latents(met.z0)
    assert latent_errors(met, met.eps, scorer, own, schedule=SCHEDULE).tolist() == pytest.approx([0.0] * 4, abs=1e-4)


def test_the_latent_loss_is_w_times_two_minus_two_cosine() -> None:
    met, scorer = batch(), Mean()
    target = torch.nn.functional.normalize(torch.randn(4, 512, generator=torch.Generator().manual_seed(5)), dim=1)
    cosine = (scorer.embed_latents(met.z0) * target).sum(dim=1)
    found = latent_errors(met, met.eps, scorer, target, schedule=SCHEDULE)
    torch.testing.assert_close(found, latent_weight(met.n) * (2 - 2 * cosine), rtol=1e-3, atol=1e-4)
