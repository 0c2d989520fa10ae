"""What is told about a job: to the host that asked for it, over the route of its newest message, and to subscribers."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from foley_bridge.daemon.post import Post
from foley_bridge.daemon.subscribers import Subscribers
from foley_bridge.engine.events import Advanced
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import WORKS, CandidateRecord, Job, Kind, State
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol import answers
from foley_bridge.training.told import Ended
from foley_bridge.transports.interface import Route
from foley_bridge.works.bench import Outcome
from foley_models.errors import CancelledError


@dataclass(frozen=True)
class Progress:
    """How far a job is; `left_s` is below 0 where there is no estimate."""

    stage: str = ""
    fraction: float = 0.0
    left_s: float = answers.NO_ESTIMATE


class Correspondence:
    """Sends what happens to a job, and on request all of it again."""

    def __init__(self, journal: Journal, post: Post, subscribers: Subscribers) -> None:
        self._journal = journal
        self._post = post
        self.subscribers = subscribers
        self._progress: dict[str, Message] = {}  # the newest of each job at work
        self._routes: dict[str, Route] = {}  # of each job at work: progress is told too often to ask the journal
        self._rerouting = threading.Lock()  # of the routes: hosts ask in one thread, jobs begin and end in another

    def accepted(self, job: Job, place: int, prompt: str) -> None:
        """A job is on disk."""
        self._reroute(job)
        self._send(job, answers.accepted(job.id, place))
        self.subscribers.tell("queued", job.id, prompt)

    def started(self, job: Job) -> None:
        """The model begins with a job."""
        with self._rerouting:
            self._routes[job.id] = Route.parse(self._journal.job(job.id).route)
        self.subscribers.tell("started", job.id)

    def advanced(self, job_id: str, event: Advanced) -> None:
        """A job that began got on."""
        message = answers.progress(job_id, event.stage, fraction=event.overall, left_s=event.left_s)
        self._progress[job_id] = message
        self._post.send(self._routes[job_id], message)

    def delivered(self, record: CandidateRecord) -> None:
        """A candidate's file is there."""
        self._send(self._journal.job(record.job), _offer(record))
        self.subscribers.tell("delivered", record.job, record.index, record.path)

    def ranked(self, job_id: str, indices: tuple[int, ...]) -> None:
        """The order of a job's candidates changed."""
        self._send(self._journal.job(job_id), answers.ranking(job_id, indices))

    def about(self, job_id: str, kind: str, *arguments: Argument) -> None:
        """Something happened to a training: an event whose first argument is its id, to its host and to subscribers."""
        self._send(self._journal.job(job_id), answers.event(job_id, kind, job_id, *arguments))
        self.subscribers.tell(kind, job_id, *arguments)

    def about_in_pairs(self, job_id: str, kind: str, values: Mapping[str, Argument]) -> None:
        """The same for a kind whose values come with their names."""
        pairs = {"request": job_id, **values}
        self._send(self._journal.job(job_id), answers.event_of_pairs(job_id, kind, pairs))
        self.subscribers.tell(kind, *(part for pair in pairs.items() for part in pair))

    def trained(self, job_id: str, ended: Ended) -> None:
        """A training's adapter is complete."""
        self.about_in_pairs(job_id, "trained", _trained_values(ended))

    def work_made(self, job_id: str, outcome: Outcome) -> None:
        """A sheet, an export or hits are complete."""
        self.about_in_pairs(job_id, "made", outcome.told)

    def stopped(self, job_id: str) -> None:
        """A training is held after its step."""
        self._forget(job_id)
        self.about(job_id, "paused", str(State.PAUSED))

    def ended(self, job_id: str) -> None:
        """A job reached its final state, which the journal holds."""
        self._forget(job_id)
        job = self._journal.job(job_id)
        self._send(job, _last_word(job))
        if job.state is State.DONE:
            self.subscribers.tell("finished", job.id, job.delivered, job.rejected)
        else:
            self.subscribers.tell("failed", job.id, job.code, job.text)

    def repeat(self, job: Job) -> None:
        """Say again where a job stands, for a host that did not hear it; what it imported is not offered again."""
        self._reroute(job)
        if not job.state.final:
            self._send(job, answers.accepted(job.id, self._journal.place_of(job.id)))
        progress = self._progress.get(job.id)  # the runner's thread may take it away between two looks
        if progress is not None:
            self._send(job, progress)
        for record in self._journal.offers(job.id):
            self._send(job, _offer(record))
        if job.kind is Kind.TRAIN:
            self._repeat_training(job)
        if job.kind in WORKS and job.state is State.DONE:
            told = Outcome.from_json(json.loads(self._journal.outcome_of(job.id))).told
            self._send(job, answers.event_of_pairs(job.id, "made", {"request": job.id, **told}))
        if job.state.final:
            self._send(job, _last_word(job))

    def _repeat_training(self, job: Job) -> None:
        outcome = self._journal.training(job.id).outcome
        if outcome:
            pairs = {"request": job.id, **_trained_values(Ended.from_json(outcome))}
            self._send(job, answers.event_of_pairs(job.id, "trained", pairs))
        if job.state is State.PAUSED:
            self._send(job, answers.event(job.id, "paused", job.id, str(job.state)))

    def newest_progress(self, job_id: str) -> Progress:
        """How far a job was when that was told last."""
        message = self._progress.get(job_id)
        return Progress(*message.arguments[1:]) if message is not None else Progress()  # type: ignore[arg-type]  # by answers.progress

    def _reroute(self, job: Job) -> None:
        """What is told of a job goes to whoever asked for it last, also while the model is at it."""
        with self._rerouting:
            if job.id in self._routes:
                self._routes[job.id] = Route.parse(job.route)

    def _forget(self, job_id: str) -> None:
        self._progress.pop(job_id, None)
        with self._rerouting:
            self._routes.pop(job_id, None)

    def _send(self, job: Job, message: Message) -> None:
        self._post.send(Route.parse(job.route), message)


def _offer(record: CandidateRecord) -> Message:
    return answers.candidate(
        record.job,
        record.index,
        rank=record.rank,
        score=record.score,
        passed=record.passed,
        path=record.path,
        seed=record.seed,
    )


def _trained_values(ended: Ended) -> dict[str, Argument]:
    before = {f"{name}_before": float(value) for name, value in ended.before.items()}
    after = {f"{name}_after": float(value) for name, value in ended.after.items()}
    said: dict[str, Argument] = {"name": ended.name, "path": ended.path, "steps": ended.steps, "best": ended.best_step}
    return said | before | after


def _last_word(job: Job) -> Message:
    if job.state is State.DONE:
        return answers.done(job.id, job.delivered, job.rejected, text=job.text)
    return answers.failed(job.id, job.code or CancelledError.code, job.text)
