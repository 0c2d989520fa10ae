"""Sizes of networks as a card repeats them from their published configuration: read strictly, and compared."""

from collections.abc import Iterable, Mapping
from typing import NoReturn

from foley_models.errors import PackError

Sizes = Mapping[str, object]  # a network's published configuration
CHANNELS_MOST = 2


def whole_size(sizes: Sizes, key: str, part: str) -> int:
    """A whole number of at least 1. PackError, naming it, for anything else."""
    value = sizes.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise PackError(
            f"The pack's card: `shapes.{part}.{key}` must be a whole number of at least 1, not {value!r:.60}."
        )
    return value


def whole_sizes(sizes: Sizes, key: str, part: str) -> list[int]:
    """A list of such numbers. PackError likewise."""
    values = sizes.get(key)
    if not isinstance(values, list | tuple) or not values or not all(type(one) is int and one > 0 for one in values):
        contradicts(f"{part}.{key} is {values!r:.60}, no list of whole numbers")
    return list(values)


def check_equal(pairs: Iterable[tuple[str, object, str, object]]) -> None:
    """PackError for the first pair of sizes (name, value, other name, other value) that must be one and are not."""
    for name, value, other, due in pairs:
        if value != due:
            contradicts(f"{name} is {value!r}, {other} {due}")


def check_channels(channels: int) -> None:
    """PackError for more channels of sound than become a file."""
    if channels > CHANNELS_MOST:
        contradicts(f"the codec has {channels} channels, at most {CHANNELS_MOST} become a file")


def contradicts(what: str) -> NoReturn:
    """PackError: two things that a card says do not fit each other."""
    raise PackError(f"The pack's card contradicts itself: {what}. Install the pack again.")
