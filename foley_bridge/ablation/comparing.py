"""The tables' numbers, line by line, from the sets that were heard."""

from collections.abc import Callable, Sequence

from foley_bridge.ablation.heard import Heard
from foley_bridge.ablation.measures import Against, Judged, Measurer, fad_dimensions
from foley_bridge.ablation.results import NAN, Number, TableRows
from foley_bridge.ablation.schedule import Schedule
from foley_bridge.ablation.sets import SetOf
from foley_bridge.ablation.systems import NONE, REAL, TITLES, Line, Table

Load = Callable[[SetOf], dict[str, Heard]]


def compare(
    schedule: Schedule, load: Load, against: Against, real: Judged, *, labels: Sequence[str], ears: Sequence[str]
) -> tuple[TableRows, ...]:
    """Each table's numbers; `load` gives a set that was heard, `labels` are the classes of its sounds.

    Sets are loaded line by line, since all of them together may be more than memory holds.
    """
    comparison = _Comparison(schedule, load, tuple(labels))
    found = []
    for table in schedule.tables:
        dimensions = comparison.dimensions(table, [against.heard, *real.sets], ears)
        measurer = Measurer(against, ears, dimensions)
        numbers = [number for line in table.lines for number in comparison.numbers(table, line, measurer)]
        numbers += measurer.numbers(Number(table.name, REAL, NONE, "", NAN), real)
        lines = (*(line.name for line in table.lines), (REAL, NONE))
        found.append(TableRows(table.name, TITLES[table.name], lines, tuple(numbers)))
    return tuple(found)


class _Comparison:
    def __init__(self, schedule: Schedule, load: Load, labels: tuple[str, ...]) -> None:
        self._schedule, self._load, self._labels = schedule, load, labels

    def numbers(self, table: Table, line: Line, measurer: Measurer) -> list[Number]:
        own = self._judged(table, line, with_samplings=True)
        start = Number(table.name, *line.name, "", NAN)
        found = measurer.numbers(start, own)
        lines = {one.name: one for one in table.lines}
        for name in line.against:
            other = self._judged(table, lines[name], with_samplings=False)
            found += measurer.difference(start, own, other, _named(name))
        return found

    def dimensions(self, table: Table, real: Sequence[Heard], ears: Sequence[str]) -> dict[str, int | None]:
        """The same for all lines: sets of sounds of one length have as many windows."""
        first = self._judged(table, table.lines[0], with_samplings=False)
        return {ear: fad_dimensions([*real, *first.sets], ear) for ear in ears}

    def _judged(self, table: Table, line: Line, *, with_samplings: bool) -> Judged:
        sets = tuple(self._load(one)[line.choice] for one in self._schedule.sets(table, line.system))
        more = self._schedule.samplings(table, line.system) if with_samplings else ()
        return Judged(sets, tuple(self._load(one)[line.choice] for one in more), self._labels)


def _named(name: tuple[str, str]) -> str:
    system, choice = name
    return system if choice == NONE else f"{system}, {choice}"
