"""Less like a candidate: it is heard, from its file or made again, and so is what it was to be less like itself."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foley_bridge.engine.ancestry import heard_of, made_otherwise
from foley_bridge.files.lineage import away_from, imitation_from, kept_heard, layout_of, start_of
from foley_bridge.files.recipe import AwayPart, ImitationPart, LeftBehind, PackOrigin, Recipe
from foley_bridge.files.recipe_reading import NoRecipeError, parse_recipe
from foley_bridge.files.sound_reading import read_sound
from foley_bridge.protocol.order import VariedFrom
from foley_models.errors import NotAvailableError
from foley_models.limits import AVOIDED_MOST
from foley_models.progress import OnProgress
from foley_models.requests import Away

if TYPE_CHECKING:
    from foley_models.stack import ModelStack


@dataclass(frozen=True)
class Leaving:
    """What the stack goes away from, what the recipe says of it, and a note for a person ("" = nothing to say).

    `imitation` is the one that the candidate was, complete, which others begin from as it did.
    """

    away: Away
    part: AwayPart
    imitation: ImitationPart | None = None
    note: str = ""


def leaving_of(
    source: VariedFrom,
    stack: "ModelStack",
    origin: PackOrigin,
    *,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Leaving:
    """How an order goes away from its candidate with a stack, whose weights are `origin`.

    NotAvailableError where the candidate can neither be read nor made again, or the pack cannot hear; CancelledError.
    """
    recipe = parse_recipe(source.recipe)
    waveform, rate_hz = _read(source, recipe), recipe.sound.rate_hz
    if waveform is None:
        waveform, rate_hz = _made_again(source, recipe, stack, origin, on_progress=on_progress, cancelled=cancelled)
    newest = LeftBehind(source.candidate, source.sha256, kept_heard(stack.heard(waveform, rate_hz)))
    before, note = _before(source, recipe, origin)
    part = AwayPart(source.amount, (newest, *before)[:AVOIDED_MOST])
    imitation = _imitation_in(source, recipe)
    begun = None if imitation is None else imitation_from(imitation)
    return Leaving(away_from(part, begun), part, imitation, note=note)


def _imitation_in(source: VariedFrom, recipe: Recipe) -> ImitationPart | None:
    """The imitation that a candidate is, or is a variation of."""
    above: Recipe | None = recipe
    while above is not None and above.imitation is not None:
        if above.imitation.latent is not None:
            return replace(above.imitation, correlation=None)
        above = above.source.recipe if above.source is not None else None
    if recipe.imitation is None:
        return None
    raise NotAvailableError(
        f"Of the imitation that {source.candidate} comes of only its sound is left: ask for less like that imitation, "
        "or imitate the recording again."
    )


def _before(source: VariedFrom, recipe: Recipe, origin: PackOrigin) -> tuple[tuple[LeftBehind, ...], str]:
    """What the candidate was to be less like itself; another pack has another ear."""
    if recipe.away is None:
        return (), ""
    if recipe.pack.digest != origin.digest:
        made_with = f"{recipe.pack.name} {recipe.pack.version}"
        return (
            (),
            f"What {source.candidate} was to be less like was heard by the pack {made_with}: it does not count here.",
        )
    return recipe.away.sounds, ""


def _read(source: VariedFrom, recipe: Recipe) -> NDArray[np.float32] | None:
    """The candidate's sound (sample,) from its file; None where that is gone or another one."""
    try:
        sound = read_sound(Path(source.path))
    except NoRecipeError:
        return None
    same = sound.unchanged and sound.recipe.sound.sha256 == recipe.sound.sha256
    return heard_of(sound) if same else None


def _made_again(
    source: VariedFrom,
    recipe: Recipe,
    stack: "ModelStack",
    origin: PackOrigin,
    *,
    on_progress: OnProgress | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[NDArray[np.float32], int]:
    lost = made_otherwise(recipe, origin)
    if lost:
        raise NotAvailableError(
            f"The candidate {source.candidate} cannot be heard: its file {source.path} is not there any more as it was "
            f"delivered, and it cannot be made again ({lost})."
        )
    remade = stack.remake(
        recipe.request,
        layout_of(recipe),
        recipe.choice.index,
        on_progress=on_progress,
        cancelled=cancelled,
        variation=start_of(recipe),
    )
    sound = remade.waveform if remade.waveform.ndim == 1 else remade.waveform.mean(axis=1)
    return sound, remade.rate_hz
