"""Does what hosts ask: one method an address, in one thread, so that what they ask happens in the order they ask it."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from foley_bridge.daemon.adapters import AdapterShelf
from foley_bridge.daemon.correspondence import Correspondence
from foley_bridge.daemon.delivery import Shop, check_destination
from foley_bridge.daemon.fetch_desk import FetchDesk
from foley_bridge.daemon.host_desk import HostDesk
from foley_bridge.daemon.inbox import Inbox, Visit
from foley_bridge.daemon.library_desk import LibraryDesk
from foley_bridge.daemon.onset_desk import OnsetDesk
from foley_bridge.daemon.packs import PackShelf
from foley_bridge.daemon.post import Post
from foley_bridge.daemon.recording_desk import RecordingDesk
from foley_bridge.daemon.routing import RouteBook
from foley_bridge.daemon.runner import Runner
from foley_bridge.daemon.training_desk import TrainingDesk
from foley_bridge.daemon.variations import VariationDesk
from foley_bridge.daemon.work_desk import WorkDesk
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import WORKS, Kind, State
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol import answers
from foley_bridge.protocol.generation import Defaults, digest_of, order_of
from foley_bridge.protocol.order import Order
from foley_models.errors import FoleyError, PackError, RequestError, UnknownIdError

HEARTBEAT_S = 5.0
BYTES_PER_MB = 1_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Facts:
    """What status tells beside the state of the moment, and what orders get where the host says nothing."""

    version: str
    device: str
    rate_hz: int
    sounds: str
    started_s: float  # on the monotonic clock


class Dispatcher:
    """Takes visits from the inbox; answers every one of them."""

    def __init__(  # noqa: PLR0913  # it is where the parts of the daemon meet
        self,
        inbox: Inbox,
        *,
        facts: Facts,
        journal: Journal,
        shop: Shop,
        shelf: PackShelf,
        adapters: AdapterShelf,
        engine: EngineSupervisor,
        runner: Runner,
        post: Post,
        correspondence: Correspondence,
        library: LibraryDesk,
        works: WorkDesk,
        routes: RouteBook,
        on_beat: Callable[[], None],
    ) -> None:
        self._inbox = inbox
        self._on_beat = on_beat
        self._facts = facts
        self._journal = journal
        self._shop = shop
        self._shelf = shelf
        self._adapters = adapters
        self._engine = engine
        self._runner = runner
        self._post = post
        self._tell = correspondence
        self._fetching = FetchDesk(journal, post)
        self._host_desk = HostDesk(journal, post, correspondence.subscribers)
        self._desk = TrainingDesk(
            journal,
            shelf,
            adapters,
            runner=runner,
            post=post,
            correspondence=correspondence,
            reserved=shop.reserved,
            name_at=self._host_desk.name_at,
        )
        self._library_desk = library
        self._works = works
        self._routes = routes
        self._variations = VariationDesk(journal, shelf, adapters)
        self._recordings = RecordingDesk(self._accept, self._defaults, post=post)
        self._onset_desk = OnsetDesk(self._recordings.reader, post=post)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="dispatcher", daemon=True)
        self._methods: Mapping[str, Callable[[Visit], None]] = {
            "generate": self._generate,
            "variation": self._variation,
            "transform": self._transform,
            "fill": self._fill,
            "train": self._train,
            "cues": self._cues,
            "export": self._export,
            "spot": self._spot,
            "pause": self._pause,
            "resume": self._resume,
            "decide": self._decide,
            "cancel": self._cancel,
            "imported": self._imported,
            "status": self._status,
            "subscribe": self._subscribe,
            "hosts": self._hosts,
            "offer": self._offer,
            "packs": self._packs,
            "use": self._use,
            "fetch": self._fetch,
            "search": self._search,
            "onsets": self._onsets,
            "library": self._library,
        }

    def start(self) -> None:
        """Begin to take visits."""
        self._recordings.start()
        self._onset_desk.start()
        self._thread.start()

    def close(self) -> None:
        """Stop after the visit at hand."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join()
        self._onset_desk.close()
        self._recordings.close()

    def _work(self) -> None:
        beat_s = time.monotonic()
        while not self._closed.is_set():
            visit = self._inbox.get(timeout_s=0.2)
            if visit is not None:
                self._visit(visit)
            if time.monotonic() - beat_s >= HEARTBEAT_S:
                beat_s = time.monotonic()
                self._beat()

    def _visit(self, visit: Visit) -> None:
        try:
            self._methods[visit.call.address.word](visit)
        except FoleyError as error:
            self._answer(visit, answers.refused(visit.call.id, error))
        except Exception:  # noqa: BLE001  # the one broad catch of this thread: the next visit is served as well
            _log.exception("%s failed by a fault of the daemon's own", visit.call.address.path)
            text = "A fault of the daemon's own: its log says more."
            self._answer(visit, answers.failed(visit.call.id, FoleyError.code, text))

    def _beat(self) -> None:
        self._on_beat()
        try:
            self._tell.subscribers.tell("heartbeat", self._journal.waiting())
            self._host_desk.beat()
        except FoleyError as error:  # a disk that does not answer is no reason to stop listening
            _log.warning("no heartbeat: %s", error)

    def _generate(self, visit: Visit) -> None:
        self._accept(visit, lambda: order_of(visit.call, self._defaults()))

    def _variation(self, visit: Visit) -> None:
        self._accept(visit, lambda: self._variations.order_of(visit.call))

    def _transform(self, visit: Visit) -> None:
        self._recordings.put(visit)

    def _fill(self, visit: Visit) -> None:
        self._recordings.put(visit)

    def _accept(self, visit: Visit, new_order: Callable[[], Order]) -> None:
        """Take sounds that are asked for into the queue, or find the job that they are already."""
        known = self._known_order(visit)
        if known is None:
            order = new_order()
            self._check(order, visit.seat)
        else:
            order = known
        host = self._host_desk.name_at(visit.route)
        with self._runner.turn:
            accepted = self._journal.accept(
                visit.call.id, order.to_json(), str(visit.route), client=host, seat=visit.seat
            )
            if accepted.new:
                self._tell.accepted(accepted.job, accepted.place, order.request.prompt)
                if order.route:
                    self._tell.about_in_pairs(accepted.job.id, "routed", _routed(order))
            else:
                self._tell.repeat(accepted.job)
        self._runner.wake()

    def _known_order(self, visit: Visit) -> Order | None:
        """The order that the same message made before; RequestError where the id belongs to another message."""
        try:
            job = self._journal.job(visit.call.id)
        except UnknownIdError:
            return None
        if job.kind is not Kind.GENERATE:
            what = "a training" if job.kind is Kind.TRAIN else f"a request of another kind ({job.kind})"
            raise RequestError(f"The id {visit.call.id!r} belongs to {what}: give each request an id of its own.")
        order = Order.from_json(job.order)
        if order.asked != digest_of(visit.call):
            raise RequestError(
                f"The id {visit.call.id!r} belongs to another request already: give each request an id of its own."
            )
        return order

    def _check(self, order: Order, seat: str) -> None:
        """Refuse at once what would fail later: for want of room, or by its category, pack or folder."""
        self._journal.check_room(seat)  # first, since to try a folder takes the disk's time
        if order.cat_id:
            self._shop.catalogue.lookup(order.cat_id)
        self._shelf.check(order.pack)
        check_destination(self._shop, order)

    def _cancel(self, visit: Visit) -> None:
        request = visit.call.text("request")
        state = self._journal.cancel(request)
        self._answer(visit, answers.event(visit.call.id, "cancelling", request, str(state)))
        if state in (State.QUEUED, State.PAUSED):
            self._tell.ended(request)
        elif state is State.RUNNING:
            job = self._journal.job(request)
            if job.kind in WORKS:
                self._works.cancel(job)
            else:
                self._runner.cancel(request)

    def _cues(self, visit: Visit) -> None:
        self._works.visit(visit, self._host_desk.name_at)

    def _export(self, visit: Visit) -> None:
        self._works.visit(visit, self._host_desk.name_at)

    def _spot(self, visit: Visit) -> None:
        self._works.visit(visit, self._host_desk.name_at)

    def _train(self, visit: Visit) -> None:
        self._desk.train(visit)

    def _pause(self, visit: Visit) -> None:
        self._desk.pause(visit)

    def _resume(self, visit: Visit) -> None:
        self._desk.resume(visit)

    def _decide(self, visit: Visit) -> None:
        self._desk.decide(visit)

    def _imported(self, visit: Visit) -> None:
        self._host_desk.imported(visit)

    def _fetch(self, visit: Visit) -> None:
        self._fetching.fetch(visit)

    def _subscribe(self, visit: Visit) -> None:
        self._host_desk.subscribe(visit)

    def _hosts(self, visit: Visit) -> None:
        self._host_desk.hosts(visit)

    def _offer(self, visit: Visit) -> None:
        self._host_desk.offer(visit)

    def _status(self, visit: Visit) -> None:
        sounds, training = self._journal.running(), self._journal.running(Kind.TRAIN)
        running = sounds or training
        job = running.id if running is not None else ""
        progress = self._tell.newest_progress(job)
        values: dict[str, Argument] = {
            "version": self._facts.version,
            "pack": self._shelf.in_use,
            "adapter": self._adapter_in_use(),
            "engine": self._engine.state(),
            "device": self._facts.device,
            "queued": self._journal.waiting(),
            "running": job,
            "stage": progress.stage,
            "fraction": progress.fraction,
            "left": progress.left_s,
            "training": training.id if training is not None else "",
            "memory": (self._engine.memory_bytes() or 0) // BYTES_PER_MB,
            "uptime": int(time.monotonic() - self._facts.started_s),
            "sounds": self._facts.sounds,
        }
        self._answer(visit, answers.event_of_pairs(visit.call.id, "status", values))

    def _search(self, visit: Visit) -> None:
        self._library_desk.search(visit)

    def _onsets(self, visit: Visit) -> None:
        self._onset_desk.put(visit)

    def _library(self, visit: Visit) -> None:
        self._library_desk.library(visit)

    def _packs(self, visit: Visit) -> None:
        entries = list(self._shelf.entries())
        for one in entries:
            used = int(one.name == self._shelf.in_use)
            if one.card is None:
                self._answer(visit, answers.event(visit.call.id, "pack", one.name, "", 0, "", used, one.problem))
                continue
            facts = (one.card.version, one.card.audio.rate_hz, one.card.licence.weights)
            self._answer(visit, answers.event(visit.call.id, "pack", one.name, *facts, used, one.card.description))
            self._adapters_of(visit, one.name)
        self._answer(visit, answers.event(visit.call.id, "packs", len(entries)))

    def _adapters_of(self, visit: Visit, pack: str) -> None:
        used = self._adapters.in_use(pack)
        for one in self._adapters.known(pack):
            facts = (pack, one.name, one.path, one.licence, int(one.path == used), one.job)
            self._answer(visit, answers.event(visit.call.id, "adapter", *facts))

    def _use(self, visit: Visit) -> None:
        pack, said = visit.call.text("pack"), visit.call.pairs.get("adapter")
        self._shelf.check(pack)
        adapter = self._adapters.in_use(pack) if said is None else self._adapters.use(pack, str(said))
        self._shelf.use(pack)
        self._answer(visit, answers.event(visit.call.id, "pack-changed", pack, adapter))
        self._tell.subscribers.tell("pack-changed", pack, adapter)

    def _adapter_in_use(self) -> str:
        try:
            return self._adapters.in_use(self._shelf.in_use)
        except PackError:  # a pack that is not there any more has none; the request that needs it is told
            return ""

    def _defaults(self) -> Defaults:
        return Defaults(
            rate_hz=self._facts.rate_hz,
            destination=self._facts.sounds,
            pack=self._shelf.in_use,
            place=self._shelf.place,
            adapter=self._adapters.of_order,
            route=self._routes.find,
        )

    def _answer(self, visit: Visit, message: Message) -> None:
        self._post.send(visit.route, message)


def _routed(order: Order) -> Mapping[str, Argument]:
    """What its route made of an order, as it will be made."""
    request = order.request
    numbers = {"guidance": request.guidance, "threshold": request.threshold}
    said: dict[str, Argument] = {name: value for name, value in numbers.items() if value is not None}
    return {"category": order.route, "pack": order.pack, "adapter": order.adapter, **said}
