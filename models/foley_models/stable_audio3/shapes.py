"""The sizes of a Stable Audio 3 pack out of its card, and what must hold between them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod

from foley_models.audio_spec import AudioSpec
from foley_models.latent_clap import FrameClapShape, LatentClapShape, read_latent_clap_shape
from foley_models.sizes import Sizes, check_channels, check_equal, contradicts, whole_size, whole_sizes
from foley_models.strict_json import Fields


@dataclass(frozen=True)
class FamilyShape:
    """All sizes as they were published; `word_pieces` is the length that every text is filled up to."""

    text: Sizes
    duration: Sizes
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
        return whole_size(self.codec, "latent_dim", "codec")

    @property
    def hop_samples(self) -> int:
        """Samples of one latent frame."""
        return whole_size(self.codec, "patch_size", "codec") * prod(whole_sizes(self.codec, "encoder_strides", "codec"))

    @property
    def heard_frames(self) -> int:
        """Latent frames that decoding hears to either side: of each of its layers one window."""
        layers = sum(whole_sizes(self.codec, "encoder_transformer_depths", "codec"))
        return layers * whole_size(self.codec, "sliding_window", "codec") + 1

    @property
    def width(self) -> int:
        """Of each state that the denoiser attends to."""
        return whole_size(self.denoiser, "cond_token_dim", "denoiser")

    @property
    def longest_s(self) -> float:
        """What its denoiser can be told at most of how long a sound is."""
        value = self.duration.get("max_val")
        if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
            contradicts(f"duration.max_val is {value!r:.60}, no number of seconds")
        return float(value)


def read_shapes(shapes: Mapping[str, Mapping[str, object]], audio: AudioSpec) -> FamilyShape:
    """The sizes in a card. PackError names the key that is missing or wrong, or the two that do not fit each other."""
    fields = Fields(shapes, "The pack's card", "shapes")
    lead = fields.child("lead")
    family = FamilyShape(
        text=fields.child("text").values,
        duration=fields.child("duration").values,
        denoiser=fields.child("denoiser").values,
        codec=fields.child("codec").values,
        word_pieces=lead.integer("word_pieces"),
    )
    lead.done()
    width = family.width
    pairs = (
        ("codec.sampling_rate", family.codec.get("sampling_rate"), "audio.rate_hz", audio.rate_hz),
        ("audio.hop_samples", audio.hop_samples, "patch and strides of codec together", family.hop_samples),
        ("audio.mel_bins", audio.mel_bins, "codec.latent_dim", family.latent_channels),
        ("denoiser.io_channels", family.denoiser.get("io_channels"), "codec.latent_dim", family.latent_channels),
        ("text.hidden_size", family.text.get("hidden_size"), "denoiser.cond_token_dim", width),
        ("duration.output_dim", family.duration.get("output_dim"), "denoiser.cond_token_dim", width),
        ("denoiser.global_cond_dim", family.denoiser.get("global_cond_dim"), "denoiser.cond_token_dim", width),
        ("denoiser.patch_size", family.denoiser.get("patch_size"), "that of all published ones,", 1),
    )
    check_equal(pairs)
    check_channels(family.channels)
    heard = read_latent_clap_shape(shapes, family.latent_channels, FrameClapShape)
    return replace(family, latent_clap=heard)
