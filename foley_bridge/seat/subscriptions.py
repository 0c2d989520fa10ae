"""Who of this machine's hosts listens to the events of the server, also over a pulled cable."""

import hashlib
import time
from dataclasses import dataclass

from foley_bridge.osc.message import Message
from foley_bridge.transports.interface import Route
from foley_models.errors import BusyError

MOST = 32
SUBSCRIBED_S = 60.0


@dataclass(frozen=True)
class Subscription:
    """One host's, as the server has it under the id `there`."""

    there: str
    own: str
    route: Route
    message: Message
    events: bool
    expires_s: float  # on the monotonic clock


class Subscriptions:
    """For one thread at a time."""

    def __init__(self) -> None:
        self._all: dict[str, Subscription] = {}

    @staticmethod
    def id_there(own: str, route: Route) -> str:
        """The id at the server: the same for the same host, and no other one's."""
        return "s-" + hashlib.sha256(f"{route} {own}".encode()).hexdigest()[:24]

    def note(self, one: Subscription) -> None:
        """A host listens, goes on listening, or (at its expiry) no more. BusyError where too many do."""
        self._forget()
        if one.there not in self._all and len(self._all) >= MOST:
            raise BusyError(f"{MOST} hosts are subscribed already: wait until one ends.")
        self._all[one.there] = one

    def find(self, there: str) -> Subscription | None:
        """The subscription of that id at the server."""
        return self._all.get(there)

    def all(self) -> tuple[Subscription, ...]:
        """Those that have not expired."""
        self._forget()
        return tuple(self._all.values())

    def _forget(self) -> None:
        now_s = time.monotonic()
        self._all = {there: one for there, one in self._all.items() if one.expires_s > now_s}
