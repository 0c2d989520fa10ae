"""Whatever is done to a journal, in whatever order and with crashes in between, it is what a plain model of it says."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from foley_bridge.journal.faults import JournalError
from foley_bridge.journal.jobs import INTERRUPTIONS_MOST
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import State
from foley_models.errors import FoleyError, RequestError, UnknownIdError
from tests.bridge.journal.records import candidate

IDS = st.sampled_from(["a", "b", "c", "d"])
INDICES = st.integers(0, 2)


@dataclass
class Known:
    """What the model knows of a job."""

    state: State = State.QUEUED
    attempts: int = 0
    interruptions: int = 0
    stop_asked: bool = False
    published: dict[int, bool] = field(default_factory=dict)  # index -> published
    imported: set[int] = field(default_factory=set)


class JournalLaws(RuleBasedStateMachine):
    """Every step is done to the journal and to the model; a step that the model forbids must be refused."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._path = Path(self._folder.name) / "journal.sqlite3"
        self.journal = Journal(self._path)
        self.jobs: dict[str, Known] = {}  # in the order of acceptance

    def teardown(self) -> None:
        self.journal.close()
        self._folder.cleanup()

    @rule(job=IDS)
    def accept(self, job: str) -> None:
        assert self.journal.accept(job, job, "udp:1").new == (job not in self.jobs)
        self.jobs.setdefault(job, Known())

    @precondition(lambda self: self.jobs)
    @rule(job=IDS)
    def accept_another_order(self, job: str) -> None:
        if job in self.jobs:
            self.refused(RequestError, lambda: self.journal.accept(job, "another", "udp:1"))

    @rule()
    def start_next(self) -> None:
        job = self.journal.next_queued()
        waiting = [name for name, known in self.jobs.items() if known.state is State.QUEUED]
        assert (job.id if job else None) == (waiting[0] if waiting else None)
        if job:
            self.jobs[job.id].state = State.RUNNING
            self.jobs[job.id].attempts += 1

    @rule(job=IDS)
    def requeue(self, job: str) -> None:
        self.step(job, State.RUNNING, State.QUEUED, lambda: self.journal.requeue(job, 1))

    @rule(job=IDS)
    def finish(self, job: str) -> None:
        self.step(job, State.RUNNING, State.DONE, lambda: self.journal.finish(job, 1, 0, ""))

    @rule(job=IDS)
    def cancel(self, job: str) -> None:
        if job not in self.jobs:
            self.refused(UnknownIdError, lambda: self.journal.cancel(job))
            return
        assert self.journal.cancel(job) is self.jobs[job].state
        if self.jobs[job].state is State.QUEUED:
            self.jobs[job].state = State.CANCELLED
        elif self.jobs[job].state is State.RUNNING:
            self.jobs[job].stop_asked = True

    @rule(job=IDS, index=INDICES)
    def intend(self, job: str, index: int) -> None:
        known = self.jobs.get(job)
        if known is None or known.state is not State.RUNNING or known.published.get(index):
            self.refused(FoleyError, lambda: self.journal.intend(candidate(job, index)))
        else:
            self.journal.intend(candidate(job, index))
            known.published[index] = False

    @rule(job=IDS, index=INDICES)
    def publish(self, job: str, index: int) -> None:
        known = self.jobs.get(job)
        if known is None or index not in known.published:
            self.refused(UnknownIdError, lambda: self.journal.published(job, index))
        else:
            self.journal.published(job, index)
            known.published[index], known.interruptions = True, 0

    @rule(job=IDS, index=INDICES)
    def withdraw(self, job: str, index: int) -> None:
        published = self.jobs[job].published if job in self.jobs else {}
        if published.get(index):
            self.refused(JournalError, lambda: self.journal.withdraw(job, index))
        else:
            self.journal.withdraw(job, index)
            published.pop(index, None)

    @rule(job=IDS, index=INDICES)
    def confirm_import(self, job: str, index: int) -> None:
        known = self.jobs.get(job)
        if known is None or not known.published.get(index):
            self.refused(UnknownIdError, lambda: self.journal.imported(job, index))
        else:
            assert self.journal.imported(job, index) == (index not in known.imported)
            known.imported.add(index)

    @rule()
    def start_the_daemon_again(self) -> None:
        self.journal.close()
        self.journal = Journal(self._path)
        assert self.journal.set_aside == ""
        recovered = self.journal.recover()
        running = [name for name, known in self.jobs.items() if known.state is State.RUNNING]
        for name in running:
            known = self.jobs[name]
            known.interruptions += 1
            known.state = State.FAILED if known.interruptions >= INTERRUPTIONS_MOST else State.QUEUED
            if known.stop_asked:
                known.state = State.CANCELLED
        assert [job.id for job in recovered.requeued] == [n for n in running if self.jobs[n].state is State.QUEUED]
        ended = {name for name in running if self.jobs[name].state.final}
        assert {job.id for job in recovered.ended} == ended

    @invariant()
    def it_is_what_the_model_says(self) -> None:
        jobs = reversed(self.journal.recent(99))
        assert {job.id: (job.state, job.attempts) for job in jobs} == {
            name: (known.state, known.attempts) for name, known in self.jobs.items()
        }
        waiting = [name for name, known in self.jobs.items() if known.state is State.QUEUED]
        assert [self.journal.place_of(name) for name in waiting] == list(range(self.journal.waiting()))
        for name, known in self.jobs.items():
            offered = {one.index for one in self.journal.offers(name)}
            assert offered == {index for index, there in known.published.items() if there} - known.imported

    def step(self, job: str, before: State, after: State, act: Callable[[], object]) -> None:
        if job in self.jobs and self.jobs[job].state is before:
            act()
            self.jobs[job].state = after
        else:
            self.refused(FoleyError, act)

    def refused(self, error: type[FoleyError], act: Callable[[], object]) -> None:
        try:
            act()
        except error:
            return
        raise AssertionError(f"expected {error.__name__}")


TestJournalLaws = JournalLaws.TestCase
TestJournalLaws.settings = settings(max_examples=40, stateful_step_count=40)
