"""Which sounds belong together: from folders of systems to items that every system has a sound of."""

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_bridge.files.ucs import Catalogue

SUFFIXES = frozenset({".wav", ".flac", ".aif", ".aiff", ".ogg"})
SOUNDS_MOST = 10_000
RULES = ("name", "prompt", "class")
AUTO = "auto"
_DELIVERY_FOLDER = "foley"  # where takes lie inside a project: says nothing of the sound
_NAMED_MOST = 5


@dataclass(frozen=True)
class Source:
    """One sound of one system, and what is known of it; "" where nothing is."""

    path: Path
    name: str  # below its system's folder, without suffix, so that systems can be compared by it
    category: str
    prompt: str
    index: int = 0  # among the candidates of its request


@dataclass(frozen=True)
class Match:
    """The sounds of one item, by system."""

    key: str
    category: str
    prompt: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Matched:
    """All items, and the names of sounds that have no counterpart: they are left out, and the user is told."""

    rule: str
    items: tuple[Match, ...]
    left_out: tuple[str, ...]


def find_sounds(folder: Path) -> tuple[Source, ...]:
    """Every sound file below a folder, in order of its name. RequestError where there is none.

    What a sound should be is what `captions.csv` in the folder says, as for recordings, else its recipe's prompt.
    """
    from foley_bridge.files.ucs import Catalogue
    from foley_bridge.recordings.overrides import read_overrides

    if not folder.is_dir():
        raise RequestError(f"{folder} is no folder: give one with the sounds of one system.")
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and _visible(path, folder))
    if not paths:
        raise RequestError(f"{folder} holds no sounds (looked for {', '.join(sorted(SUFFIXES))}).")
    if len(paths) > SOUNDS_MOST:
        raise RequestError(f"{folder} holds {len(paths)} sounds: at most {SOUNDS_MOST} fit into a listening test.")
    catalogue, typed = Catalogue.load(), read_overrides(folder)
    return tuple(_source(path, folder, catalogue, said=typed.of(path).caption) for path in paths)


def match(
    folders: Mapping[str, Path], *, rule: str = AUTO, partial: bool = False, per_category: int | None = None, seed: int
) -> Matched:
    """The items of several systems (name -> folder).

    `rule`: `name` (same path below the folder), `prompt` (same prompt in the recipe, candidate by candidate), `class`
    (same category, sound by sound), or `auto`: the first of them by which most sounds match. With `partial` what lacks
    a counterpart is left out; RequestError names it otherwise. By class only a class that a system lacks is a fault:
    folders differ in size. `per_category` draws that many items of each category, by `seed`.
    """
    found = {system: find_sounds(folder) for system, folder in folders.items()}
    chosen = _best_rule(found) if rule == AUTO else rule
    keyed = {system: _keyed(sources, chosen, system) for system, sources in found.items()}
    shared = _shared(keyed)
    if not shared:
        raise RequestError(
            f"No sound of {_listed(folders)} has a counterpart by {chosen}: give them the same file names, the same "
            f"prompts or folders named by class."
        )
    missing = _missing(keyed, shared, chosen)
    if missing and not partial:
        raise RequestError(f"{_summary(missing)}: add them, or leave out what lacks a counterpart with --partial.")
    items = [_item(key, [keyed[system][key] for system in found]) for key in shared]
    return Matched(chosen, tuple(_drawn(items, per_category, seed)), _left_out(found, keyed, shared))


def _source(path: Path, folder: Path, catalogue: "Catalogue", *, said: str) -> Source:
    relative = path.relative_to(folder)
    prompt, made_as, index = _from_recipe(path)
    prompt = _nfc(said) or prompt
    labels = [_nfc(part) for part in relative.parts[:-1] if part.casefold() != _DELIVERY_FOLDER]
    cat_id = path.name.partition("_")[0]
    category = labels[0] if labels else made_as or (cat_id if cat_id in catalogue else "")
    return Source(path, _nfc(relative.with_suffix("").as_posix()), category, prompt, index)


def _from_recipe(path: Path) -> tuple[str, str, int]:
    """Prompt, category and index of a sound that this program made."""
    from foley_bridge.files.recipe_reading import NoRecipeError, read_recipe

    if path.suffix.lower() != ".wav":
        return "", "", 0
    try:
        recipe = read_recipe(path)
    except NoRecipeError:
        return "", "", 0  # a recording, or another program's: nothing is known beyond its name
    return _nfc(recipe.request.prompt), recipe.sound.cat_id, recipe.choice.index


def _best_rule(found: Mapping[str, Sequence[Source]]) -> str:
    def matches(rule: str) -> int:
        try:
            return len(_shared({system: _keyed(sources, rule, system) for system, sources in found.items()}))
        except RequestError:
            return 0  # ambiguous by this rule

    return max(RULES, key=matches)  # the first of the best


def _keyed(sources: Sequence[Source], rule: str, system: str) -> dict[str, Source]:
    """Key -> sound; a sound without what the rule goes by has none."""
    if rule == "name":
        twice = [name for name, count in Counter(one.name for one in sources).items() if count > 1]
        if twice:
            raise RequestError(f"{system} has {twice[0]} in two formats: keep one of them.")
        return {one.name: one for one in sources}
    what: Callable[[Source], str] = (lambda one: one.prompt) if rule == "prompt" else (lambda one: one.category)
    counts: Counter[str] = Counter()
    keyed = {}
    for one in sorted(sources, key=lambda source: (source.index, source.name)):
        if what(one):
            counts[what(one)] += 1
            keyed[f"{what(one)} #{counts[what(one)]:04d}"] = one
    return keyed


def _shared(keyed: Mapping[str, Mapping[str, Source]]) -> list[str]:
    first, *others = keyed.values()
    return sorted(key for key in first if all(key in other for other in others))


def _missing(keyed: Mapping[str, Mapping[str, Source]], shared: Sequence[str], rule: str) -> dict[str, list[str]]:
    """System -> what it lacks and another has."""
    everything = {key for keys in keyed.values() for key in keys}
    if rule == "class":
        kept = {key.rpartition(" #")[0] for key in shared}
        everything = {key for key in everything if key.rpartition(" #")[0] not in kept}
    lacking = {system: sorted(everything - keys.keys()) for system, keys in keyed.items()}
    return {system: keys for system, keys in lacking.items() if keys}


def _summary(missing: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(
        f"{system} lacks {', '.join(keys[:_NAMED_MOST])}"
        + (f" and {len(keys) - _NAMED_MOST} more" if len(keys) > _NAMED_MOST else "")
        for system, keys in missing.items()
    )


def _left_out(
    found: Mapping[str, Sequence[Source]], keyed: Mapping[str, Mapping[str, Source]], shared: Sequence[str]
) -> tuple[str, ...]:
    used = {keys[key].path for keys in keyed.values() for key in shared}
    return tuple(sorted(one.name for sources in found.values() for one in sources if one.path not in used))


def _item(key: str, sources: Sequence[Source]) -> Match:
    return Match(key, _agreed(one.category for one in sources), _agreed(one.prompt for one in sources), tuple(sources))


def _agreed(texts: Iterable[str]) -> str:
    """What all who say something say; a label that only one system has would give it away."""
    said = {text for text in texts if text}
    return said.pop() if len(said) == 1 else ""


def _drawn(items: Sequence[Match], per_category: int | None, seed: int) -> list[Match]:
    if per_category is None:
        return list(items)
    chance, counts, drawn = random.Random(f"{seed}:draw"), Counter[str](), set()
    for one in chance.sample(list(items), len(items)):
        counts[one.category] += 1
        if counts[one.category] <= per_category:
            drawn.add(one.key)
    return [one for one in items if one.key in drawn]


def _visible(path: Path, folder: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _listed(folders: Mapping[str, Path]) -> str:
    return " and ".join(str(folder) for folder in folders.values())


def _nfc(text: str) -> str:
    """One spelling of letters with marks: file systems differ in theirs."""
    return unicodedata.normalize("NFC", text)
