"""Numbers of lines from embeddings whose truth is known, and what is kept of a set."""

import math
from pathlib import Path

import numpy as np
import pytest

from foley_bridge.ablation.heard import Heard, joined, keep, kept
from foley_bridge.ablation.measures import Against, Judged, Measurer, fad_dimensions
from foley_bridge.ablation.results import NAN, Number
from foley_bridge.ablation.sets import targets_of

SIZE, COUNT = 6, 40
LABELS = ("rain",) * (COUNT // 2) + ("dog",) * (COUNT // 2)
LINE = Number("k1", "system", "none", "", NAN)


def _heard(seed: int, shift: float = 0.0, *, count: int = COUNT, seconds: float = 0.5) -> Heard:
    random = np.random.default_rng(seed)
    windows = [random.normal(size=(2, SIZE)) + shift for _ in range(count)]
    scores = random.normal(shift, 0.1, count)
    return Heard({"clap": windows}, scores, np.ones(count), np.ones(count, dtype=bool), seconds)


def _measurer() -> Measurer:
    return Measurer(Against(_heard(0), LABELS), ["clap"], {"clap": None})


def _numbers(own: Judged) -> dict[tuple[str, str], Number]:
    return {(one.measure, one.label): one for one in _measurer().numbers(LINE, own)}


def test_sounds_like_the_recordings_are_nearer_than_others_and_their_interval_holds_zero() -> None:
    near = _numbers(Judged((_heard(1), _heard(2)), (), LABELS))["kad", "all classes together"]
    far = _numbers(Judged((_heard(1, 1.0), _heard(2, 1.0)), (), LABELS))["kad", "all classes together"]
    assert near.low < 0 < near.high
    assert far.low > near.high


def test_the_spread_is_the_deviation_over_other_noise_and_there_is_none_of_one_sampling() -> None:
    sets = tuple(_heard(seed, 0.2 * seed) for seed in range(4))
    found = _numbers(Judged(sets[:1], sets, LABELS))
    single = [_numbers(Judged((one,), (), LABELS))["kad", "all classes together"].value for one in sets]
    assert found["kad", "all classes together"].spread == pytest.approx(np.std(single, ddof=1))
    assert found["clap score", "all classes together"].spread > 0
    assert math.isnan(_numbers(Judged(sets[:1], sets[:1], LABELS))["kad", "all classes together"].spread)


def test_classes_are_measured_alone_and_their_mean_is_told() -> None:
    found = _numbers(Judged((_heard(1),), (), LABELS))
    mean = found["kad", "mean of the classes"]
    assert mean.value == pytest.approx((found["kad", "rain"].value + found["kad", "dog"].value) / 2)
    assert mean.low < mean.value < mean.high


def test_a_difference_is_below_zero_where_a_system_came_nearer_and_its_interval_says_so() -> None:
    near = Judged((_heard(1), _heard(2)), (), LABELS)
    far = Judged((_heard(1, 1.0), _heard(2, 1.0)), (), LABELS)
    (found,) = _measurer().difference(LINE, near, far, "before")
    assert found.against == "before"
    assert found.low < found.value < found.high < 0
    (same,) = _measurer().difference(LINE, near, near, "before")
    assert (same.low, same.value, same.high) == (0, 0, 0)


def test_too_few_sounds_have_a_reason_in_place_of_a_number() -> None:
    few = _numbers(Judged((_heard(1, count=3),), (), LABELS[:3]))
    assert math.isnan(few["kad", "all classes together"].value)
    assert "too few sounds" in few["kad", "all classes together"].note


def test_recordings_have_no_cost() -> None:
    real = _measurer().numbers(LINE, Judged((_heard(1, seconds=NAN),), (), LABELS))
    assert not {"seconds a clip", "candidates a clip", "passed"} & {one.measure for one in real}


def test_a_frechet_distance_is_taken_in_as_many_directions_as_all_sets_carry() -> None:
    assert fad_dimensions([_heard(1), _heard(2)], "clap") is None
    assert fad_dimensions([_heard(1), _heard(2, count=2)], "clap") == 3


def test_a_set_that_is_kept_is_found_as_it_was_and_a_broken_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "sets" / "one.npz"
    assert kept(path) is None
    keep(path, {"none": _heard(1), "filter": _heard(2)})
    found = kept(path)
    assert found is not None
    assert list(found) == ["none", "filter"]
    np.testing.assert_allclose(found["filter"].clips("clap"), _heard(2).clips("clap"), atol=1e-6)
    np.testing.assert_array_equal(found["none"].scores, _heard(1).scores)
    path.write_bytes(path.read_bytes()[:-100])
    assert kept(path) is None


def test_parts_of_a_set_are_one_set_with_the_mean_of_their_seconds() -> None:
    whole = joined([_heard(1, count=10, seconds=1.0), _heard(2, count=30, seconds=2.0)])
    assert len(whole.scores) == len(whole.windows["clap"]) == COUNT
    assert whole.seconds == pytest.approx(1.75)


def test_targets_are_the_recordings_of_a_class_that_are_nearest_to_its_text() -> None:
    heard = _heard(1)
    text = heard.clips("clap")[3]
    found = targets_of(heard, LABELS, [str(one) for one in range(COUNT)], {"rain": text}, count=4)
    assert list(found) == ["rain"]
    assert found["rain"].shape == (4, SIZE)
    np.testing.assert_allclose(found["rain"][0], text / np.linalg.norm(text))
