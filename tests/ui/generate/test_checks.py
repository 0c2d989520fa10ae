"""Mistakes are found at their fields before anything is sent, with the limits of the protocol."""

from dataclasses import replace

import pytest

from foley_bridge.files.ucs import Catalogue
from foley_models.limits import PROMPT_LIMIT_CHARACTERS
from foley_ui.generate.checks import problems
from foley_ui.generate.fields import Field, Kind, NoNumberError, advanced_fields, parsed, shown
from foley_ui.generate.preset import Preset
from foley_ui.kept import Plain

GOOD = Preset(prompt="boots")


def wrong(preset: Preset) -> list[str]:
    return [one.field for one in problems(preset, Catalogue.load())]


def test_a_good_request_has_no_problem() -> None:
    assert wrong(GOOD) == []
    assert wrong(replace(GOOD, count=16, pool=64, steps=1000, guidance=20.0, threshold=-1.0, seconds=0.25)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("prompt", " "),
        ("prompt", "a" * (PROMPT_LIMIT_CHARACTERS + 1)),
        ("seconds", 180.5),
        ("negative", "line\nline"),
        ("seed", -1),
        ("steps", 0),
        ("guidance", 21.0),
        ("threshold", 1.5),
        ("pool", 3),
        ("rate", 7_999),
        ("destination", "relative/folder"),
        ("category", "FEETxx"),
    ],
)
def test_each_mistake_is_told_at_its_own_field(field: str, value: Plain) -> None:
    assert wrong(replace(GOOD, **{field: value})) == [field]  # type: ignore[arg-type]


def test_all_mistakes_are_told_at_once() -> None:
    assert wrong(Preset(prompt="", steps=0, rate=1)) == ["prompt", "steps", "rate"]


def test_the_form_offers_what_this_protocol_takes_and_nothing_else() -> None:
    names = {one.name for one in advanced_fields()}
    assert {"seed", "steps", "guidance", "negative", "threshold", "under", "pool", "target", "destination"} <= names
    assert names <= set(Preset.__dataclass_fields__)


def test_numbers_are_read_with_a_point_and_refused_in_words() -> None:
    number, whole = (Field("x", "X", "", "", kind) for kind in (Kind.NUMBER, Kind.WHOLE))
    assert parsed(number, "2.5") == 2.5
    assert parsed(number, "  ") is None
    assert parsed(whole, "-3") == -3
    assert (shown(number, 2.5), shown(number, None)) == ("2.5", "")
    for field, text in ((number, "much"), (whole, "2.5")):
        with pytest.raises(NoNumberError, match=text):
            parsed(field, text)
