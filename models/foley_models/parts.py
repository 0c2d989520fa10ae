"""The interface between the model families and everything around them: five parts and how they fit.

Axis order of latents is (batch, channel, time, frequency), of log-mel spectrograms (batch, frame, mel bin),
of waveforms (batch, sample) in [-1, 1]. Embeddings live in CLAP space, (batch, EMBEDDING_SIZE).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from torch import Tensor, nn

from foley_models.audio_spec import AudioSpec
from foley_models.limits import EMBEDDING_SIZE as EMBEDDING_SIZE
from foley_models.limits import LONG_FROM_S
from foley_models.schedule import NoiseSchedule
from foley_models.tuning import TuningLayer

Prediction = Literal["eps", "v"]  # what a denoiser's network was trained to give


class FrontEnd(Protocol):
    """Waveform to the log-mel spectrogram that the codec encodes: the way that only training goes."""

    def __call__(self, waveforms: Tensor) -> Tensor:
        """Log-mel (batch, frame, bin) in float32 of waveforms (batch, sample) at the pack's rate.

        That of a pack with several channels takes (batch, channel, sample), too, and gives what its codec encodes.
        """
        ...


class TextAudioEncoder(Protocol):
    """CLAP: text and sound into one space."""

    @property
    def rate_hz(self) -> int:
        """Rate of the waveforms that `embed_audio` takes."""
        ...

    @property
    def can_embed_audio(self) -> bool:
        """False where the pack has no audio tower: its candidates cannot be ranked."""
        ...

    def embed_text(self, prompts: Sequence[str]) -> Tensor:
        """L2-normalised float32 embeddings (prompt, 512)."""
        ...

    def embed_audio(self, waveforms: Tensor) -> Tensor:
        """L2-normalised float32 embeddings (batch, 512) of waveforms (batch, sample) at `rate_hz`."""
        ...


class Denoiser(Protocol):
    """The latent diffusion network."""

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        """The noise in `z_n` (batch, channel, time, frequency) at steps `n` (batch,) under `embedding` (batch, 512).

        Takes and returns float32 whatever it computes in, and any number of latent frames that
        `Codec.latent_shape` gives (a network with a fixed window slides it).
        """
        ...


class Codec(Protocol):
    """Log-mel spectrogram to latent and back."""

    def latent_shape(self, frames: int) -> tuple[int, int, int]:
        """(channel, time, frequency) of the latent that covers `frames` mel frames, rounded up."""
        ...

    def encode(self, log_mel: Tensor) -> Tensor:
        """Scaled latents (batch, channel, time, frequency), standard deviation near 1, of (batch, frame, bin)."""
        ...

    def decode(self, latents: Tensor) -> Tensor:
        """Log-mel (batch, frame, bin) of scaled latents, in float32."""
        ...


class Vocoder(Protocol):
    """Log-mel spectrogram to waveform."""

    def synthesize(self, log_mel: Tensor) -> Tensor:
        """Waveforms (batch, at least frame * hop samples) in float32 of log-mel (batch, frame, bin)."""
        ...


@runtime_checkable
class PlacedVocoder(Protocol):
    """A vocoder whose own randomness is bound to the place of each frame, so that pieces fit together."""

    def synthesize_at(self, log_mel: Tensor, places: Tensor) -> Tensor:
        """What `synthesize` gives, of frames that stand at `places` (frame,) of a longer sound."""
        ...


@runtime_checkable
class TrainableVocoder(Vocoder, Protocol):
    """A vocoder whose network can be trained."""

    def draft(self, log_mel: Tensor, seeds: Sequence[int], /) -> Tensor:
        """Waveforms as the network itself makes them, with gradients and without what may come after it.

        `seeds` (batch,) draw the noise that a network may start from.
        """
        ...


class LatentScorer(Protocol):
    """The latent CLAP encoder (Karchkhadze et al., III.D): embeds a clean latent without decoding it."""

    def embed_latents(self, latents: Tensor) -> Tensor:
        """L2-normalised float32 embeddings (batch, 512) of scaled latents (batch, channel, time, frequency)."""
        ...


class Conditioner(Protocol):
    """What leads a denoiser that is not led by an embedding in CLAP space."""

    def condition(self, prompt: str, negative: str, seconds: float) -> tuple[Tensor, Tensor]:
        """What leads, and what guidance steers away from: two flat tensors (size,) in float32 of one size.

        Its denoiser takes them where others take embeddings. PromptTooLongError where a text is too long for it.
        """
        ...


@dataclass(frozen=True)
class ModelParts:
    """One family's parts, loaded and on their device."""

    spec: AudioSpec
    encoder: TextAudioEncoder
    tuning: TuningLayer
    denoiser: Denoiser
    codec: Codec
    vocoder: Vocoder
    schedule: NoiseSchedule
    unconditional: Tensor  # (512,): what guidance steers away from when there is no negative prompt
    front_end: FrontEnd
    prediction: Prediction
    window_frames: int  # mel frames of the segments that the denoiser was trained on
    networks: Mapping[str, nn.Module]  # part of the pack -> the network it fills, of those that training may change
    latent_scorer: LatentScorer | None = None
    ranker: TextAudioEncoder | None = None  # hears candidates in the place of `encoder`, in a space of its own
    quick: Denoiser | None = None  # distilled to a few steps without guidance
    quick_changes: Mapping[str, Tensor] | None = None  # what `quick` was made of: changes of the denoiser's weights
    conditioner: Conditioner | None = None  # where an embedding alone does not lead the denoiser
    channels: int = 1  # of the waveforms: where there are two, the vocoder gives (batch, channel, sample)
    at_once_s: float = LONG_FROM_S  # what is longer is made window by window
    decoded_margin: int | None = None  # latent frames beyond a sound's own that decoding needs; None: all are decoded

    @property
    def judge(self) -> TextAudioEncoder:
        """What candidates are scored by."""
        return self.encoder if self.ranker is None else self.ranker

    @property
    def teacher(self) -> TextAudioEncoder:
        """In whose space the latent CLAP encoder hears: the pack's own where it has an ear, else its ranker's."""
        return self.encoder if self.encoder.can_embed_audio else self.judge
