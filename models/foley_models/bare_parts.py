"""A pack's parts with shapes and without numbers: what is called with them can be counted, and nothing is computed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from foley_models import few_steps
from foley_models.card import Card
from foley_models.errors import PackError
from foley_models.expectation import PART as EXPECTATION_PART
from foley_models.families import family_builder
from foley_models.parts import ModelParts
from foley_models.tensor_files import METADATA, read_header
from foley_models.weightless import NOWHERE

NOT_BUILT = ("targets", "ranker", EXPECTATION_PART, few_steps.PART)
_KINDS = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


class AllOnes(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's own class has no types
    """Answers 1, or True, where a network asks for a number that is not there, such as whether a mask is full."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # likewise

    def __torch_dispatch__(
        self, call: Any, types: Sequence[type], args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """What any call gives."""
        del types
        with self:  # what is made of other calls is taken apart, which happens by itself only outside inference mode
            found = call.decompose(*args, **(kwargs or {})) if call._can_decompose() else NotImplemented
        if found is not NotImplemented:
            return found
        if call is torch.ops.aten._local_scalar_dense.default and args[0].is_meta:
            return True if args[0].dtype == torch.bool else 1
        if call is torch.ops.aten._to_copy.default and args[0].is_meta and _leads_away(kwargs or {}):
            return torch.ones(args[0].shape, **{"dtype": args[0].dtype, **(kwargs or {})})
        return call(*args, **(kwargs or {}))


def bare_parts(folder: Path, card: Card) -> ModelParts:
    """The parts of a published pack; of its files only the headers are read, and a ranker beside it is left out.

    PackError where a header is broken or does not fit the card.
    """
    tensors = {part: shapes_in(folder / one.file) for part, one in card.files.items() if part not in NOT_BUILT}
    assets = {name: folder / one.file for name, one in card.assets.items()}
    with AllOnes():
        return family_builder(card.family)(card, tensors, assets, device=NOWHERE, dtype=torch.float32)


def _leads_away(kwargs: Mapping[str, Any]) -> bool:
    return kwargs.get("device") is not None and torch.device(kwargs["device"]) != NOWHERE


def shapes_in(path: Path) -> dict[str, Tensor]:
    """The tensors that a file of weights has, by name, without their numbers. PackError likewise."""
    header, _ = read_header(path)
    return {name: _empty(path, name, entry) for name, entry in header.items() if name != METADATA}


def _empty(path: Path, name: str, entry: object) -> Tensor:
    if not isinstance(entry, dict) or entry.get("dtype") not in _KINDS:
        raise PackError(f"{path}: the tensor {name!r} is of a kind that no published pack has: install the pack again.")
    return torch.empty(entry["shape"], dtype=_KINDS[entry["dtype"]], device=NOWHERE)
