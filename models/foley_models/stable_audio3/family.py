"""The `stable_audio3` family: the parts of a pack out of its card and tensors."""

import warnings
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from foley_models.card import Card
from foley_models.devices import wide_enough
from foley_models.errors import NotAvailableError, PackError
from foley_models.latent_clap import PART as LATENT_CLAP
from foley_models.latent_clap import load_latent_clap
from foley_models.networks import diffusers_network, t5gemma_encoder
from foley_models.offloading import Desk
from foley_models.part_loader import PartLoader
from foley_models.parts import ModelParts
from foley_models.schedule import FlowSchedule, SigmaSchedule
from foley_models.stable_audio.codec import Patches
from foley_models.stable_audio.conditioner import TextAlone
from foley_models.stable_audio3.codec import SameCodec, SameVocoder
from foley_models.stable_audio3.conditioner import TextAndLength
from foley_models.stable_audio3.denoiser import FlowDenoiser
from foley_models.stable_audio3.shapes import FamilyShape, read_shapes
from foley_models.tuning import TuningLayer
from foley_models.word_pieces import WordPieces, gemma_problem

WORD_PIECES = "word_pieces"
MISSING = "prompt_padding_embedding"  # of the denoiser: what stands where a text has ended
PLACES = ("rotary_pos_emb",)  # of the denoiser: 16 bits cannot count its frames
SCALES = ("bottleneck",)  # of the autoencoder: few numbers, which it uses without calling what holds them
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
    """The parts of a Stable Audio 3 pack, frozen, on `device`, computing in `dtype` but for what reads the length.

    `tensors` holds `text`, `duration`, `denoiser` and `codec`, `latent_clap` where one was trained for it;
    `assets` holds `word_pieces`, Gemma's tokenizer.json.
    PackError where something is missing or does not fit, NotAvailableError on a device without float64.
    """
    if device.type == "mps":
        raise NotAvailableError(
            f"The pack {card.name!r} needs numbers of 64 bits, which Apple's GPUs have not: set device to cpu."
        )
    shapes, schedule = read_shapes(card.shapes, card.audio), _schedule(card)
    load = PartLoader(tensors, device, desk)
    transformer = load.filled("denoiser", lambda: build_denoiser(shapes), dtype, wide=PLACES)
    lead = _lead(load, shapes, assets, wide_enough(dtype))
    autoencoder = with_places(load.filled("codec", lambda: build_codec(shapes), dtype, stays=SCALES), device)
    scorer = load_latent_clap(load, shapes.latent_clap)
    networks: dict[str, nn.Module] = {"denoiser": transformer, "codec": autoencoder}
    with torch.inference_mode():
        unconditional = lead.condition("", "", 1.0)[1]
    parts = ModelParts(
        spec=card.audio,
        encoder=TextAlone(lead.words, lead.text, card.audio.rate_hz),
        tuning=TuningLayer(shapes.width).to(device).eval().requires_grad_(requires_grad=False),
        denoiser=FlowDenoiser(transformer, lead, schedule),
        codec=SameCodec(autoencoder, latent_channels=shapes.latent_channels, channels=shapes.channels),
        vocoder=SameVocoder(autoencoder, heard_frames=shapes.heard_frames, hop_samples=shapes.hop_samples),
        schedule=schedule,
        unconditional=unconditional,
        front_end=Patches(shapes.hop_samples),
        prediction="v",
        window_frames=card.audio.frames_for(round(shapes.longest_s * card.audio.rate_hz)),
        networks=networks | ({} if scorer is None else {LATENT_CLAP: scorer}),
        latent_scorer=scorer,
        conditioner=lead,
        channels=shapes.channels,
        at_once_s=shapes.longest_s,
    )
    load.refuse_rest()
    return parts


def build_denoiser(shapes: FamilyShape) -> nn.Module:
    """The transformer. PackError where its sizes make none."""
    from diffusers.models.transformers.transformer_stable_audio3 import StableAudio3DiTModel

    network: nn.Module = diffusers_network(StableAudio3DiTModel, shapes.denoiser, "denoiser")
    return network


def build_codec(shapes: FamilyShape) -> nn.Module:
    """The autoencoder. PackError likewise."""
    from diffusers.models.autoencoders.autoencoder_same import AutoencoderSAME

    with warnings.catch_warnings():
        # It keeps weights as direction and length by torch's older means, and its published names depend on that.
        warnings.filterwarnings("ignore", message=".*weight_norm.*", category=FutureWarning)
        network: nn.Module = diffusers_network(AutoencoderSAME, shapes.codec, "codec")
    return network


def build_duration(shapes: FamilyShape) -> nn.Module:
    """What makes a state of a length. PackError likewise."""
    from diffusers.pipelines.stable_audio_3.modeling_stable_audio_3 import StableAudio3DurationEmbedder

    network: nn.Module = diffusers_network(StableAudio3DurationEmbedder, shapes.duration, "duration")
    return network


def with_places(network: nn.Module, device: torch.device) -> nn.Module:
    """A network with what its places are turned by, which follows from its sizes and is in no file."""
    if device.type == "meta":
        return network
    for module in network.modules():
        if "inv_freq" not in module._buffers:  # torch has no other list of what is not persistent
            continue
        config = getattr(module, "config", None)
        if config is not None:  # T5Gemma's
            fresh = type(module)(config)
            module.inv_freq, module.original_inv_freq = fresh.inv_freq.to(device), fresh.inv_freq.to(device)
        else:  # the autoencoder's
            fresh = type(module)(2 * module.get_buffer("inv_freq").numel())
            module.inv_freq = fresh.inv_freq.to(device)
    return network


def _schedule(card: Card) -> FlowSchedule:
    if not isinstance(card.schedule, SigmaSchedule):
        raise PackError("The pack's card gives its schedule no `sigma_least` and `sigma_most`: install the pack again.")
    one = card.schedule
    return FlowSchedule(steps=one.steps, sigma_least=one.sigma_least, sigma_most=one.sigma_most)


def _lead(load: PartLoader, shapes: FamilyShape, assets: Mapping[str, Path], dtype: torch.dtype) -> TextAndLength:
    if WORD_PIECES not in assets:
        raise PackError(f"The pack has no file {WORD_PIECES!r}: install the pack again.")
    vocabulary = shapes.text.get("vocab_size")
    words = WordPieces(
        assets[WORD_PIECES],
        vocabulary=vocabulary if isinstance(vocabulary, int) else 0,
        longest=shapes.word_pieces,
        problem=gemma_problem,
    )
    text = load.filled("text", lambda: t5gemma_encoder(shapes.text, "text"), dtype)
    return TextAndLength(
        words=words,
        text=with_places(text, load.device),
        duration=load.filled("duration", lambda: build_duration(shapes), torch.float32),
        missing=load.tensors["denoiser"][MISSING].float().to(load.device),
        width=shapes.width,
    )
