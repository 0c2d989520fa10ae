"""Names from prompts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.files.naming import slug

REFUSED_SOMEWHERE = set("<>:\"/\\|?*.!=+@#%^$[]{}'`\0\n\r\t")


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


@given(st.text(max_size=300))
def test_any_prompt_gives_a_name_that_every_system_takes(prompt: str) -> None:
    name = slug(prompt)
    assert name
    assert not REFUSED_SOMEWHERE & set(name)
    assert name.isprintable()
    assert " " not in name
    assert len(name) <= 100
    assert len(name.encode()) <= 255
