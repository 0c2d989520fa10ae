"""A request made definite: every number it left to the pack's card, and the embeddings it is made and ranked by."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from foley_models.avoidance import Avoided, angle_of, centre_of, moved_away, weight_of
from foley_models.errors import NotAvailableError
from foley_models.forms import made_seconds
from foley_models.limits import pool_of
from foley_models.pack import Pack
from foley_models.parts import TextAudioEncoder
from foley_models.requests import Away, GenerationRequest, Sampler
from foley_models.selection import check_category, choose_target, predict_category
from foley_models.variation import between
from foley_models.way import way_of

DIVERSITY = 0.0


@dataclass(frozen=True)
class Plan:
    """What is to be made and how it is judged; all embeddings are L2-normalised (512,) but `unconditional`.

    Of a pack with a conditioner `embedding` and `unconditional` are what that gives.
    """

    category: str
    threshold: float
    guidance: float
    steps: int
    sampler: Sampler
    pool: int
    count: int
    samples: int
    embedding: Tensor  # conditions the denoiser
    unconditional: Tensor  # what guidance steers away from: the negative prompt, where there is one
    target: Tensor | None  # None where the pack cannot hear its candidates
    loop: bool = False
    diversity: float = DIVERSITY
    latent_target: Tensor | None = None  # what latents are heard for; None where all are finished
    avoided: Avoided | None = None  # sounds that likeness to counts against a candidate
    steps_at: tuple[int, ...] | None = None  # the steps n that are visited; None: as the sampler spaces them


def make_plan(pack: Pack, request: GenerationRequest, category_texts: Tensor, *, from_noise: bool = True) -> Plan:
    """The plan of a request; `category_texts` (category, 512) embeds the prompts of the card's categories in order.

    RequestError for an unknown category or more steps than the pack's schedule has; NotAvailableError for a kind of
    selection that the pack cannot do.
    """
    text = pack.parts.encoder.embed_text([request.prompt])[0]
    category = _category(pack, request, text, category_texts)
    card = pack.card
    way = way_of(card, request, category, from_noise=from_noise)
    embedding = pack.parts.tuning(text[None])[0]
    led_by, away_from = _led_by(pack, request, embedding)
    return Plan(
        category=category,
        threshold=card.threshold_for(category) if request.threshold is None else request.threshold,
        guidance=way.guidance,
        steps=way.steps,
        sampler=way.sampler,
        pool=_pool(pack, request),
        count=request.count,
        samples=round(request.seconds * card.audio.rate_hz),
        embedding=led_by,
        unconditional=away_from,
        target=_target(pack, request, category, embedding),
        loop=request.loop,
        diversity=DIVERSITY if request.diversity is None else request.diversity,
        latent_target=_latent_target(pack, request, category, embedding),
        steps_at=way.at,
    )


def definite(request: GenerationRequest, plan: Plan) -> GenerationRequest:
    """The request with the plan's numbers in place of what it left open; it makes the same plan."""
    return replace(
        request,
        category=plan.category,
        threshold=plan.threshold,
        guidance=plan.guidance,
        steps=plan.steps,
        sampler=plan.sampler,
        pool=plan.pool,
        diversity=plan.diversity,
    )


def blended_plan(plan: Plan, other: Plan, mix: float) -> Plan:
    """The plan with what is said and listened for `mix` of the way towards that of another plan."""
    return replace(
        plan,
        embedding=between(plan.embedding, other.embedding, mix),
        target=_between(plan.target, other.target, mix),
        latent_target=_between(plan.latent_target, other.latent_target, mix),
    )


def avoiding_plan(pack: Pack, plan: Plan, away: Away) -> Plan:
    """The plan with its condition moved away from sounds, and likeness to them counted against candidates.

    NotAvailableError where the pack cannot hear: it does not know what is less like a sound.
    """
    if not pack.parts.judge.can_embed_audio:
        raise NotAvailableError(
            f"The pack {pack.card.name!r} has no audio tower, so it cannot tell what is less like a sound: use another "
            "pack, or ask for a variation of amount 1, a fresh sound."
        )
    heard = torch.from_numpy(away.heard.astype("float32"))
    own_space = pack.parts.ranker is None  # a ranker's own space says nothing of the denoiser's condition
    avoided = Avoided(heard, weight_of(away.amount), of_latents=pack.parts.teacher is pack.parts.judge)
    if not own_space or plan.embedding.shape != heard.shape[1:]:  # or one that is led by something else
        return replace(plan, avoided=avoided)
    centre = centre_of(pack.targets, plan.category)
    return replace(plan, embedding=moved_away(plan.embedding, heard, centre, angle_of(away.amount)), avoided=avoided)


def _between(first: Tensor | None, second: Tensor | None, mix: float) -> Tensor | None:
    return first if first is None or second is None else between(first, second, mix)


def _category(pack: Pack, request: GenerationRequest, text: Tensor, category_texts: Tensor) -> str:
    categories = pack.card.categories
    if request.category is not None:
        return check_category(request.category, categories)
    return predict_category(text, category_texts, list(categories))


def _pool(pack: Pack, request: GenerationRequest) -> int:
    """Where nothing can be ranked, more candidates than are delivered would be made for nothing."""
    if not pack.parts.judge.can_embed_audio and request.pool is None:
        return request.count
    return pool_of(request)


def _led_by(pack: Pack, request: GenerationRequest, embedding: Tensor) -> tuple[Tensor, Tensor]:
    """What conditions the denoiser, and what guidance steers away from."""
    conditioner = pack.parts.conditioner
    if conditioner is None:
        return embedding, _unconditional(pack, request)
    return conditioner.condition(request.prompt, request.negative, made_seconds(request.seconds))


def _unconditional(pack: Pack, request: GenerationRequest) -> Tensor:
    if not request.negative.strip():
        return pack.parts.unconditional
    tuned: Tensor = pack.parts.tuning(pack.parts.encoder.embed_text([request.negative]))
    return tuned[0]


def _target(pack: Pack, request: GenerationRequest, category: str, embedding: Tensor) -> Tensor | None:
    if pack.parts.ranker is not None:
        return _target_of_ranker(pack, pack.parts.ranker, request)
    if pack.parts.encoder.can_embed_audio:
        return _heard_for(pack, request, category, embedding)
    if request.under == "drop" or request.target != "text":
        raise NotAvailableError(
            f"The pack {pack.card.name!r} has no audio tower, so it cannot score candidates: ask for the target 'text' "
            "and under 'mark', or use another pack."
        )
    return None


def _latent_target(pack: Pack, request: GenerationRequest, category: str, embedding: Tensor) -> Tensor | None:
    """What the latent CLAP encoder listens for, in the space of who taught it; None where nobody is left early."""
    parts = pack.parts
    if request.thorough or parts.latent_scorer is None or not parts.judge.can_embed_audio:
        return None
    if parts.ranker is not None and parts.teacher is parts.ranker:
        return _target_of_ranker(pack, parts.ranker, request)
    return _heard_for(pack, request, category, embedding)


def _heard_for(pack: Pack, request: GenerationRequest, category: str, embedding: Tensor) -> Tensor:
    """What candidates are heard for in the pack's own space: the sound expected for the text, or stored ones."""
    return choose_target(request.target, pack.expected(embedding), pack.targets.get(category), request.seed)


def _target_of_ranker(pack: Pack, ranker: TextAudioEncoder, request: GenerationRequest) -> Tensor:
    """What a ranker of its own makes of the prompt: the tuned embedding, and stored sounds, lie in another space."""
    if request.target != "text":
        raise NotAvailableError(
            f"The pack {pack.card.name!r} ranks by a CLAP of its own, which never heard its stored sounds: ask for the "
            "target 'text'."
        )
    return ranker.embed_text([request.prompt])[0]
