"""The linear codec."""

import pytest
import torch

from foley_models.core.codec import CodecShape, PatchCodec


def fitted(channels: int = 8) -> tuple[PatchCodec, torch.Tensor]:
    torch.manual_seed(0)
    smooth = torch.cumsum(torch.randn(6, 32, 80), dim=1) * 0.3 - 5
    codec = PatchCodec(CodecShape(channels=channels))
    codec.fit(smooth)
    return codec, smooth


def test_with_all_components_nothing_is_lost() -> None:
    codec, log_mel = fitted(channels=16)
    assert torch.allclose(codec.decode(codec.encode(log_mel)), log_mel, atol=1e-4)


def test_more_components_keep_more() -> None:
    errors = []
    for channels in (2, 4, 8):
        codec, log_mel = fitted(channels)
        errors.append(float((codec.decode(codec.encode(log_mel)) - log_mel).square().mean()))
    assert errors[0] > errors[1] > errors[2]


def test_latents_of_the_fitted_sounds_have_zero_mean_and_mean_square_one() -> None:
    codec, log_mel = fitted()
    latents = codec.encode(log_mel)
    assert abs(float(latents.mean())) < 0.01
    assert float(latents.square().mean()) == pytest.approx(1.0, abs=0.01)


def test_encoding_what_was_decoded_changes_nothing() -> None:
    codec, _ = fitted()
    latents = torch.randn(2, 8, 5, 20)
    assert torch.allclose(codec.encode(codec.decode(latents)), latents, atol=1e-4)


@pytest.mark.parametrize(("frames", "time"), [(1, 1), (4, 1), (5, 2), (352, 88)])
def test_the_latent_covers_the_frames(frames: int, time: int) -> None:
    codec, _ = fitted()
    assert codec.latent_shape(frames) == (8, time, 20)
    assert codec.encode(torch.zeros(1, frames, 80)).shape == (1, 8, time, 20)
    assert codec.decode(torch.zeros(1, 8, time, 20)).shape == (1, 4 * time, 80)
