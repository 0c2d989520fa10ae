"""Diversity and fit to the text, against what they are by definition."""

import numpy as np
import pytest

from foley_models.errors import RequestError
from foley_models.evaluation.diversity import clap_score, clap_scores, diversity


def test_copies_have_no_diversity_and_right_angles_have_one() -> None:
    copies, apart = diversity(np.tile([3.0, 4.0], (6, 1))), diversity(np.eye(6) * 5)
    assert copies is not None
    assert apart is not None
    assert copies.value == pytest.approx(0.0)
    assert apart.value == pytest.approx(1.0)
    assert apart.spread == pytest.approx(0.0)


def test_fewer_than_four_sounds_say_nothing_of_diversity() -> None:
    assert diversity(np.eye(3)) is None


def test_the_score_is_the_mean_cosine_with_the_own_text() -> None:
    sounds, texts = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [1.0, 1.0]])
    np.testing.assert_allclose(clap_scores(sounds, texts), [1.0, 0.5**0.5])
    score = clap_score(sounds, texts)
    assert score is not None
    assert score.value == pytest.approx((1 + 0.5**0.5) / 2)


def test_a_sound_without_text_is_refused() -> None:
    with pytest.raises(RequestError, match="needs its text"):
        clap_scores(np.eye(3), np.eye(3)[:2])
