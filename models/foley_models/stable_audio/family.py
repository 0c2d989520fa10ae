"""The `stable_audio` family: the parts of a pack out of its card and tensors."""

import warnings
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from foley_models.card import Card
from foley_models.devices import wide_enough
from foley_models.errors import PackError
from foley_models.latent_clap import PART as LATENT_CLAP
from foley_models.latent_clap import load_latent_clap
from foley_models.networks import diffusers_network, t5_encoder
from foley_models.offloading import Desk
from foley_models.part_loader import PartLoader
from foley_models.parts import ModelParts
from foley_models.schedule import SigmaSchedule
from foley_models.stable_audio.codec import DECODED_MARGIN, Patches, WaveformCodec, WaveformVocoder
from foley_models.stable_audio.conditioner import TextAlone, Timing
from foley_models.stable_audio.denoiser import TransformerDenoiser
from foley_models.stable_audio.shapes import FamilyShape, read_shapes
from foley_models.tuning import TuningLayer
from foley_models.word_pieces import WordPieces

WORD_PIECES = "word_pieces"
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
    """The parts of a Stable Audio pack, frozen, on `device`, all computing in `dtype`.

    `tensors` holds `text`, `projection`, `denoiser` and `codec`, `latent_clap` where one was trained for it;
    `assets` holds `word_pieces`, T5's tokenizer.json.
    PackError where something is missing or does not fit.
    """
    shapes, schedule = read_shapes(card.shapes, card.audio), card.schedule
    if not isinstance(schedule, SigmaSchedule):
        raise PackError("The pack's card gives its schedule no `sigma_least` and `sigma_most`: install the pack again.")
    load = PartLoader(tensors, device, desk)
    timing = _timing(load, shapes, assets, wide_enough(dtype))
    transformer = load.filled("denoiser", lambda: build_denoiser(shapes), dtype)
    autoencoder = load.filled("codec", lambda: build_codec(shapes), dtype)
    scorer = load_latent_clap(load, shapes.latent_clap)
    networks: dict[str, nn.Module] = {"denoiser": transformer, "codec": autoencoder}
    with torch.inference_mode():
        unconditional = timing.condition("", "", 0.0)[1]
    parts = ModelParts(
        spec=card.audio,
        encoder=TextAlone(timing.words, timing.text, card.audio.rate_hz),
        tuning=TuningLayer(shapes.text_width).to(device).eval().requires_grad_(requires_grad=False),
        denoiser=TransformerDenoiser(transformer, timing, schedule, shapes.rotary),
        codec=WaveformCodec(
            autoencoder, latent_channels=shapes.latent_channels, frames=shapes.frames, channels=shapes.channels
        ),
        vocoder=WaveformVocoder(autoencoder),
        schedule=schedule,
        unconditional=unconditional,
        front_end=Patches(shapes.hop_samples),
        prediction="v",
        window_frames=shapes.frames,
        networks=networks | ({} if scorer is None else {LATENT_CLAP: scorer}),
        latent_scorer=scorer,
        conditioner=timing,
        channels=shapes.channels,
        at_once_s=shapes.frames * shapes.hop_samples / card.audio.rate_hz,
        decoded_margin=DECODED_MARGIN,
    )
    load.refuse_rest()
    return parts


def build_denoiser(shapes: FamilyShape) -> nn.Module:
    """The diffusion transformer. PackError where its sizes make none."""
    from diffusers.models.transformers.stable_audio_transformer import StableAudioDiTModel

    network: nn.Module = diffusers_network(StableAudioDiTModel, shapes.denoiser, "denoiser")
    return network


def build_codec(shapes: FamilyShape) -> nn.Module:
    """The autoencoder. PackError likewise."""
    from diffusers.models.autoencoders.autoencoder_oobleck import AutoencoderOobleck

    with warnings.catch_warnings():
        # It keeps weights as direction and length by torch's older means, and its published names depend on that.
        warnings.filterwarnings("ignore", message=".*weight_norm.*", category=FutureWarning)
        network: nn.Module = diffusers_network(AutoencoderOobleck, shapes.codec, "codec")
    return network


def build_projection(shapes: FamilyShape) -> nn.Module:
    """What makes states of texts and of seconds. PackError likewise."""
    from diffusers.pipelines.stable_audio.modeling_stable_audio import StableAudioProjectionModel

    network: nn.Module = diffusers_network(StableAudioProjectionModel, shapes.projection, "projection")
    return network


def _timing(load: PartLoader, shapes: FamilyShape, assets: Mapping[str, Path], dtype: torch.dtype) -> Timing:
    if WORD_PIECES not in assets:
        raise PackError(f"The pack has no file {WORD_PIECES!r}: install the pack again.")
    vocabulary = shapes.text.get("vocab_size")
    words = WordPieces(
        assets[WORD_PIECES],
        vocabulary=vocabulary if isinstance(vocabulary, int) else 0,
        longest=shapes.word_pieces,
    )
    return Timing(
        words=words,
        text=load.filled("text", lambda: t5_encoder(shapes.text, "text"), dtype),
        projection=load.filled("projection", lambda: build_projection(shapes), dtype),
        width=shapes.width,
    )
