"""The `audioldm2` family: the parts of a pack out of its card and tensors."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from foley_models.audioldm.build import build_clap, build_codec, build_vocoder
from foley_models.audioldm.codec import AutoencoderCodec
from foley_models.audioldm.encoder import ClapEncoder
from foley_models.audioldm.front_end import LogMelFrontEnd
from foley_models.audioldm.tokens import Tokens
from foley_models.audioldm.vocoder import HifiGanVocoder
from foley_models.audioldm2.conditioner import Lead, LeadLayout
from foley_models.audioldm2.denoiser import AttendingDenoiser
from foley_models.audioldm2.shapes import FamilyShape, read_shapes
from foley_models.card import Card
from foley_models.devices import wide_enough
from foley_models.errors import PackError
from foley_models.latent_clap import PART as LATENT_CLAP
from foley_models.latent_clap import load_latent_clap
from foley_models.networks import diffusers_network, gpt2, t5_encoder
from foley_models.offloading import Desk
from foley_models.part_loader import PartLoader
from foley_models.parts import ModelParts
from foley_models.tuning import TuningLayer
from foley_models.word_pieces import WordPieces

TOKENIZER, WORD_PIECES = "tokenizer", "word_pieces"
TRAINED_S = 10.24  # length of the clips the published networks were trained on

Tensors = Mapping[str, Mapping[str, Tensor]]


def build_parts(
    card: Card,
    tensors: Tensors,
    assets: Mapping[str, Path],
    *,
    device: torch.device,
    dtype: torch.dtype,
    desk: Desk | None = None,
) -> ModelParts:
    """The parts of an AudioLDM 2 pack, frozen, on `device`.

    `tensors` holds `clap`, `text`, `projection`, `language`, `denoiser`, `codec` and `vocoder`, `latent_clap` where one
    was trained for it; `assets` holds `tokenizer`, RoBERTa's tokenizer.json, and `word_pieces`, T5's. CLAP computes in
    float32, for scores that can be compared, all else in `dtype`. PackError where something is missing or does not fit.
    """
    shapes = read_shapes(card.shapes, card.audio)
    load = PartLoader(tensors, device, desk)
    clap = load.filled("clap", lambda: build_clap(shapes.clap), torch.float32)
    encoder = ClapEncoder(clap, Tokens(_asset(assets, TOKENIZER), shapes.clap.text), shapes.clap)
    lead = _lead(load, shapes, encoder, assets, wide_enough(dtype))
    unet = load.filled("denoiser", lambda: build_denoiser(shapes), dtype)
    autoencoder = load.filled("codec", lambda: build_codec(shapes.codec), dtype)
    vocoder = load.filled("vocoder", lambda: build_vocoder(shapes.vocoder), dtype)
    scorer = load_latent_clap(load, shapes.latent_clap)
    networks: dict[str, nn.Module] = {"denoiser": unet, "codec": autoencoder, "vocoder": vocoder}
    with torch.inference_mode():
        unconditional = lead.condition("", "", 0.0)[1]
    parts = ModelParts(
        spec=card.audio,
        encoder=encoder,
        tuning=TuningLayer().to(device).eval().requires_grad_(requires_grad=False),
        denoiser=AttendingDenoiser(unet, lead.layout),
        codec=AutoencoderCodec(autoencoder, shapes.codec, card.audio.mel_bins),
        vocoder=HifiGanVocoder(vocoder),
        schedule=card.schedule,
        unconditional=unconditional,
        front_end=LogMelFrontEnd(card.audio),
        prediction="eps",
        window_frames=round(TRAINED_S * card.audio.rate_hz / card.audio.hop_samples),
        networks=networks | ({} if scorer is None else {LATENT_CLAP: scorer}),
        latent_scorer=scorer,
        conditioner=lead,
    )
    load.refuse_rest()
    return parts


def build_denoiser(shapes: FamilyShape) -> nn.Module:
    """The UNet. PackError where its sizes make none."""
    from diffusers.pipelines.audioldm2.modeling_audioldm2 import AudioLDM2UNet2DConditionModel

    unet: nn.Module = diffusers_network(AudioLDM2UNet2DConditionModel, shapes.denoiser, "denoiser")
    return unet


def build_projection(shapes: FamilyShape) -> nn.Module:
    """What brings both texts to the width of the language model. PackError where its sizes make none."""
    from diffusers.pipelines.audioldm2.modeling_audioldm2 import AudioLDM2ProjectionModel

    projection: nn.Module = diffusers_network(AudioLDM2ProjectionModel, shapes.projection, "projection")
    return projection


def _lead(
    load: PartLoader, shapes: FamilyShape, encoder: ClapEncoder, assets: Mapping[str, Path], dtype: torch.dtype
) -> Lead:
    vocabulary = shapes.text.get("vocab_size")
    words = WordPieces(
        _asset(assets, WORD_PIECES),
        vocabulary=vocabulary if isinstance(vocabulary, int) else 0,
        longest=shapes.lead.word_pieces,
    )
    return Lead(
        clap=encoder,
        words=words,
        text=load.filled("text", lambda: t5_encoder(shapes.text, "text"), dtype),
        projection=load.filled("projection", lambda: build_projection(shapes), dtype),
        language=load.filled("language", lambda: gpt2(shapes.language, "language"), dtype),
        layout=LeadLayout(shapes.lead.vectors, shapes.language_width, shapes.text_width),
    )


def _asset(assets: Mapping[str, Path], name: str) -> Path:
    if name not in assets:
        raise PackError(f"The pack has no file {name!r}: install the pack again.")
    return assets[name]
