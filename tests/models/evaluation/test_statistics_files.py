"""Reference statistics from files: read strictly, refused with the file's name."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from foley_models.errors import RequestError
from foley_models.evaluation.statistics_files import read_statistics, read_statistics_folder

Array = NDArray[Any]

MEAN, COVARIANCE = np.array([1.0, 2.0]), np.array([[2.0, 0.5], [0.5, 1.0]])


def test_both_ways_of_keeping_a_class_are_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "dog_bark.npz", mean=MEAN, covariance=COVARIANCE)
    np.savez(tmp_path / "rain.npz", mu=MEAN.astype(np.float32), sigma=COVARIANCE)
    np.save(tmp_path / "gunshot_mean.npy", MEAN)
    np.save(tmp_path / "gunshot_covariance.npy", COVARIANCE)
    (tmp_path / "keyboard").mkdir()
    np.save(tmp_path / "keyboard/mu.npy", MEAN)
    np.save(tmp_path / "keyboard/sigma.npy", COVARIANCE)
    found = read_statistics_folder(tmp_path)
    assert sorted(found) == ["dog_bark", "gunshot", "keyboard", "rain"]
    for one in found.values():
        np.testing.assert_allclose(one.mean, MEAN)
        np.testing.assert_allclose(one.covariance, COVARIANCE)


@pytest.mark.parametrize(
    ("mean", "covariance", "words"),
    [
        (MEAN, COVARIANCE[:1], "expected \\(n,\\) and \\(n, n\\)"),
        (MEAN[None], COVARIANCE, "expected \\(n,\\) and \\(n, n\\)"),
        (MEAN, COVARIANCE + np.array([[0, 1], [0, 0]]), "not symmetric"),
        (MEAN, COVARIANCE * np.nan, "not finite"),
        (MEAN * np.inf, COVARIANCE, "not finite"),
        (MEAN, -COVARIANCE, "without any variance"),
        (MEAN, np.array([[1.0, 2.0], [2.0, 1.0]]), "negative eigenvalue"),
        (MEAN.astype(str), COVARIANCE, "not real numbers"),
    ],
)
def test_what_is_no_mean_and_covariance_is_refused(tmp_path: Path, mean: Array, covariance: Array, words: str) -> None:
    np.savez(tmp_path / "rain.npz", mean=mean, covariance=covariance)
    with pytest.raises(RequestError, match=words) as refused:
        read_statistics(tmp_path / "rain.npz")
    assert "rain.npz" in str(refused.value)


def test_other_arrays_broken_files_and_pickles_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", mean=MEAN, covariance=COVARIANCE, more=MEAN)
    with pytest.raises(RequestError, match="holds the arrays covariance, mean, more"):
        read_statistics(tmp_path / "other.npz")
    (tmp_path / "broken.npz").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(RequestError, match="cannot be read as numbers"):
        read_statistics(tmp_path / "broken.npz")
    np.save(tmp_path / "objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(RequestError, match="cannot be read as numbers"):
        read_statistics(tmp_path / "objects.npy", tmp_path / "objects.npy")
    np.save(tmp_path / "one_mean.npy", MEAN)
    with pytest.raises(RequestError, match=r"one_covariance\.npy"):
        read_statistics(tmp_path / "one_mean.npy", tmp_path / "one_covariance.npy")


def test_a_folder_without_statistics_says_what_they_look_like(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no folder"):
        read_statistics_folder(tmp_path / "missing")
    (tmp_path / "gt_embedding.pkl").write_bytes(pickle.dumps(1))
    with pytest.raises(RequestError, match=r"gt_embedding.pkl is a pickle.*CLASS.npz"):
        read_statistics_folder(tmp_path)


def test_a_class_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "rain.npz", mean=MEAN, covariance=COVARIANCE)
    np.save(tmp_path / "rain_mean.npy", MEAN)
    np.save(tmp_path / "rain_covariance.npy", COVARIANCE)
    with pytest.raises(RequestError, match="'rain' twice"):
        read_statistics_folder(tmp_path)
