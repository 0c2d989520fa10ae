import math

import pytest
import torch
from torch import Tensor, nn

from foley_models.errors import RequestError
from foley_models.guidance import guided


class SmallDenoiser(nn.Module):
    """A real network with the interface of a denoiser that counts what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.from_embedding = nn.Linear(512, 8)
        self.from_latent = nn.Conv2d(8, 8, 3, padding=1)
        self.batches: list[int] = []

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        self.batches.append(len(z_n))
        assert len(z_n) == len(n) == len(embedding)
        shift = self.from_embedding(embedding) + n[:, None] / 1000
        answer: Tensor = self.from_latent(z_n) + shift[:, :, None, None]
        return answer


@pytest.fixture
def denoiser() -> SmallDenoiser:
    return SmallDenoiser()


def inputs() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    embeddings = nn.functional.normalize(torch.randn(4, 512, generator=generator), dim=-1)
    return torch.randn(3, 8, 6, 4, generator=generator), torch.tensor([7, 7, 7]), embeddings[:3], embeddings[3]


def test_guidance_is_the_line_through_both_predictions(denoiser: SmallDenoiser) -> None:
    z_n, n, embedding, null = inputs()
    towards = denoiser.predict_eps(z_n, n, embedding)
    away = denoiser.predict_eps(z_n, n, null.expand(3, -1))
    eps = guided(denoiser.predict_eps, embedding, null, 2.5)(z_n, n)
    torch.testing.assert_close(eps, away + 2.5 * (towards - away))


def test_both_branches_go_in_one_batch(denoiser: SmallDenoiser) -> None:
    z_n, n, embedding, null = inputs()
    guided(denoiser.predict_eps, embedding, null, 2.0)(z_n, n)
    assert denoiser.batches == [6]


def test_scale_one_runs_only_the_conditional_branch(denoiser: SmallDenoiser) -> None:
    z_n, n, embedding, null = inputs()
    eps = guided(denoiser.predict_eps, embedding, null, 1.0)(z_n, n)
    assert denoiser.batches == [3]
    assert torch.equal(eps, denoiser.predict_eps(z_n, n, embedding))


def test_scale_zero_is_the_unconditional_prediction(denoiser: SmallDenoiser) -> None:
    z_n, n, embedding, null = inputs()
    eps = guided(denoiser.predict_eps, embedding, null, 0.0)(z_n, n)
    torch.testing.assert_close(eps, denoiser.predict_eps(z_n, n, null.expand(3, -1)))


def test_a_negative_prompt_of_its_own_for_each_candidate_steers_each(denoiser: SmallDenoiser) -> None:
    z_n, n, embedding, null = inputs()
    alike = guided(denoiser.predict_eps, embedding, null.expand(3, -1), 3.0)(z_n, n)
    torch.testing.assert_close(alike, guided(denoiser.predict_eps, embedding, null, 3.0)(z_n, n))
    negatives = torch.stack([null, embedding[0], null])
    eps = guided(denoiser.predict_eps, embedding, negatives, 3.0)(z_n, n)
    torch.testing.assert_close(eps[0], alike[0])
    assert not torch.allclose(eps[1], alike[1])


@pytest.mark.parametrize("scale", [-0.1, math.nan, math.inf])
def test_a_scale_that_means_nothing_is_refused(denoiser: SmallDenoiser, scale: float) -> None:
    _, _, embedding, null = inputs()
    with pytest.raises(RequestError, match="guidance"):
        guided(denoiser.predict_eps, embedding, null, scale)
