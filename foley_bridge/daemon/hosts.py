"""Which hosts are connected, and what was sent to them and not taken yet."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from foley_bridge.transports.interface import Route
from foley_models.errors import BusyError, NotAvailableError

MOST_HOSTS = 64
MOST_OFFERS = 64  # to one host
OFFER_KEPT_S = 600.0  # for a host that does not confirm; then it has to be sent again
NAMED_MOST = 8  # in a sentence


@dataclass(frozen=True)
class Offer:
    """A candidate that was sent to a host; request and index are its name."""

    request: str
    index: int
    path: str
    prompt: str
    seconds: float
    score: float  # NaN where the pack cannot rank
    rank: int
    seed: int
    sent_s: float = 0.0  # on the monotonic clock

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from all others."""
        return self.request, self.index


@dataclass(frozen=True)
class ConnectedHost:
    """A host under the name that people see; one that is gone is remembered while something waits for it."""

    name: str
    asked: str  # the name that it gave itself
    id: str  # of its subscription: what is told to it bears it
    route: Route
    takes: bool
    heard_s: float  # on the monotonic clock
    expires_s: float
    offers: tuple[Offer, ...] = ()


class Hosts:
    """Bounded, thread-safe; who does not subscribe again is gone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._all: dict[str, ConnectedHost] = {}
        self._told: frozenset[tuple[str, bool, int]] = frozenset()

    def greet(self, subscription: str, route: Route, *, name: str, takes: bool, seconds: float) -> ConnectedHost:
        """A host is there for so long; with the offers that it has not confirmed, also those of its earlier run.

        Where another host has the name, it is known by the next one that is free. BusyError where there are too many.
        """
        now_s = self._clock()
        with self._lock:
            self._forget(now_s)
            old = self._same(subscription, route, name)
            others = {key: one for key, one in self._all.items() if one is not old}
            shown = _free(name, {key for key, one in others.items() if one.expires_s > now_s})
            gone = others.pop(shown, None)
            if old is None and gone is None and len(others) >= MOST_HOSTS:
                raise BusyError(f"{MOST_HOSTS} hosts are connected already: close one.")
            kept = _merged(one.offers for one in (gone, old) if one is not None)
            host = ConnectedHost(shown, name, subscription, route, takes, now_s, now_s + seconds, kept if takes else ())
            self._all = {**others, shown: host}
            return host

    def leave(self, subscription: str, route: Route) -> None:
        """A host says that it goes; what it has not taken waits for it."""
        now_s = self._clock()
        with self._lock:
            for key, one in self._all.items():
                if (one.id, one.route) == (subscription, route):
                    self._all[key] = replace(one, expires_s=now_s)

    def connected(self) -> tuple[ConnectedHost, ...]:
        """Those that are there, by name."""
        now_s = self._clock()
        with self._lock:
            self._forget(now_s)
            return tuple(one for _, one in sorted(self._all.items()) if one.expires_s > now_s)

    def name_at(self, route: Route) -> str:
        """The name of the host that is there by this route; "" where none has told one."""
        now_s = self._clock()
        with self._lock:
            there = (one.name for one in self._all.values() if one.route == route and one.expires_s > now_s)
            return next(there, "")

    def offer(self, name: str, offer: Offer) -> ConnectedHost:
        """Note that something is sent to a host. NotAvailableError where it is gone or takes nothing, BusyError."""
        now_s = self._clock()
        with self._lock:
            self._forget(now_s)
            there = {key: one for key, one in self._all.items() if one.expires_s > now_s}
            host = there.get(name)
            if host is None or not host.takes:
                raise NotAvailableError(_why_not(name, there.values(), known=host is not None))
            others = tuple(one for one in host.offers if one.key != offer.key)
            if len(others) >= MOST_OFFERS:
                raise BusyError(f"{name} has {MOST_OFFERS} sounds to take already: send it when it took some.")
            self._all[name] = replace(host, offers=(*others, replace(offer, sent_s=now_s)))
            return self._all[name]

    def lose(self, name: str, offer: Offer) -> None:
        """It turned out that nobody is there: the host is gone, and this is not sent."""
        with self._lock:
            host = self._all.get(name)
            if host is not None:
                left = tuple(one for one in host.offers if one.key != offer.key)
                self._all[name] = replace(host, offers=left, expires_s=self._clock())

    def take(self, route: Route, request: str, index: int) -> None:
        """Who is reached by this route confirmed a candidate: it waits for it no more."""
        with self._lock:
            for key, one in self._all.items():
                if one.route == route:
                    left = tuple(offer for offer in one.offers if offer.key != (request, index))
                    self._all[key] = replace(one, offers=left)

    def changed(self) -> bool:
        """Whether another set of hosts is there, or another number waits for one, than at the last call."""
        now = frozenset((one.name, one.takes, len(one.offers)) for one in self.connected())
        with self._lock:
            before, self._told = self._told, now
        return now != before

    def _same(self, subscription: str, route: Route, name: str) -> ConnectedHost | None:
        """The same host as before: by the same way, or after a restart with the same id and name."""
        mine = [one for one in self._all.values() if one.id == subscription]
        by_way = next((one for one in mine if one.route == route), None)
        return by_way or next((one for one in mine if one.asked == name), None)

    def _forget(self, now_s: float) -> None:
        kept: dict[str, ConnectedHost] = {}
        for key, one in self._all.items():
            fresh = tuple(offer for offer in one.offers if now_s - offer.sent_s < OFFER_KEPT_S)
            if fresh or one.expires_s > now_s:
                kept[key] = replace(one, offers=fresh)
        self._all = kept


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    return next(tried for number in range(2, MOST_HOSTS + 3) if (tried := f"{name} ({number})") not in taken)


def _merged(several: Iterable[tuple[Offer, ...]]) -> tuple[Offer, ...]:
    found = {offer.key: offer for offers in several for offer in offers}
    return tuple(sorted(found.values(), key=lambda one: one.sent_s))[-MOST_OFFERS:]


def _why_not(name: str, there: Iterable[ConnectedHost], *, known: bool) -> str:
    takers = [repr(one.name) for one in there if one.takes]
    who = f"connected are {', '.join(takers[:NAMED_MOST])}" if takers else "no host that takes sounds is connected"
    what = "takes no sounds" if known else "is not connected: open it and let it listen"
    return f"The host {name!r} {what}; {who}."
