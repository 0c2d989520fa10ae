"""Networks that are built with shapes and without numbers, because the numbers of a file come into them next.

What torch does with such tensors it does mostly in Python, and the first call of that kind imports torch's compiler and
all of sympy: a second of processor time at every start. The few calls that networks need of them are answered here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

NOWHERE = torch.device("meta")
_DRAWS = frozenset({nn.init.normal_, nn.init.uniform_, Tensor.normal_, Tensor.uniform_})


class _Answered(TorchFunctionMode):
    """Draws nothing into tensors without numbers, and makes tensors like them with nothing but their sizes."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """What any call gives."""
        del types
        given = dict(kwargs or {})
        if func in _DRAWS:
            tensor: Tensor = args[0] if args else given["tensor"]
            if tensor.is_meta:
                return tensor
        if func is torch.empty_like and args[0].is_meta:
            like: Tensor = args[0]
            return torch.empty_strided(like.shape, like.stride(), **{"dtype": like.dtype, "device": NOWHERE, **given})
        return func(*args, **given)


@contextmanager
def weightless() -> Iterator[None]:
    """Within it modules are built without numbers: on torch's device `meta`, and with nothing drawn."""
    with NOWHERE, _Answered():
        yield


def give_room(module: nn.Module, device: torch.device) -> None:
    """Memory on a device for all that a module has, with nothing in it yet."""
    with _Answered():
        module.to_empty(device=device)
