"""The sizes of AudioLDM networks: frozen dataclasses, and those of the published models.

Sources: Liu et al. 2023 (AudioLDM) and its public configurations; Yuan et al. 2023 for the 22.05 kHz model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod
from types import MappingProxyType

from foley_models.audio_spec import AudioSpec
from foley_models.audioldm.heads import heads_for
from foley_models.latent_clap import LatentClapShape


@dataclass(frozen=True)
class DenoiserShape:
    """The UNet: channels of each block, of which all but the first carry attention."""

    channels: tuple[int, ...]
    latent_channels: int
    layers_per_block: int
    padded: bool = False  # latents filled up with zeros, in the middle of them, to what halves evenly (Yuan et al.)

    @property
    def heads(self) -> tuple[int, ...]:
        """Attention heads of each block."""
        return heads_for(self.channels)

    @property
    def multiple(self) -> int:
        """What time and frequency of a latent are filled up to a multiple of; 1 where they are not."""
        return 1 << (len(self.channels) - 1) if self.padded else 1


@dataclass(frozen=True)
class CodecShape:
    """The variational autoencoder over log-mel spectrograms."""

    channels: tuple[int, ...]
    latent_channels: int
    layers_per_block: int
    scaling_factor: float  # latents are multiplied by it, so that their standard deviation is near 1

    @property
    def downsampling(self) -> int:
        """Frames, and bins, that fall into one number of the latent."""
        return 1 << (len(self.channels) - 1)


@dataclass(frozen=True)
class VocoderShape:
    """The HiFi-GAN: each stage multiplies the rate by one of `rates` and halves the channels."""

    rate_hz: int
    mel_bins: int
    initial_channels: int
    rates: tuple[int, ...]
    kernels: tuple[int, ...]
    residual_kernels: tuple[int, ...]
    residual_dilations: tuple[int, ...]
    normalize_before: bool

    @property
    def hop_samples(self) -> int:
        """Samples that one frame becomes."""
        return prod(self.rates)


@dataclass(frozen=True)
class TextTowerShape:
    """CLAP's RoBERTa."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    layer_norm_eps: float


@dataclass(frozen=True)
class AudioTowerShape:
    """CLAP's HTSAT: a Swin transformer over a log-mel spectrogram folded into a square of `square_size`."""

    mel_bins: int
    square_size: int
    window_size: int
    patch_width: int
    depths: tuple[int, ...]
    heads: tuple[int, ...]

    @property
    def width(self) -> int:
        """Channels after the last stage; each stage but the first doubles them."""
        return self.patch_width << (len(self.depths) - 1)


@dataclass(frozen=True)
class ClapShape:
    """Both towers; without an audio tower the pack cannot rank."""

    text: TextTowerShape
    audio: AudioTowerShape | None


@dataclass(frozen=True)
class FamilyShape:
    """One AudioLDM model, all parts."""

    clap: ClapShape
    denoiser: DenoiserShape
    codec: CodecShape
    vocoder: VocoderShape
    latent_clap: LatentClapShape | None = None  # where an encoder was trained for the pack


AUDIO_16_KHZ = AudioSpec(rate_hz=16_000, mel_bins=64, window_samples=1024, hop_samples=160)
AUDIO_22_KHZ = AudioSpec(rate_hz=22_050, mel_bins=80, window_samples=1024, hop_samples=256)

# LAION's own networks have 1e-5 where transformers' default for this tower is 1e-12.
ROBERTA = TextTowerShape(
    vocabulary=50_265, width=768, layers=12, heads=12, feed_forward=3072, positions=514, layer_norm_eps=1e-5
)
HTSAT_TINY = AudioTowerShape(
    mel_bins=64, square_size=256, window_size=8, patch_width=96, depths=(2, 2, 6, 2), heads=(4, 8, 16, 32)
)
HTSAT_BASE = replace(HTSAT_TINY, patch_width=128, depths=(2, 2, 12, 2))

VOCODER_16_KHZ = VocoderShape(
    rate_hz=16_000,
    mel_bins=64,
    initial_channels=1024,
    rates=(5, 4, 2, 2, 2),
    kernels=(16, 16, 8, 4, 4),
    residual_kernels=(3, 7, 11),
    residual_dilations=(1, 3, 5),
    normalize_before=False,
)
# Yuan et al. name only the rate and the mel bins: these are the sizes of HiFi-GAN V1 (Kong et al. 2020) at that rate.
VOCODER_22_KHZ = replace(
    VOCODER_16_KHZ, rate_hz=22_050, mel_bins=80, initial_channels=512, rates=(8, 8, 2, 2), kernels=(16, 16, 4, 4)
)

_CODEC = CodecShape(channels=(128, 256, 512), latent_channels=8, layers_per_block=2, scaling_factor=0.92279)
_SMALL = DenoiserShape(channels=(128, 256, 384, 640), latent_channels=8, layers_per_block=2)

S_FULL = FamilyShape(ClapShape(ROBERTA, HTSAT_TINY), _SMALL, _CODEC, VOCODER_16_KHZ)
M_FULL = FamilyShape(
    clap=ClapShape(ROBERTA, HTSAT_BASE),
    denoiser=replace(_SMALL, channels=(192, 384, 576, 960)),
    codec=replace(_CODEC, scaling_factor=0.91383),
    vocoder=VOCODER_16_KHZ,
)
L_FULL = FamilyShape(
    clap=ClapShape(ROBERTA, HTSAT_BASE),
    denoiser=replace(_SMALL, channels=(256, 512, 768, 1280)),
    codec=replace(_CODEC, scaling_factor=0.96549),
    vocoder=VOCODER_16_KHZ,
)

# s-full-v2 and Yuan et al.'s model have scaling factors of their own, which belong to their weights and stand in a
# pack's card; here they have the one of s-full.
PUBLISHED: Mapping[str, tuple[FamilyShape, AudioSpec]] = MappingProxyType(
    {
        "s-full": (S_FULL, AUDIO_16_KHZ),
        "s-full-v2": (S_FULL, AUDIO_16_KHZ),
        "m-full": (M_FULL, AUDIO_16_KHZ),
        "l-full": (L_FULL, AUDIO_16_KHZ),
        "yuan-ldm-s": (replace(S_FULL, denoiser=replace(_SMALL, padded=True), vocoder=VOCODER_22_KHZ), AUDIO_22_KHZ),
    }
)
