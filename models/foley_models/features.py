"""What a pack can and cannot do, as it follows from its card: from the parts it has, never from words in it."""

from dataclasses import dataclass

from foley_models.card import Card

EARS = {"core": "audio_tower", "audioldm": "clap"}  # the part that hears


@dataclass(frozen=True)
class Feature:
    """One thing that may be asked of a pack; `missing` says why it cannot be, "" where it can."""

    name: str
    missing: str = ""


def features_of(card: Card) -> tuple[Feature, ...]:
    """All features, in the order a person would ask for them."""
    ranker, hears = "ranker" in card.files, _hears(card)
    deaf = "" if hears else "it has no audio tower"
    return (
        Feature("negative prompt"),
        Feature("variations"),
        Feature("audio to audio"),
        Feature("fill and extend"),
        Feature("ranking", "" if ranker else deaf),
        Feature("targets among stored sounds", _stored(card, ranker=ranker) or deaf),
        Feature("training", deaf),
        Feature(
            "latent CLAP loss", deaf or ("" if "latent_clap" in card.files else "no encoder was trained for it yet")
        ),
    )


def _hears(card: Card) -> bool:
    part = EARS.get(card.family, "")
    if part == "clap":
        return "audio" in card.shapes.get(part, {})
    return part in card.files


def _stored(card: Card, *, ranker: bool) -> str:
    if ranker:
        return "its ranker never heard them"
    return "" if "targets" in card.files else "it stores none"
