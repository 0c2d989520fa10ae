"""What form a sound is made in: at once and cut, longer than asked for, window by window, or in a circle."""

from dataclasses import dataclass
from enum import Enum

from foley_models.decoding import frames_per_latent
from foley_models.parts import ModelParts

SHORT_UNDER_S = 0.25  # what is shorter is cut out of a longer sound
SHORT_MADE_S = 4.0  # of which it is cut: never more than what the denoiser was trained on


class Form(Enum):
    """How a sound comes to its length."""

    WHOLE = "made at once, from its beginning on"
    EVENT = "cut out of a longer one where its event is"
    LINE = "made window by window"
    CIRCLE = "made window by window, its end going over into its start"


@dataclass(frozen=True)
class Frame:
    """The form of a sound, the samples it is to have, and the shape (channel, time, frequency) it is made in."""

    form: Form
    samples: int
    shape: tuple[int, int, int]

    @property
    def alone(self) -> bool:
        """Whether its candidates are made one after the other: memory must not grow with the length."""
        return self.form in (Form.LINE, Form.CIRCLE)


def made_seconds(seconds: float) -> float:
    """How long what is made is, of a sound of so many seconds: a very short one is cut out of a longer one."""
    return max(seconds, SHORT_MADE_S) if seconds < SHORT_UNDER_S else seconds


def own_frames(parts: ModelParts, samples: int) -> int | None:
    """Latent frames that a sound of so many samples takes of the longer stretch that a pack makes; None where all are.

    Only packs whose latents have one frame for each of the spectrogram's make such a stretch.
    """
    if parts.decoded_margin is None:
        return None
    rate_hz = parts.spec.rate_hz
    return parts.spec.frames_for(round(made_seconds(samples / rate_hz) * rate_hz))


def frame_of(parts: ModelParts, samples: int, *, loop: bool) -> Frame:
    """The frame of a sound of so many samples at the pack's rate."""
    spec = parts.spec
    if loop:
        per_latent = frames_per_latent(parts) * spec.hop_samples
        channels, _, rows = parts.codec.latent_shape(spec.frames_for(samples))
        return Frame(Form.CIRCLE, samples, (channels, max(1, round(samples / per_latent)), rows))
    if samples < round(SHORT_UNDER_S * spec.rate_hz):
        made = min(round(SHORT_MADE_S * spec.rate_hz), parts.window_frames * spec.hop_samples)
        return Frame(Form.EVENT, samples, parts.codec.latent_shape(spec.frames_for(made)))
    form = Form.LINE if samples > round(parts.at_once_s * spec.rate_hz) else Form.WHOLE
    return Frame(form, samples, parts.codec.latent_shape(spec.frames_for(samples)))
