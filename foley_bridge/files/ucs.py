"""The Universal Category System (public domain, version 8.2.1): its table of CatIDs, looked up exactly."""

import csv
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from foley_models.errors import RequestError

TABLE = "ucs.csv"
NEAR_NAMES = 3


@dataclass(frozen=True)
class CategoryEntry:
    """One row of the table, such as FEETHmn, FOOTSTEPS, HUMAN."""

    cat_id: str
    category: str
    subcategory: str

    @property
    def full(self) -> str:
        """Both names as one, the way sound libraries show them."""
        return f"{self.category}-{self.subcategory}"


@dataclass(frozen=True)
class Catalogue:
    """All entries by CatID; load it once and pass it on."""

    entries: Mapping[str, CategoryEntry]

    @classmethod
    def load(cls) -> "Catalogue":
        """The table that ships with the package."""
        text = files("foley_bridge.files").joinpath(TABLE).read_text(encoding="utf-8")
        rows = csv.DictReader(text.splitlines())
        return cls({row["cat_id"]: CategoryEntry(row["cat_id"], row["category"], row["subcategory"]) for row in rows})

    def __contains__(self, cat_id: object) -> bool:
        return cat_id in self.entries

    def __iter__(self) -> Iterator[CategoryEntry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def lookup(self, cat_id: str) -> CategoryEntry:
        """The entry of a CatID, case-exact. RequestError, naming near ones, where there is none."""
        if cat_id in self.entries:
            return self.entries[cat_id]
        raise RequestError(f"{cat_id[:40]!r} is no CatID of the Universal Category System: {self._advice(cat_id)}")

    def _advice(self, cat_id: str) -> str:
        by_fold = {known.casefold(): known for known in self.entries}
        near = difflib.get_close_matches(cat_id[:40].casefold(), by_fold, n=NEAR_NAMES, cutoff=0.5)
        if not near:
            return "give one such as FEETHmn, or none to have it predicted."
        names = [by_fold[name] for name in near]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
        return f"did you mean {listed}?"
