"""The project's text, read back by a parser that knows only the grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.rpp import Take, project_text, quote
from tests.bridge.rpp_reader import Block, parse, tokens

PROMPTS = st.text(min_size=1, max_size=60)
HOSTILE = [
    'say "no"',
    "it's `here`",
    "a \" and a ' and a `",
    "one\n>\n<TRACK\nNAME evil",
    "carriage\rreturn\x0bvertical\x0cform\x85next\u2028line\u2029paragraph",
    "> closes",
    "<opens",
    "# comment",
    "; comment",
    "",
    " ",
    "|notes",
    "ends with backslash\\",
]


def _takes(*names: str) -> list[Take]:
    return [Take(name, f"{number:02d}.wav") for number, name in enumerate(names, 1)]


def _item(text: str) -> Block:
    (track,) = parse(text).blocks("TRACK")
    (item,) = track.blocks("ITEM")
    return item


def test_one_track_holds_one_item_at_zero_with_every_take_in_order() -> None:
    text = project_text("boots", _takes("1 · 0.4 · boots", "2 · 0.3 · boots", "3"), samples=96_000, rate_hz=48_000)
    project, item = parse(text), _item(text)
    assert project.head[0] == "REAPER_PROJECT"
    assert project.line("SAMPLERATE")[0] == "48000"
    assert item.line("POSITION") == ["0"]
    assert float(item.line("LENGTH")[0]) == 2.0
    assert item.line("LOOP") == ["0"]
    assert item.lines("NAME") == [["1 · 0.4 · boots"], ["2 · 0.3 · boots"], ["3"]]
    assert [source.line("FILE") for source in item.blocks("SOURCE")] == [["01.wav"], ["02.wav"], ["03.wav"]]
    assert all(source.head == ["SOURCE", "WAVE"] for source in item.blocks("SOURCE"))


def test_the_first_take_is_the_active_one() -> None:
    item = _item(project_text("x", _takes("a", "b", "c"), samples=1, rate_hz=48_000))
    # A later take would be active only where its TAKE line says SEL.
    assert item.lines("TAKE") == [[], []]
    inside = [entry[0] if isinstance(entry, list) else entry.head[0] for entry in item.inside]
    assert inside[-8:] == ["NAME", "SOURCE", "TAKE", "NAME", "SOURCE", "TAKE", "NAME", "SOURCE"]


@pytest.mark.parametrize("samples", [12_000, 11_999, 480_000, 100_001])
def test_the_length_of_the_item_is_exact_to_the_sample(samples: int) -> None:
    item = _item(project_text("x", _takes("a"), samples=samples, rate_hz=48_000))
    assert round(float(item.line("LENGTH")[0]) * 48_000) == samples


@pytest.mark.parametrize("prompt", HOSTILE)
def test_no_prompt_breaks_a_block(prompt: str) -> None:
    item = _item(project_text(prompt, _takes(prompt, prompt), samples=1, rate_hz=48_000))
    assert len(item.blocks("SOURCE")) == 2
    assert len(item.lines("NAME")) == 2


@given(PROMPTS)
def test_any_text_is_one_token_that_reads_back_but_for_line_breaks_and_a_third_quote(prompt: str) -> None:
    (token,) = tokens(f"NAME {quote(prompt)}")[1:]
    assert len(token) == len(prompt)
    for wrote, read in zip(prompt, token, strict=True):
        assert read in (wrote, " ") or (wrote, read) == ("`", "'")


def test_plain_text_reads_back_as_it_was() -> None:
    for prompt in ("boots", "two words", 'say "no"', "it's", "tick ` tack", "naïve 雨", "'a' `b`", ""):
        assert tokens(f"NAME {quote(prompt)}") == ["NAME", prompt]


def test_a_project_without_takes_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one take"):
        project_text("x", [], samples=1, rate_hz=48_000)


@pytest.mark.parametrize(
    "text",
    [
        "<A",
        "<A\n",
        "<A\n>",
        "<A\n>\n>\n",
        "<A\n<B\n>\n",
        '<A\n  X "y\n>\n',
        "<A\n  X 'a'b\n>\n",
        "<A\n\n>\n",
        "A 1\n",
        '<A\nX a"b\n>\n',
    ],
)
def test_the_reader_of_these_tests_refuses_what_is_not_in_the_grammar(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse(text)
