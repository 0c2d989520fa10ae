"""The Fréchet distance against closed forms on Gaussians, and what it refuses."""

import numpy as np
import pytest

from foley_models.errors import RequestError
from foley_models.evaluation.frechet import Array, Gaussian, fad, frechet_distance, gaussian_of, principal_axes


def _clips(seed: int, clips: int, *, windows: int = 3, size: int = 6, shift: float = 0.0) -> list[Array]:
    random = np.random.default_rng(seed)
    return [random.normal(size=(windows, size)) + shift for _ in range(clips)]


def _covariance(seed: int, size: int) -> Array:
    factor = np.random.default_rng(seed).normal(size=(size, 2 * size))
    return np.asarray(factor @ factor.T / size)


def test_of_equal_covariances_only_the_means_remain() -> None:
    covariance = _covariance(1, 8)
    mean = np.arange(8.0)
    distance = frechet_distance(Gaussian(mean, covariance), Gaussian(mean + 0.5, covariance))
    assert distance == pytest.approx(8 * 0.25, abs=1e-9)


def test_of_diagonal_covariances_it_is_the_distance_of_the_standard_deviations() -> None:
    a, b = np.array([1.0, 4.0, 9.0]), np.array([4.0, 4.0, 0.0])
    distance = frechet_distance(Gaussian(np.zeros(3), np.diag(a)), Gaussian(np.zeros(3), np.diag(b)))
    assert distance == pytest.approx(float(np.square(np.sqrt(a) - np.sqrt(b)).sum()), abs=1e-9)


def test_of_any_covariances_it_agrees_with_the_general_root_of_their_product() -> None:
    a, b = _covariance(2, 7), _covariance(3, 7)
    values, vectors = np.linalg.eig(a @ b)
    root = vectors * np.sqrt(values) @ np.linalg.inv(vectors)
    np.testing.assert_allclose(root @ root, a @ b, atol=1e-9)
    expected = np.trace(a + b - 2 * root)
    assert frechet_distance(Gaussian(np.zeros(7), a), Gaussian(np.zeros(7), b)) == pytest.approx(float(expected))
    assert frechet_distance(Gaussian(np.zeros(7), b), Gaussian(np.zeros(7), a)) == pytest.approx(float(expected))


def test_singular_covariances_give_a_real_distance() -> None:
    line = np.outer([1.0, 2.0, 2.0], [1.0, 2.0, 2.0])
    across = np.outer([2.0, 1.0, -2.0], [2.0, 1.0, -2.0])
    zero = np.zeros(3)
    assert frechet_distance(Gaussian(zero, line), Gaussian(zero, across)) == pytest.approx(18.0, abs=1e-6)
    assert frechet_distance(Gaussian(zero, line), Gaussian(zero, line)) == pytest.approx(0.0, abs=1e-6)


def test_of_a_set_with_itself_it_is_zero() -> None:
    clips = _clips(4, 40)
    assert fad(clips, clips).value == pytest.approx(0.0, abs=1e-9)
    assert fad(clips, clips, dimensions=3).value == pytest.approx(0.0, abs=1e-9)


def test_against_the_statistics_of_a_set_it_is_that_against_the_set() -> None:
    sounds, reference = _clips(5, 30, shift=0.5), _clips(6, 30)
    known = gaussian_of(np.concatenate(reference))
    assert fad(sounds, known).value == pytest.approx(fad(sounds, reference).value)
    assert fad(sounds, known, dimensions=2).value == pytest.approx(fad(sounds, reference, dimensions=2).value)


def test_it_grows_with_the_distance_and_stands_out_of_its_spread() -> None:
    reference = _clips(7, 60)
    near, far = fad(_clips(8, 60, shift=0.1), reference), fad(_clips(8, 60, shift=1.0), reference)
    assert far.value > near.value + 3 * (near.spread + far.spread)
    assert far.value == pytest.approx(6.0, rel=0.25)


def test_the_spread_is_what_other_clips_would_change() -> None:
    found = [fad(_clips(s, 40, shift=0.5), _clips(s + 500, 40), resamplings=20) for s in range(30)]
    values = [one.value for one in found]
    said = float(np.mean([one.spread for one in found]))
    assert said == pytest.approx(float(np.std(values, ddof=1)), rel=0.4)


def test_the_principal_axes_are_those_of_the_reference() -> None:
    random = np.random.default_rng(9)
    rows = random.normal(size=(500, 3)) * [0.1, 5.0, 1.0]
    axes = principal_axes(gaussian_of(rows), 2)
    assert np.abs(axes[1, 0]) == pytest.approx(1.0, abs=1e-3)
    assert np.abs(axes[2, 1]) == pytest.approx(1.0, abs=1e-3)


def test_too_few_sounds_for_a_full_covariance_are_refused_unless_a_pca_comes_first() -> None:
    few, many = _clips(10, 4, windows=1), _clips(11, 20, windows=1)
    with pytest.raises(RequestError, match="the sounds have 4; ask for a PCA to at most 3 dimensions"):
        fad(few, many)
    with pytest.raises(RequestError, match="the reference recordings have 4"):
        fad(many, few)
    assert fad(few, many, dimensions=3).dimensions == 3
    with pytest.raises(RequestError, match="5 dimensions needs at least 6"):
        fad(few, many, dimensions=5)


def test_sizes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(RequestError, match="one ear"):
        fad(_clips(1, 10, size=2), _clips(1, 10, size=3))
    with pytest.raises(RequestError, match="choose from 1"):
        fad(_clips(1, 10), _clips(1, 10), dimensions=7)
    with pytest.raises(RequestError, match="two clips"):
        fad(_clips(1, 1), _clips(1, 10))
