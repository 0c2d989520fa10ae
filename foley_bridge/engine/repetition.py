"""A delivered sound made once more from its recipe, in an environment as near to the recorded one as there is here."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foley_bridge.engine.beginnings import begins_again
from foley_bridge.engine.events import Made
from foley_bridge.engine.mastering import Master
from foley_bridge.engine.production import recorded_environment
from foley_bridge.files.lineage import layout_of, named_layout
from foley_bridge.files.loudness import integrated_lufs, peak_dbfs, true_peak_dbtp
from foley_bridge.files.recipe import Beginning, PackOrigin, Recipe, build_recipe, describe_sound, program_name
from foley_bridge.packs.places import pack_places
from foley_models.card import CARD_FILE
from foley_models.errors import NotAvailableError, PackError, RequestError
from foley_models.pack_files import hash_of
from foley_models.requests import Layout

if TYPE_CHECKING:
    from foley_models.stack import ModelStack

THREADS_MOST = 1024


@dataclass(frozen=True)
class Repetition:
    """A sound made again, and in what its making differed from the recorded one, in words for a person."""

    made: Made
    differences: tuple[str, ...]


def find_recorded_pack(origin: PackOrigin, named: Path | None, installed: Path) -> Path:
    """The folder of exactly the pack of a recipe: the one that was `named`, or a built-in or installed one.

    PackError where it is not that very pack.
    """
    folders = [named] if named else [one.folder for one in pack_places(installed)]
    for folder in folders:
        if _digest_of(folder) == origin.digest:
            return folder
    what = f"{folders[0]} is another one" if named else "none of those that are here is that"
    raise PackError(
        f"The sound was made with the pack {origin.name} {origin.version}, digest {origin.digest[:12]}; {what}. Give "
        "the folder of that very pack with --pack."
    )


def _digest_of(folder: Path) -> str:
    """A pack's digest; "" for a broken one, which is none that anything was made with."""
    try:
        return hash_of(folder / CARD_FILE)
    except PackError:
        return ""


def find_recorded_adapter(origin: PackOrigin, named: Path | None, known: Iterable[Path]) -> Path | None:
    """The file of exactly the adapter of a recipe: the one that was `named`, or one of those `known`.

    None where it had none; NotAvailableError where it is none of them.
    """
    if not origin.adapter:
        return None
    digest = origin.adapter.rpartition(" ")[2]
    for file in known if named is None else [named]:
        if file.is_file() and hash_of(file) == digest:
            return file
    what = "none of those that are known is that" if named is None else f"{named} is another one"
    raise NotAvailableError(
        f"The sound was made with the adapter {origin.adapter!r}; {what}. Give the file of that very adapter with "
        "--adapter."
    )


def check_repeatable(recipe: Recipe) -> None:
    """RequestError for a number that nothing was made with: a recipe may come from anywhere."""
    if not 1 <= recipe.environment.threads <= THREADS_MOST:
        raise RequestError(f"The recipe's threads are {recipe.environment.threads}: 1 to {THREADS_MOST} are possible.")


def find_recording(recipe: Recipe, named: Path | None, beside: Path) -> Path | None:
    """The recording of a fill: the one that was `named`, or one of its name and hash near the file `beside`."""
    if recipe.fill is None or named is not None:
        return named
    places = (folder / recipe.fill.name for folder in (beside.absolute().parent, beside.absolute().parent.parent))
    return next((one for one in places if one.is_file() and hash_of(one) == recipe.fill.sha256), None)


def make_again(
    recipe: Recipe, folder: Path, adapter: Path | None = None, *, recording: Path | None = None
) -> Repetition:
    """The recipe's candidate once more with the pack in `folder` and an adapter on it or none.

    Of a fill the `recording` around it is needed.

    Sets this process's number of torch threads.

    On another device where the recorded one is not there. RequestError where the recipe contradicts itself, else what
    the stack raises.
    """
    from foley_models.devices import use_threads

    check_repeatable(recipe)
    begins = begins_again(recipe, recording)
    use_threads(recipe.environment.threads)
    stack = _stack(recipe, folder, adapter)
    asked = layout_of(recipe)
    remade = stack.remake(recipe.request, asked, recipe.choice.index, variation=begins.start)
    request = recipe.request
    master = begins.master(
        remade.waveform, remade.rate_hz, recipe.sound.rate_hz, seconds=request.seconds, loop=request.loop
    )
    parts = begins.begins(master, recipe.sound.rate_hz)
    made = _made(recipe, master, _recipe(recipe, master, stack=stack, layout=remade.layout, begins=parts))
    return Repetition(made, _differences(recipe, stack, company_kept=remade.layout == asked))


def _stack(recipe: Recipe, folder: Path, adapter: Path | None) -> "ModelStack":
    from foley_models.memory_needs import AUTO
    from foley_models.pack import load_pack
    from foley_models.stack import ModelStack
    from foley_models.training.adapter import apply_adapter, load_adapter

    there = recipe.environment
    try:
        pack = load_pack(folder, device=there.device, dtype=there.dtype, offload=AUTO)
    except NotAvailableError:  # on the best device that is there instead, which is told among the differences
        pack = load_pack(folder, dtype=there.dtype, offload=AUTO)
    return ModelStack(pack if adapter is None else apply_adapter(pack, load_adapter(adapter)))


def _recipe(
    recipe: Recipe, master: Master, *, stack: "ModelStack", layout: Layout, begins: Sequence[Beginning]
) -> Mapping[str, Any]:
    """The new file's own recipe: it says how that one was made, not how the first one was."""
    sound = recipe.sound
    return build_recipe(
        recipe.request,
        recipe.choice,
        sound=describe_sound(
            master.pcm, sound.rate_hz, master.gain_db, cat_id=sound.cat_id, channels=recipe.sound.channels
        ),
        pack=recipe.pack,
        layout=named_layout(layout),
        environment=recorded_environment(stack),
        begins=begins,
        route=recipe.route,
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
        channels=master.form.channels,
        subtype=master.form.subtype,
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
