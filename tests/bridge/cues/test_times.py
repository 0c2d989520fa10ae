"""Times of cue sheets: seconds, clocks, and timecode with and without dropped frames."""

from fractions import Fraction

import pytest

from foley_bridge.cues.times import FRAME_RATES, Clock, frame_rate
from foley_models.errors import RequestError

DROP = Clock(FRAME_RATES["29.97"])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12.5", 12.5),
        (" 0 ", 0.0),
        ("12,5", 12.5),
        ("1:02.5", 62.5),
        ("75:00", 4500.0),
        ("1:00:00", 3600.0),
        ("0:00:15.2", 15.2),
    ],
)
def test_clocks_are_read_without_a_frame_rate(text: str, seconds: float) -> None:
    assert Clock().read_s(text) == pytest.approx(seconds, abs=1e-12)


@pytest.mark.parametrize(
    ("fps", "text", "seconds"),
    [
        ("25", "01:00:02:12", 3602.48),
        ("24", "00:00:00:23", 23 / 24),
        ("23.976", "01:00:00:00", 3603.6),  # 86,400 frames of 1001/24000 s
        ("29.97", "00:01:00;02", 1800 * 1001 / 30000),  # the first after 1,800 frames; ;00 and ;01 are left out
        ("29.97", "00:10:00;00", 17982 * 1001 / 30000),
        ("29.97", "01:00:00;00", 107892 * 1001 / 30000),
        ("59.94", "00:01:00;04", 3600 * 1001 / 60000),
    ],
)
def test_timecode_is_read_at_its_frame_rate(fps: str, text: str, seconds: float) -> None:
    assert Clock(frame_rate(fps)).read_s(text) == pytest.approx(seconds, abs=1e-9)


def test_every_frame_of_drop_frame_timecode_follows_the_one_before() -> None:
    count, texts = 0, []
    for minute in range(11):
        for second in range(60):
            texts += [f"00:{minute:02d}:{second:02d};{frame:02d}" for frame in range(30)]
    left_out = [one for one in texts if one[6:] in ("00;00", "00;01") and int(one[3:5]) % 10]
    assert len(left_out) == 18
    for text in texts:
        if text not in left_out:
            assert DROP.read_s(text) == pytest.approx(float(count * Fraction(1001, 30000)), abs=1e-9), text
            count += 1


@pytest.mark.parametrize(
    ("clock", "text", "said"),
    [
        (Clock(), "soon", "'soon' is no time"),
        (Clock(), "-1", "is no time"),
        (Clock(), "nan", "is no time"),
        (Clock(), "1:61.0", "is no time"),
        (Clock(), "", "is no time"),
        (Clock(), "01:00:00:00", "say how many a second has, with --fps"),
        (Clock(Fraction(25)), "00:00:00:25", "has frame 25: at 25 a second they go to 24"),
        (Clock(Fraction(25)), "00:00:00;10", "which 29.97 and 59.94 frames a second alone have"),
        (DROP, "00:01:00;01", "drop-frame timecode leaves it out"),
    ],
)
def test_what_is_no_time_is_named(clock: Clock, text: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        clock.read_s(text)


def test_the_sheets_start_is_the_projects_zero() -> None:
    clock = Clock(Fraction(25), start_s=3600.0)
    assert clock.place_s("01:00:02:00") == 2.0
    with pytest.raises(RequestError, match="before the sheet's start at 3600 s"):
        clock.place_s("00:59:59:24")
    with pytest.raises(RequestError, match=r"fps is '26'.*24, 25"):
        frame_rate("26")
