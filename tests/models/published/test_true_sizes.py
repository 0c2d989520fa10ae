"""The networks at their published sizes, without numbers: as many as the published files hold."""

from typing import Any

import pytest
import torch
from torch import nn

from benchmarks.published_sizes import (
    AUDIOLDM2_WIDTHS,
    FLAN_T5_LARGE,
    GPT2,
    OOBLECK,
    SAME,
    STABLE_AUDIO_PROJECTION,
    STABLE_AUDIO_TRANSFORMER,
    T5_BASE,
    audioldm2_unet,
)
from foley_models.audio_spec import AudioSpec
from foley_models.audioldm.shapes import M_FULL
from foley_models.audioldm2 import family as audioldm2
from foley_models.audioldm2.shapes import FamilyShape, LeadShape
from foley_models.networks import gpt2, t5_encoder
from foley_models.stable_audio import family as stable_audio
from foley_models.stable_audio.shapes import read_shapes
from foley_models.stable_audio3 import family as stable_audio3
from foley_models.stable_audio3.shapes import read_shapes as stable_audio3_shapes


def family(*, large: bool = False) -> FamilyShape:
    return FamilyShape(
        clap=M_FULL.clap,
        codec=M_FULL.codec,
        vocoder=M_FULL.vocoder,
        lead=LeadShape(8, 512),
        text=FLAN_T5_LARGE,
        language=GPT2,
        projection=AUDIOLDM2_WIDTHS,
        denoiser=audioldm2_unet(large=large),
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
            "projection": STABLE_AUDIO_PROJECTION,
            "denoiser": STABLE_AUDIO_TRANSFORMER,
            "codec": OOBLECK,
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


@pytest.mark.parametrize(
    ("codec", "millions"),
    [
        ({}, 108),  # SAME-S
        ({"encoder_channels": 256, "encoder_transformer_depths": [12], "decoder_sinusoidal_blocks": [8]}, 852),
    ],
)
def test_stable_audio_3_has_as_many_parameters_as_were_published(codec: dict[str, object], millions: int) -> None:
    shapes = stable_audio3_shapes(
        {
            "text": {"hidden_size": 768},
            "duration": {"output_dim": 768, "max_val": 384.0},
            "denoiser": {"io_channels": 256, "cond_token_dim": 768, "global_cond_dim": 768, "patch_size": 1},
            "codec": {**SAME, **codec},
            "lead": {"word_pieces": 256},
        },
        AudioSpec(44_100, 256, 4096, 4096),
    )
    with torch.device("meta"):
        transformer, autoencoder = stable_audio3.build_denoiser(shapes), stable_audio3.build_codec(shapes)
    assert numbers(transformer) == pytest.approx(1.45e9, rel=5e-3), "1.4 or 1.5 thousand millions were told"
    assert numbers(autoencoder) == pytest.approx(millions * 1e6, rel=6e-3)
    assert shapes.heard_frames == (13 if codec else 7)
