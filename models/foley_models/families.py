"""The table of model families: how the parts of a pack are built from its card and tensors."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from foley_models.card import Card
from foley_models.errors import PackError
from foley_models.offloading import Desk
from foley_models.parts import ModelParts


class BuildParts(Protocol):
    """Builds a family's parts on a device: `tensors` by part and name, `assets` by name as files to read."""

    def __call__(
        self,
        card: Card,
        tensors: Mapping[str, Mapping[str, Tensor]],
        assets: Mapping[str, Path],
        *,
        device: torch.device,
        dtype: torch.dtype,
        desk: Desk | None = None,
    ) -> ModelParts:
        """The parts, with weights in `dtype` where the family computes in it. PackError where they do not fit.

        With a `desk`, large networks come and go as it says.
        """
        ...


def _core() -> BuildParts:
    from foley_models.core.family import build_parts

    return build_parts


def _audioldm() -> BuildParts:
    from foley_models.audioldm.family import build_parts

    return build_parts


def _audioldm2() -> BuildParts:
    from foley_models.audioldm2.family import build_parts

    return build_parts


def _stable_audio() -> BuildParts:
    from foley_models.stable_audio.family import build_parts

    return build_parts


def _stable_audio3() -> BuildParts:
    from foley_models.stable_audio3.family import build_parts

    return build_parts


# Imported only when a pack asks for it: all but the first bring diffusers, whose import takes seconds.
FAMILIES: Mapping[str, Callable[[], BuildParts]] = {
    "core": _core,
    "audioldm": _audioldm,
    "audioldm2": _audioldm2,
    "stable_audio": _stable_audio,
    "stable_audio3": _stable_audio3,
}


def family_builder(name: str) -> BuildParts:
    """The builder of a family. PackError where this version knows no such family."""
    if name not in FAMILIES:
        raise PackError(f"The pack asks for the model family {name!r}; this version knows {', '.join(FAMILIES)}.")
    return FAMILIES[name]()
