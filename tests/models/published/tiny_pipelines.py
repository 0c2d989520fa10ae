"""Published pipelines at a size that a test can afford: diffusers' own with random weights, saved, and packs."""

import warnings
from pathlib import Path
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_oobleck import AutoencoderOobleck
from diffusers.models.autoencoders.autoencoder_same import AutoencoderSAME
from diffusers.models.transformers.stable_audio_transformer import StableAudioDiTModel
from diffusers.models.transformers.transformer_stable_audio3 import StableAudio3DiTModel
from diffusers.pipelines.audioldm2.modeling_audioldm2 import AudioLDM2ProjectionModel, AudioLDM2UNet2DConditionModel
from diffusers.pipelines.audioldm2.pipeline_audioldm2 import AudioLDM2Pipeline
from diffusers.pipelines.stable_audio.modeling_stable_audio import StableAudioProjectionModel
from diffusers.pipelines.stable_audio.pipeline_stable_audio import StableAudioPipeline
from diffusers.pipelines.stable_audio_3.modeling_stable_audio_3 import StableAudio3DurationEmbedder
from diffusers.pipelines.stable_audio_3.pipeline_stable_audio_3 import StableAudio3Pipeline
from diffusers.schedulers.scheduling_cosine_dpmsolver_multistep import CosineDPMSolverMultistepScheduler
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from transformers import (
    ClapFeatureExtractor,
    GemmaTokenizer,
    GPT2Config,
    GPT2LMHeadModel,
    RobertaTokenizer,
    T5Config,
    T5EncoderModel,
    T5GemmaConfig,
    T5GemmaEncoderModel,
    T5Tokenizer,
)
from transformers.models.t5gemma.configuration_t5gemma import T5GemmaModuleConfig

from foley_models.audioldm.build import build_clap, build_codec, build_vocoder
from foley_models.card import Licence
from foley_models.published.pack_of import Naming
from foley_models.published.pipeline_folder import read_pipeline_folder
from foley_models.published.pipeline_pack import write_pipeline_pack
from foley_models.published.ranker import read_ranker
from tests.models.published.tiny_published import SHAPE, TEXT, WORDS, clap, laion, seeded, write_tokenizer

LETTERS = ("<pad>", "</s>", "<unk>", "▁", *"abcdefghijklmnopqrstuvwxyz", *(f"<extra_id_{one}>" for one in range(4)))
T5_WIDTH, GPT_WIDTH, STATE_WIDTH = 24, 16, 24
WORD_PIECES, GEMMA_PIECES = 40, 30


def t5_tokenizer(longest: int) -> T5Tokenizer:
    """Of single letters."""
    vocabulary = [(one, 0.0 if place < 3 else -1.0 - place) for place, one in enumerate(LETTERS)]
    return T5Tokenizer(vocab=vocabulary, extra_ids=4, model_max_length=longest)


def _seeded(seed: int, build: Any, *arguments: object) -> Any:
    """The class of a network is known to diffusers' pipelines alone, which say what they are given."""
    return seeded(seed, build, *arguments)


def t5(seed: int) -> T5EncoderModel:
    """A T5 with gates, as in Flan."""
    config = T5Config(
        vocab_size=len(LETTERS) + 2,
        d_model=T5_WIDTH,
        d_kv=8,
        d_ff=32,
        num_layers=2,
        num_heads=3,
        feed_forward_proj="gated-gelu",
        dropout_rate=0.0,
    )
    encoder = _seeded(seed, T5EncoderModel, config)
    assert isinstance(encoder, T5EncoderModel)
    return encoder


def audioldm2(*, heads: list[int] | int = 8, large: bool = False) -> Any:
    """All parts, wired as in the published models; the published configurations say 8 heads in every block."""
    widths = [None, GPT_WIDTH, T5_WIDTH, None] if large else [None, GPT_WIDTH, T5_WIDTH]
    unet = _seeded(
        2,
        lambda: AudioLDM2UNet2DConditionModel(
            in_channels=8,
            out_channels=8,
            block_out_channels=[32, 64, 96],
            layers_per_block=1,
            down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
            up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
            cross_attention_dim=[widths, widths, widths],
            transformer_layers_per_block=2 if large else 1,
            attention_head_dim=heads,
            sample_size=16,
        ),
    )
    vae = _seeded(3, build_codec, SHAPE.codec)
    words = {name: number for number, name in enumerate(WORDS)}
    gpt = GPT2Config(
        vocab_size=8, n_positions=96, n_embd=GPT_WIDTH, n_layer=2, n_head=2, embd_pdrop=0.0, attn_pdrop=0.0,
        resid_pdrop=0.0, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    language = _seeded(6, GPT2LMHeadModel, gpt)
    language.config.max_new_tokens = 3
    return AudioLDM2Pipeline(
        vae=vae,
        text_encoder=_seeded(1, build_clap, SHAPE.clap),
        text_encoder_2=t5(5),
        projection_model=_seeded(7, AudioLDM2ProjectionModel, 512, T5_WIDTH, GPT_WIDTH),
        language_model=language,
        tokenizer=RobertaTokenizer(vocab=words, merges=[], model_max_length=TEXT.positions - 2),
        tokenizer_2=t5_tokenizer(WORD_PIECES),
        feature_extractor=ClapFeatureExtractor(),
        unet=unet,
        scheduler=DDIMScheduler(
            beta_start=0.0015,
            beta_end=0.0195,
            beta_schedule="scaled_linear",
            steps_offset=1,
            set_alpha_to_one=False,
            clip_sample=False,
        ),
        vocoder=loud_vocoder(vae),
    )


def loud_vocoder(vae: Any) -> Any:
    """One that is heard behind this autoencoder: random weights alone give next to nothing, and a constant."""
    vocoder = _seeded(4, build_vocoder, SHAPE.vocoder)
    last = vocoder.get_submodule("conv_post")
    weight, bias = last.get_parameter("weight"), last.get_parameter("bias")
    with torch.no_grad():
        bias.zero_()
        weight -= weight.mean(-1, keepdim=True)
        latents = torch.randn(1, 8, 16, 16, generator=torch.Generator().manual_seed(5))
        heard = vocoder(vae.decode(latents).sample[:, 0])
        weight *= 0.1 / heard.std()
    return vocoder


def oobleck(channels: int) -> Any:
    """With the published ratios, so that a latent frame stands for 2048 samples."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of torch, about the way its weights are kept
        autoencoder = _seeded(
            8,
            lambda: AutoencoderOobleck(
                encoder_hidden_size=16,
                downsampling_ratios=[2, 4, 4, 8, 8],
                channel_multiples=[1, 1, 2, 2, 2],
                decoder_channels=8,
                decoder_input_channels=8,
                audio_channels=channels,
                sampling_rate=44_100,
            ),
        )
    last = autoencoder.decoder.conv2.weight_v
    with torch.no_grad():
        last -= last.mean(-1, keepdim=True)  # or all it makes has an offset, which no gate lets pass
    return autoencoder


def stable_audio(*, channels: int = 2) -> Any:
    """All parts, wired as in the published model, with a stretch of three seconds in place of 47."""
    return StableAudioPipeline(
        vae=oobleck(channels),
        text_encoder=t5(9),
        projection_model=_seeded(10, StableAudioProjectionModel, T5_WIDTH, STATE_WIDTH, 0, 64),
        tokenizer=t5_tokenizer(WORD_PIECES),
        transformer=_seeded(
            11,
            lambda: StableAudioDiTModel(
                sample_size=64,
                in_channels=8,
                out_channels=8,
                num_layers=2,
                attention_head_dim=16,
                num_attention_heads=4,
                num_key_value_attention_heads=2,
                cross_attention_dim=32,
                time_proj_dim=16,
                global_states_input_dim=2 * STATE_WIDTH,
                cross_attention_input_dim=STATE_WIDTH,
            ),
        ),
        scheduler=CosineDPMSolverMultistepScheduler(),
    )


def stable_audio3(*, distilled: bool = True) -> Any:
    """All parts, wired as in the published model, with sounds of twelve seconds at most."""
    letters = ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "▁", *"abcdefghijklmnopqrstuvwxyz")
    tokenizer = GemmaTokenizer(
        vocab={one: place for place, one in enumerate(letters)}, merges=[], model_max_length=GEMMA_PIECES
    )
    encoder = T5GemmaModuleConfig(
        vocab_size=len(letters), hidden_size=T5_WIDTH, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, head_dim=8, max_position_embeddings=64, sliding_window=32, use_cache=False,
    )  # fmt: skip
    return StableAudio3Pipeline(
        vae=same(),
        text_encoder=_seeded(12, T5GemmaEncoderModel, T5GemmaConfig(encoder=encoder, is_encoder_decoder=False)),
        tokenizer=tokenizer,
        duration_embedder=_seeded(13, lambda: StableAudio3DurationEmbedder(T5_WIDTH, 16, max_val=12.0)),
        transformer=_nothing_silent(
            _seeded(
                14,
                lambda: StableAudio3DiTModel(
                    io_channels=8,
                    embed_dim=32,
                    depth=2,
                    num_heads=2,
                    cond_token_dim=T5_WIDTH,
                    global_cond_dim=T5_WIDTH,
                    local_add_cond_dim=9,
                    timestep_features_dim=16,
                    num_memory_tokens=3,
                ),
            )
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(num_train_timesteps=1, stochastic_sampling=distilled),
    )


def same() -> Any:
    """With the published strides, so that a latent frame stands for 4096 samples."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of torch, about the way its weights are kept
        autoencoder = _seeded(
            15,
            lambda: AutoencoderSAME(
                encoder_channels=4,
                encoder_transformer_depths=(2,),
                latent_dim=8,
                dim_heads=8,
                decoder_sinusoidal_blocks=(1,),
            ),
        )
    return _nothing_silent(autoencoder)


def _nothing_silent(network: Any) -> Any:
    """With random weights also where the network begins with zeros, behind which nothing would be heard."""
    generator = torch.Generator().manual_seed(16)
    with torch.no_grad():
        for value in network.parameters():
            if value.ndim > 1 and not value.any():
                value.copy_(0.3 * torch.randn(value.shape, generator=generator))
    return network


def write_folder(pipeline: Any, folder: Path, licence: str) -> Path:
    """A folder as published, with the page that names its licence."""
    pipeline.save_pretrained(folder)
    (folder / "README.md").write_text(f"---\n{licence}\n---\n# A model\n", encoding="utf-8")
    return folder


def audioldm2_pack(folder: Path) -> Path:
    """Imported from its folder."""
    source = write_folder(audioldm2(), folder / "audioldm2", "license: cc-by-nc-sa-4.0")
    found = read_pipeline_folder(source, "AudioLDM2Pipeline")
    naming = _naming("audioldm2", "CC-BY-NC-SA-4.0")
    (folder / "pack").mkdir()
    write_pipeline_pack(found, None, naming, folder=folder / "pack", on_bytes=lambda _: None)
    return folder / "pack"


def stable_audio_pack(folder: Path) -> Path:
    """Likewise, with an ear beside it."""
    return _heard_pack(folder, stable_audio(), "StableAudioPipeline", "stable")


def stable_audio3_pack(folder: Path) -> Path:
    """Likewise."""
    return _heard_pack(folder, stable_audio3(), "StableAudio3Pipeline", "stable-3")


def _heard_pack(folder: Path, pipeline: Any, kind: str, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    source = write_folder(pipeline, folder / "source", "license: other")
    torch.save({"state_dict": laion(clap().state_dict())}, folder / "clap.pt")
    write_tokenizer(folder)
    found, heard = read_pipeline_folder(source, kind), read_ranker(folder / "clap.pt", None)
    (folder / "pack").mkdir()
    naming = _naming(name, "stable-audio-community")
    write_pipeline_pack(found, heard, naming, folder=folder / "pack", on_bytes=lambda _: None)
    return folder / "pack"


def _naming(name: str, licence: str) -> Naming:
    return Naming(f"tiny-{name}", Licence(licence, commercial_use=licence.startswith("stable"), note="for tests"))
