"""Between a variation's recipe and what the model stack begins from: its source, and the source of that, and so on."""

import base64
import re

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.recipe import Ancestor, AwayPart, Blended, FillPart, ImitationPart, KeptLatent, Recipe
from foley_models.requests import (
    Away,
    Blend,
    Filling,
    Gap,
    HeldLatent,
    Imitation,
    Layout,
    Led,
    Source,
    Start,
    Variation,
    WentOn,
)

LOOK = re.compile(r"after ([1-9][0-9]{0,3})")


def start_of(recipe: Recipe) -> Start | None:
    """What a recipe's candidate begins from; None where from noise alone."""
    if recipe.source is not None:
        return variation_of(recipe)
    begun: Imitation | Filling | None = None
    if recipe.imitation is not None:
        begun = imitation_from(recipe.imitation)
    elif recipe.fill is not None:
        begun = filling_from(recipe.fill, recipe.sound.rate_hz)
    return begun if recipe.away is None else away_from(recipe.away, begun)


def away_from(part: AwayPart, begun: Imitation | Filling | None = None) -> Away:
    """What is less like others goes away from, and begins from besides."""
    return Away(part.amount, np.stack([heard_in(one.heard) for one in part.sounds]), begun)


def heard_in(text: str) -> NDArray[np.float16]:
    """An embedding (512,) as a recipe holds it."""
    return np.frombuffer(base64.b64decode(text), "<f2").astype(np.float16)


def kept_heard(heard: NDArray[np.float16]) -> str:
    """The same, as a recipe holds it."""
    return base64.b64encode(heard.astype("<f2").tobytes()).decode("ascii")


def imitation_from(part: ImitationPart) -> Imitation:
    """What an imitation begins from, as its recipe holds it."""
    if part.latent is None:
        raise ValueError("a variation of an imitation begins from that one")
    led = led_by(part)
    return Imitation(part.strength, held(part.latent), led.levels, led.follow)


def led_by(part: ImitationPart) -> Led:
    """The loudness that imitations, and variations of them, follow."""
    return Led(np.frombuffer(base64.b64decode(part.levels), "<f2").astype(np.float32), part.follow)


def filling_from(part: FillPart, rate_hz: int) -> Filling:
    """What a fill begins from, as its recipe holds it."""
    if part.latent is None:
        raise ValueError("a variation of a fill begins from that one")
    gap = gap_in(part, rate_hz)
    return Filling(held(part.latent), gap.start_s, gap.end_s)


def gap_in(part: FillPart, rate_hz: int) -> Gap:
    """The time that fills, and variations of them, are made in; it counts from the beginning of what was heard."""
    return Gap(*((place - part.window_first) / rate_hz for place in (part.first, part.last)))


def variation_of(recipe: Recipe) -> Variation | None:
    """What a recipe's candidate is like; None where it is no variation."""
    if recipe.source is None:
        return None
    return variation_from(recipe.source, recipe.imitation, recipe.fill, rate_hz=recipe.sound.rate_hz)


def variation_from(
    ancestor: Ancestor, imitation: ImitationPart | None, fill: FillPart | None, *, rate_hz: int
) -> Variation:
    """The same for an ancestor that is at hand, and what the variation keeps of an imitation or a fill."""
    blend = ancestor.blend
    return Variation(
        ancestor.amount,
        _begins(ancestor),
        None if blend is None else Blend(blend.mix, _begins(blend), blend.prompt),
        led=None if imitation is None else led_by(imitation),
        gap=None if fill is None else gap_in(fill, rate_hz),
        scale=ancestor.scale,
    )


def _begins(ancestor: Ancestor | Blended) -> Source | HeldLatent:
    if ancestor.recipe is not None:
        return source_of(ancestor.recipe)
    if ancestor.latent is None:
        raise ValueError("an ancestor has either a recipe or a latent")
    return held(ancestor.latent)


def source_of(recipe: Recipe) -> Source:
    """A recipe's candidate as what others begin from."""
    return Source(recipe.request, layout_of(recipe), recipe.choice.index, start_of(recipe))


def layout_of(recipe: Recipe) -> Layout:
    """The company in which a recipe's candidate was made."""
    named = recipe.layout
    looks = sorted((int(match[1]), stage) for stage in named if (match := LOOK.fullmatch(stage)))
    went_on = tuple(WentOn(after, named[stage]) for after, stage in looks)
    return Layout(named.get("denoise", ()), named.get("decode", ()), went_on)


def named_layout(layout: Layout) -> dict[str, tuple[int, ...]]:
    """The same as a recipe holds it: `denoise`, `after N` steps, `decode`."""
    looks = {f"after {one.after}": one.indices for one in layout.looks}
    return {"denoise": layout.denoised, **looks, "decode": layout.decoded}


def generations(recipe: Recipe) -> int:
    """How many variations lead to a recipe's sound that would be made one after the other; 0 for none."""
    if recipe.source is None:
        return 0
    both = (recipe.source, recipe.source.blend)
    return 1 + sum(generations(one.recipe) for one in both if one is not None and one.recipe is not None)


def kept(latent: HeldLatent) -> KeptLatent:
    """A latent as a recipe holds it."""
    channels, time, rows = latent.values.shape
    data = base64.b64encode(latent.values.astype("<f2").tobytes()).decode("ascii")
    return KeptLatent((channels, time, rows), data)


def kept_levels(levels: NDArray[np.float32]) -> str:
    """Levels in decibels as a recipe holds them."""
    return base64.b64encode(levels.astype("<f2").tobytes()).decode("ascii")


def held(latent: KeptLatent) -> HeldLatent:
    """The latent that a recipe holds."""
    values = np.frombuffer(base64.b64decode(latent.data), "<f2").astype(np.float16)
    return HeldLatent(values.reshape(latent.shape))
