"""PyTorch's files (.pt, .ckpt, .bin) read for their tensors alone: nothing in them is run, and none may grow.

Such a file is a zip of a pickle and of raw numbers. A pickle names what is to be called when it is read, so only
torch's own reader of weights is used; what training programs leave beside the weights (their callbacks, settings and
numpy's numbers) becomes an empty thing that does nothing, and any other name is refused.
"""

import pickle
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from foley_models.errors import PackError

ENTRIES_MOST = 50_000
PICKLE_MOST_BYTES = 64 << 20
NAME_CHARACTERS = 80
# Programs that write checkpoints; nothing of them is imported, their names are all that is recognised.
LEFT_BY_TRAINING = (
    "pytorch_lightning.",
    "lightning.",
    "lightning_fabric.",
    "omegaconf.",
    "numpy.core.multiarray.",
    "numpy._core.multiarray.",
    "numpy.dtype",
    "numpy.ndarray",
    "numpy.dtypes.",
    "argparse.Namespace",
    "pathlib.",
    "typing.Any",
    "collections.defaultdict",
)
_PLAIN = frozenset(f"builtins.{name}" for name in "bool bytes complex dict float int list object set str tuple".split())
# What torch's reader raises over a pickle that makes no sense.
_DAMAGED = (
    pickle.UnpicklingError,
    RuntimeError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    struct.error,
)
TABLES = ("state_dict", "generator")  # under which programs save their tensors
ENDINGS = (".pt", ".pth", ".ckpt", ".bin")


class Inert:
    """Stands for whatever was beside the weights: it takes anything and does nothing."""

    def __new__(cls, *_: object, **__: object) -> "Inert":
        """One more of them."""
        return super().__new__(cls)

    def __init__(self, *_: object, **__: object) -> None:
        """Nothing is kept."""

    def __setstate__(self, _: object) -> None:
        """Nothing is kept."""


def read_torch_file(path: Path) -> dict[str, Tensor]:
    """The tensors of a file by name, those of its table where it has one; mapped from the disk, not copied.

    PackError where it is cut short, packed, no such file, asks for anything to be run, or holds no tensors.
    """
    _check_archive(path)
    asked = _names_asked(path)
    refused = [name for name in asked if name not in _PLAIN and not name.startswith(LEFT_BY_TRAINING)]
    if refused:
        raise PackError(
            f"{path} wants {refused[0][:NAME_CHARACTERS]!r} to be run when it is read, which no weights need: nothing "
            "of it was run. Do not trust where it comes from."
        )
    try:
        with torch.serialization.safe_globals([(Inert, name) for name in asked]):
            found = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except _DAMAGED as error:
        raise PackError(f"{path} cannot be read ({_first_line(error)}): it is damaged, download it again.") from error
    return _tensors(path, found)


def _check_archive(path: Path) -> None:
    """PackError where the zip is broken or would become larger than the file is."""
    try:
        size = path.stat().st_size
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except OSError as error:
        raise PackError(f"{path} cannot be read ({error.strerror}).") from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise PackError(
            f"{path} is cut short, or no file of PyTorch 1.6 or later: download it again and compare its size."
        ) from error
    packed = any(one.compress_type != zipfile.ZIP_STORED or one.flag_bits & 1 for one in entries)
    if packed or len(entries) > ENTRIES_MOST or sum(one.file_size for one in entries) > size:
        raise PackError(f"{path} would grow when it is unpacked, which no file of weights does: it was not read.")
    if any(one.filename.endswith(".pkl") and one.file_size > PICKLE_MOST_BYTES for one in entries):
        raise PackError(f"{path} holds more than {PICKLE_MOST_BYTES >> 20} MiB besides its numbers: it was not read.")


def _names_asked(path: Path) -> list[str]:
    try:
        return sorted(set(torch.serialization.get_unsafe_globals_in_checkpoint(path)))
    except Exception as error:  # the scanner of pickles raises what it comes upon
        raise PackError(f"{path} cannot be read ({_first_line(error)}): it is damaged, download it again.") from error


def _tensors(path: Path, found: object) -> dict[str, Tensor]:
    inside = [found[key] for key in TABLES if key in found] if isinstance(found, Mapping) else []
    found = next((one for one in inside if isinstance(one, Mapping)), found)
    if not isinstance(found, Mapping):
        raise PackError(f"{path} holds no table of tensors: it is no checkpoint that can be imported.")
    tensors = {str(name): value.detach() for name, value in found.items() if isinstance(value, Tensor)}
    if not tensors:
        raise PackError(f"{path} holds no tensors: it is no checkpoint that can be imported.")
    for name, value in tensors.items():
        if value.layout != torch.strided or value.numel() * value.element_size() > value.untyped_storage().nbytes():
            raise PackError(f"{path}: the tensor {name[:NAME_CHARACTERS]!r} claims more numbers than the file has.")
    return tensors


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200].rstrip(".:") if lines else type(error).__name__
