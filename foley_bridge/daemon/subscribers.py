"""Who asked for the events of all requests, and for how long."""

import threading
import time
from dataclasses import dataclass

from foley_bridge.daemon.post import Post
from foley_bridge.osc.message import Argument
from foley_bridge.protocol import answers
from foley_bridge.transports.interface import Route
from foley_models.errors import BusyError

MOST_SUBSCRIBERS = 64


@dataclass(frozen=True)
class Subscription:
    """One subscriber: the id it gave is the id of all its events."""

    id: str
    route: Route
    expires_s: float  # on the monotonic clock


class Subscribers:
    """Bounded, thread-safe; who does not renew is forgotten."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._all: dict[tuple[str, str], Subscription] = {}

    def add(self, request_id: str, route: Route, *, seconds: float) -> None:
        """Add or renew; 0 seconds ends it. BusyError where there are too many."""
        key = (request_id, str(route))
        with self._lock:
            self._forget_expired()
            if seconds <= 0:
                self._all.pop(key, None)
            elif key not in self._all and len(self._all) >= MOST_SUBSCRIBERS:
                raise BusyError(f"{MOST_SUBSCRIBERS} hosts are subscribed already: wait until one ends.")
            else:
                self._all[key] = Subscription(request_id, route, time.monotonic() + seconds)

    def tell(self, kind: str, *arguments: Argument) -> None:
        """Send an event to all of them; who is not there any more is forgotten."""
        with self._lock:
            self._forget_expired()
            there = list(self._all.items())
        for key, one in there:
            if not self._post.send(one.route, answers.event(one.id, kind, *arguments)):
                with self._lock:
                    self._all.pop(key, None)

    def __len__(self) -> int:
        return len(self._all)

    def _forget_expired(self) -> None:
        now_s = time.monotonic()
        self._all = {key: one for key, one in self._all.items() if one.expires_s > now_s}
