"""The sizes of a Stable Audio pack out of its card, and what must hold between them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod

from foley_models.audio_spec import AudioSpec
from foley_models.latent_clap import FrameClapShape, LatentClapShape, read_latent_clap_shape
from foley_models.sizes import Sizes, check_channels, check_equal, whole_size, whole_sizes
from foley_models.strict_json import Fields


@dataclass(frozen=True)
class FamilyShape:
    """All sizes as they were published; `word_pieces` is the length that every text is filled up to."""

    text: Sizes
    projection: Sizes
    denoiser: Sizes
    codec: Sizes
    word_pieces: int
    latent_clap: LatentClapShape | None = None

    @property
    def channels(self) -> int:
        """Of the sound."""
        return whole_size(self.codec, "audio_channels", "codec")

    @property
    def latent_channels(self) -> int:
        """Numbers of one latent frame."""
        return whole_size(self.codec, "decoder_input_channels", "codec")

    @property
    def frames(self) -> int:
        """Latent frames of the one stretch that the denoiser makes."""
        return whole_size(self.denoiser, "sample_size", "denoiser")

    @property
    def hop_samples(self) -> int:
        """Samples of one latent frame."""
        return prod(whole_sizes(self.codec, "downsampling_ratios", "codec"))

    @property
    def width(self) -> int:
        """Of each state that the denoiser attends to."""
        return whole_size(self.projection, "conditioning_dim", "projection")

    @property
    def text_width(self) -> int:
        """Of the T5's states."""
        return whole_size(self.text, "d_model", "text")

    @property
    def rotary(self) -> int:
        """Numbers of each head that are turned by their place."""
        return whole_size(self.denoiser, "attention_head_dim", "denoiser") // 2


def read_shapes(shapes: Mapping[str, Mapping[str, object]], audio: AudioSpec) -> FamilyShape:
    """The sizes in a card. PackError names the key that is missing or wrong, or the two that do not fit each other."""
    fields = Fields(shapes, "The pack's card", "shapes")
    lead = fields.child("lead")
    family = FamilyShape(
        text=fields.child("text").values,
        projection=fields.child("projection").values,
        denoiser=fields.child("denoiser").values,
        codec=fields.child("codec").values,
        word_pieces=lead.integer("word_pieces"),
    )
    lead.done()
    pairs = (
        ("codec.sampling_rate", family.codec.get("sampling_rate"), "audio.rate_hz", audio.rate_hz),
        ("audio.hop_samples", audio.hop_samples, "the product of codec.downsampling_ratios", family.hop_samples),
        ("audio.mel_bins", audio.mel_bins, "codec.decoder_input_channels", family.latent_channels),
        ("denoiser.in_channels", family.denoiser.get("in_channels"), "codec's", family.latent_channels),
        ("projection.text_encoder_dim", family.projection.get("text_encoder_dim"), "text.d_model", family.text_width),
        (
            "denoiser.cross_attention_input_dim",
            family.denoiser.get("cross_attention_input_dim"),
            "projection.conditioning_dim",
            family.width,
        ),
        (
            "denoiser.global_states_input_dim",
            family.denoiser.get("global_states_input_dim"),
            "twice projection.conditioning_dim",
            2 * family.width,
        ),
    )
    check_equal(pairs)
    check_channels(family.channels)
    heard = read_latent_clap_shape(shapes, family.latent_channels, FrameClapShape)
    return replace(family, latent_clap=heard)
