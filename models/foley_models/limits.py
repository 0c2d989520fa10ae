"""The bounds of a request: checked before anything is loaded, refused with the value, the bounds and what to do."""

import math
import unicodedata
from itertools import pairwise

from foley_models.errors import PromptTooLongError, RequestError
from foley_models.requests import (
    SAMPLERS,
    SCALES,
    TARGETS,
    UNDERS,
    Away,
    Filling,
    Gap,
    GenerationRequest,
    HeldLatent,
    Imitation,
    Layout,
    Source,
    Start,
    Variation,
)

PROMPT_LIMIT_CHARACTERS = 500
SECONDS_LEAST, SECONDS_MOST = 0.1, 180.0
LOOP_LEAST_S = 1.0  # a shorter one is heard as a tone of its repetitions
LONG_FROM_S = 10.0  # what is longer is made window by window
COUNT_MOST = 16
POOL_MOST = 64
STEPS_MOST = 1000
GUIDANCE_MOST = 20.0
SEED_MOST = 2**31 - 1
POOL_PER_COUNT = 4
POOL_SECONDS = 640.0  # of sound in a pool that nobody gave a size: as much as sixteen sounds of ten seconds start
POOL_SECONDS_MOST = 2880.0  # sixteen sounds of three minutes: 250 MB of waveforms
POOLS_MOST = 3
READ_LEAST_S, READ_MOST_S = 0.25, 60.0  # of a sound that is imitated; its recipe holds it as a latent
AROUND_MOST_S = LONG_FROM_S  # of what a fill hears around it, and the range
FILL_LEAST_S, FILL_MOST_S = 0.05, 8.0
AVOIDED_MOST = 8  # sounds that others are to be less like at once
EMBEDDING_SIZE = 512  # of CLAP's space
VARIATIONS_MOST = 8  # of variations of variations: each is made again for the next


def check_request(request: GenerationRequest) -> None:
    """Raise RequestError, or PromptTooLongError, for the first thing in a request that cannot be met.

    What depends on a pack (its categories, the length of its schedule) is checked where the pack is at hand.
    """
    if not request.prompt.strip():
        raise RequestError("The prompt is empty: say in a few words what should be heard.")
    _check_text("prompt", request.prompt)
    _check_text("negative prompt", request.negative)
    _check_number("seconds", request.seconds, SECONDS_LEAST, SECONDS_MOST)
    _check_loop(request)
    _check_integer("count", request.count, 1, COUNT_MOST)
    if request.pool is not None:
        _check_integer("pool", request.pool, request.count, _pool_most(request.seconds))
    _check_integer("seed", request.seed, 0, SEED_MOST)
    if request.steps is not None:
        _check_integer("steps", request.steps, 1, STEPS_MOST)
    if request.guidance is not None:
        _check_number("guidance", request.guidance, 0.0, GUIDANCE_MOST)
    if request.threshold is not None:
        _check_number("threshold", request.threshold, -1.0, 1.0)
    if request.diversity is not None:
        _check_number("diversity", request.diversity, 0.0, 1.0)
    _check_choices(request)


def check_variation(request: GenerationRequest, variation: Variation) -> None:
    """RequestError for the first thing in a variation, or in what it comes of, that cannot be met."""
    waiting, seen = [(request, variation)], 0
    while waiting:
        asked, current = waiting.pop()
        seen += 1
        if seen > VARIATIONS_MOST:
            raise RequestError(f"Over {VARIATIONS_MOST} variations come of one another: begin with the sound file.")
        check_amount(current.amount)
        _check_scale(current)
        _check_keeps(asked, current)
        if current.blend is not None:
            check_mix(current.blend.mix)
        for source in sources_of(current):
            if isinstance(source, Source):
                _check_source(asked, source)
                if isinstance(source.variation, Variation):
                    waiting.append((source.request, source.variation))
                elif source.variation is not None:
                    check_start(source.request, source.variation)


def _check_scale(variation: Variation) -> None:
    if variation.scale not in SCALES:
        raise RequestError(f"A variation's scale is {variation.scale!r}: it must be one of {SCALES}.")


def _check_keeps(asked: GenerationRequest, variation: Variation) -> None:
    """Of a variation of an imitation or of a fill."""
    if variation.led is not None:
        check_follow(variation.led.follow)
        _check_read(asked)
    if variation.gap is not None:
        _check_gap(asked, variation.gap)


def _check_source(asked: GenerationRequest, source: Source) -> None:
    check_request(source.request)
    check_layout(source.layout, source.index)
    if source.request.seconds != asked.seconds:
        raise RequestError(
            f"A variation is as long as its source, {source.request.seconds:g} seconds, not {asked.seconds:g}."
        )
    if source.request.loop != asked.loop:
        raise RequestError("A variation of a loop is a loop, and one of any other sound is none.")


def sources_of(variation: Variation) -> tuple[Source | HeldLatent, ...]:
    """What a variation is like: one source, of a blend two."""
    return (variation.source,) if variation.blend is None else (variation.source, variation.blend.source)


def check_mix(mix: float) -> None:
    """RequestError for a mix of two sources that is none."""
    if not _is_number(mix) or not 0.0 <= mix <= 1.0:
        raise RequestError(f"mix is {mix!r}: choose a number from 0, all the first sound, to 1, all the second.")


def check_start(request: GenerationRequest, start: Start) -> None:
    """RequestError for the first thing in what candidates begin from that cannot be met."""
    if isinstance(start, Variation):
        check_variation(request, start)
    elif isinstance(start, Imitation):
        check_strength(start.strength)
        check_follow(start.follow)
        _check_read(request)
    elif isinstance(start, Away):
        check_away(start.amount)
        _check_heard(start)
        if start.begun is not None:
            check_start(request, start.begun)
    else:
        _check_gap(request, start)


def check_strength(strength: float) -> None:
    """RequestError for a strength that is none."""
    if not _is_number(strength) or not 0.0 < strength <= 1.0:
        raise RequestError(
            f"strength is {strength!r}: choose a number over 0, nearly the sound itself, up to 1, of which only timing "
            "and loudness are left."
        )


def check_follow(follow: float) -> None:
    """RequestError for a share of the loudness that is none."""
    if not _is_number(follow) or not 0.0 <= follow <= 1.0:
        raise RequestError(
            f"follow is {follow!r}: choose a number from 0, the loudness that comes by itself, to 1, the guide's."
        )


def check_fill_length(seconds: float) -> None:
    """RequestError where so much cannot be filled at once."""
    if not FILL_LEAST_S <= seconds <= FILL_MOST_S:
        raise RequestError(
            f"The range is {seconds:g} seconds long: choose one of {FILL_LEAST_S:g} to {FILL_MOST_S:g} seconds."
        )


def check_amount(amount: float) -> None:
    """RequestError for an amount that is none."""
    if not _is_number(amount) or not 0.0 < amount <= 1.0:  # NaN is none of them either
        raise RequestError(
            f"amount is {amount!r}: choose a number over 0, nearly the same sound, up to 1, a fresh one of the "
            "same prompt."
        )


def check_away(amount: float) -> None:
    """RequestError for how much less like a sound others are to be, where that is none."""
    if not _is_number(amount) or not 0.0 < amount <= 1.0:
        raise RequestError(
            f"amount is {amount!r}: choose a number over 0, hardly less like it than any other take, up to 1, as far "
            "from it as takes of the prompt go."
        )


def _check_heard(away: Away) -> None:
    shape = away.heard.shape
    if len(shape) != 2 or shape[1] != EMBEDDING_SIZE or not 1 <= shape[0] <= AVOIDED_MOST:
        raise RequestError(
            f"What was heard has the shape {shape}: it must be 1 to {AVOIDED_MOST} sounds of {EMBEDDING_SIZE} numbers."
        )
    lengths = (away.heard.astype("float32") ** 2).sum(axis=1)
    if not ((lengths > 0.9) & (lengths < 1.1)).all():  # NaN is none of them either
        raise RequestError("What was heard of a sound is no embedding of length 1: the recipe was changed.")


def check_layout(layout: Layout, index: int) -> None:
    """RequestError where a candidate cannot have been made in these batches."""
    chain = [layout.denoised, *(one.indices for one in layout.looks), layout.decoded]
    falls = all(set(later) <= set(earlier) for earlier, later in pairwise(chain)) and index in layout.decoded
    distinct = all(len(set(one)) == len(one) for one in chain) and len(layout.denoised) <= POOL_MOST
    in_order = [one.after for one in layout.looks] == sorted({one.after for one in layout.looks})
    known = falls and 0 <= min(layout.denoised) <= max(layout.denoised) < POOLS_MOST * POOL_MOST
    if not (known and distinct and in_order):
        raise RequestError(
            f"Candidate {index} cannot have been made in batches of {', then '.join(map(str, chain))}: the last must "
            "hold it, and each be part of the one before. The recipe was changed, or written by another version."
        )


def pool_of(request: GenerationRequest) -> int:
    """How many candidates a request starts at a time; fewer of long sounds, where nobody says how many."""
    if request.pool is not None:
        return request.pool
    wanted = POOL_PER_COUNT * request.count
    if request.seconds <= LONG_FROM_S:
        return wanted
    return max(request.count, min(wanted, int(POOL_SECONDS // request.seconds)))


def _pool_most(seconds: float) -> int:
    """How many candidates of that length a pool may have."""
    return min(POOL_MOST, int(POOL_SECONDS_MOST // seconds))


def _check_read(request: GenerationRequest, most_s: float = READ_MOST_S) -> None:
    if request.loop:
        raise RequestError("A sound that is imitated or filled makes no loop: leave the loop out.")
    if not READ_LEAST_S <= request.seconds <= most_s:
        raise RequestError(
            f"seconds is {request.seconds:g}: with a sound to begin from choose {READ_LEAST_S:g} to {most_s:g}."
        )


def _check_gap(request: GenerationRequest, filling: Filling | Gap) -> None:
    _check_read(request, AROUND_MOST_S)
    if not (_is_number(filling.start_s) and _is_number(filling.end_s)):
        raise RequestError("The range to fill must be two numbers of seconds.")
    if not 0.0 <= filling.start_s < filling.end_s <= request.seconds:
        raise RequestError(
            f"The range from {filling.start_s:g} to {filling.end_s:g} does not lie in the {request.seconds:g} seconds "
            "that are heard around it."
        )
    if filling.end_s - filling.start_s >= request.seconds:
        raise RequestError("Nothing of the sound would stay: generate a new one instead.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_loop(request: GenerationRequest) -> None:
    if not isinstance(request.loop, bool):
        raise RequestError(f"loop is {request.loop!r}: it must be true or false.")
    if request.loop and request.seconds < LOOP_LEAST_S:
        raise RequestError(
            f"seconds is {request.seconds:g}: choose at least {LOOP_LEAST_S:g} for a loop, or make it no loop."
        )


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
