"""Blends with the shipped pack: the larger the mix, the farther from the first sound and the nearer to the second."""

import numpy as np
import pytest

from benchmarks.blends import measure
from foley_models.pack import load_pack
from foley_models.pack_files import embedded_packs, find_pack
from foley_models.stack import ModelStack

needs_core = pytest.mark.skipif("core" not in embedded_packs(), reason="the pack core is not built in")


@needs_core
def test_the_larger_the_mix_the_farther_from_the_first_and_the_nearer_to_the_second() -> None:
    stack = ModelStack(load_pack(find_pack("core"), device="cpu"))
    # Of two pairs, quarters may lie either way.
    rows, apart = measure(stack, 0.1, size=2, steps=8, count=2, mixes=(0.0, 0.5, 1.0))
    from_first = [float(np.mean(row.first)) for row in rows]
    from_second = [float(np.mean(row.second)) for row in rows]
    assert from_first == sorted(from_first)
    assert from_second == sorted(from_second, reverse=True)
    assert max(from_first[0], from_second[-1]) < 0.5 * apart
