"""The bounds of a request: checked before anything is loaded, refused with the value, the bounds and what to do."""

import math
import unicodedata

from foley_models.errors import PromptTooLongError, RequestError
from foley_models.requests import SAMPLERS, TARGETS, UNDERS, GenerationRequest

PROMPT_LIMIT_CHARACTERS = 500
SECONDS_LEAST, SECONDS_MOST = 0.25, 10.0
COUNT_MOST = 16
POOL_MOST = 64
STEPS_MOST = 1000
GUIDANCE_MOST = 20.0
SEED_MOST = 2**31 - 1
POOL_PER_COUNT = 4


def check_request(request: GenerationRequest) -> None:
    """Raise RequestError, or PromptTooLongError, for the first thing in a request that cannot be met.

    What depends on a pack (its categories, the length of its schedule) is checked where the pack is at hand.
    """
    if not request.prompt.strip():
        raise RequestError("The prompt is empty: say in a few words what should be heard.")
    _check_text("prompt", request.prompt)
    _check_text("negative prompt", request.negative)
    _check_number("seconds", request.seconds, SECONDS_LEAST, SECONDS_MOST)
    _check_integer("count", request.count, 1, COUNT_MOST)
    if request.pool is not None:
        _check_integer("pool", request.pool, request.count, POOL_MOST)
    _check_integer("seed", request.seed, 0, SEED_MOST)
    if request.steps is not None:
        _check_integer("steps", request.steps, 1, STEPS_MOST)
    if request.guidance is not None:
        _check_number("guidance", request.guidance, 0.0, GUIDANCE_MOST)
    if request.threshold is not None:
        _check_number("threshold", request.threshold, -1.0, 1.0)
    _check_choices(request)


def pool_of(request: GenerationRequest) -> int:
    """How many candidates a request starts at a time."""
    return POOL_PER_COUNT * request.count if request.pool is None else request.pool


def _check_choices(request: GenerationRequest) -> None:
    if request.sampler is not None:
        _check_choice("sampler", request.sampler, SAMPLERS)
    _check_choice("target", request.target, TARGETS)
    _check_choice("under", request.under, UNDERS)


def _check_text(name: str, text: str) -> None:
    if len(text) > PROMPT_LIMIT_CHARACTERS:
        raise PromptTooLongError(
            f"The {name} has {len(text)} characters, the limit is {PROMPT_LIMIT_CHARACTERS}: say it in fewer words."
        )
    # Control characters, line separators and halves of surrogate pairs: no tokenizer or file name takes them safely.
    strange = next((mark for mark in text if unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp")), None)
    if strange is not None:
        raise RequestError(
            f"The {name} holds the control character U+{ord(strange):04X}: write it as one line of plain text."
        )


def _check_number(name: str, value: float, least: float, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RequestError(f"{name} is {value!r}: it must be a number from {least:g} to {most:g}.")
    if not least <= value <= most:
        raise RequestError(f"{name} is {value:g}: choose a value from {least:g} to {most:g}.")


def _check_integer(name: str, value: int, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise RequestError(f"{name} is {value!r}: choose a whole number from {least} to {most}.")


def _check_choice(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise RequestError(f"{name} is {value!r}: choose one of {', '.join(known)}.")
