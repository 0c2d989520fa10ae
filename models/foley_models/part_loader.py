"""Networks filled with a pack's tensors, for every family alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor, nn

from foley_models.errors import PackError
from foley_models.weights import fill_module

Module = TypeVar("Module", bound=nn.Module)


@dataclass(frozen=True)
class PartLoader:
    """A pack's tensors by part and name, and the device its parts go to."""

    tensors: Mapping[str, Mapping[str, Tensor]]
    device: torch.device

    def filled(self, part: str, build: Callable[[], Module], dtype: torch.dtype) -> Module:
        """The frozen network of a part; PackError where its weights are absent or do not fit.

        It is built without weights of its own, which would only be overwritten.
        """
        if part not in self.tensors:
            raise PackError(f"The pack has no weights for its part {part!r}: install the pack again.")
        with torch.device("meta"):
            module = build()
        module.to(dtype).to_empty(device=self.device)
        fill_module(module, self.tensors[part], part)
        return module.eval().requires_grad_(requires_grad=False)
