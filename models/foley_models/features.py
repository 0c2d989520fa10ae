"""What a pack can and cannot do, as it follows from its card: from the parts it has, never from words in it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from foley_models.card import Card
from foley_models.errors import NotAvailableError
from foley_models.requests import Filling, GenerationRequest, Imitation, Start, Variation

EARS = {"core": "audio_tower", "audioldm": "clap", "audioldm2": "clap"}  # the part that hears
LOOPS = "loops and longer sounds"
EARLY = "ranking before decoding"  # by a latent CLAP encoder
NO_GUIDANCE = 1.0
# What a family cannot do whatever parts a pack has, and why.
_LED_BY_TEXT = "its denoiser is led by texts, not by CLAP's embedding"
_ONE_STRETCH = "its denoiser makes one stretch and knows where that ends"
_TOLD_THE_LENGTH = "its denoiser is told how long a sound is, and where that ends it stops"
LACKS: Mapping[str, Mapping[str, str]] = {
    "audioldm2": {"blends": _LED_BY_TEXT, "training": _LED_BY_TEXT, "latent CLAP loss": _LED_BY_TEXT},
    "stable_audio": {
        "blends": _LED_BY_TEXT,
        "audio to audio": "it was told how long a sound is, not how it goes on",
        "fill and extend": _ONE_STRETCH,
        LOOPS: _ONE_STRETCH,
        "training": _LED_BY_TEXT,
        "latent CLAP loss": _LED_BY_TEXT,
    },
    "stable_audio3": {
        "blends": _LED_BY_TEXT,
        "fill and extend": _TOLD_THE_LENGTH,
        LOOPS: _TOLD_THE_LENGTH,
        "training": _LED_BY_TEXT,
        "latent CLAP loss": _LED_BY_TEXT,
    },
}


@dataclass(frozen=True)
class Feature:
    """One thing that may be asked of a pack; `missing` says why it cannot be, "" where it can."""

    name: str
    missing: str = ""


def features_of(card: Card) -> tuple[Feature, ...]:
    """All features, in the order a person would ask for them."""
    lacks = lacks_of(card)
    found = _by_parts(card)
    return tuple(Feature(one.name, lacks.get(one.name, one.missing)) for one in found)


def hears(card: Card) -> bool:
    """Whether a pack has an ear of its own, not that of a ranker beside it."""
    part = EARS.get(card.family, "")
    if part == "clap":
        return "audio" in card.shapes.get(part, {})
    return part in card.files


def lacks_of(card: Card) -> Mapping[str, str]:
    """What the family of a pack cannot do, and why; also what only this one of it cannot."""
    lacks = LACKS.get(card.family, {})
    if card.family == "stable_audio3" and card.defaults.guidance == NO_GUIDANCE:
        return {**lacks, "negative prompt": "it is distilled, with the guidance inside"}
    return lacks


def check_able(card: Card, request: GenerationRequest, start: Start | None) -> None:
    """NotAvailableError, with what to do, for the first thing in a request that a pack's family cannot do."""
    lacks = lacks_of(card)
    for feature, asked, instead in (
        ("negative prompt", bool(request.negative.strip()), "leave it out"),
        (LOOPS, request.loop, "ask for no loop"),
        (LOOPS, request.seconds > _stretch_s(card), f"ask for at most {_stretch_s(card):.2f} seconds"),
        ("audio to audio", isinstance(start, Imitation), "imitate nothing"),
        ("fill and extend", isinstance(start, Filling), "fill nothing"),
        ("blends", isinstance(start, Variation) and start.blend is not None, "ask for a variation of one sound"),
    ):
        if asked and feature in lacks:
            raise NotAvailableError(
                f"The pack {card.name!r} has no {feature}: {lacks[feature]}. Use another pack for it, such as core, or "
                f"{instead}."
            )


def _stretch_s(card: Card) -> float:
    """The longest sound that a pack makes at once and of which it makes no longer one; infinite for most."""
    frames = card.shapes.get("denoiser", {}).get("sample_size")
    if card.family == "stable_audio3":
        longest = card.shapes.get("duration", {}).get("max_val")
        return float(longest) if isinstance(longest, int | float) else math.inf
    if card.family != "stable_audio" or not isinstance(frames, int):
        return math.inf
    return frames * card.audio.hop_samples / card.audio.rate_hz


def _by_parts(card: Card) -> tuple[Feature, ...]:
    ranker = "ranker" in card.files
    deaf = "" if hears(card) else "it has no audio tower"
    untaught = "" if "latent_clap" in card.files else "no encoder was trained for it yet"
    return (
        Feature("negative prompt"),
        Feature("variations"),
        Feature("blends"),
        Feature("audio to audio"),
        Feature("fill and extend"),
        Feature(LOOPS),
        Feature("ranking", "" if ranker else deaf),
        Feature(EARLY, ("" if ranker else deaf) or untaught),
        Feature("targets among stored sounds", _stored(card, ranker=ranker) or deaf),
        Feature("training", deaf),
        Feature("latent CLAP loss", deaf or untaught),
    )


def _stored(card: Card, *, ranker: bool) -> str:
    if ranker:
        return "its ranker never heard them"
    return "" if "targets" in card.files else "it stores none"
