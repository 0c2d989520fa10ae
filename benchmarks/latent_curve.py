"""What a latent CLAP encoder hears: on clean latents, on predicted ones over n, and in the ranking of takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.batches import Batches
from foley_models.finishing import is_sound
from foley_models.pack import Pack
from foley_models.parts import Denoiser, LatentScorer
from foley_models.plan import make_plan
from foley_models.progress import Watch
from foley_models.render import Renderer
from foley_models.requests import GenerationRequest
from foley_models.schedule import NoiseSchedule

STEPS = (0, 10, 25, 50, 100, 150, 200, 300, 400, 600, 800, 950)
AT_ONCE = 32
Tell = Callable[[str, float], None]


@dataclass(frozen=True)
class Segments:
    """Validation segments: latents (segment, channel, time, frequency), both embeddings (segment, 512), families."""

    latents: Tensor
    audio: Tensor
    text: Tensor  # before the tuning layer
    families: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """Mean cosine to the CLAP audio embedding at a step n, by what the encoder is given."""

    n: int
    audio: float  # z0 predicted under the segment's own audio embedding
    text: float  # z0 predicted under the tuned embedding of its caption
    noisy: float  # z_n itself


@dataclass(frozen=True)
class Agreement:
    """How a pool is ranked by the encoder on clean latents, against CLAP on the decoded sounds."""

    prompt: str
    spearman: float
    best: float  # CLAP's score of its own choice of four, of the encoder's, and of all: means over the four
    chosen: float
    all: float
    shared: int  # of the four, those that both choose


def scorer_of(pack: Pack) -> LatentScorer:
    """The pack's encoder."""
    if pack.parts.latent_scorer is None:
        raise ValueError(f"the pack {pack.card.name!r} has no latent CLAP encoder")
    return pack.parts.latent_scorer


@torch.inference_mode()
def clean_cosines(scorer: LatentScorer, segments: Segments) -> NDArray[np.float64]:
    """Cosine (segment,) on clean latents."""
    pairs = zip(torch.split(segments.latents, 64), torch.split(segments.audio, 64), strict=True)
    found = [(scorer.embed_latents(latents.float()) * audio).sum(1) for latents, audio in pairs]
    return torch.cat(found).double().numpy()


def by_family(cosines: NDArray[np.float64], families: Sequence[str]) -> dict[str, tuple[float, int]]:
    """Mean cosine and number of segments of each family, the best first."""
    names = np.array(families)
    means = {name: (float(cosines[names == name].mean()), int((names == name).sum())) for name in sorted(set(families))}
    return dict(sorted(means.items(), key=lambda item: -item[1][0]))


@torch.inference_mode()
def curve(pack: Pack, segments: Segments, *, seed: int, tell: Tell) -> list[Point]:
    """The encoder on what the denoiser makes of noisy latents, under the same noise at every step."""
    scorer, schedule = scorer_of(pack), pack.parts.schedule
    eps = torch.randn(segments.latents.shape, generator=torch.Generator().manual_seed(seed))
    conditions = {"audio": segments.audio, "text": pack.parts.tuning(segments.text)}
    points = []
    for number, n in enumerate(STEPS):
        tell(f"curve at n = {n}", number / len(STEPS))
        z_n = schedule.add_noise(segments.latents.float(), eps, torch.full((len(eps),), n))
        means = {
            name: _mean_cosine(scorer, _predicted(pack.parts.denoiser, schedule, z_n, condition, n=n), segments.audio)
            for name, condition in conditions.items()
        }
        points.append(Point(n, means["audio"], means["text"], _mean_cosine(scorer, z_n, segments.audio)))
    return points


def _predicted(denoiser: Denoiser, schedule: NoiseSchedule, z_n: Tensor, condition: Tensor, *, n: int) -> Tensor:
    """z0 as the denoiser sees it from step n."""
    pieces = []
    for few, under in zip(torch.split(z_n, AT_ONCE), torch.split(condition, AT_ONCE), strict=True):
        steps = torch.full((len(few),), n)
        pieces.append(schedule.predict_z0(few, denoiser.predict_eps(few, steps, under), steps))
    return torch.cat(pieces)


def _mean_cosine(scorer: LatentScorer, latents: Tensor, audio: Tensor) -> float:
    made = torch.cat([scorer.embed_latents(few) for few in torch.split(latents, 64)])
    return float((made * audio).sum(1).mean())


@torch.inference_mode()
def agreement(pack: Pack, prompts: Sequence[str], *, pool: int, keep: int, tell: Tell) -> list[Agreement]:
    """A pool of each prompt, made as a request makes it, scored by both."""
    texts = pack.parts.encoder.embed_text([one.prompt for one in pack.card.categories.values()])
    found = []
    for number, prompt in enumerate(prompts):
        tell(f"pool of {prompt!r}", number / len(prompts))
        plan = make_plan(pack, GenerationRequest(prompt, seconds=4.0, count=keep, pool=pool, seed=1), texts)
        renderer = Renderer(pack.parts, plan, Watch(None, None, 1), batches=Batches(8))
        latents = torch.cat([company.state.latent for company in renderer.denoise(1, range(pool))])
        waveforms, _ = renderer.decode(latents)
        heard = is_sound(waveforms)
        target = pack.expected(plan.embedding)  # as a request ranks
        full = (renderer.embed(waveforms[heard]) @ target).double().numpy()
        latent = (scorer_of(pack).embed_latents(latents[heard]) @ target).double().numpy()
        found.append(agree(prompt, full, latent, keep=keep))
    return found


@torch.inference_mode()
def agreement_on_recordings(pack: Pack, segments: Segments, *, pool: int, keep: int) -> list[Agreement]:
    """Pools of real sounds of one family in place of takes, ranked by the family's prompt; nothing is decoded."""
    found, families = [], np.array(segments.families)
    for name, category in pack.card.categories.items():
        rows = torch.from_numpy(np.flatnonzero(families == name))
        target = pack.expected(pack.parts.tuning(pack.parts.encoder.embed_text([category.prompt]))[0])
        for few in torch.split(rows, pool):
            if len(few) == pool:
                full = (segments.audio[few] @ target).double().numpy()
                latent = (scorer_of(pack).embed_latents(segments.latents[few].float()) @ target).double().numpy()
                found.append(agree(category.prompt, full, latent, keep=keep))
    return found


def agree(prompt: str, full: NDArray[np.float64], latent: NDArray[np.float64], *, keep: int) -> Agreement:
    """How two scorings of the same takes agree."""
    best, chosen = np.argsort(-full)[:keep], np.argsort(-latent)[:keep]
    return Agreement(
        prompt,
        spearman(full, latent),
        best=float(full[best].mean()),
        chosen=float(full[chosen].mean()),
        all=float(full.mean()),
        shared=len(set(best.tolist()) & set(chosen.tolist())),
    )


def spearman(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Rank correlation of scores without ties."""
    ranks = [np.argsort(np.argsort(scores)).astype(float) for scores in (first, second)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def recovered(found: Sequence[Agreement]) -> float:
    """Share of the gain of CLAP's choice over chance that the encoder's choice has."""
    gain = sum(one.best - one.all for one in found)
    return sum(one.chosen - one.all for one in found) / gain


def means(found: Sequence[Agreement]) -> Mapping[str, float]:
    """Means over the pools."""
    names = ("spearman", "best", "chosen", "all", "shared")
    return {name: float(np.mean([getattr(one, name) for one in found])) for name in names}
