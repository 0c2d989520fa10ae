"""What a variation begins from: its source made again where the same weights are at hand, else the source's sound."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.lineage import generations, kept, variation_from
from foley_bridge.files.recipe import Ancestor, Blended, FillPart, ImitationPart, KeptLatent, PackOrigin, Recipe
from foley_bridge.files.recipe_reading import NOTE_CHARACTERS_MOST, NoRecipeError, parse_recipe
from foley_bridge.files.sound_reading import ReadSound, read_sound
from foley_bridge.protocol.order import BlendedWith, VariedFrom
from foley_models.errors import NotAvailableError
from foley_models.limits import LONG_FROM_S, VARIATIONS_MOST
from foley_models.requests import HeldLatent, Variation

if TYPE_CHECKING:
    from foley_models.stack import ModelStack

RECIPE_CHARACTERS_MOST = NOTE_CHARACTERS_MOST // 3  # two of them, of a blend, fit into another


@dataclass(frozen=True)
class Descent:
    """What the stack begins from, what the recipe says of it, and why it is not the best, for a person ("" = it is)."""

    variation: Variation
    ancestor: Ancestor
    imitation: ImitationPart | None = None
    fill: FillPart | None = None
    note: str = ""


def descent_of(source: VariedFrom, stack: "ModelStack", origin: PackOrigin) -> Descent:
    """How an order's variation begins with a stack, whose weights are `origin`.

    NotAvailableError where the source can neither be made again nor read; RequestError where its recipe is broken.
    """
    own = parse_recipe(source.recipe)
    imitation, fill = kept_of(own)
    first = _begin(source, stack, origin, already=0)
    ancestor = Ancestor(source.candidate, source.sha256, source.amount, first.recipe, first.latent)
    if source.blend is None:
        return Descent(_variation(ancestor, imitation, fill, own), ancestor, imitation, fill, note=first.note)
    blend = source.blend
    already = 0 if first.recipe is None else generations(first.recipe)
    second = _begin(blend, stack, origin, already=already)
    prompt = parse_recipe(blend.recipe).request.prompt
    both = Blended(blend.candidate, blend.sha256, blend.mix, prompt, recipe=second.recipe, latent=second.latent)
    ancestor = replace(ancestor, blend=both)
    note = f"{first.note} {second.note}".strip()
    return Descent(_variation(ancestor, imitation, fill, own), ancestor, imitation, fill, note=note)


def kept_of(recipe: Recipe) -> tuple[ImitationPart | None, FillPart | None]:
    """What a variation of a recipe's sound keeps of it: the loudness that it follows, what is around it."""
    imitation, fill = recipe.imitation, recipe.fill
    return (
        None if imitation is None else replace(imitation, latent=None, correlation=None),
        None if fill is None else replace(fill, latent=None, steps_db=(None, None)),
    )


def heard_of(sound: ReadSound) -> NDArray[np.float32]:
    """What the model hears of a delivered sound (sample,): all of it, of a fill what is around the range and that."""
    mix, fill = sound.mix, sound.recipe.fill
    if fill is not None:
        first = fill.window_first
        mix = mix[first : first + round(sound.recipe.request.seconds * sound.rate_hz)]
    return mix.astype(np.float32)


def _variation(ancestor: Ancestor, imitation: ImitationPart | None, fill: FillPart | None, recipe: Recipe) -> Variation:
    return variation_from(ancestor, imitation, fill, rate_hz=recipe.sound.rate_hz)


@dataclass(frozen=True)
class _Begin:
    """One of `recipe` and `latent`."""

    recipe: Recipe | None = None
    latent: KeptLatent | None = None
    note: str = ""


def _begin(source: VariedFrom | BlendedWith, stack: "ModelStack", origin: PackOrigin, *, already: int) -> _Begin:
    """One source; `already` variations lead to the other one, where there are two."""
    recipe = parse_recipe(source.recipe)
    obstacle = _obstacle(recipe, origin, already)
    if not obstacle:
        return _Begin(recipe)
    latent = kept(_read(source, recipe, stack, obstacle=obstacle))
    return _Begin(None, latent, f"The source, {source.candidate}, was read from its sound file: {obstacle}.")


def _obstacle(recipe: Recipe, origin: PackOrigin, already: int) -> str:
    """Why a source cannot be made again with these weights; "" where it can."""
    lost = made_otherwise(recipe, origin)
    if lost:
        return lost
    if already + generations(recipe) >= VARIATIONS_MOST:
        return f"it is the last of {VARIATIONS_MOST} variations that come of one another"
    if len(recipe.to_json()) > RECIPE_CHARACTERS_MOST:
        return "all that it comes of is too much for a file to hold"
    return ""


def made_otherwise(recipe: Recipe, origin: PackOrigin) -> str:
    """In what a recipe's weights differ from others, as part of a sentence; "" where they are the same."""
    made_with = recipe.pack
    if made_with.digest != origin.digest:
        return f"it was made with the pack {made_with.name} {made_with.version} ({made_with.digest[:12]}), not this one"
    if made_with.adapter != origin.adapter:
        return f"it was made with {_adapter(made_with.adapter)}, this is {_adapter(origin.adapter)}"
    return ""


def _adapter(said: str) -> str:
    name, _, digest = said.rpartition(" ")
    return f"the adapter {name} ({digest[:12]})" if said else "no adapter"


def _read(source: VariedFrom | BlendedWith, recipe: Recipe, stack: "ModelStack", *, obstacle: str) -> HeldLatent:
    if recipe.request.seconds > LONG_FROM_S:
        raise NotAvailableError(
            f"The candidate {source.candidate} cannot be made again ({obstacle}), and of {recipe.request.seconds:g} "
            f"seconds no sound file is varied, only of up to {LONG_FROM_S:g}: use the pack it was made with."
        )
    try:
        sound = read_sound(Path(source.path))
    except NoRecipeError as error:
        raise NotAvailableError(f"{_lost(source, obstacle)} cannot be read: {error}") from error
    if not sound.unchanged or sound.recipe.sound.sha256 != recipe.sound.sha256:
        raise NotAvailableError(f"{_lost(source, obstacle)} is not the one that was delivered any more.")
    return stack.hold(heard_of(sound), sound.rate_hz, seconds=recipe.request.seconds, loop=recipe.request.loop)


def _lost(source: VariedFrom | BlendedWith, obstacle: str) -> str:
    return f"The candidate {source.candidate} cannot be made again ({obstacle}), and its file {source.path}"
