"""Less like that, with the pack that ships, at a small size: farther with the amount, and still of the prompt."""

import pytest

from benchmarks.less_like import Measured
from foley_models.pack import load_pack
from foley_models.pack_files import embedded_packs, find_pack
from foley_models.stack import ModelStack

SCORE_LOST_MOST = 0.15  # in the mean, at any amount

needs_core = pytest.mark.skipif("core" not in embedded_packs(), reason="the pack core is not built in")


@needs_core
def test_the_distance_grows_with_the_amount_beyond_that_of_new_takes_and_the_fit_stays() -> None:
    measured = Measured(ModelStack(load_pack(find_pack("core"), device="cpu")), 4, count=3, pool=6)
    plain, *rows = measured.plain(), *(measured.less(amount) for amount in (0.5, 1.0))
    distances = [plain.distance, *(row.distance for row in rows)]
    assert distances == sorted(distances)
    assert distances[-1] > 1.15 * distances[0]
    assert min(row.score for row in rows) > plain.score - SCORE_LOST_MOST
