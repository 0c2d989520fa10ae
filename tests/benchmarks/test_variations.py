"""The distance of variations to their source with the pack that ships, at a small size."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.variations import Measured, draw
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.stack import ModelStack


@pytest.fixture(scope="module")
def stack() -> ModelStack:
    return ModelStack(load_pack(find_pack("core"), device="cpu", dtype="float32"))


def test_the_median_distance_grows_with_the_amount(stack: ModelStack) -> None:
    measured = Measured(stack, 2, pool=2, steps=6)
    medians = [float(np.median(measured.row(amount).distances)) for amount in (0.1, 0.5, 1.0)]
    assert medians == sorted(medians)
    assert 0.0 < medians[0] < 0.4 * medians[-1]


def test_the_picture_is_small(stack: ModelStack, tmp_path: Path) -> None:
    draw(stack, tmp_path / "picture.png", prompts=("a dog barking",), steps=2)
    assert 5_000 < (tmp_path / "picture.png").stat().st_size < 200_000
