"""A CLAP beside a pack of any family, which hears its candidates in the place of the pack's own ear."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from foley_models.audioldm.build import build_clap
from foley_models.audioldm.card_shapes import read_clap_shape
from foley_models.audioldm.encoder import ClapEncoder
from foley_models.audioldm.tokens import Tokens
from foley_models.errors import PackError
from foley_models.offloading import Desk
from foley_models.part_loader import PartLoader
from foley_models.strict_json import Fields

RANKER_PART, RANKER_TOKENIZER = "ranker", "ranker_tokenizer"


def build_ranker(
    shapes: Mapping[str, Mapping[str, object]],
    tensors: Mapping[str, Tensor],
    assets: Mapping[str, Path],
    *,
    device: torch.device,
    desk: Desk | None = None,
) -> ClapEncoder:
    """The ranker of a pack, frozen, in float32. PackError where its sizes, weights or tokenizer do not fit."""
    if RANKER_TOKENIZER not in assets:
        raise PackError(f"The pack has no file {RANKER_TOKENIZER!r}: install the pack again.")
    shape = read_clap_shape(Fields(shapes, "The pack's card", "shapes").child(RANKER_PART))
    if shape.audio is None:
        raise PackError("The pack's ranker has no audio tower: install the pack again.")
    load = PartLoader({RANKER_PART: tensors}, device, desk)
    clap = load.filled(RANKER_PART, lambda: build_clap(shape), torch.float32)
    return ClapEncoder(clap, Tokens(assets[RANKER_TOKENIZER], shape.text), shape)
