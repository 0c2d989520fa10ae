"""Sends messages to wherever a route leads."""

from collections.abc import Sequence

from foley_bridge.osc.message import Message
from foley_bridge.transports.interface import Route, Transport


class Post:
    """All transports of a daemon behind one call."""

    def __init__(self, transports: Sequence[Transport]) -> None:
        self._transports = {one.kind: one for one in transports}

    def send(self, route: Route, message: Message) -> bool:
        """Send in the way that the route says; False where nobody is there (any more)."""
        transport = self._transports.get(route.kind)
        return transport is not None and transport.send(route.place, message)
