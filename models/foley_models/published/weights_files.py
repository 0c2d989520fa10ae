"""Files of weights of either kind, by what they are called: safetensors, or PyTorch's own."""

from pathlib import Path

from safetensors import SafetensorError, safe_open
from torch import Tensor

from foley_models.errors import PackError
from foley_models.published.torch_files import ENDINGS, read_torch_file
from foley_models.tensor_files import check_tensor_places

SAFETENSORS = ".safetensors"


def read_weights_file(path: Path) -> dict[str, Tensor]:
    """The tensors of a file by name, mapped from the disk. PackError where it is damaged or of no known kind."""
    if path.suffix == SAFETENSORS:
        return _read_safetensors(path)
    if path.suffix in ENDINGS:
        return read_torch_file(path)
    raise PackError(f"{path} is no file of weights: {SAFETENSORS}, {', '.join(ENDINGS)} can be read.")


def one_of(folder: Path, names: tuple[str, ...]) -> Path:
    """The first of several files that is there. PackError, naming them, where none is."""
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise PackError(f"{folder} has no {' or '.join(names)}: the download is incomplete.")


def _read_safetensors(path: Path) -> dict[str, Tensor]:
    check_tensor_places(path)
    try:
        with safe_open(path, framework="pt", device="cpu") as stream:
            return {name: stream.get_tensor(name) for name in stream.keys()}  # noqa: SIM118, it is no mapping
    except (SafetensorError, OSError) as error:
        raise PackError(f"{path} is no sound safetensors file ({error}): download it again.") from error
