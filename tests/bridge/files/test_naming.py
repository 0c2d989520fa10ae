"""Names from prompts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.files.naming import slug, take_file_name

REFUSED_SOMEWHERE = set("<>:\"/\\|?*.!=+@#%^$[]{}'`\0\n\r\t")


def test_a_name_sorts_by_rank_and_says_prompt_and_seed() -> None:
    assert take_file_name(1, "Heavy boots, on gravel!", 2**31 - 1) == "01_heavy-boots-on-gravel_2147483647.wav"
    assert take_file_name(12, "rain", 7) == "12_rain_7.wav"


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\CON", "c-con"),
        ("-rf *", "rf"),
        ("...", "sound"),
        ("", "sound"),
        ("\u202egnp.exe", "gnp-exe"),
        ("Türklopfen", "türklopfen"),
        ("が雨", "が雨"),
        ("a" * 500, "a" * 40),
        ("the quick brown fox jumps over the lazy dog again", "the-quick-brown-fox-jumps-over-the-lazy"),
    ],
)
def test_only_words_of_a_prompt_reach_a_name(prompt: str, expected: str) -> None:
    assert slug(prompt) == expected


@given(st.text(max_size=300), st.integers(1, 99), st.integers(0, 2**31 - 1))
def test_any_prompt_gives_a_name_that_every_system_takes(prompt: str, rank: int, seed: int) -> None:
    name = take_file_name(rank, prompt, seed)
    assert not REFUSED_SOMEWHERE & set(name.removesuffix(".wav"))
    assert name.removesuffix(".wav").isprintable()
    assert " " not in name
    assert len(name) <= 100
    assert len(name.encode()) <= 255
