"""Which pieces of a file are listened to."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.library.windows import WINDOW_S, WINDOWS_MOST, windows_of


@pytest.mark.parametrize("seconds", [0.05, 4.0, 10.0])
def test_a_file_as_short_as_a_candidate_is_one_window(seconds: float) -> None:
    (window,) = windows_of(seconds)
    assert (window.start_s, window.seconds) == (0.0, seconds)


@given(st.floats(10.001, 20_000.0))
def test_windows_of_a_long_file_lie_in_it_in_order_and_reach_both_ends(seconds: float) -> None:
    windows = windows_of(seconds)
    starts = [one.start_s for one in windows]
    assert 2 <= len(windows) <= WINDOWS_MOST
    assert starts == sorted(set(starts))
    assert starts[0] == 0.0
    assert starts[-1] + WINDOW_S == pytest.approx(seconds, abs=1e-5)
    assert all(one.seconds == WINDOW_S for one in windows)


@given(st.floats(10.001, 60.0))
def test_up_to_a_minute_nothing_is_left_out(seconds: float) -> None:
    starts = [one.start_s for one in windows_of(seconds)]
    assert all(later - earlier <= WINDOW_S + 1e-6 for earlier, later in itertools.pairwise(starts))
