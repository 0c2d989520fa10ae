"""Weights from safetensors into modules: names, shapes and values exactly as the module needs them."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from foley_models.errors import PackError
from foley_models.tensor_files import read_header

NAMES_SHOWN = 3
SCALE = "#scale"  # of the rows of a tensor that is kept as int8


def read_tensors(path: Path) -> dict[str, Tensor]:
    """All tensors of a safetensors file, on the CPU. PackError where the file is broken or a value is not finite."""
    read_header(path)
    try:
        with safe_open(path, framework="pt", device="cpu") as stream:
            tensors = {name: stream.get_tensor(name) for name in stream.keys()}  # noqa: SIM118, it is no mapping
    except (SafetensorError, OSError) as error:
        raise PackError(f"{path} is no sound safetensors file ({error}): install the pack again.") from error
    tensors = _widened(tensors, path)
    for name, tensor in tensors.items():
        if not _is_finite(tensor):
            raise PackError(f"{path}: the tensor {name!r} holds values that are not finite: install the pack again.")
    return tensors


def fill_module(module: nn.Module, tensors: Mapping[str, Tensor], part: str) -> None:
    """Copy tensors into a module's parameters and buffers, converted to the module's own dtype and device.

    PackError where a name is missing, one is left over or a shape differs; the sentence names `part` and the tensor.
    """
    check_names_and_shapes(module, tensors, part)
    module.load_state_dict(dict(tensors), strict=True)


def check_names_and_shapes(module: nn.Module, tensors: Mapping[str, Tensor], part: str) -> None:
    """PackError where a name is missing, one is left over or a shape differs."""
    state = module.state_dict()
    _refuse_names(part, "lacks", sorted(state.keys() - tensors.keys()))
    _refuse_names(part, "has the unknown", sorted(tensors.keys() - state.keys()))
    for name, wanted in state.items():
        found = tensors[name]
        if found.shape != wanted.shape:
            raise PackError(
                f"Part {part!r} of the pack: tensor {name!r} has the shape {tuple(found.shape)}, "
                f"the card's sizes need {tuple(wanted.shape)}: install the pack again."
            )


def narrowed(tensor: Tensor) -> tuple[Tensor, Tensor]:
    """Rows (row, size) as int8, and the scale of each (row, 1), float16: a quarter of the room of float32."""
    scale = (tensor.abs().amax(1, keepdim=True).float() / 127.0).half().clamp_min(torch.finfo(torch.float16).tiny)
    return (tensor / scale.float()).round().clamp(-127, 127).to(torch.int8), scale


def _widened(tensors: Mapping[str, Tensor], path: Path) -> dict[str, Tensor]:
    """The tensors with those that are kept as int8 and scales in float32. PackError where one half is missing."""
    widened = {name: tensor for name, tensor in tensors.items() if not name.endswith(SCALE)}
    for name, scale in tensors.items():
        if name.endswith(SCALE):
            whole = name.removesuffix(SCALE)
            rows = widened.get(whole)
            if rows is None or rows.dtype != torch.int8 or scale.shape != (len(rows), 1):
                raise PackError(f"{path}: {name!r} fits to no tensor of whole numbers: install the pack again.")
            widened[whole] = rows.float() * scale.float()
    return widened


def _refuse_names(part: str, verb: str, names: list[str]) -> None:
    if not names:
        return
    shown = ", ".join(repr(name) for name in names[:NAMES_SHOWN])
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    noun = "tensor" if len(names) == 1 else "tensors"
    raise PackError(f"Part {part!r} of the pack {verb} {noun} {shown}{more}: install the pack again.")


def _is_finite(tensor: Tensor) -> bool:
    if not tensor.is_floating_point() or not tensor.numel():
        return True
    # The least and the greatest are found in a sixth of the time; where there is a NaN, it is both.
    return bool(torch.isfinite(torch.stack(tensor.aminmax())).all())
