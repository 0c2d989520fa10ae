"""Progress of a request and its cancellation."""

import pytest

from foley_models.errors import CancelledError
from foley_models.progress import DECODE, DENOISE, RANK, SHARES, TEXT, Watch
from foley_models.requests import Progress


def test_the_whole_goes_from_nothing_to_one_through_the_stages() -> None:
    told: list[Progress] = []
    watch = Watch(told.append, None, pools=1)
    for stage in (TEXT, DENOISE, DECODE, RANK):
        for fraction in (0.0, 0.5, 1.0):
            watch.report(stage, fraction)
    overall = [one.overall for one in told]
    assert overall == sorted(overall)
    assert overall[0] == 0
    assert overall[-1] == pytest.approx(1)
    assert [one.fraction for one in told] == [0.0, 0.5, 1.0] * 4


def test_the_shares_of_the_stages_make_one_whole() -> None:
    assert sum(SHARES.values()) == pytest.approx(1)


def test_each_of_three_pools_is_a_third_of_the_whole() -> None:
    told: list[Progress] = []
    watch = Watch(told.append, None, pools=3)
    for pool in range(3):
        watch.begin_pool(pool)
        watch.report(RANK, 1.0)
    assert [one.overall for one in told] == pytest.approx([1 / 3, 2 / 3, 1])


def test_the_whole_never_turns_back_nor_exceeds_one() -> None:
    told: list[Progress] = []
    watch = Watch(told.append, None, pools=1)
    watch.report(DENOISE, 0.9)
    watch.report(DENOISE, 0.1)
    watch.begin_pool(1)
    watch.report(RANK, 1.0)
    assert told[1].overall == told[0].overall
    assert told[2].overall == 1


def test_a_cancelled_request_stops_at_the_next_report_also_where_nobody_listens() -> None:
    with pytest.raises(CancelledError):
        Watch(None, lambda: True, pools=1).report(DENOISE, 0.5)
    Watch(None, lambda: False, pools=1).report(DENOISE, 0.5)
