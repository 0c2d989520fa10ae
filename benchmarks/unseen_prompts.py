"""Prompts in words that no caption and no caption template of the embedded pack uses.

They measure whether the text tower understands English beyond its own captions: so their content words,
compared by crude stems, must stay out of everything that the towers are trained on with a sound beside it.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

UNSEEN_FILE = Path(__file__).with_name("prompts_unseen.csv")
PROMPTS_PER_FAMILY = 5

_STOP_WORDS = frozenset(
    "a about above across after against all an and another any are as at be been behind being below between both "
    "but by can caused did do does doing down each for from get gets getting go goes going had has have having he "
    "her here him his i in inside into is it its itself just left like made make makes making more most much my "
    "near no not of off on one onto or our out outside over own put s say saying she so some someone something t "
    "take taken taking than that the their them then there these they this those through to too toward towards "
    "two under until up upon us very was we were what when where which while who whose with within without you "
    "your".split()
)
_SUFFIXES = ("ings", "ing", "edly", "ed", "ies", "es", "s", "ly", "y", "e")
_VOWELS = frozenset("aeiouy")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class UnseenPrompt:
    """One prompt and the family that it must be heard as."""

    family: str
    prompt: str


def load_unseen_prompts(file: Path = UNSEEN_FILE) -> tuple[UnseenPrompt, ...]:
    """All unseen prompts in the order of the file."""
    with file.open(newline="", encoding="utf-8") as rows:
        return tuple(UnseenPrompt(row["family"], row["prompt"]) for row in csv.DictReader(rows))


def content_words(text: str) -> set[str]:
    """Crude stems of the words of `text` that carry meaning: lower-case, without stop words."""
    words = _WORD.findall(text.lower().replace("'s", ""))
    return {stem(word) for word in words if word not in _STOP_WORDS}


def content_words_of_all(texts: Iterable[str]) -> set[str]:
    """The content words of all `texts` together."""
    return set().union(*(content_words(text) for text in texts))


def stem(word: str) -> str:
    """A crude stem: one ending taken off, a doubled last consonant made single (barking, barks, barked -> bark)."""
    for suffix in _SUFFIXES:
        rest = word.removesuffix(suffix)
        if rest != word and len(rest) >= 3 and _VOWELS & set(rest):
            return _undouble(rest)
    return word


def _undouble(rest: str) -> str:
    doubled = len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in _VOWELS
    return rest[:-1] if doubled else rest
