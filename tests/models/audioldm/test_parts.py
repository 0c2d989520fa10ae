"""The codec, the denoiser and the vocoder behind their interfaces."""

import pytest
import torch
from torch import Tensor

from foley_models.audioldm.codec import AutoencoderCodec
from foley_models.parts import ModelParts
from tests.models.audioldm.conftest import TINY


def random(*sizes: int) -> Tensor:
    return torch.randn(*sizes, generator=torch.Generator().manual_seed(6))


@pytest.mark.parametrize("frames", [4, 61, 62, 63, 64])
def test_a_latent_covers_all_its_frames_and_no_whole_square_more(tiny_parts: ModelParts, frames: int) -> None:
    codec = tiny_parts.codec
    latents = codec.encode(random(2, frames, 16))
    assert latents.shape == (2, *codec.latent_shape(frames))
    log_mel = codec.decode(latents)
    assert log_mel.shape[0] == 2
    assert log_mel.shape[2] == 16
    assert frames <= log_mel.shape[1] < frames + 4


def test_latents_are_the_scaled_mode_of_the_posterior(tiny_parts: ModelParts) -> None:
    codec = tiny_parts.codec
    assert isinstance(codec, AutoencoderCodec)
    log_mel = random(1, 64, 16)
    mode = codec.autoencoder.encode(log_mel[:, None]).latent_dist.mode()
    torch.testing.assert_close(codec.encode(log_mel), mode * TINY.codec.scaling_factor)
    assert torch.equal(codec.encode(log_mel), codec.encode(log_mel))


def test_decoding_takes_the_scale_away_again(tiny_parts: ModelParts) -> None:
    codec = tiny_parts.codec
    assert isinstance(codec, AutoencoderCodec)
    latents = random(1, 8, 16, 4)
    direct = codec.autoencoder.decode(latents / TINY.codec.scaling_factor).sample[:, 0]
    torch.testing.assert_close(codec.decode(latents), direct)


def test_frames_that_fill_the_last_square_repeat_the_last_one(tiny_parts: ModelParts) -> None:
    log_mel = random(1, 62, 16)
    filled = torch.cat([log_mel, log_mel[:, -1:], log_mel[:, -1:]], dim=1)
    torch.testing.assert_close(tiny_parts.codec.encode(log_mel), tiny_parts.codec.encode(filled))


@pytest.mark.parametrize("time", [1, 7, 16, 21])
def test_the_denoiser_takes_any_length(tiny_parts: ModelParts, time: int) -> None:
    z_n = random(2, 8, time, 4)
    embedding = tiny_parts.encoder.embed_text(["rain", "a dog"])
    eps = tiny_parts.denoiser.predict_eps(z_n, torch.tensor([3, 900]), embedding)
    assert eps.shape == z_n.shape
    assert torch.isfinite(eps).all()


def test_the_denoiser_listens_to_step_and_embedding(tiny_parts: ModelParts) -> None:
    z_n = random(1, 8, 16, 4)
    rain, dog = (tiny_parts.encoder.embed_text([prompt]) for prompt in ("rain", "a dog"))
    eps = tiny_parts.denoiser.predict_eps(z_n, torch.tensor([500]), rain)
    assert not torch.allclose(eps, tiny_parts.denoiser.predict_eps(z_n, torch.tensor([100]), rain), atol=1e-5)
    assert not torch.allclose(eps, tiny_parts.denoiser.predict_eps(z_n, torch.tensor([500]), dog), atol=1e-6)


def test_each_of_a_batch_is_predicted_as_if_it_were_alone(tiny_parts: ModelParts) -> None:
    z_n, n = random(3, 8, 16, 4), torch.tensor([3, 500, 900])
    embedding = tiny_parts.encoder.embed_text(["rain", "a dog", "boots"])
    together = tiny_parts.denoiser.predict_eps(z_n, n, embedding)
    for i in range(3):
        alone = tiny_parts.denoiser.predict_eps(z_n[i : i + 1], n[i : i + 1], embedding[i : i + 1])
        torch.testing.assert_close(alone[0], together[i], atol=1e-5, rtol=0)


@pytest.mark.parametrize("frames", [1, 50, 64])
def test_waveforms_cover_all_their_frames(tiny_parts: ModelParts, frames: int) -> None:
    waveforms = tiny_parts.vocoder.synthesize(random(2, frames, 16))
    assert waveforms.shape[0] == 2
    assert frames * 160 <= waveforms.shape[1] < (frames + 1) * 160
    assert waveforms.abs().max().item() <= 1.0
