"""Sample prompts rendered with the weights of the moment, so that one can hear a model learn."""

from foley_models.errors import NothingPassedError
from foley_models.pack import Pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from foley_models.training.events import Noted, Rendered
from foley_models.training.settings import TrainSettings

SECONDS_MOST = 4.0


def render_sample(pack: Pack, settings: TrainSettings, number: int, *, step: int) -> Rendered | Noted:
    """One sample prompt, always from the same noise: what differs between two steps is what was learnt.

    A sound that comes out silent is noted: a training is not ended by it.
    """
    prompt = settings.sample_prompts[number]
    seconds = min(SECONDS_MOST, pack.parts.window_frames * pack.parts.spec.hop_samples / pack.card.audio.rate_hz)
    # By the denoiser that is trained: the distilled one beside it is made of the weights of before.
    sampler = pack.card.defaults.sampler
    request = GenerationRequest(prompt, seconds=seconds, count=1, pool=1, seed=settings.seed + number, sampler=sampler)
    try:
        (candidate,) = ModelStack(pack, batch_size=1).generate(request).candidates
    except NothingPassedError:
        return Noted(step, f"The sample {prompt!r} came out silent at step {step}.")
    return Rendered(step, number, prompt, candidate.waveform, candidate.rate_hz)
