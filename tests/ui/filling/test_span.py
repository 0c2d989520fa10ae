"""A range as it is moved and stretched by hand."""

import pytest

from foley_models.limits import FILL_LEAST_S, FILL_MOST_S
from foley_ui.filling.span import Span, first_span


def span(start_s: float, end_s: float, seconds: float = 10.0, most_s: float = 4.0) -> Span:
    return Span(start_s, end_s, seconds, 0.05, most_s=most_s)


def test_the_first_range_lies_inside_and_can_be_made() -> None:
    for seconds in (0.3, 2.0, 60.0):
        one = first_span(seconds)
        assert one.fits
        assert 0 <= one.start_s < one.end_s <= seconds
        assert (one.least_s, one.most_s) == (FILL_LEAST_S, FILL_MOST_S)


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (span(1, 2).moved(3), (4, 5)),
        (span(1, 2).moved(-3), (0, 1)),
        (span(1, 2).moved(30), (9, 10)),
        (span(1, 2).from_start(1.5), (1.5, 2)),
        (span(1, 2).from_start(5), (1.95, 2)),
        (span(5, 6).from_start(0), (2, 6)),
        (span(1, 2).to_end(0), (1, 1.05)),
        (span(1, 2).to_end(9), (1, 5)),
        (span(8, 9).to_end(20), (8, 10)),
        (span(1, 2).between(7, 3.5), (3.5, 7)),
        (span(1, 2).between(2, 9), (2, 6)),
        (span(1, 2).between(9, 2), (5, 9)),
        (span(1, 2).between(-1, 0.5), (0, 0.5)),
    ],
)
def test_it_stays_inside_the_sound_and_within_what_can_be_made(made: Span, wanted: tuple[float, float]) -> None:
    assert (made.start_s, made.end_s) == wanted


def test_what_is_typed_may_be_wrong_and_says_so() -> None:
    assert not span(1, 9).fits
    assert not span(1, 1.01).fits
    assert span(1, 5).fits
