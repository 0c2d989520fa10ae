"""Between a variation's recipe and what the model stack begins from: its source, and the source of that, and so on."""

import base64
import re

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.recipe import Ancestor, AwayPart, Blended, FillPart, ImitationPart, KeptLatent, Recipe
from foley_models.requests import Away, Blend, Filling, HeldLatent, Imitation, Layout, Source, Start, Variation, WentOn

LOOK = re.compile(r"after ([1-9][0-9]{0,3})")


def start_of(recipe: Recipe) -> Start | None:
    """What a recipe's candidate begins from; None where from noise alone."""
    if recipe.imitation is not None:
        return imitation_from(recipe.imitation)
    if recipe.fill is not None:
        return filling_from(recipe.fill, recipe.sound.rate_hz)
    if recipe.away is not None:
        return away_from(recipe.away)
    return variation_of(recipe)


def away_from(part: AwayPart) -> Away:
    """What is less like others goes away from."""
    return Away(part.amount, np.stack([heard_in(one.heard) for one in part.sounds]))


def heard_in(text: str) -> NDArray[np.float16]:
    """An embedding (512,) as a recipe holds it."""
    return np.frombuffer(base64.b64decode(text), "<f2").astype(np.float16)


def kept_heard(heard: NDArray[np.float16]) -> str:
    """The same, as a recipe holds it."""
    return base64.b64encode(heard.astype("<f2").tobytes()).decode("ascii")


def imitation_from(part: ImitationPart) -> Imitation:
    """What an imitation begins from, as its recipe holds it."""
    levels = np.frombuffer(base64.b64decode(part.levels), "<f2").astype(np.float32)
    return Imitation(part.strength, held(part.latent), levels, part.follow)


def filling_from(part: FillPart, rate_hz: int) -> Filling:
    """The same of a fill; its times count from the beginning of what was heard."""
    first, last = ((place - part.window_first) / rate_hz for place in (part.first, part.last))
    return Filling(held(part.latent), first, last)


def variation_of(recipe: Recipe) -> Variation | None:
    """What a recipe's candidate is like; None where it is no variation."""
    return None if recipe.source is None else variation_from(recipe.source)


def variation_from(ancestor: Ancestor) -> Variation:
    """The same for an ancestor that is at hand."""
    blend = ancestor.blend
    mixed = None if blend is None else Blend(blend.mix, _begins(blend), blend.prompt)
    return Variation(ancestor.amount, _begins(ancestor), mixed)


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
