"""Sample prompts rendered with the weights of the moment, so that one can hear a model learn."""

from collections.abc import Iterator

from foley_models.pack import Pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from foley_models.training.events import Rendered
from foley_models.training.settings import TrainSettings

SECONDS_MOST = 4.0


def render_samples(pack: Pack, settings: TrainSettings, step: int) -> Iterator[Rendered]:
    """Each sample prompt once, always from the same noise: what differs between two steps is what was learnt."""
    stack = ModelStack(pack, batch_size=1)
    seconds = min(SECONDS_MOST, pack.parts.window_frames * pack.parts.spec.hop_samples / pack.card.audio.rate_hz)
    for number, prompt in enumerate(settings.sample_prompts):
        request = GenerationRequest(prompt, seconds=seconds, count=1, pool=1, seed=settings.seed + number)
        (candidate,) = stack.generate(request).candidates
        yield Rendered(step, number, prompt, candidate.waveform, candidate.rate_hz)
