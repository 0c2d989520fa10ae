"""Sends messages to wherever a route leads."""

import logging
from collections.abc import Sequence

from foley_bridge.osc.message import Message, OscError
from foley_bridge.transports.interface import Route, Transport

_log = logging.getLogger(__name__)


class Post:
    """All transports of a daemon behind one call."""

    def __init__(self, transports: Sequence[Transport]) -> None:
        self._transports = {one.kind: one for one in transports}

    def send(self, route: Route, message: Message) -> bool:
        """Send in the way that the route says; False where nobody is there (any more), or OSC cannot say it."""
        transport = self._transports.get(route.kind)
        try:
            return transport is not None and transport.send(route.place, message)
        except OscError as error:  # a path in another encoding, for one: no reason to end the thread that tells it
            _log.warning("%s cannot be told: %s", message.address, error)
            return False
