"""The words that people use for a category: a list of our own, matched in any form and order."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from foley_bridge.files.names import ascii_text
from foley_bridge.files.ucs import Catalogue

LIST = "ucs_words.csv"
PLACE_WEIGHT = 0.5  # of a word after "in", "on", ...: where something sounds, rarely what sounds
WEAK_WEIGHT = 0.4  # of a phrase that is marked with `~`, and of materials and actions that no phrase joins
_PLACES = frozenset(
    "in on at near inside behind against over under through across onto into from with to by around beside beneath"
    " past along outside".split()
)
_IRREGULAR = {
    "wooden": "wood",
    "metallic": "metal",
    "feet": "foot",
    "mice": "mouse",
    "geese": "goose",
    "wolves": "wolf",
    "knives": "knife",
    "leaves": "leaf",
    "hooves": "hoof",
    "children": "child",
    "kids": "kid",
    "men": "man",
    "women": "woman",
    "people": "people",
    "shot": "shot",
    "fired": "fire",
    "broke": "break",
    "broken": "break",
    "drawn": "draw",
    "torn": "tear",
    "ran": "run",
    "fell": "fall",
    "fallen": "fall",
    "flew": "fly",
    "flying": "fly",
    "struck": "strike",
    "sang": "sing",
    "footsteps": "footstep",
    "steps": "footstep",
    "iron": "metal",
    "steel": "metal",
    "tin": "tin",
}
MATERIALS = {
    "wood": "WOOD",
    "plank": "WOOD",
    "glass": "GLASS",
    "metal": "METAL",
    "stone": "ROCKS",
    "rock": "ROCKS",
    "plastic": "PLASTIC",
    "paper": "PAPER",
    "cardboard": "PAPER",
    "ceramic": "CERAMICS",
    "porcelain": "CERAMICS",
    "ice": "ICE",
    "leather": "LEATHER",
    "cloth": "CLOTH",
    "fabric": "CLOTH",
    "rubber": "RUBBER",
    "chain": "CHAINS",
    "rope": "ROPE",
    "snow": "SNOW",
    "dirt": "DIRT & SAND",
    "sand": "DIRT & SAND",
}
ACTIONS = {
    "BREAK": "break shatter smash snap crack splinter burst",
    "IMPACT": "hit drop impact knock slam strike thud bang clang clunk tap fall bump",
    "FRICTION": "scrape creak squeak screech scratch rub grind",
    "HANDLE": "handle grab grip fiddle",
    "MOVEMENT": "move movement drag roll rattle shake slide rustle",
    "CRASH & DEBRIS": "crash debris collapse crumble rubble",
    "TONAL": "ring resonate sing bow hum",
    "RIP": "rip tear",
    "FLAP": "flap flutter",
    "FLUTTER": "flutter",
}


@dataclass(frozen=True)
class Word:
    """A word of a prompt: its stem, where it stands, and how much it counts."""

    stem: str
    position: int
    weight: float


@dataclass(frozen=True)
class Phrase:
    """Stems that together name a category."""

    cat_id: str
    stems: frozenset[str]
    weight: float


def load_phrases(catalogue: Catalogue) -> tuple[Phrase, ...]:
    """All phrases: the list that ships with the package, then every material with every action that has a category."""
    listed = [_phrase(cat_id, phrase) for cat_id, phrases in _listed() for phrase in phrases]
    return (*listed, *_material_phrases(catalogue))


def spoken_phrases() -> Mapping[str, tuple[str, ...]]:
    """What people say for a category, by CatID, the most usual first; without those that the list leaves out."""
    return {cat_id: tuple(one.removeprefix("~") for one in phrases) for cat_id, phrases in _listed()}


def _listed() -> Iterator[tuple[str, list[str]]]:
    text = files("foley_bridge.files").joinpath(LIST).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield row["cat_id"], row["phrases"].split(";")


def best_category(prompt: str, phrases: tuple[Phrase, ...]) -> str | None:
    """The CatID of the phrase that accounts for most of a prompt; None where none occurs in it.

    More words beat fewer; words that say where beat nothing but their absence; of equal ones the earlier.
    """
    words = {word.stem: word for word in reversed(list(read_words(prompt)))}
    found = [(_score(phrase, words), phrase.cat_id) for phrase in phrases if phrase.stems <= words.keys()]
    return max(found, key=lambda one: one[0])[1] if found else None


def read_words(prompt: str) -> Iterator[Word]:
    """The words of a prompt with their weights; a word after a preposition says where until the next comma."""
    position = 0
    for clause in re.split(r"[,;.:!?]| and | while | then | as ", ascii_text(prompt).casefold()):
        weight = 1.0
        for word in re.findall("[a-z0-9]+", clause):
            if word in _PLACES:
                weight = PLACE_WEIGHT
            yield Word(stem(word), position, weight)
            position += 1


def stem(word: str) -> str:
    """A word without its plural or verb ending, the same for all forms of most English words."""
    word = _IRREGULAR.get(word, word)
    if re.search("[^s]s$", word) and len(word) > 3 and not word.endswith(("us", "is", "ies")):
        word = word[:-2] if re.search("(s|x|z|ch|sh)es$", word) else word[:-1]
    for ending, rest in (("ying", "y"), ("ing", ""), ("ied", "y"), ("ies", "y"), ("ed", "")):
        shorter = word.removesuffix(ending) + rest
        if word.endswith(ending) and len(shorter) > 1 and re.search("[aeiouy]", shorter):
            return _bare(shorter)
    return _bare(word)


def _bare(word: str) -> str:
    """Without a doubled last consonant, a silent e, or the y that makes an adjective."""
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 5 and word.endswith("y"):
        word = word[:-1]
    return word


def _phrase(cat_id: str, text: str) -> Phrase:
    weak = text.startswith("~")
    stems = frozenset(stem(word) for word in text.removeprefix("~").split())
    return Phrase(cat_id, stems, WEAK_WEIGHT if weak else 1.0)


def _material_phrases(catalogue: Catalogue) -> Iterator[Phrase]:
    by_names: Mapping[tuple[str, str], str] = {(one.category, one.subcategory): one.cat_id for one in catalogue}
    for material, category in MATERIALS.items():
        for action, words in ACTIONS.items():
            if (category, action) in by_names:
                for word in words.split():
                    stems = frozenset({stem(material), stem(word)})
                    yield Phrase(by_names[category, action], stems, 0.9)  # a phrase of the list says it better
        yield Phrase(by_names[category, "MISC"], frozenset({stem(material)}), WEAK_WEIGHT)


def _score(phrase: Phrase, words: Mapping[str, Word]) -> tuple[float, int]:
    matched = [words[one] for one in phrase.stems]
    return phrase.weight * sum(one.weight for one in matched), -min(one.position for one in matched)
