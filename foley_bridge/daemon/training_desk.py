"""Does what hosts ask about trainings: begin one, hold it, let it go on, decide about its adapter."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from foley_bridge.daemon.adapters import AdapterShelf
from foley_bridge.daemon.correspondence import Correspondence
from foley_bridge.daemon.inbox import Visit
from foley_bridge.daemon.packs import PackShelf
from foley_bridge.daemon.post import Post
from foley_bridge.daemon.runner import Runner
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import Job, Kind, State
from foley_bridge.protocol import answers
from foley_bridge.protocol.generation import digest_of
from foley_bridge.protocol.training import TrainOrder, train_request_of
from foley_bridge.training.decision import decide
from foley_bridge.training.project import give_folder_back, reserve_folder
from foley_bridge.transports.interface import Route
from foley_models.errors import RequestError, UnknownIdError


class TrainingDesk:
    """In the dispatcher's thread."""

    def __init__(
        self,
        journal: Journal,
        shelf: PackShelf,
        adapters: AdapterShelf,
        *,
        runner: Runner,
        post: Post,
        correspondence: Correspondence,
        reserved: Sequence[Path],
        name_at: Callable[[Route], str],
    ) -> None:
        self._journal, self._shelf, self._adapters = journal, shelf, adapters
        self._runner, self._post, self._tell = runner, post, correspondence
        self._reserved = tuple(reserved)
        self._name_at = name_at

    def train(self, visit: Visit) -> None:
        """Take a training into the queue, or say again where the same one stands."""
        host = self._name_at(visit.route)
        known = self._known(visit)
        if known is not None:
            self._journal.accept(known.id, known.order, str(visit.route), kind=Kind.TRAIN, client=host)
            with self._runner.turn:
                self._tell.repeat(self._journal.job(known.id))
            return
        request = train_request_of(visit.call, self._shelf.in_use)
        request = replace(request, pack=self._shelf.place(request.pack))
        self._shelf.check(request.pack)
        name, folder = reserve_folder(Path(request.source), request.name, reserved=self._reserved)
        order = request.order(name=name, folder=str(folder))
        try:
            with self._runner.turn:
                accepted = self._journal.accept(
                    visit.call.id,
                    order.to_json(),
                    str(visit.route),
                    kind=Kind.TRAIN,
                    batch_size=order.settings.batch_size,
                    client=host,
                    seat=visit.seat,
                )
                self._tell.accepted(accepted.job, accepted.place, name)
        except BaseException:
            give_folder_back(folder)
            raise
        self._runner.wake()

    def pause(self, visit: Visit) -> None:
        """Hold a training back: one that waits at once, one that runs after its step."""
        request = visit.call.text("request")
        state = self._journal.pause(request)
        self._answer(visit, "paused", request, str(state))
        if state is State.RUNNING:
            self._runner.pause(request)
        elif state is State.QUEUED:
            self._tell.about(request, "paused", str(State.PAUSED))

    def resume(self, visit: Visit) -> None:
        """Let a paused training wait for its turn again."""
        request = visit.call.text("request")
        with self._runner.turn:
            state = self._journal.resume(request)
            self._answer(visit, "resumed", request)
            if state is State.PAUSED:
                self._tell.about(request, "resumed")
        self._runner.resume(request)

    def decide(self, visit: Visit) -> None:
        """Say what becomes of a trained adapter."""
        request, choice = visit.call.text("request"), visit.call.text("choice")
        path = decide(self._journal, self._adapters, self._journal.job(request), choice)
        self._answer(visit, "decided", request, choice, str(path))
        self._tell.subscribers.tell("decided", request, choice, str(path))
        pack = TrainOrder.from_json(self._journal.job(request).order).pack
        self._tell.subscribers.tell("pack-changed", self._shelf.in_use, self._adapters.in_use(pack))

    def _known(self, visit: Visit) -> Job | None:
        """The training that the same message began before; RequestError where the id belongs to another message."""
        try:
            job = self._journal.job(visit.call.id)
        except UnknownIdError:
            return None
        if job.kind is not Kind.TRAIN or TrainOrder.from_json(job.order).asked != digest_of(visit.call):
            raise RequestError(
                f"The id {visit.call.id!r} belongs to another request already: give each request an id of its own."
            )
        return job

    def _answer(self, visit: Visit, kind: str, *arguments: str) -> None:
        self._post.send(visit.route, answers.event(visit.call.id, kind, *arguments))
