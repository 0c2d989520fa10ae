"""What is told about a job: to the host that asked for it, over the route of its newest message, and to subscribers."""

from foley_bridge.daemon.post import Post
from foley_bridge.daemon.subscribers import Subscribers
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import CandidateRecord, Job, State
from foley_bridge.osc.message import Message
from foley_bridge.protocol import answers
from foley_bridge.transports.interface import Route
from foley_models.errors import CancelledError


class Correspondence:
    """Sends what happens to a job, and on request all of it again."""

    def __init__(self, journal: Journal, post: Post, subscribers: Subscribers) -> None:
        self._journal = journal
        self._post = post
        self.subscribers = subscribers
        self._progress: dict[str, Message] = {}  # the newest of the job at work

    def accepted(self, job: Job, place: int, prompt: str) -> None:
        """A job is on disk."""
        self._send(job, answers.accepted(job.id, place))
        self.subscribers.tell("queued", job.id, prompt)

    def started(self, job: Job) -> None:
        """The model begins with a job."""
        self.subscribers.tell("started", job.id)

    def advanced(self, job_id: str, stage: str, *, fraction: float, left_s: float) -> None:
        """A job got on."""
        message = answers.progress(job_id, stage, fraction=fraction, left_s=left_s)
        self._progress = {job_id: message}
        self._send(self._journal.job(job_id), message)

    def delivered(self, record: CandidateRecord) -> None:
        """A candidate's file is there."""
        self._send(self._journal.job(record.job), _offer(record))
        self.subscribers.tell("delivered", record.job, record.index, record.path)

    def ranked(self, job_id: str, indices: tuple[int, ...]) -> None:
        """The order of a job's candidates changed."""
        self._send(self._journal.job(job_id), answers.ranking(job_id, indices))

    def ended(self, job_id: str) -> None:
        """A job reached its final state, which the journal holds."""
        self._progress.pop(job_id, None)
        job = self._journal.job(job_id)
        self._send(job, _last_word(job))
        if job.state is State.DONE:
            self.subscribers.tell("finished", job.id, job.delivered, job.rejected)
        else:
            self.subscribers.tell("failed", job.id, job.code, job.text)

    def repeat(self, job: Job) -> None:
        """Say again where a job stands, for a host that did not hear it; what it imported is not offered again."""
        if not job.state.final:
            self._send(job, answers.accepted(job.id, self._journal.place_of(job.id)))
        progress = self._progress.get(job.id)  # the runner's thread may take it away between two looks
        if progress is not None:
            self._send(job, progress)
        for record in self._journal.offers(job.id):
            self._send(job, _offer(record))
        if job.state.final:
            self._send(job, _last_word(job))

    def fraction_of(self, job_id: str) -> float:
        """How far a job was at its newest progress."""
        message = self._progress.get(job_id)
        return float(message.arguments[2]) if message is not None else 0.0

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


def _last_word(job: Job) -> Message:
    if job.state is State.DONE:
        return answers.done(job.id, job.delivered, job.rejected, text=job.text)
    return answers.failed(job.id, job.code or CancelledError.code, job.text)
