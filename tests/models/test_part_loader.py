"""Networks filled with a pack's tensors."""

import pytest
import torch
from torch import nn

from foley_models.errors import PackError
from foley_models.part_loader import PartLoader

CPU = torch.device("cpu")


def test_a_part_is_filled_frozen_and_in_the_type_asked_for() -> None:
    source = nn.Linear(3, 2)
    filled = PartLoader({"head": source.state_dict()}, CPU).filled("head", lambda: nn.Linear(3, 2), torch.float64)
    assert filled.weight.dtype == torch.float64
    assert torch.equal(filled.weight.float(), source.weight)
    assert not any(value.requires_grad for value in filled.parameters())


def test_a_part_without_weights_is_refused_by_name() -> None:
    with pytest.raises(PackError, match="'vocoder'"):
        PartLoader({}, CPU).filled("vocoder", lambda: nn.Linear(3, 2), torch.float32)


def test_a_part_that_nobody_asked_for_is_refused_by_name() -> None:
    load = PartLoader({"head": nn.Linear(3, 2).state_dict(), "tail": nn.Linear(1, 1).state_dict()}, CPU)
    load.filled("head", lambda: nn.Linear(3, 2), torch.float32)
    with pytest.raises(PackError, match="unknown part 'tail'"):
        load.refuse_rest()
