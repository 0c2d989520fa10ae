"""Which work is done by what."""

from collections.abc import Callable
from dataclasses import dataclass

from foley_bridge.journal.records import Kind
from foley_bridge.works.bench import Bench, Outcome
from foley_bridge.works.hits import check_spot, make_spot
from foley_bridge.works.order import WorkOrder
from foley_bridge.works.round_robin import check_export, make_export
from foley_bridge.works.sheet import check_sheet, make_sheet


@dataclass(frozen=True)
class Work:
    """`check` refuses, without opening any file, what cannot be; `make` does it, and again what is left of it."""

    check: Callable[[WorkOrder], None]
    make: Callable[[WorkOrder, Bench], Outcome]


_WORKS = {
    Kind.CUES: Work(check_sheet, make_sheet),
    Kind.EXPORT: Work(check_export, make_export),
    Kind.SPOT: Work(check_spot, make_spot),
}


def work_of(kind: Kind) -> Work:
    """What does work of a kind."""
    return _WORKS[kind]
