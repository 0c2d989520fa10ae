"""Choice among candidates by how well they match (Yuan et al., 3.2 and 5): category, target, score, ranking."""

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor
from torch.nn.functional import normalize

from foley_models.candidate_seeds import target_draw
from foley_models.card import Category
from foley_models.errors import NotAvailableError, RequestError
from foley_models.requests import Target, Under

NEAR_NAMES = 3


@dataclass(frozen=True)
class Scored:
    """One candidate that was made and scored; `score` is NaN where the pack cannot rank."""

    index: int
    score: float
    passed: bool


def check_category(asked: str, categories: Mapping[str, Category]) -> str:
    """The category that was asked for. RequestError, naming near ones, where the card has no such category."""
    if asked in categories:
        return asked
    near = difflib.get_close_matches(asked, categories, n=NEAR_NAMES, cutoff=0.4) or sorted(categories)
    raise RequestError(f"The pack has no category {asked!r}: choose {_either(near)}, or leave it out.")


def predict_category(text: Tensor, category_texts: Tensor, names: Sequence[str]) -> str:
    """The name whose prompt is nearest: text embedding (512,) against (category, 512), both L2-normalised."""
    return names[int((category_texts @ text).argmax())]


def choose_target(kind: Target, text: Tensor, stored: Tensor | None, seed: int) -> Tensor:
    """What candidates are ranked against, L2-normalised (512,).

    `text` is the tuned text embedding (512,); `stored` holds embeddings (k, 512) of real sounds of the category. One of
    them is drawn for the whole request, so that its scores can be compared (multi-target, Yuan et al., 5); `mixed` is
    the mean of that draw and the text. NotAvailableError where the pack holds no sounds of the category.
    """
    if kind == "text":
        return text
    if stored is None:
        raise NotAvailableError(
            f"The pack stores no sounds of this category to rank against: use the target 'text', not {kind!r}."
        )
    drawn = stored[target_draw(seed, len(stored))].to(text)
    return drawn if kind == "audio" else normalize(text + drawn, dim=0)


def score_embeddings(embeddings: Tensor, target: Tensor) -> list[float]:
    """Cosine between audio embeddings (batch, 512) and the target (512,)."""
    cosine = normalize(embeddings.float(), dim=-1) @ normalize(target.float(), dim=0)
    return [float(score) for score in cosine.cpu()]


def rank(scored: Sequence[Scored]) -> list[Scored]:
    """Best score first, equal ones in the order they were made; what could not be scored comes last.

    Since one threshold holds for all, those under it come last by themselves.
    """
    return sorted(scored, key=lambda one: (-math.inf if math.isnan(one.score) else one.score, -one.index), reverse=True)


def choose(scored: Sequence[Scored], count: int, under: Under) -> list[Scored]:
    """The `count` best; with `drop` only those that passed."""
    eligible = [one for one in scored if one.passed or under == "mark"]
    return rank(eligible)[:count]


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
