"""Follows one training: what the engine tells of it is noted, told to its host, and at the end kept as an adapter."""

import logging
import math
import time
from collections.abc import Callable
from contextlib import closing

from foley_bridge.daemon.correspondence import Correspondence
from foley_bridge.engine.events import Advanced
from foley_bridge.engine.meter import PROGRESS_EVERY_S, Meter
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import AdapterRecord, Job
from foley_bridge.protocol.answers import NO_ESTIMATE
from foley_bridge.protocol.training import TrainOrder
from foley_bridge.training.told import Ended, FileRefused, Noted, Sampled, Stepped, TrainingTold

GOT_ON_EVERY_S = 1.0  # how often the journal is told that it gets on
_log = logging.getLogger(__name__)


class Trainings:
    """In the runner's thread."""

    def __init__(self, journal: Journal, engine: EngineSupervisor, *, correspondence: Correspondence) -> None:
        self._journal = journal
        self._engine = engine
        self._tell = correspondence

    def run(self, job: Job, *, stopped: Callable[[], bool], between: Callable[[], None]) -> None:
        """Follow it to its end; `between` is called between any two events and a few times a second.

        CancelledError soon after `stopped` says so; else what it failed with.
        """
        order = TrainOrder.from_json(job.order)
        following = _Following(self._journal, self._tell, job, order)
        events = self._engine.train(job.id, job.order, batch_size=job.batch_size, stopped=stopped)
        with closing(events):
            for event in events:
                if event is not None:
                    following.take(event)
                between()


class _Following:
    def __init__(self, journal: Journal, correspondence: Correspondence, job: Job, order: TrainOrder) -> None:
        self._journal, self._tell = journal, correspondence
        self._job, self._order = job, order
        self._meter = Meter()
        self._told_s = self._noted_s = 0.0

    def take(self, event: TrainingTold) -> None:
        """Note and tell an event."""
        job_id = self._job.id
        if isinstance(event, Advanced):
            if self._meter.due(event.stage):
                self._tell.advanced(job_id, event)
        elif isinstance(event, FileRefused):
            self._tell.about(job_id, "refused", event.path, event.reason)
        elif isinstance(event, Stepped):
            self._stepped(event)
        elif isinstance(event, Sampled):
            self._tell.about(job_id, "sample", event.step, event.number, event.prompt, event.path)
        elif isinstance(event, Noted):
            self._noted(event)
        else:
            self._ended(event)

    def _stepped(self, event: Stepped) -> None:
        now_s = time.monotonic()
        saved = event.step - 1  # a step is told before its checkpoint is written
        if saved and saved % self._order.settings.save_every == 0 and now_s - self._noted_s > GOT_ON_EVERY_S:
            self._noted_s = now_s
            self._journal.got_on(self._job.id, saved)
        if event.step == event.steps or now_s - self._told_s >= PROGRESS_EVERY_S:
            self._told_s = now_s
            left_s = NO_ESTIMATE if math.isnan(event.left_s) else event.left_s
            values = {"step": event.step, "steps": event.steps, **event.losses, "left": left_s}
            self._tell.about_in_pairs(self._job.id, "training", values)

    def _noted(self, event: Noted) -> None:
        _log.info("training %s, step %d: %s", self._job.id, event.step, event.text)
        if event.batch_size:
            self._journal.fit(self._job.id, event.batch_size)
        self._tell.about(self._job.id, "noted", event.step, event.text)

    def _ended(self, event: Ended) -> None:
        job_id = self._job.id
        self._journal.trained(job_id, event.to_json())
        self._journal.keep_adapter(
            AdapterRecord(event.path, event.name, event.sha256, event.pack, licence=event.licence, job=job_id)
        )
        self._tell.trained(job_id, event)
        text = f"{event.refused} recordings were not used: see the events, or check.json." if event.refused else ""
        self._journal.finish(job_id, 1, event.refused, text)
        self._tell.ended(job_id)
