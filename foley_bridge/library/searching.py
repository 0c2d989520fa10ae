"""From a question as an embedding to ranked hits: roughly in memory, then exactly for those that may be the best."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from foley_bridge.library.records import Hit
from foley_bridge.library.store import Store
from foley_bridge.library.vectors import SIZE, Filter, Vectors
from foley_bridge.library.windows import WINDOWS_MOST

BESIDE = 96  # windows that are looked at exactly beyond those that must be
Question = NDArray[np.float32]


def search(
    store: Store,
    vectors: Vectors,
    questions: Question,
    *,
    limit: int,
    wanted: Filter = Filter(),  # noqa: B008  # frozen
    without: str = "",
    there: bool = False,
) -> tuple[Hit, ...]:
    """Up to `limit` files, best first, by the highest cosine of any of their windows with any of the questions.

    `questions` (question, 512) are L2-normalised. Files of the content `without` are left out, and those of drives
    that are away where only what is `there` is wanted.
    """
    vectors.refresh()
    most = limit * WINDOWS_MOST + BESIDE
    while True:
        near = {window for question in questions for window in vectors.nearest(question, most, wanted)}
        ranked = _exactly(store.embeddings(near), questions)
        hits = store.shown(ranked, limit, without=without, there=there)
        if len(hits) == limit or len(near) < most or most >= len(vectors):
            return hits
        most *= 4  # copies of one sound, or files that are away, stood before the others


def mean_question(first: Question, second: Question) -> Question:
    """Half one, half the other: (512,) each, L2-normalised, as candidates are scored against a mixed target."""
    mean = first + second
    return mean / max(float(np.linalg.norm(mean)), 1e-9)


def _exactly(embeddings: Mapping[int, bytes], questions: Question) -> list[tuple[int, float]]:
    """Windows with their cosines, best first; equal ones by age."""
    if not embeddings:
        return []
    numbers = np.frombuffer(b"".join(embeddings.values()), dtype="<f2").reshape(-1, SIZE).astype(np.float32)
    lengths = np.maximum(np.sqrt(np.einsum("ij,ij->i", numbers, numbers)), 1e-9)
    scores = np.einsum("ij,kj->ik", numbers, questions).max(axis=1) / lengths  # in one thread, as in `vectors`
    return sorted(zip(embeddings, map(float, scores), strict=True), key=lambda one: (-one[1], one[0]))
