"""Between a variation's recipe and what the model stack begins from: its source, and the source of that, and so on."""

import base64

import numpy as np

from foley_bridge.files.recipe import Ancestor, KeptLatent, Recipe
from foley_models.requests import HeldLatent, Layout, Source, Variation


def variation_of(recipe: Recipe) -> Variation | None:
    """What a recipe's candidate is like; None where it is no variation."""
    return None if recipe.source is None else variation_from(recipe.source)


def variation_from(ancestor: Ancestor) -> Variation:
    """The same for an ancestor that is at hand."""
    if ancestor.recipe is not None:
        return Variation(ancestor.amount, source_of(ancestor.recipe))
    if ancestor.latent is None:
        raise ValueError("an ancestor has either a recipe or a latent")
    return Variation(ancestor.amount, held(ancestor.latent))


def source_of(recipe: Recipe) -> Source:
    """A recipe's candidate as what others begin from."""
    return Source(recipe.request, layout_of(recipe), recipe.choice.index, variation_of(recipe))


def layout_of(recipe: Recipe) -> Layout:
    """The company in which a recipe's candidate was made."""
    return Layout(recipe.layout.get("denoise", ()), recipe.layout.get("decode", ()))


def generations(recipe: Recipe) -> int:
    """How many variations lead to a recipe's sound that would be made one after the other; 0 for none."""
    count, current = 0, recipe.source
    while current is not None:
        count += 1
        current = current.recipe.source if current.recipe is not None else None
    return count


def kept(latent: HeldLatent) -> KeptLatent:
    """A latent as a recipe holds it."""
    channels, time, rows = latent.values.shape
    data = base64.b64encode(latent.values.astype("<f2").tobytes()).decode("ascii")
    return KeptLatent((channels, time, rows), data)


def held(latent: KeptLatent) -> HeldLatent:
    """The latent that a recipe holds."""
    values = np.frombuffer(base64.b64decode(latent.data), "<f2").astype(np.float16)
    return HeldLatent(values.reshape(latent.shape))
