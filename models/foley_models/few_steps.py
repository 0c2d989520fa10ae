"""A denoiser distilled to a few steps: low-rank changes over the pack's own, which stays as it is.

The changes were trained for one sampler, one number of steps and one way of guiding, all of which they contain. Since
they are added to the weights, whatever else is added to them, such as a studio's adapter, works in few steps too
(as LCM-LoRA, Luo et al. 2023, found for images).
"""

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor

from foley_models.copies import with_own_networks
from foley_models.errors import PackError
from foley_models.offloading import add_to
from foley_models.parts import ModelParts

PART, NETWORK = "few_steps", "denoiser"
DOWN, UP = "#down", "#up"


@torch.no_grad()
def with_few_steps(parts: ModelParts, changes: Mapping[str, Tensor]) -> ModelParts:
    """The parts with the distilled denoiser beside the other. PackError where the changes do not fit it."""
    own = with_own_networks(parts, [NETWORK])
    for name in sorted({one.split("#")[0] for one in changes}):
        added = _product(changes, name)
        weight = _weight(own, name)
        if weight.shape != added.shape:
            raise PackError(
                f"Part {PART!r} of the pack changes {name!r} by {tuple(added.shape)}, which has "
                f"{tuple(weight.shape)} numbers: install the pack again."
            )
        add_to(own.networks[NETWORK], name, added)
    return replace(parts, quick=own.denoiser, quick_changes=changes)


def _product(changes: Mapping[str, Tensor], name: str) -> Tensor:
    try:
        return changes[name + UP].float() @ changes[name + DOWN].float()
    except KeyError as error:
        raise PackError(f"Part {PART!r} of the pack lacks {error.args[0]!r}: install the pack again.") from error


def _weight(parts: ModelParts, name: str) -> Tensor:
    try:
        return parts.networks[NETWORK].get_parameter(name)
    except AttributeError as error:
        raise PackError(f"Part {PART!r} of the pack changes {name!r}, which it has not: install it again.") from error
