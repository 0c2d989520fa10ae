"""The sizes of an AudioLDM 2 pack out of its card, and what must hold between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from foley_models.audio_spec import AudioSpec
from foley_models.audioldm.card_shapes import (
    check_vocoder,
    read_clap_shape,
    read_codec_shape,
    read_vocoder_shape,
)
from foley_models.audioldm.shapes import ClapShape, CodecShape, VocoderShape
from foley_models.latent_clap import LatentClapShape, read_latent_clap_shape
from foley_models.parts import EMBEDDING_SIZE
from foley_models.sizes import Sizes, check_equal, contradicts, whole_size
from foley_models.strict_json import Fields


@dataclass(frozen=True)
class LeadShape:
    """How the texts lead: vectors that the language model goes on with, and word pieces that are read at most."""

    vectors: int
    word_pieces: int


@dataclass(frozen=True)
class FamilyShape:
    """All sizes; those of networks that only diffusers or transformers knows, as they were published."""

    clap: ClapShape
    codec: CodecShape
    vocoder: VocoderShape
    lead: LeadShape
    text: Sizes
    language: Sizes
    projection: Sizes
    denoiser: Sizes
    latent_clap: LatentClapShape | None = None

    @property
    def text_width(self) -> int:
        """Of the T5's states."""
        return whole_size(self.text, "d_model", "text")

    @property
    def language_width(self) -> int:
        """Of the language model's states."""
        return whole_size(self.language, "n_embd", "language")


def read_shapes(shapes: Mapping[str, Mapping[str, object]], audio: AudioSpec) -> FamilyShape:
    """The sizes in a card. PackError names the key that is missing, unknown or wrong, or the two that do not fit."""
    fields = Fields(shapes, "The pack's card", "shapes")
    lead = fields.child("lead")
    codec = read_codec_shape(fields.child("codec"))
    family = FamilyShape(
        clap=read_clap_shape(fields.child("clap")),
        codec=codec,
        vocoder=read_vocoder_shape(fields.child("vocoder")),
        lead=LeadShape(lead.integer("vectors"), lead.integer("word_pieces")),
        text=fields.child("text").values,
        language=fields.child("language").values,
        projection=fields.child("projection").values,
        denoiser=fields.child("denoiser").values,
        latent_clap=read_latent_clap_shape(shapes, codec.latent_channels),
    )
    lead.done()
    check_vocoder(family.vocoder, audio)
    _check_widths(family)
    if audio.mel_bins % family.codec.downsampling:
        contradicts(
            f"{audio.mel_bins} mel bins are no multiple of the codec's downsampling, {family.codec.downsampling}"
        )
    return family


def _check_widths(family: FamilyShape) -> None:
    pairs = (
        (
            "denoiser.in_channels",
            family.denoiser.get("in_channels"),
            "codec.latent_channels",
            family.codec.latent_channels,
        ),
        ("projection.text_encoder_dim", family.projection.get("text_encoder_dim"), "CLAP's size", EMBEDDING_SIZE),
        (
            "projection.text_encoder_1_dim",
            family.projection.get("text_encoder_1_dim"),
            "text.d_model",
            family.text_width,
        ),
        (
            "projection.langauge_model_dim",
            family.projection.get("langauge_model_dim"),
            "language.n_embd",
            family.language_width,
        ),
    )
    check_equal(pairs)
