"""Between hosts and server: what hosts ask is kept until the server has it, what comes is told in the seat's own terms.

Two threads come here, one with what hosts ask and one with what the server says, one after the other behind a lock.
Nothing that only memory holds is needed: whatever ends in between, this process, the connection or the server, each
open request is sent again with its id, and the server says again where it stands.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from foley_bridge.daemon.door import Sign
from foley_bridge.daemon.inbox import Visit
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol import answers
from foley_bridge.protocol.answers import Answer, read_answer
from foley_bridge.protocol.generation import digest_of
from foley_bridge.seat.fetching import Fetcher, Wanted
from foley_bridge.seat.link import PING_ID
from foley_bridge.seat.open_requests import PATH_PLACE, OpenRequests, cancelled
from foley_bridge.seat.records import Request, State
from foley_bridge.seat.store import SeatStore
from foley_bridge.seat.subscriptions import SUBSCRIBED_S, Subscription, Subscriptions
from foley_bridge.seat.terms import Terms
from foley_bridge.seat.translation import EVENT
from foley_bridge.transports.interface import Route
from foley_models.errors import (
    BusyError,
    CancelledError,
    FoleyError,
    NotAvailableError,
    RequestError,
    UnauthorisedError,
    UnknownIdError,
)

KEPT_MOST = 512  # requests that wait for the server
ASKED_MOST = 4096  # questions whose answers are remembered
HEARTBEAT_S = 5.0
INTO_FOLDERS = ("cues", "export", "spot")  # which the server writes, so that it must see them
REQUESTS = ("generate", "variation", "transform", "fill", "train", *INTO_FOLDERS)
_log = logging.getLogger(__name__)


class Relay:
    """A Listener of the link, and what the seat's hosts talk to."""

    def __init__(
        self,
        store: SeatStore,
        terms: Terms,
        fetcher: Fetcher,
        *,
        server: str,
        version: str,
        send: Callable[[Message], bool],
        tell: Callable[[Route, Message], bool],
        on_state: Callable[[str], None],
    ) -> None:
        """`send` puts a call on its way to the server, False where that cannot be; `tell` an answer to a host."""
        self._store, self._terms, self._server = store, terms, server
        self._send, self._tell, self._on_state = send, tell, on_state
        self._lock = threading.RLock()
        self._connected, self._last_why = False, ""
        self._fetcher = fetcher
        self._open = OpenRequests(store, terms, fetcher, send=send, tell=tell, tell_all=self._tell_subscribers)
        self._asked: OrderedDict[str, tuple[str, Route]] = OrderedDict()
        self._subscriptions = Subscriptions()
        self._began_s = self._beat_s = time.monotonic()
        self._questions = 0
        self.sign = Sign(version, "", 0)  # of the server, once it was there
        self._methods: Mapping[str, Callable[[Visit], None]] = {
            **dict.fromkeys(REQUESTS, self._request),
            "cancel": self._cancel,
            "imported": self._imported,
            "subscribe": self._subscribe,
            "status": self._status,
        }

    def visit(self, visit: Visit) -> None:
        """Do what a host asks; answers every one of them."""
        with self._lock:
            try:
                self._methods.get(visit.call.address.word, self._question)(visit)
            except FoleyError as error:
                self._tell(visit.route, answers.refused(visit.call.id, error))
            except Exception:  # noqa: BLE001  # the one broad catch of this thread: the next visit is served as well
                _log.exception("%s failed by a fault of the seat's own", visit.call.address.path)
                text = "A fault of the seat's own: its log says more."
                self._tell(visit.route, answers.failed(visit.call.id, FoleyError.code, text))

    def connected(self, welcome: Answer) -> None:
        """Go on: everything that is open is sent, and the server says where it stands."""
        with self._lock:
            values = welcome.values
            self.sign = Sign(str(values["version"]), str(values["pack"]), int(values["rate"]))
            self._connected, self._last_why = True, ""
            self._on_state(f"connected to {self._server}, version {self.sign.version}")
            for one in self._subscriptions.all():
                self._send(one.message)
            self._open.begin()

    def lost(self, why: str) -> None:
        """Nothing is lost with it: what hosts asked for goes on when the connection is there again."""
        with self._lock:
            was, self._connected = self._connected, False
            if was or why != self._last_why:
                kept = f"; {len(self._open)} requests are kept for it" if len(self._open) else ""
                self._on_state(f"no connection to {self._server}: {why}{kept}")
            self._last_why = why
            try:
                self._open.lost()
            except FoleyError as error:
                _log.warning("%s", error)

    def turn(self) -> None:
        """What time alone brings: other tries, and the heartbeat that the server cannot send."""
        with self._lock:
            self._open.turn()
            if time.monotonic() - self._beat_s >= HEARTBEAT_S:
                self._beat_s = time.monotonic()
                if not self._connected:
                    self._tell_subscribers("heartbeat", len(self._open))

    def heard(self, message: Message) -> None:
        """Take in what the server says. FoleyError where this machine's disk fails: the connection begins anew then."""
        with self._lock:
            try:
                answer = read_answer(message)
            except RequestError as error:
                _log.info("%s says what this version does not know: %s", self._server, error)
                return
            if answer.address == "/foley/failed" and answer.values["code"] == UnauthorisedError.code:
                raise NotAvailableError("it does not take the token any more: copy it anew from the server")
            if answer.id == PING_ID or self._fetcher.heard(answer) or self._open.errands.heard(answer):
                return
            one = self._open.find(answer.id)
            if one is not None:
                self._open.heard(one, answer, message)
            else:
                self._heard_other(answer, message)

    # What hosts ask.

    def _request(self, visit: Visit) -> None:
        own, asked = visit.call.id, digest_of(visit.call)
        known = self._store.by_own(own)
        if known is None:
            self._open.add(self._kept(visit, asked))
            return
        if known.asked != asked:
            raise RequestError(
                f"The id {own!r} belongs to another request already: give each request an id of its own."
            )
        self._store.reroute(known.number, str(visit.route))
        if known.last is not None and visit.call.address.word in INTO_FOLDERS and self._send(known.message):
            self._asked[known.there] = (own, visit.route)  # only the server remembers what it came to
            return
        self._open.repeat(replace(known, route=str(visit.route)))

    def _kept(self, visit: Visit, asked: str) -> Request:
        """A new request on this disk, in the server's terms."""
        if self._open.full(KEPT_MOST):
            raise BusyError("The server's queue is full, or too many requests wait for it: send it again later.")
        there = self._terms.new_id(visit.call.id)
        pairs = dict(visit.call.pairs)
        word = visit.call.address.word
        if word in INTO_FOLDERS and not pairs.get("out"):
            raise RequestError(
                "Name a folder that the server sees in out: its own sounds folder is not of this machine."
            )
        destination = "" if word in ("train", *INTO_FOLDERS) else self._destination(visit)
        if destination:
            pairs.pop("destination", None)
            shared = self._terms.folders.there(destination)
            if shared is None:
                self._fetcher.check(destination)  # the rules for folders that a host names hold here
            else:
                pairs["destination"] = shared  # and there
        message = self._terms.call(visit.call, there, pairs)
        route = str(visit.route)
        return self._store.keep(visit.call.id, there, asked, message=message, route=route, destination=destination)

    def _destination(self, visit: Visit) -> str:
        said = visit.call.pairs.get("destination")
        if said is None and visit.call.address.word == "variation":
            parent = self._store.by_own(visit.call.text("candidate").rpartition("#")[0])
            said = parent.destination if parent is not None else None
        return str(said or self._terms.sounds)

    def _cancel(self, visit: Visit) -> None:
        request = self._store.by_own(visit.call.text("request"))
        if request is None:
            self._question(visit)
            return
        one = self._open.find(request.there)
        state = _ended_as(request) if one is None else "running" if one.running else "queued"
        self._tell(visit.route, answers.event(visit.call.id, "cancelling", request.own, state))
        if one is not None and request.state is State.KEPT:
            self._open.end(one, cancelled(request))
        elif one is not None:
            self._open.errands.add(Message("/foley/cancel", (request.there,)))

    def _imported(self, visit: Visit) -> None:
        own, index = visit.call.text("request"), visit.call.whole("index")
        request = self._store.by_own(own)
        if request is None:
            self._question(visit)
            return
        sound = next((one for one in self._store.sounds(request.number) if one.index == index), None)
        if sound is None:
            raise UnknownIdError(f"The request {own!r} has no candidate {index}: confirm one that was delivered.")
        if not sound.imported:
            self._store.imported(request.number, index, Message("/foley/imported", (request.there, index)))
            self._open.errands.go()
        self._tell(visit.route, answers.event(visit.call.id, "imported", own, index))

    def _subscribe(self, visit: Visit) -> None:
        call = visit.call
        there = Subscriptions.id_there(call.id, visit.route)
        seconds, events = float(call.pairs.get("seconds", SUBSCRIBED_S)), bool(call.pairs.get("events", 1))
        # Who takes leave is still to hear the answer to it.
        expires_s = time.monotonic() + max(seconds, HEARTBEAT_S)
        message = self._terms.call(call, there)
        self._subscriptions.note(
            Subscription(there, call.id, visit.route, message, events=events and seconds > 0, expires_s=expires_s)
        )
        if not self._send(message):
            name = str(call.pairs.get("client", ""))
            self._tell(visit.route, answers.event(call.id, "subscribed", seconds, name if seconds else ""))

    def _status(self, visit: Visit) -> None:
        if self._connected:
            self._question(visit)
            return
        away: dict[str, Argument] = {
            "version": self.sign.version,
            "pack": self.sign.pack,
            "adapter": "",
            "engine": "away",
            "device": "",
            "queued": len(self._open),
            "running": "",
            "stage": "",
            "fraction": 0.0,
            "left": answers.NO_ESTIMATE,
            "training": "",
            "memory": 0,
            "uptime": int(time.monotonic() - self._began_s),
            "sounds": str(self._terms.sounds),
        }
        self._tell(visit.route, answers.event_of_pairs(visit.call.id, "status", away))

    def _question(self, visit: Visit) -> None:
        """What only the server can answer, and only now."""
        self._questions += 1
        there = f"q{self._questions}"
        message = self._terms.call(visit.call, there)
        self._asked[there] = (visit.call.id, visit.route)
        while len(self._asked) > ASKED_MOST:
            self._asked.popitem(last=False)
        if not self._send(message):
            raise NotAvailableError(
                f"The server {self._server} cannot be reached just now: ask again later. Sounds can be asked for all "
                "the same, and are made when it is there again."
            )

    # What the server says beside the course of requests.

    def _heard_other(self, answer: Answer, message: Message) -> None:
        subscription = self._subscriptions.find(answer.id)
        if subscription is not None:
            self._pass_on(answer, message, subscription)
        elif answer.id in self._asked:
            own, route = self._asked[answer.id]
            self._tell(route, self._terms.answer(message, own))
        elif answer.word == "accepted":
            request = self._store.by_there(answer.id)
            if request is not None and _ended_as(request) == "cancelled":  # before the server had looked at its sound
                self._open.errands.add(Message("/foley/cancel", (request.there,)))

    def _pass_on(self, answer: Answer, message: Message, to: Subscription) -> None:
        """An event for who subscribed. What was delivered to this seat is told when its file is here."""
        request = self._store.by_there(str(answer.values.get("request", "")))
        if answer.word == "offered":
            self._offered(message, to, request)
        elif answer.word != "delivered" or request is None or self._terms.folders.here(str(answer.values["path"])):
            self._tell(to.route, self._terms.answer(message, to.own))

    def _offered(self, message: Message, to: Subscription, request: Request | None) -> None:
        """A sound that somebody sends to a host here, which is told when the file is here."""
        there, index, path = str(message.arguments[2]), int(message.arguments[3]), str(message.arguments[4])

        def came(file: Path) -> None:
            own = self._terms.answer(message, to.own).arguments
            self._tell(to.route, Message(EVENT, (*own[:4], str(file), *own[5:])))

        def failed(error: FoleyError) -> None:
            _log.warning("a sound that was sent to a host here does not come: %s", error)

        here = self._terms.folders.here(path)
        if here is None and request is not None:
            found = [one for one in self._store.sounds(request.number) if one.index == index]
            here = str(found[0].message.arguments[PATH_PLACE]) if found else None
        if here is not None:
            came(Path(here))
        else:
            self._fetcher.want(Wanted(there, index, path, str(self._terms.sounds), came, failed, by=(to.there,)))

    def _tell_subscribers(self, kind: str, *arguments: Argument) -> None:
        for one in self._subscriptions.all():
            if one.events:
                self._tell(one.route, answers.event(one.own, kind, *arguments))


def _ended_as(request: Request) -> str:
    """The state that a request which is not open any more ended in."""
    if request.last is None or request.last.address == "/foley/done":
        return "done"
    return "cancelled" if request.last.arguments[1] == CancelledError.code else "failed"
