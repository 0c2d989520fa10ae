"""What counts as a fit: the classes of the independent ear that belong to a family, leniently and strictly.

- Lenient: the ear's top five hold a class of the family's list in `fitting_classes.csv`.
- Strict: they hold a class that is in this family's list and in no list of another of the thirteen judged families.
  So "Water" says nothing for rain (water and waves have it too), while "Raindrop" does. A sibling is any judged
  family whose list shares a class with this one. The two families that are only shown are held to the same
  rule; their own lists take no class away from anybody.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.families import JUDGED_FAMILIES
from foley_models.errors import RequestError


class Fitting:
    """The fitting classes of every family."""

    def __init__(self, classes: Mapping[str, frozenset[str]]) -> None:
        self._lenient = dict(classes)
        self._strict = {family: own - self._of_others(family) for family, own in classes.items()}

    def classes(self, family: str, *, strict: bool) -> frozenset[str]:
        """The classes of the ear that count for `family`."""
        lists = self._strict if strict else self._lenient
        if family not in lists:
            raise RequestError(f"no fitting classes are listed for {family!r}; there are {', '.join(sorted(lists))}")
        return lists[family]

    def siblings(self, family: str) -> tuple[str, ...]:
        """Other judged families whose lists share a class with this one's."""
        own = self.classes(family, strict=False)
        return tuple(
            other for other in JUDGED_FAMILIES if other != family and own & self._lenient.get(other, frozenset())
        )

    def fits(self, top: Iterable[str], family: str, *, strict: bool) -> bool:
        """Whether the top classes of one sound hold one that counts for `family`."""
        return not self.classes(family, strict=strict).isdisjoint(top)

    def share(self, tops: Sequence[Iterable[str]], family: str, *, strict: bool) -> float | None:
        """Share of sounds that fit `family`; None where there is no sound."""
        if not tops:
            return None
        return sum(self.fits(top, family, strict=strict) for top in tops) / len(tops)

    def _of_others(self, family: str) -> frozenset[str]:
        others = (self._lenient.get(other, frozenset()) for other in JUDGED_FAMILIES if other != family)
        return frozenset().union(*others)


def load_fitting(folder: Path, class_names: Iterable[str]) -> Fitting:
    """The lists of the ear's folder. RequestError where the table is missing or names a class the ear does not have."""
    table = folder / "fitting_classes.csv"
    if not table.is_file():
        raise RequestError(f"{folder} holds no fitting_classes.csv; --ear must name the folder of the ear")
    with table.open(newline="", encoding="utf-8") as rows:
        classes = {row["family"]: frozenset(row["fitting_classes"].split(";")) for row in csv.DictReader(rows)}
    unknown = frozenset().union(*classes.values()) - set(class_names)
    if unknown:
        raise RequestError(f"{table} names classes that the ear does not have: {', '.join(sorted(unknown))}")
    return Fitting(classes)


def confusion(
    fitting: Fitting, tops: Mapping[str, Sequence[Iterable[str]]], *, strict: bool
) -> dict[str, dict[str, float]]:
    """Share of each family's sounds (row) that fit each judged family (column); a row need not sum to one."""
    return {
        made: {
            heard: sum(fitting.fits(top, heard, strict=strict) for top in tops[made]) / len(tops[made])
            for heard in JUDGED_FAMILIES
        }
        for made in JUDGED_FAMILIES
        if tops.get(made)
    }
