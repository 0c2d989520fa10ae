"""Which category a prompt is about: its own words first, then the nearest category by a text embedding."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.ucs import Catalogue

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
        raise NotImplementedError

    def by_embedding(self, prompt: str) -> str | None:
        """The CatID whose phrase is nearest to the prompt; None without an embedding."""
        raise NotImplementedError

    @cached_property
    def _phrases(self) -> NDArray[np.float32]:
        raise NotImplementedError
