"""Which trainings and which sets of sounds the tables need, each once, however many lines share it."""

from collections.abc import Sequence
from dataclasses import dataclass

from foley_bridge.ablation.adapters import Adapters
from foley_bridge.ablation.sets import SetOf
from foley_bridge.ablation.systems import System, Table


@dataclass(frozen=True)
class Training:
    """One stage of a system under one seed."""

    system: System
    seed: int
    number: int  # of the stage
    key: str


@dataclass(frozen=True)
class Job:
    """One set of sounds, and the trainings that it needs before."""

    system: System
    seed: int
    one: SetOf
    trainings: tuple[Training, ...]


class Schedule:
    """The sets of tables: one for each training seed, and `samplings` of the first seed under other noise."""

    def __init__(self, tables: Sequence[Table], adapters: Adapters, *, seeds: int, samplings: int) -> None:
        self.tables, self._adapters = tuple(tables), adapters
        self._seeds, self._samplings = seeds, samplings

    def jobs(self) -> list[Job]:
        """Every set once; those that a first table could be made of come first."""
        pairs = [(table, system) for table in self.tables for system in table.systems]
        order = [self._job(table, system, seed, seed) for seed in self._all_seeds for table, system in pairs]
        order += [self._job(table, system, 1, noise) for table, system in pairs for noise in self._all_noise]
        first: dict[SetOf, Job] = {}
        for job in order:
            first.setdefault(job.one, job)
        return list(first.values())

    def sets(self, table: Table, system: System) -> tuple[SetOf, ...]:
        """One set for each training seed, made with the noise of the same number."""
        return tuple(self._job(table, system, seed, seed).one for seed in self._all_seeds)

    def samplings(self, table: Table, system: System) -> tuple[SetOf, ...]:
        """The first seed's system under other and other noise."""
        return tuple(self._job(table, system, 1, noise).one for noise in self._all_noise)

    @property
    def _all_seeds(self) -> range:
        return range(1, self._seeds + 1)

    @property
    def _all_noise(self) -> range:
        return range(1, self._samplings + 1)

    def _job(self, table: Table, system: System, seed: int, noise: int) -> Job:
        keys = self._adapters.keys(system, seed)
        trainings = tuple(Training(system, seed, number, key) for number, key in enumerate(keys))
        return Job(system, seed, SetOf(keys, system.texts, noise, table.pooled), trainings)
