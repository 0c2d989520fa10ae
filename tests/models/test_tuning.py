"""The laws of the tuning layer: it starts as the identity and a little noise."""

import torch
from torch.nn.functional import normalize

from foley_models.tuning import TuningLayer


def test_it_starts_as_the_identity_and_a_bias_of_small_noise() -> None:
    layer = TuningLayer(bias_std=0.01, generator=torch.Generator().manual_seed(3))
    bias = layer.linear.bias.detach()
    assert torch.equal(layer.linear.weight.detach(), torch.eye(512))
    assert 0.008 < bias.std() < 0.012
    embedding = normalize(torch.randn(4, 512, generator=torch.Generator().manual_seed(5)), dim=1)
    torch.testing.assert_close(layer(embedding), normalize(embedding + bias, dim=1))


def test_without_noise_it_is_the_identity_on_embeddings() -> None:
    embedding = normalize(torch.randn(4, 512, generator=torch.Generator().manual_seed(5)), dim=1)
    torch.testing.assert_close(TuningLayer()(embedding), embedding)
