"""A recipe as a person reads it: what a sound was made of, in groups of names and values."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from foley_bridge.files.ucs import Catalogue
from foley_bridge.journal.rows import read_object
from foley_ui.takes.take import Take
from foley_ui.takes.words import score_text, seconds_text


@dataclass(frozen=True)
class RecipeRow:
    """One line; a group's title has no value."""

    name: str
    value: str = ""

    @property
    def is_title(self) -> bool:
        """Whether a group begins here."""
        return not self.value


def recipe_rows(take: Take, catalogue: Catalogue) -> tuple[RecipeRow, ...]:
    """All lines of a take's recipe, or of what is there of it."""
    whole = read_object(take.recipe)
    groups = (
        _request(_part(whole, "request")),
        _source(_part(whole, "source")),
        _imitation(_part(whole, "imitation")),
        _fill(_part(whole, "fill"), _part(whole, "sound")),
        _sound(take, whole, catalogue),
        _pack(_part(whole, "pack")),
        _machine(whole),
    )
    return tuple(row for group in groups for row in group)


def recipe_json(take: Take) -> str:
    """The recipe for the clipboard, one key a line."""
    return json.dumps(read_object(take.recipe), indent=2, ensure_ascii=False, sort_keys=True)


def _request(asked: Mapping[str, object]) -> Iterator[RecipeRow]:
    translate = QCoreApplication.translate
    yield RecipeRow(translate("Recipe", "What was asked"))
    names = {
        "prompt": translate("Recipe", "Prompt"),
        "negative": translate("Recipe", "Should not be heard"),
        "seconds": translate("Recipe", "Length"),
        "count": translate("Recipe", "Sounds"),
        "pool": translate("Recipe", "Candidates"),
        "seed": translate("Recipe", "Seed of the request"),
        "steps": translate("Recipe", "Steps"),
        "guidance": translate("Recipe", "Guidance"),
        "sampler": translate("Recipe", "Sampler"),
        "threshold": translate("Recipe", "Threshold"),
        "under": translate("Recipe", "Under the threshold"),
        "target": translate("Recipe", "Scored against"),
        "category": translate("Recipe", "Kind of sound in the pack"),
    }
    seconds = asked.get("seconds")
    timed = {**asked, "seconds": seconds_text(seconds) if isinstance(seconds, int | float) else seconds}
    yield from _named(names, timed)
    yield from (RecipeRow(name, _shown(value)) for name, value in asked.items() if name not in names and value)


def _source(source: Mapping[str, object]) -> Iterator[RecipeRow]:
    """Of a variation alone, and of what is less like a sound or between two."""
    translate, blend = QCoreApplication.translate, _part(source, "blend")
    if not source:
        return
    if blend:
        yield RecipeRow(translate("Recipe", "Between two earlier sounds"))
    elif source.get("less"):
        yield RecipeRow(translate("Recipe", "Less like an earlier sound"))
    else:
        yield RecipeRow(translate("Recipe", "Like an earlier sound"))
    yield from _named({"candidate": translate("Recipe", "Sound"), "amount": translate("Recipe", "Amount")}, source)
    yield from _named({"candidate": translate("Recipe", "Second sound"), "mix": translate("Recipe", "Mix")}, blend)


def _imitation(part: Mapping[str, object]) -> Iterator[RecipeRow]:
    """Of what follows a recording alone."""
    translate = QCoreApplication.translate
    if part:
        yield RecipeRow(translate("Recipe", "Timing and loudness"))
        names = {
            "name": translate("Recipe", "Recording"),
            "strength": translate("Recipe", "Strength"),
            "follow": translate("Recipe", "Follows its loudness"),
            "correlation": translate("Recipe", "Correlation of both"),
            "sha256": translate("Recipe", "SHA-256 of the recording"),
        }
        yield from _named(names, part)


def _fill(part: Mapping[str, object], sound: Mapping[str, object]) -> Iterator[RecipeRow]:
    """Of what was filled into a recording alone; its places in seconds."""
    translate, rate_hz = QCoreApplication.translate, sound.get("rate_hz")
    if part:
        yield RecipeRow(translate("Recipe", "Made within a recording"))
        yield from _named({"name": translate("Recipe", "Recording")}, part)
        for key, name in (("first", translate("Recipe", "From")), ("last", translate("Recipe", "To"))):
            frame = part.get(key)
            if isinstance(frame, int) and isinstance(rate_hz, int) and rate_hz > 0:
                yield RecipeRow(name, seconds_text(frame / rate_hz))
        yield from _named({"sha256": translate("Recipe", "SHA-256 of the recording")}, part)


def _sound(take: Take, whole: Mapping[str, object], catalogue: Catalogue) -> Iterator[RecipeRow]:
    translate = QCoreApplication.translate
    choice, sound = _part(whole, "choice"), _part(whole, "sound")
    yield RecipeRow(translate("Recipe", "This sound"))
    yield RecipeRow(translate("Recipe", "File"), str(take.path))
    yield RecipeRow(translate("Recipe", "Rank"), str(take.rank))
    if take.scored:
        yield RecipeRow(translate("Recipe", "Score"), score_text(take.score))
    passed = translate("Recipe", "passed") if take.passed else translate("Recipe", "under the threshold")
    yield RecipeRow(translate("Recipe", "Verdict"), passed)
    yield from _named({"seed": translate("Recipe", "Seed")}, choice)
    yield from _category(str(sound.get("cat_id", "")), catalogue)
    names = {"rate_hz": translate("Recipe", "Rate in Hz"), "gain_db": translate("Recipe", "Gain in dB")}
    yield from _named({**names, "sha256": translate("Recipe", "SHA-256 of the samples")}, sound)


def _category(cat_id: str, catalogue: Catalogue) -> Iterator[RecipeRow]:
    if cat_id:
        full = f"{cat_id} · {catalogue.lookup(cat_id).full}" if cat_id in catalogue else cat_id
        yield RecipeRow(QCoreApplication.translate("Recipe", "Category"), full)


def _pack(pack: Mapping[str, object]) -> Iterator[RecipeRow]:
    translate = QCoreApplication.translate
    yield RecipeRow(translate("Recipe", "Weights"))
    names = {
        "name": translate("Recipe", "Pack"),
        "version": translate("Recipe", "Version"),
        "adapter": translate("Recipe", "Adapter"),
        "licence": translate("Recipe", "Licence"),
        "commercial_use": translate("Recipe", "Commercial use"),
        "licence_note": translate("Recipe", "Note on the licence"),
        "digest": translate("Recipe", "Digest"),
    }
    yield from _named(names, pack)


def _machine(whole: Mapping[str, object]) -> Iterator[RecipeRow]:
    translate = QCoreApplication.translate
    environment = _part(whole, "environment")
    yield RecipeRow(translate("Recipe", "Made by"))
    yield from _named({"program": translate("Recipe", "Program")}, whole)
    names = {
        "device": translate("Recipe", "Device"),
        "processor": translate("Recipe", "Processor"),
        "dtype": translate("Recipe", "Number format"),
        "threads": translate("Recipe", "Threads"),
        "system": translate("Recipe", "System"),
    }
    yield from _named(names, environment)
    libraries = _part(environment, "libraries")
    yield from (RecipeRow(name, _shown(version)) for name, version in sorted(libraries.items()))


def _named(names: Mapping[str, str], values: Mapping[str, object]) -> Iterator[RecipeRow]:
    """A line for each value that is there and says something."""
    for key, name in names.items():
        shown = _shown(values.get(key))
        if shown:
            yield RecipeRow(name, shown)


def _shown(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        translate = QCoreApplication.translate
        return translate("Recipe", "yes") if value else translate("Recipe", "no")
    if isinstance(value, float):
        return QLocale().toString(value, "g", 6)
    return str(value)


def _part(whole: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}
