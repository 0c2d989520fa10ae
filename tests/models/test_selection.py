"""Category, target, score and ranking."""

import math
from collections.abc import Sequence

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.card import Category
from foley_models.errors import NotAvailableError, RequestError
from foley_models.selection import (
    Scored,
    check_category,
    choose,
    choose_target,
    predict_category,
    rank,
    score_embeddings,
)

CATEGORIES = {name: Category(name.replace("_", " ")) for name in ("dog_bark", "footstep", "rain", "sneeze_cough")}


def _embeddings(count: int, seed: int = 0) -> Tensor:
    return normalize(torch.randn(count, 512, generator=torch.Generator().manual_seed(seed)), dim=-1)


def _scored(index: int, score: float, threshold: float = 0.4) -> Scored:
    return Scored(index, score, passed=score >= threshold)


def _indices(scored: Sequence[Scored]) -> list[int]:
    return [one.index for one in scored]


def test_a_known_category_is_taken_as_it_is() -> None:
    assert check_category("rain", CATEGORIES) == "rain"


def test_an_unknown_category_is_refused_with_near_names() -> None:
    with pytest.raises(RequestError, match="no category 'footsteps': choose footstep, or leave it out"):
        check_category("footsteps", CATEGORIES)


def test_a_category_like_no_other_is_refused_with_all_names() -> None:
    with pytest.raises(RequestError, match="choose dog_bark, footstep, rain or sneeze_cough"):
        check_category("zzz", CATEGORIES)


def test_the_predicted_category_is_the_one_whose_prompt_is_nearest() -> None:
    texts = _embeddings(4)
    near = normalize(texts[2] + 0.3 * _embeddings(1, seed=9)[0], dim=0)
    assert predict_category(near, texts, list(CATEGORIES)) == "rain"


def test_the_text_target_is_the_tuned_text_itself() -> None:
    text = _embeddings(1)[0]
    assert torch.equal(choose_target("text", text, None, 1), text)


def test_the_audio_target_is_one_stored_sound_that_the_seed_draws() -> None:
    text, stored = _embeddings(1)[0], _embeddings(5, seed=1)
    drawn = [choose_target("audio", text, stored, seed) for seed in range(40)]
    assert all(any(torch.equal(one, sound) for sound in stored) for one in drawn)
    assert len({tuple(one[:4].tolist()) for one in drawn}) == 5
    assert torch.equal(drawn[7], choose_target("audio", text, stored, 7))


def test_the_mixed_target_lies_halfway_between_text_and_draw() -> None:
    text, stored = _embeddings(1)[0], _embeddings(5, seed=1)
    mixed, drawn = choose_target("mixed", text, stored, 3), choose_target("audio", text, stored, 3)
    assert mixed.norm().item() == pytest.approx(1)
    assert (mixed @ text).item() == pytest.approx((mixed @ drawn).item(), abs=1e-5)


@pytest.mark.parametrize("kind", ["audio", "mixed"])
def test_a_category_without_stored_sounds_cannot_be_ranked_against_them(kind: str) -> None:
    with pytest.raises(NotAvailableError, match="stores no sounds of this category"):
        choose_target(kind, _embeddings(1)[0], None, 1)  # type: ignore[arg-type]


def test_the_score_is_the_cosine() -> None:
    embeddings, target = _embeddings(3), _embeddings(1, seed=5)[0]
    expected = torch.nn.functional.cosine_similarity(embeddings, target[None])
    assert score_embeddings(embeddings, target) == pytest.approx(expected.tolist(), abs=1e-6)
    assert score_embeddings(3 * embeddings, 7 * target) == pytest.approx(expected.tolist(), abs=1e-6)


def test_the_best_comes_first_and_equal_scores_keep_their_order() -> None:
    scored = [_scored(3, 0.5), _scored(1, 0.5), _scored(0, 0.1), _scored(2, 0.9)]
    assert _indices(rank(scored)) == [2, 1, 3, 0]


def test_what_could_not_be_scored_comes_last_in_the_order_it_was_made() -> None:
    scored = [_scored(1, math.nan), _scored(0, math.nan), _scored(2, -0.9)]
    assert _indices(rank(scored)) == [2, 0, 1]


def test_marked_candidates_fill_up_what_passed_and_dropped_ones_do_not() -> None:
    scored = [_scored(0, 0.1), _scored(1, 0.6), _scored(2, 0.2)]
    assert _indices(choose(scored, 2, "mark")) == [1, 2]
    assert _indices(choose(scored, 2, "drop")) == [1]


@given(st.lists(st.floats(-1, 1), max_size=20), st.floats(-1, 1), st.integers(1, 16))
def test_whatever_the_scores_those_under_the_threshold_never_stand_before_one_that_passed(
    scores: list[float], threshold: float, count: int
) -> None:
    scored = [_scored(index, score, threshold) for index, score in enumerate(scores)]
    chosen = choose(scored, count, "mark")
    assert [one.passed for one in chosen] == sorted((one.passed for one in chosen), reverse=True)
    assert len(chosen) == min(count, len(scores))
