"""A delivered sound made once more from its recipe, in an environment as near to the recorded one as there is here."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foley_bridge.engine.events import Made
from foley_bridge.engine.mastering import Master, make_master
from foley_bridge.engine.production import origin_of, recorded_environment
from foley_bridge.files.loudness import integrated_lufs, peak_dbfs, true_peak_dbtp
from foley_bridge.files.recipe import PackOrigin, Recipe, build_recipe, describe_sound, program_name
from foley_models.card import CARD_FILE
from foley_models.errors import NotAvailableError, PackError, RequestError
from foley_models.pack_files import embedded_packs, find_pack, hash_of, packs_folder
from foley_models.requests import Layout

if TYPE_CHECKING:
    from foley_models.stack import ModelStack

THREADS_MOST = 1024


@dataclass(frozen=True)
class Repetition:
    """A sound made again, and in what its making differed from the recorded one, in words for a person."""

    made: Made
    differences: tuple[str, ...]


def find_recorded_pack(origin: PackOrigin, named: str | None) -> Path:
    """The folder of exactly the pack of a recipe: the one that was `named`, or one of the embedded ones.

    PackError where it is not that very pack, NotAvailableError where it had an adapter.
    """
    if origin.adapter:
        raise NotAvailableError(
            f"The sound was made with the adapter {origin.adapter!r}, which this version cannot use."
        )
    folders = [find_pack(named)] if named else [packs_folder() / one for one in embedded_packs()]
    for folder in folders:
        if hash_of(folder / CARD_FILE) == origin.digest:
            return folder
    what = f"{folders[0]} is another one" if named else "none of the built-in ones is that"
    raise PackError(
        f"The sound was made with the pack {origin.name} {origin.version}, digest {origin.digest[:12]}; {what}. Give "
        "the folder of that very pack with --pack."
    )


def check_repeatable(recipe: Recipe) -> None:
    """RequestError for a number that nothing was made with: a recipe may come from anywhere."""
    if not 1 <= recipe.environment.threads <= THREADS_MOST:
        raise RequestError(f"The recipe's threads are {recipe.environment.threads}: 1 to {THREADS_MOST} are possible.")


def make_again(recipe: Recipe, folder: Path) -> Repetition:
    """The recipe's candidate once more with the pack in `folder`; sets this process's number of torch threads.

    On another device where the recorded one is not there. RequestError where the recipe contradicts itself, else what
    the stack raises.
    """
    from foley_models.devices import use_threads

    check_repeatable(recipe)
    use_threads(recipe.environment.threads)
    stack = _stack(recipe, folder)
    asked = Layout(recipe.layout.get("denoise", ()), recipe.layout.get("decode", ()))
    remade = stack.remake(recipe.request, asked, recipe.choice.index)
    master = make_master(remade.waveform, remade.rate_hz, recipe.sound.rate_hz, seconds=recipe.request.seconds)
    made = _made(recipe, master, _recipe(recipe, master, stack=stack, layout=remade.layout))
    return Repetition(made, _differences(recipe, stack, company_kept=remade.layout == asked))


def _stack(recipe: Recipe, folder: Path) -> "ModelStack":
    from foley_models.pack import load_pack
    from foley_models.stack import ModelStack

    there = recipe.environment
    try:
        return ModelStack(load_pack(folder, device=there.device, dtype=there.dtype))
    except NotAvailableError:  # on the best device that is there instead, which is told among the differences
        return ModelStack(load_pack(folder, dtype=there.dtype))


def _recipe(recipe: Recipe, master: Master, *, stack: "ModelStack", layout: Layout) -> Mapping[str, Any]:
    """The new file's own recipe: it says how that one was made, not how the first one was."""
    sound = recipe.sound
    return build_recipe(
        recipe.request,
        recipe.choice,
        sound=describe_sound(master.pcm, sound.rate_hz, master.gain_db, cat_id=sound.cat_id),
        pack=origin_of(stack.pack),
        layout={"denoise": layout.denoised, "decode": layout.decoded},
        environment=recorded_environment(stack),
    )


def _made(recipe: Recipe, master: Master, new_recipe: Mapping[str, Any]) -> Made:
    choice, sound = recipe.choice, recipe.sound
    return Made(
        index=choice.index,
        rank=choice.rank,
        score=math.nan if choice.score is None else choice.score,
        passed=choice.passed,
        seed=choice.seed,
        pcm=master.pcm,
        rate_hz=sound.rate_hz,
        gain_db=master.gain_db,
        peak_dbfs=peak_dbfs(master.waveform),
        true_peak_dbtp=true_peak_dbtp(master.waveform),
        loudness_lufs=integrated_lufs(master.waveform, sound.rate_hz),
        cat_id=sound.cat_id,
        recipe=new_recipe,
    )


def _differences(recipe: Recipe, stack: "ModelStack", *, company_kept: bool) -> tuple[str, ...]:
    from foley_models.environment import Environment

    here, there = (Environment(**asdict(one)) for one in (recorded_environment(stack), recipe.environment))
    differences = list(here.differences(there))
    if recipe.program != program_name():
        differences.append(f"{program_name()} here, {recipe.program} there")
    if not company_kept:
        differences.append("memory did not suffice for as many candidates at a time as there")
    return tuple(differences)
