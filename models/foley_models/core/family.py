"""The `core` family: the parts of an embedded pack out of its card and tensors."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from foley_models.card import Card
from foley_models.core.audio_tower import AudioTower, AudioTowerShape
from foley_models.core.codec import CodecShape, PatchCodec
from foley_models.core.denoiser import DenoiserShape, SlidingDenoiser, TokenDenoiser
from foley_models.core.detail import DetailShape, DetailStrength, DroppedDetail
from foley_models.core.mel import LogMel
from foley_models.core.polish import PolishedVocoder
from foley_models.core.text_tower import TextTower, TextTowerShape, WordPieces
from foley_models.core.vocoder import FrameVocoder, VocoderShape
from foley_models.errors import PackError
from foley_models.latent_clap import LatentClap, LatentClapShape
from foley_models.offloading import Desk
from foley_models.part_loader import PartLoader
from foley_models.parts import ModelParts
from foley_models.shapes import Shape, read_shape
from foley_models.tuning import TuningLayer

VOCABULARY_ASSET = "vocabulary"
DETAIL_PART = "detail"


class CoreEncoder:
    """Both towers of the embedded CLAP."""

    can_embed_audio = True

    def __init__(self, text: TextTower, audio: AudioTower, pieces: WordPieces) -> None:
        self._text, self._audio, self._pieces = text, audio, pieces

    @property
    def log_mel(self) -> LogMel:
        """The front end, which every part of an embedded pack shares."""
        return self._audio.log_mel

    @property
    def mel_basis(self) -> Tensor:
        """Mel filters (frequency bin, mel bin), which the vocoder's polish needs too."""
        return self.log_mel.basis

    @property
    def rate_hz(self) -> int:
        """Rate of the waveforms that `embed_audio` takes."""
        return self._audio.log_mel.spec.rate_hz

    def embed_text(self, prompts: Sequence[str]) -> Tensor:
        """L2-normalised float32 embeddings (prompt, 512), each computed alone, so that company changes no bit."""
        device = self._text.static.weight.device
        return torch.cat([self._text(self._pieces.ids([prompt]).to(device)) for prompt in prompts])

    def embed_audio(self, waveforms: Tensor) -> Tensor:
        """L2-normalised float32 embeddings (batch, 512) of waveforms (batch, sample)."""
        embeddings: Tensor = self._audio(waveforms)
        return embeddings


class WindowedCodec:
    """The codec, giving latents that are never shorter than the window the denoiser was trained on."""

    def __init__(self, codec: PatchCodec, window_frames: int) -> None:
        self._codec, self._window_frames = codec, window_frames

    def latent_shape(self, frames: int) -> tuple[int, int, int]:
        """(channel, time, frequency) of the latent that covers `frames` mel frames, rounded up."""
        channels, time, rows = self._codec.latent_shape(frames)
        return channels, max(time, self._window_frames), rows

    def encode(self, log_mel: Tensor) -> Tensor:
        """Scaled latents (batch, channel, time, frequency) of log-mel (batch, frame, bin)."""
        return self._codec.encode(log_mel)

    def decode(self, latents: Tensor) -> Tensor:
        """Log-mel (batch, frame, bin) in float32 of scaled latents."""
        return self._codec.decode(latents)


def build_parts(
    card: Card,
    tensors: Mapping[str, Mapping[str, Tensor]],
    assets: Mapping[str, Path],
    *,
    device: torch.device,
    dtype: torch.dtype,
    desk: Desk | None = None,  # noqa: ARG001, what is as small as this stays
) -> ModelParts:
    """The parts of an embedded pack, frozen, on `device`; PackError where something is missing or does not fit.

    Denoiser and vocoder compute in `dtype`, the small rest in float32, for scores that can be compared; the latent CLAP
    encoder, which only orders a pool, in bfloat16 too where a processor has that: there it is a tenth of sampling.
    """
    load = PartLoader(tensors, device)
    denoiser_shape = _shape(card, "denoiser", DenoiserShape)
    codec_shape, vocoder_shape = _shape(card, "codec", CodecShape), _shape(card, "vocoder", VocoderShape)
    encoder = _encoder(card, load, assets)
    network = load.filled("denoiser", lambda: TokenDenoiser(denoiser_shape), dtype)
    codec = load.filled("codec", lambda: PatchCodec(codec_shape), torch.float32)
    vocoder = load.filled("vocoder", lambda: FrameVocoder(vocoder_shape, card.audio), dtype)
    scorer_shape = _shape(card, "latent_clap", LatentClapShape)
    detail = _detail(card, load, codec, encoder.log_mel)
    tuning = load.filled("tuning", lambda: TuningLayer(denoiser_shape.embedding_size), torch.float32)
    hearing = dtype if device.type == "cpu" and dtype == torch.bfloat16 else torch.float32
    scorer = load.filled("latent_clap", lambda: LatentClap(scorer_shape), hearing, wide=LatentClap.norms(scorer_shape))
    parts = ModelParts(
        spec=card.audio,
        encoder=encoder,
        tuning=tuning,
        denoiser=SlidingDenoiser(network, card.schedule),
        codec=WindowedCodec(codec, denoiser_shape.window_frames),
        vocoder=PolishedVocoder(vocoder, encoder.mel_basis, detail),
        schedule=card.schedule,
        unconditional=torch.zeros(denoiser_shape.embedding_size, device=device),
        front_end=encoder.log_mel,
        prediction="v",
        window_frames=denoiser_shape.window_frames * codec_shape.patch_frames,
        networks={"denoiser": network, "tuning": tuning, "codec": codec, "vocoder": vocoder, "latent_clap": scorer},
        latent_scorer=scorer,
    )
    load.refuse_rest()
    return parts


def _detail(card: Card, load: PartLoader, codec: PatchCodec, front_end: LogMel) -> DroppedDetail | None:
    """None of a pack that was made before there was this part."""
    if DETAIL_PART not in load.tensors:
        return None
    shape = _shape(card, DETAIL_PART, DetailShape)
    return DroppedDetail(load.filled(DETAIL_PART, lambda: DetailStrength(shape), torch.float32), codec, front_end)


def _encoder(card: Card, load: PartLoader, assets: Mapping[str, Path]) -> CoreEncoder:
    if VOCABULARY_ASSET not in assets:
        raise PackError(f"The pack has no file {VOCABULARY_ASSET!r}: install the pack again.")
    text_shape = _shape(card, "text_tower", TextTowerShape)
    audio_shape = _shape(card, "audio_tower", AudioTowerShape)
    return CoreEncoder(
        load.filled("text_tower", lambda: TextTower(text_shape), torch.float32),
        load.filled("audio_tower", lambda: AudioTower(audio_shape, card.audio), torch.float32).settled(),
        WordPieces(assets[VOCABULARY_ASSET], text_shape.max_tokens),
    )


def _shape(card: Card, part: str, kind: type[Shape]) -> Shape:
    """The sizes of a part; PackError where the card does not give them."""
    if part not in card.shapes:
        raise PackError(f"The card of the pack {card.name!r} gives no sizes for its part {part!r}: install it again.")
    return read_shape(kind, card.shapes[part], f"shapes.{part}")
