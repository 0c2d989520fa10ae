"""The shapes of an AudioLDM pack out of its card, and what must hold between them."""

from collections.abc import Mapping

from foley_models.audio_spec import AudioSpec
from foley_models.audioldm.clap_features import ClapAudio
from foley_models.audioldm.shapes import (
    AudioTowerShape,
    ClapShape,
    CodecShape,
    DenoiserShape,
    FamilyShape,
    TextTowerShape,
    VocoderShape,
)
from foley_models.latent_clap import read_latent_clap_shape
from foley_models.sizes import contradicts
from foley_models.strict_json import Fields

NORM_GROUPS = 32  # of every group normalisation: all channels are multiples of it
PATCH_SIZE = 4  # HTSAT's
MOST_EPS = 0.1


def read_shapes(shapes: Mapping[str, Mapping[str, object]], audio: AudioSpec) -> FamilyShape:
    """The shapes that a card gives for `clap`, `denoiser`, `codec` and `vocoder`, and for `latent_clap` if it is there.

    PackError names the key that is missing, unknown or wrong, or the two that do not fit each other.
    """
    codec = read_codec_shape(_part(shapes, "codec"))
    family = FamilyShape(
        clap=read_clap_shape(_part(shapes, "clap")),
        denoiser=_denoiser(_part(shapes, "denoiser")),
        codec=codec,
        vocoder=read_vocoder_shape(_part(shapes, "vocoder")),
        latent_clap=read_latent_clap_shape(shapes, codec.latent_channels),
    )
    _check_latents(family, audio)
    check_vocoder(family.vocoder, audio)
    return family


def _part(shapes: Mapping[str, Mapping[str, object]], part: str) -> Fields:
    return Fields(shapes, "The pack's card", "shapes").child(part)


def read_clap_shape(fields: Fields) -> ClapShape:
    """The sizes of a CLAP. PackError where one is missing, unknown or wrong, or two do not fit each other."""
    text = _text_tower(fields.child("text"))
    audio = _audio_tower(fields.child("audio")) if fields.has("audio") else None
    fields.done()
    shape = ClapShape(text, audio)
    _check_clap(shape)
    return shape


def _text_tower(fields: Fields) -> TextTowerShape:
    shape = TextTowerShape(
        vocabulary=fields.integer("vocabulary"),
        width=fields.integer("width"),
        layers=fields.integer("layers"),
        heads=fields.integer("heads"),
        feed_forward=fields.integer("feed_forward"),
        positions=fields.integer("positions"),
        layer_norm_eps=fields.number("layer_norm_eps", 0, MOST_EPS),
    )
    fields.done()
    return shape


def _audio_tower(fields: Fields) -> AudioTowerShape:
    shape = AudioTowerShape(
        mel_bins=fields.integer("mel_bins"),
        square_size=fields.integer("square_size"),
        window_size=fields.integer("window_size"),
        patch_width=fields.integer("patch_width"),
        depths=_integers(fields, "depths"),
        heads=_integers(fields, "heads"),
    )
    fields.done()
    return shape


def _denoiser(fields: Fields) -> DenoiserShape:
    shape = DenoiserShape(
        channels=_channels(fields),
        latent_channels=fields.integer("latent_channels"),
        layers_per_block=fields.integer("layers_per_block"),
        padded=fields.flag("padded") if fields.has("padded") else False,
    )
    fields.done()
    return shape


def read_codec_shape(fields: Fields) -> CodecShape:
    """The sizes of an autoencoder. PackError where one is missing, unknown or wrong."""
    shape = CodecShape(
        channels=_channels(fields),
        latent_channels=fields.integer("latent_channels"),
        layers_per_block=fields.integer("layers_per_block"),
        scaling_factor=fields.number("scaling_factor", 1e-6, 1e6),
    )
    fields.done()
    return shape


def read_vocoder_shape(fields: Fields) -> VocoderShape:
    """The sizes of a HiFi-GAN. PackError likewise."""
    shape = VocoderShape(
        rate_hz=fields.integer("rate_hz"),
        mel_bins=fields.integer("mel_bins"),
        initial_channels=fields.integer("initial_channels"),
        rates=_integers(fields, "rates"),
        kernels=_integers(fields, "kernels"),
        residual_kernels=_integers(fields, "residual_kernels"),
        residual_dilations=_integers(fields, "residual_dilations"),
        normalize_before=fields.flag("normalize_before"),
    )
    fields.done()
    return shape


def _integers(fields: Fields, key: str) -> tuple[int, ...]:
    fields.asked.add(key)
    values = fields.values.get(key)
    if not isinstance(values, list | tuple) or not values or not all(_is_count(value) for value in values):
        fields.refuse(key, "a list of whole numbers of at least 1", values)
    return tuple(values)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _channels(fields: Fields) -> tuple[int, ...]:
    channels = _integers(fields, "channels")
    if any(count % NORM_GROUPS for count in channels):
        fields.refuse("channels", f"a list of multiples of {NORM_GROUPS}", list(channels))
    return channels


def _check_clap(clap: ClapShape) -> None:
    if clap.text.width % clap.text.heads:
        contradicts(f"clap.text.width {clap.text.width} is no multiple of clap.text.heads {clap.text.heads}")
    audio = clap.audio
    if audio is None:
        return
    if len(audio.depths) != len(audio.heads):
        contradicts(f"clap.audio has {len(audio.depths)} depths and {len(audio.heads)} heads")
    widths = [audio.patch_width << stage for stage in range(len(audio.depths))]
    if any(width % heads for width, heads in zip(widths, audio.heads, strict=True)):
        contradicts(f"clap.audio's stages of {widths} channels cannot be shared among {list(audio.heads)} heads")
    if audio.square_size % (PATCH_SIZE * audio.mel_bins):
        contradicts(
            f"clap.audio.square_size {audio.square_size} is no multiple of {PATCH_SIZE} * {audio.mel_bins} mel bins"
        )
    frames = 1 + ClapAudio().clip_samples // ClapAudio().hop_samples
    if audio.square_size**2 // audio.mel_bins < frames:
        contradicts(f"clap.audio.square_size {audio.square_size} holds no {frames} frames of {audio.mel_bins} mel bins")


def _check_latents(family: FamilyShape, audio: AudioSpec) -> None:
    codec, denoiser = family.codec, family.denoiser
    if codec.latent_channels != denoiser.latent_channels:
        contradicts(f"the codec has {codec.latent_channels} latent channels, the denoiser {denoiser.latent_channels}")
    if audio.mel_bins % codec.downsampling:
        contradicts(f"{audio.mel_bins} mel bins are no multiple of the codec's downsampling, {codec.downsampling}")


def check_vocoder(vocoder: VocoderShape, audio: AudioSpec) -> None:
    """PackError where a vocoder does not fit the card's audio, or itself."""
    its = (vocoder.rate_hz, vocoder.mel_bins, vocoder.hop_samples)
    cards = (audio.rate_hz, audio.mel_bins, audio.hop_samples)
    if its != cards:
        contradicts(f"the vocoder has (rate_hz, mel_bins, hop_samples) {its}, the card's audio {cards}")
    pairs = list(zip(vocoder.rates, vocoder.kernels, strict=False))
    if len(vocoder.rates) != len(vocoder.kernels) or any(kernel < rate for rate, kernel in pairs):
        contradicts(
            f"vocoder.kernels {list(vocoder.kernels)} must be as many as rates {list(vocoder.rates)} and no smaller"
        )
    if vocoder.initial_channels % (1 << len(vocoder.rates)):
        contradicts(f"vocoder.initial_channels {vocoder.initial_channels} cannot be halved {len(vocoder.rates)} times")
