"""Sounds that fit and are unlike each other."""

import math

import numpy as np

from foley_models.diversity import pick, spread


def on_circle(*degrees: float) -> np.ndarray:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_without_diversity_the_best_come_best_first() -> None:
    assert pick([0.2, 0.9, 0.5, 0.7], on_circle(0, 1, 2, 3), 3, diversity=0.0) == [1, 3, 2]


def test_of_two_nearly_equal_sounds_one_makes_room_for_another() -> None:
    vectors = on_circle(0, 1, 80)
    assert pick([0.9, 0.89, 0.6], vectors, 2, diversity=0.0) == [0, 1]
    assert pick([0.9, 0.89, 0.6], vectors, 2, diversity=0.5) == [0, 2]


def test_the_first_is_the_best_however_unlike_they_should_be() -> None:
    assert pick([0.1, 0.8, 0.2], on_circle(0, 45, 180), 1, diversity=1.0) == [1]


def test_what_has_no_score_comes_last() -> None:
    assert pick([math.nan, 0.1, math.nan], on_circle(0, 1, 90), 3, diversity=0.5) == [1, 0, 2]


def test_the_more_diversity_the_farther_apart_on_average() -> None:
    random = np.random.default_rng(4)
    far = []
    for diversity in (0.0, 0.3, 0.6, 0.9):
        spreads = []
        for _ in range(50):
            vectors = random.normal(size=(16, 8)).astype(np.float32) + 1.0
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            scores = (vectors @ np.full(8, 8**-0.5)).tolist()
            spreads.append(spread(vectors[pick(scores, vectors, 4, diversity=diversity)]))
        far.append(float(np.mean(spreads)))
    assert far == sorted(far)
    assert far[-1] > 1.5 * far[0]


def test_one_sound_has_no_spread() -> None:
    assert spread(on_circle(10)) == 0.0
