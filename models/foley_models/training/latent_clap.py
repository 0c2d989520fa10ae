"""Trains a latent CLAP encoder for any pack, to say of a latent what CLAP says of its sound.

The loss is that of Karchkhadze et al., eq. 2. Front end, codec and audio tower are frozen and label whatever sound they
are given. So no two examples are the same (`augment`): trained on fixed segments, the encoder learns them by heart
(cosine 0.97 there, 0.72 on validation segments, for the pack `core`).

A pack of two channels is taught with two, since latents of one sound in both are not what it makes; what is heard, as
in the ranking, is their mean. A pack without an ear of its own learns from the ranker beside it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from foley_models.batches import is_out_of_memory
from foley_models.errors import DeviceMemoryError, NotAvailableError, RecipeError, RequestError, TrainingError
from foley_models.finishing import mixed
from foley_models.latent_clap import FrameClapShape, LatentClap, LatentClapShape
from foley_models.parts import ModelParts
from foley_models.recipe.compute import Compute
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train
from foley_models.resample import resample
from foley_models.training.ahead import Ahead
from foley_models.training.augment import Augmentation, draw_example, spread
from foley_models.training.sounds import RecordingSounds, Sounds

LABELLED_AT_ONCE = 16  # sounds, so that a large codec and tower need no more memory than in generation
HEARD_S = 10.0  # what CLAP's towers take at most; a trained window may be a little longer
SEGMENT_MOST_S = 10.24  # such as that of AudioLDM, but not the minutes of a Stable Audio
JUDGED_MOST = 256  # validation segments while it trains; at the end all are
SEGMENTS_A_RECORDING = 4  # of each held-out recording


@dataclass(frozen=True)
class Labelled:
    """Sounds as the pack sees and hears them: latents (sound, channel, time, frequency), embeddings (sound, 512)."""

    latents: Tensor
    audio: Tensor


Label = Callable[[Tensor], Labelled]
"""What is learnt of waveforms (batch, sample) or (batch, channel, sample) at the pack's rate."""


@dataclass(frozen=True)
class Lesson:
    """What an encoder is taught: sounds to make examples of, who labels them, and labelled ones to judge it by.

    With two `channels` examples are spread over them.
    """

    sounds: Sounds
    rate_hz: int  # of the sounds
    label: Label
    validation: Labelled
    device: torch.device
    channels: int = 1


@dataclass(frozen=True)
class EncoderSettings:
    """How an encoder is trained; the defaults are those of the shipped one."""

    steps: int = 2000
    batch: int = 64
    rate: float = 2e-3
    seed: int = 1
    augmentation: Augmentation = field(default_factory=Augmentation)
    save_every_s: float = 120.0
    report_every: int = 25  # steps
    judge_every: int = 100  # steps between looks at validation segments

    def __post_init__(self) -> None:
        for name, least, most in (("steps", 1, 10_000_000), ("batch", 2, 4096), ("seed", 0, 2**31 - 1)):
            value = getattr(self, name)
            if not least <= value <= most:
                raise RequestError(f"{name} is {value}: choose a number from {least} to {most}.")

    def loop(self) -> LoopSettings:
        """The same for the training loop."""
        return LoopSettings(
            steps=self.steps,
            rate=self.rate,
            warmup_steps=50,
            decay_fraction=1.0,
            ema=0.995,
            seed=self.seed,
            save_every_s=self.save_every_s,
            log_every=self.report_every,
        )


@dataclass(frozen=True)
class EncoderStep:
    """How far a training is; `cosine` on validation segments where it was looked at."""

    step: int
    steps: int
    loss: float
    cosine: float | None


@dataclass(frozen=True)
class TrainedEncoder:
    """The end: the averaged encoder, and its mean cosine to the audio tower on all validation segments."""

    model: LatentClap
    cosine: float


def label_with(parts: ModelParts) -> Label:
    """What a pack makes of sounds. NotAvailableError where it can hear none, by itself or by a ranker."""
    teacher = parts.teacher
    if not teacher.can_embed_audio:
        raise NotAvailableError(
            "This pack has no audio tower: there is nobody that a latent CLAP encoder could learn from. Put a CLAP "
            "beside it: foley-bridge packs import CLAP --for PACK."
        )
    device, heard = parts.unconditional.device, round(HEARD_S * parts.spec.rate_hz)

    def label(waveforms: Tensor) -> Labelled:
        here = waveforms.to(device)
        latents = parts.codec.encode(parts.front_end(here))
        with Compute(device).autocast():
            one = mixed(here)[:, :heard]
            audio = teacher.embed_audio(resample(one, parts.spec.rate_hz, teacher.rate_hz))
        return Labelled(latents, audio)

    return label


def shape_for(parts: ModelParts) -> LatentClapShape:
    """The encoder's sizes for the latents of a pack; those of the one it has, where it has one."""
    present = parts.networks.get("latent_clap")
    if isinstance(present, LatentClap):
        return present.shape
    channels, _, frequencies = parts.codec.latent_shape(parts.window_frames)
    return (FrameClapShape if frequencies == 1 else LatentClapShape)(latent_channels=channels)


def segment_samples(parts: ModelParts) -> int:
    """How long the sounds are that an encoder for a pack is taught with: as its denoiser's, if that is not minutes."""
    return min(parts.window_frames * parts.spec.hop_samples, round(SEGMENT_MOST_S * parts.spec.rate_hz))


@torch.inference_mode()
def label_all(label: Label, waveforms: Tensor) -> Labelled:
    """Many sounds (sound, sample), or with channels, a few at a time; the tensors may be trained on."""
    pieces = [label(few) for few in torch.split(waveforms, LABELLED_AT_ONCE)]
    latents, audio = (torch.cat([getattr(piece, name) for piece in pieces]) for name in ("latents", "audio"))
    return Labelled(_outside_inference(latents), _outside_inference(audio.float()))


def label_recordings(label: Label, recordings: RecordingSounds, *, channels: int = 1) -> Labelled:
    """Segments of held-out recordings as they are, always the same ones, spread over channels where there are two."""

    def segment(index: int, number: int) -> NDArray[np.float32]:
        samples, random = recordings.segment(index, number), np.random.default_rng([index, number])
        return samples if channels == 1 else spread(samples, recordings.rate_hz, Augmentation(), random)

    places = ((index, number) for index in range(len(recordings)) for number in range(SEGMENTS_A_RECORDING))
    return label_all(label, torch.from_numpy(np.stack([segment(*place) for place in places])))


def train_latent_clap(
    shape: LatentClapShape,
    lesson: Lesson,
    settings: EncoderSettings,
    *,
    checkpoint: Path,
    on_progress: Callable[[EncoderStep], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> TrainedEncoder:
    """An encoder trained to the end, going on bit for bit from `checkpoint` where there is one.

    CancelledError within a step of `cancelled()` becoming true, after the checkpoint was written; TrainingError where
    the numbers run away, DeviceMemoryError.
    """
    model = new_encoder(shape, settings.seed).to(lesson.device)
    report = _reporter(model, lesson.validation, settings, on_progress)
    with Ahead(_batches(lesson, settings), settings.steps) as ahead:
        step_loss = _step_loss(model, lesson, ahead)
        try:
            train(model, step_loss, settings.loop(), checkpoint=checkpoint, on_step=report, cancelled=cancelled)
        except RecipeError as error:
            raise TrainingError(str(error)) from error
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            raise DeviceMemoryError(
                f"Batches of {settings.batch} sounds do not fit into the memory of {lesson.device}: choose fewer."
            ) from error
    return TrainedEncoder(model, mean_cosine(model, lesson.validation))


def _batches(lesson: Lesson, settings: EncoderSettings) -> Callable[[int], Tensor]:
    """Waveforms (batch, sample), or with channels, of a step, from the seed and its number alone."""
    how = settings.augmentation

    def example(random: np.random.Generator) -> NDArray[np.float32]:
        samples = draw_example(lesson.sounds.draw, lesson.rate_hz, how, random)
        return samples if lesson.channels == 1 else spread(samples, lesson.rate_hz, how, random)

    def make(step: int) -> Tensor:
        random = np.random.default_rng([settings.seed, step])
        return torch.from_numpy(np.stack([example(random) for _ in range(settings.batch)]))

    return make


def _step_loss(model: LatentClap, lesson: Lesson, ahead: Ahead[Tensor]) -> Callable[[Draw], LossParts]:
    compute = Compute(lesson.device)

    def step_loss(draw: Draw) -> LossParts:
        labelled = label_all(lesson.label, ahead.take(draw.step))
        latents = labelled.latents.to(lesson.device).contiguous(memory_format=torch.channels_last)
        with compute.autocast():
            made = model(latents)
        # both sides are L2-normalised, so the sum over the 512 numbers is 2 - 2 cosine
        return {"total": (made - labelled.audio.to(lesson.device)).square().sum(1).mean()}

    return step_loss


def new_encoder(shape: LatentClapShape, seed: int) -> LatentClap:
    """An encoder before its training, always the same for a seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return LatentClap(shape)


def cosines(model: nn.Module, data: Labelled) -> Tensor:
    """Cosine (sound,) between what an encoder says of each latent and its embedding; in float32, without dropout."""
    device = next(model.parameters()).device
    with torch.inference_mode():
        pairs = zip(torch.split(data.latents, 64), torch.split(data.audio, 64), strict=True)
        found = [(model(latents.float().to(device)).cpu() * audio.cpu()).sum(1) for latents, audio in pairs]
    return torch.cat(found)


def mean_cosine(model: nn.Module, data: Labelled) -> float:
    """Mean cosine of an encoder, whatever mode it is in; it is left as it was."""
    was_training = model.training
    model.eval()
    mean = float(cosines(model, data).mean())
    model.train(was_training)
    return mean


def _reporter(
    model: nn.Module,
    validation: Labelled,
    settings: EncoderSettings,
    on_progress: Callable[[EncoderStep], None] | None,
) -> Callable[[int, Mapping[str, float]], None]:
    every = max(1, -(-len(validation.audio) // JUDGED_MOST))
    few = Labelled(validation.latents[::every], validation.audio[::every])

    def report(step: int, means: Mapping[str, float]) -> None:
        if on_progress is None:
            return
        judged = step % settings.judge_every == 0 or step == settings.steps
        cosine = mean_cosine(model, few) if judged else None
        on_progress(EncoderStep(step, settings.steps, means.get("total", float("nan")), cosine))

    return report


def _outside_inference(tensor: Tensor) -> Tensor:
    """The same numbers, fit to be trained on."""
    with torch.inference_mode(mode=False):
        return tensor.clone()
