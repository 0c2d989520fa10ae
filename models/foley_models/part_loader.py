"""Networks filled with a pack's tensors, for every family alike."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import torch
from torch import Tensor, nn

from foley_models.errors import PackError
from foley_models.offloading import Desk, bytes_of, park
from foley_models.weightless import give_room, weightless
from foley_models.weights import check_names_and_shapes, fill_module

Module = TypeVar("Module", bound=nn.Module)


class PartLoader:
    """A pack's tensors by part and name, the device its parts go to, and which of them were asked for."""

    def __init__(
        self, tensors: Mapping[str, Mapping[str, Tensor]], device: torch.device, desk: Desk | None = None
    ) -> None:
        """With a `desk`, networks come to the device and go again as it says."""
        self.tensors = tensors
        self.device = device
        self._desk = Desk(device) if desk is None else desk
        self._asked: set[str] = set()

    def filled(
        self,
        part: str,
        build: Callable[[], Module],
        dtype: torch.dtype,
        *,
        wide: Sequence[str] = (),
        stays: Sequence[str] = (),
    ) -> Module:
        """The frozen network of a part; PackError where its weights are absent or do not fit.

        It is built without weights of its own, which would only be overwritten. The submodules `wide` stay in float32,
        the submodules `stays` on the device, whatever is offloaded.
        """
        self._asked.add(part)
        if part not in self.tensors:
            raise PackError(f"The pack has no weights for its part {part!r}: install the pack again.")
        with weightless():
            module = build()
        nn.Module.to(module, dtype)  # diffusers' own `to` warns where nothing is wrong
        for name in wide:
            module.get_submodule(name).float()
        if self._desk.parks(module):
            check_names_and_shapes(module, self.tensors[part], part)
            park(module, self.tensors[part], self._desk, stays=stays)
        else:
            give_room(module, self.device)
            fill_module(module, self.tensors[part], part)
            self._desk.count(bytes_of(module))
        return module.eval().requires_grad_(requires_grad=False)

    def refuse_rest(self) -> None:
        """PackError where the pack has a part that nobody asked for: it is of another version or another family."""
        rest = sorted(self.tensors.keys() - self._asked)
        if rest:
            raise PackError(f"The pack has the unknown part {rest[0]!r}: install it again, or a version that fits it.")
