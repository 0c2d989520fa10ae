"""Weights of an ear from a file that the user has: nothing in it is run, and names and shapes are the network's own."""

import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from foley_models.errors import PackError, RequestError
from foley_models.weightless import weightless
from foley_models.weights import read_tensors

Module = TypeVar("Module", bound=nn.Module)

TORCH_SUFFIXES = (".pth", ".pt")
NAMES_SHOWN = 3


def load_ear(path: Path, build: Callable[[], Module], *, ear: str, ignored: tuple[str, ...] = ()) -> Module:
    """The network that `build` makes with the weights in `path`, in float32, frozen.

    `path` is a safetensors file, or what torch.save wrote of a state dict (.pth, .pt), which is read with nothing but
    tensors allowed. Tensors under a prefix in `ignored` are left out. RequestError where the file is not that of `ear`.
    """
    tensors = {name: one for name, one in _read(path, ear).items() if not name.startswith(ignored or ("\0",))}
    with weightless():
        module = build()
    _check(module.state_dict(), tensors, path=path, ear=ear)
    module.load_state_dict({name: one.float() for name, one in tensors.items()}, strict=True, assign=True)
    return module.eval().requires_grad_(requires_grad=False)


def _read(path: Path, ear: str) -> Mapping[str, Tensor]:
    if not path.is_file():
        raise RequestError(f"{path} is not there: give the file with the weights of {ear}")
    if path.suffix.lower() in TORCH_SUFFIXES:
        return _read_torch(path, ear)
    try:
        return read_tensors(path)
    except PackError as error:
        raise RequestError(f"{path} is no sound safetensors file, so it cannot be the weights of {ear}") from error


def _read_torch(path: Path, ear: str) -> Mapping[str, Tensor]:
    try:
        stored = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, OSError, EOFError, ValueError, KeyError) as error:
        raise RequestError(
            f"{path} holds more than tensors, or is broken; it cannot be the weights of {ear}"
        ) from error
    if not isinstance(stored, dict) or not all(isinstance(one, Tensor) for one in stored.values()):
        raise RequestError(f"{path} is no state dict of tensors; it cannot be the weights of {ear}")
    if not all(torch.isfinite(one).all() for one in stored.values()):
        raise RequestError(f"{path} holds values that are not finite; get the weights of {ear} again")
    return {str(name): one for name, one in stored.items()}


def _check(wanted: Mapping[str, Tensor], found: Mapping[str, Tensor], *, path: Path, ear: str) -> None:
    for verb, names in (("lacks", wanted.keys() - found.keys()), ("has the unknown", found.keys() - wanted.keys())):
        if names:
            shown = ", ".join(sorted(names)[:NAMES_SHOWN])
            more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
            raise RequestError(f"{path} {verb} tensors {shown}{more}; it is not the weights of {ear}")
    for name, tensor in wanted.items():
        if found[name].shape != tensor.shape:
            raise RequestError(
                f"{path}: {name} has the shape {tuple(found[name].shape)}, {ear} needs {tuple(tensor.shape)}; "
                "it is another network"
            )
