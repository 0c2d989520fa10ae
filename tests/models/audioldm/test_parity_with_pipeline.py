"""Parity with diffusers' AudioLDMPipeline, as an oracle: the same weights and noise give the same sound."""

import pytest
import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.pipelines.deprecated.audioldm.pipeline_audioldm import AudioLDMPipeline
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from torch import Tensor
from transformers import ClapTextModelWithProjection, RobertaTokenizer

from foley_models.audioldm.build import build_codec, build_denoiser, build_vocoder, text_config
from foley_models.audioldm.heads import with_right_heads
from foley_models.guidance import guided
from foley_models.parts import ModelParts
from foley_models.samplers import sample
from tests.models.audioldm.conftest import TINY, frozen

FRAMES = 64
SECONDS = FRAMES * 160 / 16_000
PROMPT = "heavy boots on gravel"
NEGATIVE = "music"

Tensors = dict[str, dict[str, Tensor]]


def published_unet(tensors: dict[str, Tensor]) -> UNet2DConditionModel:
    """The network as it comes out of a published folder: 8 heads everywhere, corrected."""
    config = {**build_denoiser(TINY.denoiser).config, "attention_head_dim": 8}
    unet: UNet2DConditionModel = UNet2DConditionModel.from_config(with_right_heads(config))
    return frozen(unet, tensors)


def published_text_tower(tensors: dict[str, Tensor]) -> ClapTextModelWithProjection:
    tower = ClapTextModelWithProjection(text_config(TINY.clap.text))
    return frozen(tower, {name: tensor for name, tensor in tensors.items() if name.startswith("text_")})


@pytest.fixture(scope="module")
def pipeline(tiny_tensors: Tensors, tokenizer: RobertaTokenizer) -> AudioLDMPipeline:
    return AudioLDMPipeline(
        vae=frozen(build_codec(TINY.codec), tiny_tensors["codec"]),
        text_encoder=published_text_tower(tiny_tensors["clap"]),
        tokenizer=tokenizer,
        unet=published_unet(tiny_tensors["denoiser"]),
        scheduler=DDIMScheduler(
            beta_start=0.0015,
            beta_end=0.0195,
            beta_schedule="scaled_linear",
            steps_offset=1,
            set_alpha_to_one=False,
            clip_sample=False,
        ),
        vocoder=frozen(build_vocoder(TINY.vocoder), tiny_tensors["vocoder"]),
    )


def a_noise(parts: ModelParts) -> Tensor:
    shape = parts.codec.latent_shape(FRAMES)
    return torch.randn(2, *shape, generator=torch.Generator().manual_seed(8))


def theirs(
    pipeline: AudioLDMPipeline, noise: Tensor, *, steps: int, guidance: float, negative: str | None
) -> tuple[Tensor, Tensor]:
    latents: list[Tensor] = []
    sound = pipeline(
        PROMPT,
        audio_length_in_s=SECONDS,
        num_inference_steps=steps,
        guidance_scale=guidance,
        negative_prompt=negative,
        num_waveforms_per_prompt=len(noise),
        latents=noise,
        callback=lambda *state: latents.append(state[2]),  # (step, n, z_n)
        output_type="pt",
    ).audios
    return latents[-1], sound


def ours(
    parts: ModelParts, noise: Tensor, *, steps: int, guidance: float, negative: str | None
) -> tuple[Tensor, Tensor]:
    embedding = parts.tuning(parts.encoder.embed_text([PROMPT])).expand(len(noise), -1)
    away = parts.unconditional if negative is None else parts.encoder.embed_text([negative])[0]
    predict = guided(parts.denoiser.predict_eps, embedding, away, guidance)
    latents = sample("ddim", predict, noise, schedule=parts.schedule, steps=steps)
    return latents, parts.vocoder.synthesize(parts.codec.decode(latents))[:, : FRAMES * 160]


@pytest.mark.parametrize(
    ("steps", "guidance", "negative"), [(10, 2.5, None), (4, 3.5, NEGATIVE), (5, 1.0, None), (7, 2.0, None)]
)
def test_the_same_weights_and_noise_give_the_same_latents_and_sound(
    tiny_parts: ModelParts, pipeline: AudioLDMPipeline, steps: int, guidance: float, negative: str | None
) -> None:
    noise = a_noise(tiny_parts)
    their_latents, their_sound = theirs(pipeline, noise, steps=steps, guidance=guidance, negative=negative)
    our_latents, our_sound = ours(tiny_parts, noise, steps=steps, guidance=guidance, negative=negative)
    assert our_latents.std().item() > 0.1
    torch.testing.assert_close(our_latents, their_latents, atol=1e-4, rtol=0)
    torch.testing.assert_close(our_sound, their_sound, atol=1e-4, rtol=0)


def test_guidance_and_the_negative_prompt_change_what_is_compared(tiny_parts: ModelParts) -> None:
    """Otherwise parity would say nothing about them."""
    noise = a_noise(tiny_parts)
    plain, _ = ours(tiny_parts, noise, steps=4, guidance=1.0, negative=None)
    steered, _ = ours(tiny_parts, noise, steps=4, guidance=3.5, negative=None)
    negated, _ = ours(tiny_parts, noise, steps=4, guidance=3.5, negative=NEGATIVE)
    assert (plain - steered).abs().max().item() > 1e-3
    assert (steered - negated).abs().max().item() > 1e-3


def test_with_eight_heads_the_sound_would_be_another(
    tiny_parts: ModelParts, pipeline: AudioLDMPipeline, tiny_tensors: Tensors
) -> None:
    wrong: UNet2DConditionModel = UNet2DConditionModel.from_config({**pipeline.unet.config, "attention_head_dim": 8})
    uncorrected = AudioLDMPipeline(**{**pipeline.components, "unet": frozen(wrong, tiny_tensors["denoiser"])})
    noise = a_noise(tiny_parts)
    their_latents, _ = theirs(uncorrected, noise, steps=4, guidance=2.5, negative=None)
    our_latents, _ = ours(tiny_parts, noise, steps=4, guidance=2.5, negative=None)
    assert (our_latents - their_latents).abs().max().item() > 1e-4
