"""Which category a prompt is about: its own words first, then the nearest category by a text embedding."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.ucs import Catalogue, CategoryEntry
from foley_bridge.files.ucs_words import Phrase, best_category, load_phrases

EmbedText = Callable[[Sequence[str]], NDArray[np.float32]]  # texts -> (text, size), L2-normalised
FALLBACK = "FOLYMisc"  # where neither words nor an embedding say anything


class Predictor:
    """Predicts CatIDs; the categories' own phrases are embedded once, at the first prompt whose words do not tell."""

    def __init__(self, catalogue: Catalogue, embed_text: EmbedText | None = None) -> None:
        self._catalogue = catalogue
        self._embed_text = embed_text

    def predict(self, prompt: str) -> str:
        """The CatID of a prompt; always one of the catalogue's."""
        return self.by_words(prompt) or self.by_embedding(prompt) or FALLBACK

    def by_words(self, prompt: str) -> str | None:
        """The CatID that the words of a prompt name, the most specific one; None where they name none."""
        return best_category(prompt, self._phrases)

    def by_embedding(self, prompt: str) -> str | None:
        """The CatID whose names are nearest to the prompt; None without an embedding."""
        if self._embed_text is None:
            return None
        nearest = int(np.argmax(self._embedded @ self._embed_text([prompt])[0]))
        return self._predictable[nearest].cat_id

    @cached_property
    def _phrases(self) -> tuple[Phrase, ...]:
        return load_phrases(self._catalogue)

    @cached_property
    def _predictable(self) -> tuple[CategoryEntry, ...]:
        """Without what a prompt cannot mean: leftovers, and the kinds of material that an archive keeps."""
        return tuple(one for one in self._catalogue if one.subcategory != "MISC" and one.category != "ARCHIVED")

    @cached_property
    def _embedded(self) -> NDArray[np.float32]:
        if self._embed_text is None:
            raise ValueError("There is no text embedding to predict with.")
        return self._embed_text([_spoken(one) for one in self._predictable])


def _spoken(entry: CategoryEntry) -> str:
    """Both names of a category as words, the narrower first, such as `human footsteps`."""
    return f"{entry.subcategory} {entry.category}".replace("&", "and").lower()
