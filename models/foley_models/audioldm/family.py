"""The `audioldm` family: the parts of a pack out of its card and tensors."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from foley_models.audioldm.build import build_clap, build_codec, build_denoiser, build_vocoder
from foley_models.audioldm.card_shapes import read_shapes
from foley_models.audioldm.codec import AutoencoderCodec
from foley_models.audioldm.denoiser import UNetDenoiser
from foley_models.audioldm.encoder import ClapEncoder
from foley_models.audioldm.front_end import LogMelFrontEnd
from foley_models.audioldm.shapes import ClapShape
from foley_models.audioldm.tokens import Tokens
from foley_models.audioldm.vocoder import HifiGanVocoder
from foley_models.card import Card
from foley_models.errors import PackError
from foley_models.latent_clap import PART as LATENT_CLAP_PART
from foley_models.latent_clap import load_latent_clap
from foley_models.offloading import Desk
from foley_models.part_loader import PartLoader
from foley_models.parts import ModelParts
from foley_models.tuning import TuningLayer

TOKENIZER_ASSET = "tokenizer"
TUNING_PART = "tuning"
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
    """The parts of an AudioLDM pack, frozen, on `device`.

    `tensors` holds the parts `clap`, `denoiser`, `codec` and `vocoder` under the names that transformers and diffusers
    give them, `tuning` where the pack was tuned, and `latent_clap` where a latent CLAP encoder was trained for it;
    `assets` holds `tokenizer`, a tokenizer.json. Denoiser, codec and vocoder compute in `dtype`; CLAP, the tuning layer
    and the latent CLAP encoder, for scores that can be compared, in float32.

    What guidance steers away from is the embedding of the empty text, as in the published pipeline.

    PackError where something is missing or does not fit.
    """
    shapes = read_shapes(card.shapes, card.audio)
    load = PartLoader(tensors, device, desk)
    encoder = _encoder(load, shapes.clap, assets)
    unet = load.filled("denoiser", lambda: build_denoiser(shapes.denoiser), dtype)
    autoencoder = load.filled("codec", lambda: build_codec(shapes.codec), dtype)
    vocoder = load.filled("vocoder", lambda: build_vocoder(shapes.vocoder), dtype)
    tuning = _tuning(load)
    scorer = load_latent_clap(load, shapes.latent_clap)
    networks: dict[str, nn.Module] = {"denoiser": unet, "tuning": tuning, "codec": autoencoder, "vocoder": vocoder}
    parts = ModelParts(
        spec=card.audio,
        encoder=encoder,
        tuning=tuning,
        denoiser=UNetDenoiser(unet, shapes.denoiser.multiple),
        codec=AutoencoderCodec(autoencoder, shapes.codec, card.audio.mel_bins),
        vocoder=HifiGanVocoder(vocoder),
        schedule=card.schedule,
        unconditional=encoder.embed_text([""])[0],
        front_end=LogMelFrontEnd(card.audio),
        prediction="eps",
        window_frames=round(TRAINED_S * card.audio.rate_hz / card.audio.hop_samples),
        networks=networks | ({} if scorer is None else {LATENT_CLAP_PART: scorer}),
        latent_scorer=scorer,
    )
    load.refuse_rest()
    return parts


def _encoder(load: PartLoader, shape: ClapShape, assets: Mapping[str, Path]) -> ClapEncoder:
    if TOKENIZER_ASSET not in assets:
        raise PackError(f"The pack has no file {TOKENIZER_ASSET!r}: install the pack again.")
    tokens = Tokens(assets[TOKENIZER_ASSET], shape.text)
    return ClapEncoder(load.filled("clap", lambda: build_clap(shape), torch.float32), tokens, shape)


def _tuning(load: PartLoader) -> TuningLayer:
    """The pack's tuning layer; a pack that was never tuned has the identity."""
    if TUNING_PART in load.tensors:
        return load.filled(TUNING_PART, TuningLayer, torch.float32)
    return TuningLayer().to(load.device).eval().requires_grad_(requires_grad=False)
