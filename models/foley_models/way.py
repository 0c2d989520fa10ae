"""How a request's candidates are sampled: by the distilled denoiser in a few steps, or by the whole one as asked."""

from dataclasses import dataclass

from foley_models.card import Card
from foley_models.errors import NotAvailableError, RequestError
from foley_models.requests import FEW_STEPS, GenerationRequest, Sampler

NO_GUIDANCE = 1.0  # the distilled denoiser has it inside


@dataclass(frozen=True)
class Way:
    """A sampler, its number of steps, and the scale of guidance."""

    sampler: Sampler
    steps: int
    guidance: float
    at: tuple[int, ...] | None = None  # the steps n that are visited; None: as the sampler spaces them


def way_of(card: Card, request: GenerationRequest, category: str, *, from_noise: bool) -> Way:
    """Few steps where the pack has them and nothing is asked that they do not know; else the whole denoiser.

    What begins from another sound goes part of the way only, which the few steps were not trained for. RequestError,
    NotAvailableError where `few-steps` is asked for and cannot be.
    """
    if request.sampler == FEW_STEPS:
        return _few_steps(card, request, from_noise=from_noise)
    asked = request.steps is not None or request.guidance is not None or bool(request.negative.strip())
    if request.sampler is None and card.few_steps is not None and from_noise and not asked:
        return Way(FEW_STEPS, card.few_steps, NO_GUIDANCE, card.few_steps_at)
    return Way(
        request.sampler or card.defaults.sampler,
        _steps(card, request),
        card.guidance_for(category) if request.guidance is None else request.guidance,
    )


def _few_steps(card: Card, request: GenerationRequest, *, from_noise: bool) -> Way:
    if card.few_steps is None:
        raise NotAvailableError(f"The pack {card.name!r} has no denoiser for {FEW_STEPS}: choose another sampler.")
    if not from_noise:
        raise RequestError(f"{FEW_STEPS} makes sounds of noise alone: leave the sampler out where another sound leads.")
    if request.steps not in (None, card.few_steps):
        raise RequestError(f"steps is {request.steps}: {FEW_STEPS} takes {card.few_steps} with the pack {card.name!r}.")
    if request.guidance not in (None, NO_GUIDANCE) or request.negative.strip():
        raise RequestError(
            f"{FEW_STEPS} is guided already: leave guidance and the negative prompt out, or choose another sampler."
        )
    return Way(FEW_STEPS, card.few_steps, NO_GUIDANCE, card.few_steps_at)


def _steps(card: Card, request: GenerationRequest) -> int:
    steps = card.defaults.steps if request.steps is None else request.steps
    if steps > card.schedule.steps:
        raise RequestError(f"steps is {steps}: the pack {card.name!r} has {card.schedule.steps}, choose at most that.")
    return steps
