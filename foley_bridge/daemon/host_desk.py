"""Does what concerns connected hosts: who listens, who is there, what is sent to whom, what they took."""

import math
import time
from pathlib import Path

from foley_bridge.daemon.hosts import ConnectedHost, Hosts, Offer
from foley_bridge.daemon.inbox import Visit
from foley_bridge.daemon.post import Post
from foley_bridge.daemon.subscribers import Subscribers
from foley_bridge.journal.journal import Journal
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol import answers
from foley_bridge.protocol.order import Order
from foley_bridge.transports.interface import Route
from foley_models.errors import NotAvailableError, RequestError, UnknownIdError

SUBSCRIBED_S = 60.0
SUBSCRIBED_MOST_S = 3600.0
NAME_MOST_CHARACTERS = 128


class HostDesk:
    """In the dispatcher's thread."""

    def __init__(self, journal: Journal, post: Post, subscribers: Subscribers) -> None:
        self._journal, self._post, self._subscribers = journal, post, subscribers
        self._hosts = Hosts()

    def subscribe(self, visit: Visit) -> None:
        """Note who listens to what; a host that takes sounds is told what waits for it."""
        seconds = _seconds(visit)
        name, takes = _name(visit), bool(_switch(visit, "takes", default=0))
        if takes and not name:
            raise RequestError("takes is 1 without client: say by which name people know the host.")
        listens = bool(_switch(visit, "events", default=1))
        self._subscribers.add(visit.call.id, visit.route, seconds=seconds if listens else 0.0)
        host = None
        if seconds and name:
            host = self._hosts.greet(visit.call.id, visit.route, name=name, takes=takes, seconds=seconds)
        else:
            self._hosts.leave(visit.call.id, visit.route)
        self._answer(visit, "subscribed", seconds, host.name if host is not None else "")
        if host is not None:
            for offer in host.offers:
                self._tell(host, offer)
        self.beat()

    def hosts(self, visit: Visit) -> None:
        """Say who is connected."""
        connected = self._hosts.connected()
        now_s = time.monotonic()
        for one in connected:
            values: dict[str, Argument] = {
                "name": one.name,
                "transport": one.route.kind,
                "heard": max(0.0, now_s - one.heard_s),
                "takes": int(one.takes),
                "waiting": self._journal.open_by(str(one.route)),
                "offers": len(one.offers),
            }
            self._post.send(visit.route, answers.event_of_pairs(visit.call.id, "host", values))
        self._answer(visit, "hosts", len(connected))

    def name_at(self, route: Route) -> str:
        """The name of the host that is there by this route; "" where none has told one."""
        return self._hosts.name_at(route)

    def offer(self, visit: Visit) -> None:
        """Send a candidate to a host. NotAvailableError where it is gone, UnknownIdError where there is no such one."""
        offer = self._offer_of(visit.call.text("request"), visit.call.whole("index"))
        host = self._hosts.offer(visit.call.text("host"), offer)
        if not self._tell(host, offer):
            self._hosts.lose(host.name, offer)
            self.beat()
            raise NotAvailableError(f"The host {host.name!r} is gone: open it and let it listen, then send it again.")
        self._post.send(visit.route, _offered(visit.call.id, offer, host=host.name))
        self.beat()

    def imported(self, visit: Visit) -> None:
        """A host has a candidate on its timeline."""
        request, index = visit.call.text("request"), visit.call.whole("index")
        first = self._journal.imported(request, index)
        self._answer(visit, "imported", request, index)
        if first:
            self._subscribers.tell("imported", request, index)
        self._hosts.take(visit.route, request, index)
        self.beat()

    def beat(self) -> None:
        """Tell subscribers where somebody came or went; also from time to time, since hosts go without a word."""
        if self._hosts.changed():
            self._subscribers.tell("hosts-changed")

    def _offer_of(self, request: str, index: int) -> Offer:
        found = [one for one in self._journal.candidates(request) if one.index == index and one.published]
        if not found:
            raise UnknownIdError(f"The request {request!r} has no candidate {index}: send one that was delivered.")
        if not Path(found[0].path).is_file():
            raise NotAvailableError(f"The file {found[0].path} is not there any more: make the sound again.")
        asked = Order.from_json(self._journal.job(request).order).request
        one, words = found[0], (asked.prompt, asked.seconds)
        return Offer(request, index, one.path, *words, score=one.score, rank=one.rank, seed=one.seed)

    def _tell(self, host: ConnectedHost, offer: Offer) -> bool:
        return self._post.send(host.route, _offered(host.id, offer, host=host.name))

    def _answer(self, visit: Visit, kind: str, *arguments: Argument) -> None:
        self._post.send(visit.route, answers.event(visit.call.id, kind, *arguments))


def _offered(message_id: str, offer: Offer, *, host: str) -> Message:
    score = answers.NO_SCORE if math.isnan(offer.score) else float(offer.score)
    facts = (offer.path, offer.prompt, float(offer.seconds), score, offer.rank, offer.seed)
    return answers.event(message_id, "offered", offer.request, offer.index, *facts, host)


def _seconds(visit: Visit) -> float:
    seconds = float(visit.call.pairs.get("seconds", SUBSCRIBED_S))
    if seconds and not 1.0 <= seconds <= SUBSCRIBED_MOST_S:
        raise RequestError(f"seconds is {seconds:g}: choose 1 to {SUBSCRIBED_MOST_S:g}, or 0 to end it.")
    return seconds


def _name(visit: Visit) -> str:
    name = str(visit.call.pairs.get("client", "")).strip()
    if len(name) > NAME_MOST_CHARACTERS:
        raise RequestError(f"client has {len(name)} characters: at most {NAME_MOST_CHARACTERS} are allowed.")
    return name


def _switch(visit: Visit, name: str, *, default: int) -> int:
    value = int(visit.call.pairs.get(name, default))
    if value not in (0, 1):
        raise RequestError(f"{name} is {value}: it must be 0 or 1.")
    return value
