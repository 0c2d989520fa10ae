"""What a prompt that is being written may become: prompts of before, and what people say for a category."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from foley_bridge.files.ucs import Catalogue
from foley_bridge.files.ucs_words import spoken_phrases

OWN_MOST, ALL_MOST = 6, 12


@dataclass(frozen=True)
class Suggestion:
    """A prompt, and the category that belongs to it; "" for a prompt of before."""

    text: str
    cat_id: str = ""
    category: str = ""  # as people read it


@dataclass(frozen=True)
class _Phrase:
    suggestion: Suggestion
    words: tuple[str, ...]  # of the phrase, then of its category: what may be typed for it
    own: int  # how many of them are the phrase's


class Suggester:
    """Made once, in a worker; suggesting takes about a millisecond."""

    def __init__(self, catalogue: Catalogue, phrases: Mapping[str, tuple[str, ...]]) -> None:
        self._phrases = tuple(_phrases(catalogue, phrases))

    @classmethod
    def load(cls, catalogue: Catalogue) -> "Suggester":
        """With the phrases that ship with the program."""
        return cls(catalogue, spoken_phrases())

    def suggest(self, text: str, prompts: Sequence[str]) -> tuple[Suggestion, ...]:
        """For what is typed so far: newest prompts first, then categories; nothing for nothing."""
        typed = text.casefold().split()
        if not typed:
            return ()
        own = [Suggestion(one) for one in _matching(typed, prompts) if one != text][:OWN_MOST]
        return (*own, *islice(self._categories(typed), ALL_MOST - len(own)))

    def _categories(self, typed: Sequence[str]) -> Iterator[Suggestion]:
        """One phrase a category: those whose own words were typed before those of its category's names."""
        ranked = sorted(
            ((rank, place) for place, one in enumerate(self._phrases) if (rank := _rank(typed, one)) is not None)
        )
        seen: set[str] = set()
        for _, place in ranked:
            suggestion = self._phrases[place].suggestion
            if suggestion.cat_id not in seen:
                seen.add(suggestion.cat_id)
                yield suggestion


def category_name(catalogue: Catalogue, cat_id: str) -> str:
    """`FEETHmn · FOOTSTEPS HUMAN`."""
    entry = catalogue.lookup(cat_id)
    return f"{entry.cat_id} · {entry.category} {entry.subcategory}"


def _phrases(catalogue: Catalogue, phrases: Mapping[str, tuple[str, ...]]) -> Iterator[_Phrase]:
    for entry in catalogue:
        names = f"{entry.cat_id} {entry.category} {entry.subcategory}".casefold().replace("&", " ").split()
        spoken = phrases.get(entry.cat_id) or (_said(entry.category, entry.subcategory),)
        for phrase in spoken:
            words = phrase.casefold().split()
            made = Suggestion(phrase, entry.cat_id, category_name(catalogue, entry.cat_id))
            yield _Phrase(made, (*words, *names), len(words))


def _said(category: str, subcategory: str) -> str:
    """Both names as a phrase, the narrower first: `human footsteps`."""
    return f"{subcategory} {category}".replace("&", "and").casefold()


def _rank(typed: Sequence[str], phrase: _Phrase) -> int | None:
    """0 where the phrase begins like that, 1 where its words do, 2 where its category's do; None where nothing does."""
    if not all(any(word.startswith(one) for word in phrase.words) for one in typed):
        return None
    if phrase.suggestion.text.casefold().startswith(" ".join(typed)):
        return 0
    return 1 if all(any(word.startswith(one) for word in phrase.words[: phrase.own]) for one in typed) else 2


def _matching(typed: Sequence[str], prompts: Sequence[str]) -> Iterator[str]:
    for prompt in prompts:
        words = prompt.casefold().split()
        if all(any(word.startswith(one) for word in words) for one in typed):
            yield prompt
