"""Mean and covariance of a reference from files: one pair a class, as DCASE 2023 Task 7 measures against."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RequestError
from foley_models.evaluation.frechet import Gaussian

SIZE_MOST = 2048
BYTES_MOST = SIZE_MOST * (SIZE_MOST + 1) * 8 + 65536
NAMES = (("mean", "covariance"), ("mu", "sigma"))
SAME = 1e-4  # of the largest variance: what float32 and an eigenvalue solver leave

_LAYOUT = (
    "a folder with CLASS.npz (arrays mean and covariance, or mu and sigma), or CLASS_mean.npy and "
    "CLASS_covariance.npy, or CLASS/mean.npy and CLASS/covariance.npy"
)


def read_statistics_folder(folder: Path) -> dict[str, Gaussian]:
    """The statistics of every class in a folder, by class. RequestError names the file and what is wrong with it."""
    if not folder.is_dir():
        raise RequestError(f"{folder} is no folder; reference statistics are {_LAYOUT}")
    found = {path.stem: read_statistics(path) for path in sorted(folder.glob("*.npz"))}
    for first, second in NAMES:
        for path in sorted([*folder.glob(f"*_{first}.npy"), *folder.glob(f"*/{first}.npy")]):
            name = path.parent.name if path.stem == first else path.stem.removesuffix(f"_{first}")
            if name in found:
                raise RequestError(f"{folder} holds statistics of {name!r} twice; leave one of them there")
            found[name] = read_statistics(path, path.with_name(path.name.replace(first, second)))
    if not found:
        pickles = next(folder.rglob("*.pkl"), None)
        hint = f"; {pickles.name} is a pickle, which can run code and is never opened here" if pickles else ""
        raise RequestError(f"{folder} holds no reference statistics{hint}. They are {_LAYOUT}")
    return found


def read_statistics(path: Path, covariance: Path | None = None) -> Gaussian:
    """Statistics of one class: from an .npz with both arrays, or two .npy files. RequestError for every fault."""
    arrays = _read_pair(path) if covariance is None else (_read_array(path), _read_array(covariance))
    return _checked(*arrays, name=str(path))


def _read_pair(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    stored = _loaded(path)
    if not isinstance(stored, Mapping):
        raise RequestError(f"{path} is no .npz file with two arrays; name it .npy and give it with its partner")
    for mean, covariance in NAMES:
        if set(stored) == {mean, covariance}:
            return _numbers(stored[mean], path), _numbers(stored[covariance], path)
    raise RequestError(f"{path} holds the arrays {', '.join(sorted(stored)) or 'none'}; expected mean and covariance")


def _read_array(path: Path) -> NDArray[np.float64]:
    stored = _loaded(path)
    if isinstance(stored, Mapping):
        raise RequestError(f"{path} is an .npz file; name it so")
    return _numbers(stored, path)


def _loaded(path: Path) -> NDArray[np.generic] | Mapping[str, NDArray[np.generic]]:
    """What the file holds, never unpickled and never more than BYTES_MOST."""
    try:
        if _unpacked_bytes(path) > BYTES_MOST:
            raise RequestError(f"{path} is larger than statistics of {SIZE_MOST} numbers can be; it is another file")
        with path.open("rb") as stream:
            stored = np.load(stream, allow_pickle=False)
            return stored if isinstance(stored, np.ndarray) else {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise RequestError(
            f"{path} cannot be read as numbers ({error}); write it with numpy.savez or numpy.save"
        ) from error


def _unpacked_bytes(path: Path) -> int:
    if not zipfile.is_zipfile(path):
        return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _numbers(stored: NDArray[np.generic], path: Path) -> NDArray[np.float64]:
    if stored.dtype.kind not in "fiu":
        raise RequestError(f"{path} holds {stored.dtype} and not real numbers")
    return stored.astype(np.float64)


def _checked(mean: NDArray[np.float64], covariance: NDArray[np.float64], *, name: str) -> Gaussian:
    if mean.ndim != 1 or covariance.shape != (len(mean), len(mean)) or not 1 <= len(mean) <= SIZE_MOST:
        raise RequestError(
            f"{name}: mean and covariance have the shapes {mean.shape} and {covariance.shape}; expected (n,) and "
            "(n, n), 128 for VGGish"
        )
    if not (np.isfinite(mean).all() and np.isfinite(covariance).all()):
        raise RequestError(f"{name}: mean or covariance holds numbers that are not finite")
    largest = float(np.diagonal(covariance).max())
    if largest <= 0.0 or float(np.abs(covariance - covariance.T).max()) > SAME * largest:
        raise RequestError(f"{name}: the covariance is not symmetric, or without any variance; it is another array")
    covariance = (covariance + covariance.T) / 2.0
    if float(np.linalg.eigvalsh(covariance).min()) < -SAME * largest:
        raise RequestError(f"{name}: the covariance has a negative eigenvalue; it is another array")
    return Gaussian(mean, covariance)
