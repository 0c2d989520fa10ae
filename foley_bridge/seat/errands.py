"""Calls that must reach the server some time, such as imports: on the disk until it has answered them."""

import time
from collections.abc import Callable

from foley_bridge.osc.message import Message
from foley_bridge.protocol.answers import Answer
from foley_bridge.seat.records import Errand
from foley_bridge.seat.store import SeatStore
from foley_models.errors import BusyError, UnknownIdError

BUSY_S = 2.0


class Errands:
    """In the relay's turns. Said twice, such a call changes nothing, so each is said again on a new connection.

    `unknown` is called with a call whose request the server does not know.
    """

    def __init__(
        self, store: SeatStore, send: Callable[[Message], bool], *, unknown: Callable[[Message], None]
    ) -> None:
        self._store, self._send, self._unknown = store, send, unknown
        self._said: dict[int, Errand] = {}  # on this connection
        self._again_s = 0.0

    def add(self, message: Message) -> None:
        """Keep a call, and say it where that can be."""
        self._store.add_errand(message)
        self.go()

    def begin(self) -> None:
        """There is a new connection."""
        self._said.clear()
        self._again_s = 0.0
        self.go()

    def go(self) -> None:
        """Say what was not said on this connection."""
        for errand in self._store.errands():
            said = Message(errand.message.address, (f"e{errand.number}", *errand.message.arguments))
            if errand.number in self._said:
                continue
            if not self._send(said):  # there is no connection, or it takes no more for now
                self._again_s = time.monotonic() + BUSY_S
                return
            self._said[errand.number] = errand

    def turn(self) -> None:
        """Say again what the server, or the connection, had no room for."""
        if self._again_s and time.monotonic() >= self._again_s:
            self._again_s = 0.0
            self.go()

    def heard(self, answer: Answer) -> bool:
        """Take an answer in; False where it is none to these."""
        number = int(answer.id[1:]) if answer.id[:1] == "e" and answer.id[1:].isdigit() else 0
        if not number:
            return False
        errand = self._said.get(number)
        code = answer.values.get("code") if answer.address == "/foley/failed" else None
        if code == BusyError.code:
            self._said.pop(number, None)
            self._again_s = time.monotonic() + BUSY_S
            return True
        self._store.did(number)
        if code == UnknownIdError.code and errand is not None:
            self._unknown(errand.message)
        return True
