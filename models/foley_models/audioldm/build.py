"""Networks of diffusers and transformers from shapes, with random weights; `torch.device("meta")` gives none at all."""

from typing import TYPE_CHECKING

from foley_models.audioldm.shapes import (
    AudioTowerShape,
    ClapShape,
    CodecShape,
    DenoiserShape,
    TextTowerShape,
    VocoderShape,
)
from foley_models.parts import EMBEDDING_SIZE

if TYPE_CHECKING:
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
    from transformers import (
        ClapAudioConfig,
        ClapModel,
        ClapTextConfig,
        ClapTextModelWithProjection,
        SpeechT5HifiGan,
    )

PADDING_ID = 1  # RoBERTa's; the positions of its tokens are counted from it


def build_denoiser(shape: DenoiserShape) -> "UNet2DConditionModel":
    """The UNet: the embedding enters as a class label, joined to the embedding of the step."""
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    attended = len(shape.channels) - 1
    unet: UNet2DConditionModel = UNet2DConditionModel(
        in_channels=shape.latent_channels,
        out_channels=shape.latent_channels,
        block_out_channels=shape.channels,
        layers_per_block=shape.layers_per_block,
        down_block_types=("DownBlock2D",) + ("CrossAttnDownBlock2D",) * attended,
        up_block_types=("CrossAttnUpBlock2D",) * attended + ("UpBlock2D",),
        attention_head_dim=shape.heads,
        cross_attention_dim=shape.channels,
        class_embed_type="simple_projection",
        projection_class_embeddings_input_dim=EMBEDDING_SIZE,
        class_embeddings_concat=True,
    )
    return unet


def build_codec(shape: CodecShape) -> "AutoencoderKL":
    """The variational autoencoder."""
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

    blocks = len(shape.channels)
    autoencoder: AutoencoderKL = AutoencoderKL(
        in_channels=1,
        out_channels=1,
        latent_channels=shape.latent_channels,
        block_out_channels=shape.channels,
        layers_per_block=shape.layers_per_block,
        down_block_types=("DownEncoderBlock2D",) * blocks,
        up_block_types=("UpDecoderBlock2D",) * blocks,
        scaling_factor=shape.scaling_factor,
    )
    return autoencoder


def build_vocoder(shape: VocoderShape) -> "SpeechT5HifiGan":
    """The HiFi-GAN, without weight normalisation."""
    from transformers import SpeechT5HifiGan, SpeechT5HifiGanConfig

    config = SpeechT5HifiGanConfig(
        model_in_dim=shape.mel_bins,
        sampling_rate=shape.rate_hz,
        upsample_initial_channel=shape.initial_channels,
        upsample_rates=list(shape.rates),
        upsample_kernel_sizes=list(shape.kernels),
        resblock_kernel_sizes=list(shape.residual_kernels),
        resblock_dilation_sizes=[list(shape.residual_dilations) for _ in shape.residual_kernels],
        normalize_before=shape.normalize_before,
    )
    return SpeechT5HifiGan(config)


def build_clap(shape: ClapShape) -> "ClapModel | ClapTextModelWithProjection":
    """CLAP with both towers, or with the text tower alone."""
    from transformers import ClapConfig, ClapModel, ClapTextModelWithProjection

    text = text_config(shape.text)
    if shape.audio is None:
        return ClapTextModelWithProjection(text)
    config = ClapConfig(text_config=text, audio_config=audio_config(shape.audio), projection_dim=EMBEDDING_SIZE)
    return ClapModel(config)


def text_config(shape: TextTowerShape) -> "ClapTextConfig":
    """The text tower as transformers names its sizes."""
    from transformers import ClapTextConfig

    return ClapTextConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        layer_norm_eps=shape.layer_norm_eps,
        projection_dim=EMBEDDING_SIZE,
        pad_token_id=PADDING_ID,
    )


def audio_config(shape: AudioTowerShape) -> "ClapAudioConfig":
    """The audio tower as transformers names its sizes."""
    from transformers import ClapAudioConfig

    return ClapAudioConfig(
        num_mel_bins=shape.mel_bins,
        spec_size=shape.square_size,
        window_size=shape.window_size,
        patch_embeds_hidden_size=shape.patch_width,
        hidden_size=shape.width,
        depths=list(shape.depths),
        num_attention_heads=list(shape.heads),
        num_hidden_layers=len(shape.depths),
        projection_dim=EMBEDDING_SIZE,
    )
