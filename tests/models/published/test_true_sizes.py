"""The networks at their published sizes, without numbers: as many as the published files hold."""

from typing import Any

import pytest
import torch
from torch import nn

from foley_models.audio_spec import AudioSpec
from foley_models.audioldm.shapes import M_FULL
from foley_models.audioldm2 import family as audioldm2
from foley_models.audioldm2.shapes import FamilyShape, LeadShape
from foley_models.networks import gpt2, t5_encoder
from foley_models.stable_audio import family as stable_audio
from foley_models.stable_audio.shapes import read_shapes

GPT2 = {
    "vocab_size": 50_257, "n_positions": 1024, "n_embd": 768, "n_layer": 12, "n_head": 12, "n_inner": None,
    "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5, "scale_attn_weights": True,
    "scale_attn_by_inverse_layer_idx": False,
}  # fmt: skip
FLAN_T5_LARGE = {
    "vocab_size": 32_128, "d_model": 1024, "d_kv": 64, "d_ff": 2816, "num_layers": 24, "num_heads": 16,
    "relative_attention_num_buckets": 32, "relative_attention_max_distance": 128, "layer_norm_epsilon": 1e-6,
    "feed_forward_proj": "gated-gelu",
}  # fmt: skip
T5_BASE = {
    **FLAN_T5_LARGE,
    "d_model": 768,
    "d_ff": 3072,
    "num_layers": 12,
    "num_heads": 12,
    "feed_forward_proj": "relu",
}


def unet(*, large: bool) -> dict[str, object]:
    """As published, with the heads that it was trained with."""
    attended = [None, 768, 1024, None] if large else [None, 768, 1024]
    return {
        "sample_size": 256,
        "in_channels": 8,
        "out_channels": 8,
        "block_out_channels": [128, 256, 384, 640],
        "layers_per_block": 2,
        "down_block_types": ["DownBlock2D", *["CrossAttnDownBlock2D"] * 3],
        "up_block_types": [*["CrossAttnUpBlock2D"] * 3, "UpBlock2D"],
        "cross_attention_dim": [attended] * 4,
        "transformer_layers_per_block": 2 if large else 1,
        "attention_head_dim": [4, 8, 12, 20],
    }


def family(*, large: bool = False) -> FamilyShape:
    widths = {"text_encoder_dim": 512, "text_encoder_1_dim": 1024, "langauge_model_dim": 768}
    return FamilyShape(
        clap=M_FULL.clap,
        codec=M_FULL.codec,
        vocoder=M_FULL.vocoder,
        lead=LeadShape(8, 512),
        text=FLAN_T5_LARGE,
        language=GPT2,
        projection=widths,
        denoiser=unet(large=large),
    )


def numbers(network: nn.Module) -> int:
    return sum(value.numel() for value in network.state_dict().values())


@pytest.mark.parametrize(("large", "gigabytes"), [(False, 1.39), (True, 2.87)])
def test_the_unets_of_audioldm2_are_as_large_as_their_published_files(large: bool, gigabytes: float) -> None:  # noqa: FBT001  # a parameter
    with torch.device("meta"):
        network = audioldm2.build_denoiser(family(large=large))
    assert round(numbers(network) * 4 / 1e9, 2) == gigabytes


def test_what_leads_audioldm2_is_as_large_as_its_published_files() -> None:
    """Of the files the header is taken away: a few thousand bytes of names."""
    with torch.device("meta"):
        networks: dict[int, Any] = {
            4_737_688: audioldm2.build_projection(family()),
            497_772_432: gpt2(GPT2, "language"),
            1_364_951_064: t5_encoder(FLAN_T5_LARGE, "text"),
        }
    for file_bytes, network in networks.items():
        assert 0 < file_bytes - numbers(network) * 4 < 60_000


def test_stable_audio_is_as_large_as_its_published_files() -> None:
    shapes = read_shapes(
        {
            "text": T5_BASE,
            "projection": {"text_encoder_dim": 768, "conditioning_dim": 768, "min_value": 0, "max_value": 512},
            "denoiser": {
                "sample_size": 1024,
                "in_channels": 64,
                "out_channels": 64,
                "num_layers": 24,
                "attention_head_dim": 64,
                "num_attention_heads": 24,
                "num_key_value_attention_heads": 12,
                "cross_attention_dim": 768,
                "time_proj_dim": 256,
                "global_states_input_dim": 1536,
                "cross_attention_input_dim": 768,
            },
            "codec": {
                "encoder_hidden_size": 128,
                "downsampling_ratios": [2, 4, 4, 8, 8],
                "channel_multiples": [1, 2, 4, 8, 16],
                "decoder_channels": 128,
                "decoder_input_channels": 64,
                "audio_channels": 2,
                "sampling_rate": 44_100,
            },
            "lead": {"word_pieces": 128},
        },
        AudioSpec(44_100, 64, 2048, 2048),
    )
    with torch.device("meta"):
        sizes = [
            (stable_audio.build_denoiser(shapes), 4.23e9),
            (stable_audio.build_codec(shapes), 624e6),
            (stable_audio.build_projection(shapes), 1.59e6),
            (t5_encoder(shapes.text, "text"), 439e6),
        ]
    for network, file_bytes in sizes:
        assert numbers(network) * 4 == pytest.approx(file_bytes, rel=4e-3)
    assert shapes.frames * shapes.hop_samples / 44_100 == pytest.approx(47.55, abs=0.01)
