"""Before and after: what was measured, which way it went, and whether there was enough to measure by; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from foley_bridge.training.told import Ended

FEW = 20  # held-out recordings: under it, chance moves the distance as much as most trainings do
SAME_KAD, SAME_SCORE = 0.03, 0.005  # of the distance before; of a cosine: nobody would hear that


class Change(StrEnum):
    """Which way it went."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    FEW = "few"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Measured:
    """One row of the table; None where it was not measured."""

    what: str  # kad or score
    before: float | None
    after: float | None
    change: Change


def compare(ended: Ended, held_out: int | None) -> tuple[Measured, ...]:
    """Distance (less is better) and fit (more is better) before and after."""
    return (
        _measured("kad", ended.before, ended.after, held_out=held_out),
        _measured("score", ended.before, ended.after, held_out=held_out),
    )


def _measured(what: str, before: Mapping[str, float], after: Mapping[str, float], *, held_out: int | None) -> Measured:
    old, new = before.get(what), after.get(what)
    return Measured(what, old, new, _change(what, old, new, held_out=held_out))


def _change(what: str, old: float | None, new: float | None, *, held_out: int | None) -> Change:
    if old is None or new is None:
        return Change.UNKNOWN
    if held_out is not None and held_out < FEW:
        return Change.FEW
    gain = old - new if what == "kad" else new - old
    if abs(gain) < (SAME_KAD * abs(old) if what == "kad" else SAME_SCORE):
        return Change.SAME
    return Change.BETTER if gain > 0 else Change.WORSE
