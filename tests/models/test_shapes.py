"""Sizes of parts from the card."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import pytest

from foley_models.errors import PackError
from foley_models.shapes import read_shape


@dataclass(frozen=True)
class Inner:
    width: int
    eps: float


@dataclass(frozen=True)
class Outer:
    channels: tuple[int, ...]
    rates: tuple[tuple[int, ...], ...]
    name: str
    causal: bool
    inner: Inner
    other: Inner | None
    depth: int = 3


GOOD = Outer(channels=(1, 2), rates=((3,), (4, 5)), name="a", causal=True, inner=Inner(8, 1.0), other=None)


def _values(**changes: object) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(json.dumps(asdict(GOOD)))
    return values | changes


def test_a_shape_that_went_through_json_comes_back_the_same() -> None:
    assert read_shape(Outer, _values(), "shapes.outer") == GOOD


def test_an_optional_shape_is_read_where_it_is_given() -> None:
    read = read_shape(Outer, _values(other={"width": 2, "eps": 1}), "shapes.outer")
    assert read.other == Inner(2, 1.0)
    assert isinstance(read.other.eps, float)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"depth": 3.0}, r"`shapes\.outer\.depth` must be a whole number, not 3\.0"),
        ({"depth": True}, r"`shapes\.outer\.depth` must be a whole number, not True"),
        ({"causal": 1}, "causal` must be true or false"),
        ({"name": 1}, "name` must be a text"),
        ({"channels": 5}, "channels` must be a list, not 5"),
        ({"channels": [1, "2"]}, r"channels\[1\]` must be a whole number"),
        ({"inner": {"width": 1, "eps": "x"}}, r"inner\.eps` must be a number"),
        ({"inner": []}, "inner` must be an object"),
        ({"inner": {"width": 1}}, r"lacks the key `shapes\.outer\.inner\.eps`"),
        ({"colour": 1}, r"has the unknown key `shapes\.outer\.colour`"),
    ],
)
def test_a_shape_that_does_not_fit_is_refused_by_its_key(changes: dict[str, object], said: str) -> None:
    with pytest.raises(PackError, match=said):
        read_shape(Outer, _values(**changes), "shapes.outer")


def test_a_field_with_a_default_must_be_given_too() -> None:
    values = _values()
    del values["depth"]
    with pytest.raises(PackError, match=r"lacks the key `shapes\.outer\.depth`"):
        read_shape(Outer, values, "shapes.outer")
