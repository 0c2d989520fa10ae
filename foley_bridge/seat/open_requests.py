"""Requests on their way to the server and back: sent in the order they were asked, told in the order they come.

What a host is told of one request keeps the server's order: a candidate waits until its file is here, and what came
behind it waits with it. All of it can be forgotten at any time, since the server says everything again of a request
that is sent again.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol import answers
from foley_bridge.protocol.answers import Answer, read_answer
from foley_bridge.seat.errands import Errands
from foley_bridge.seat.fetching import Fetcher, NotSentError, Wanted
from foley_bridge.seat.records import Request, Sound, State
from foley_bridge.seat.store import SeatStore
from foley_bridge.seat.terms import Terms
from foley_bridge.transports.interface import Route
from foley_models.errors import BusyError, FoleyError

BUSY_S = 2.0  # until a full queue is tried again
PATH_PLACE, RANK_PLACE = 5, 2  # in /foley/candidate, behind the id
_LAST = ("/foley/done", "/foley/failed")


@dataclass
class Open:
    """A request that is not at its end."""

    request: Request
    waiting: deque[Message] = field(default_factory=deque)  # that its host was not told yet
    told: dict[int, int] = field(default_factory=dict)  # index -> rank, as its host was told
    missing: dict[int, str] = field(default_factory=dict)  # index -> why the server could not send it
    running: bool = False

    @property
    def route(self) -> Route:
        """Where its answers go."""
        return Route.parse(self.request.route)


class OpenRequests:
    """In the relay's turns."""

    def __init__(
        self,
        store: SeatStore,
        terms: Terms,
        fetcher: Fetcher,
        *,
        send: Callable[[Message], bool],
        tell: Callable[[Route, Message], bool],
        tell_all: Callable[..., None],
    ) -> None:
        self._store, self._terms, self._fetcher = store, terms, fetcher
        self._send, self._tell, self._tell_all = send, tell, tell_all
        self.errands = Errands(store, send, unknown=self._unknown_there)
        self._open = {one.there: Open(one) for one in store.open()}
        self._line: deque[str] = deque(self._open)  # what is to be sent, by the id there
        self._awaited = ""  # the one of them whose first answer has not come
        self._connected = False
        self._again_s = 0.0  # where the server's queue, or what waits on the connection, was full

    def __len__(self) -> int:
        return len(self._open)

    def find(self, there: str) -> Open | None:
        """The open request of that id at the server."""
        return self._open.get(there)

    def full(self, most: int) -> bool:
        """Whether no more can be taken: too many wait here, or the server's queue is full and some wait for it."""
        return len(self._line) >= most or bool(self._again_s and self._line)

    def add(self, request: Request) -> None:
        """Take in a new request, which is on the disk."""
        self._open[request.there] = Open(request)
        self._line.append(request.there)
        if not self._connected:
            self._accept(self._open[request.there])
        self._go()

    def repeat(self, request: Request) -> None:
        """Say again where a request stands, as far as it is known here; and let the server say what it knows."""
        one = self._open.get(request.there)
        if one is not None:
            one.request = request
            if not self._connected:
                self._accept(one)
            elif request.there not in (*self._line, self._awaited):
                self._line.append(request.there)
        sounds = self._store.sounds(request.number)
        for sound in sorted(sounds, key=lambda one: int(one.message.arguments[RANK_PLACE])):
            if not sound.imported:
                self._tell(Route.parse(request.route), sound.message)
        if request.last is not None:
            self._tell(Route.parse(request.route), request.last)
        self._go()

    def end(self, one: Open, last: Message) -> None:
        """Say the last word of a request, and forget what is only needed before it."""
        self._store.end(one.request.number, last)
        self._drop(one)
        self._tell(one.route, last)
        self._go()

    def begin(self) -> None:
        """There is a new connection: all are sent again, and the server says where they stand."""
        self._connected, self._awaited, self._again_s = True, "", 0.0
        self._line = deque(self._open)
        self.errands.begin()
        self._go()

    def lost(self) -> None:
        """The connection is gone. A host that was told nothing yet is told that its request is on this disk."""
        self._connected, self._awaited = False, ""
        self._line = deque(self._open)
        self._fetcher.lost()
        for one in self._open.values():
            one.waiting.clear()
            one.missing.clear()
            if not one.request.told:
                self._accept(one)

    def turn(self) -> None:
        """What time alone brings."""
        self._fetcher.turn()
        self.errands.turn()
        if self._again_s and time.monotonic() >= self._again_s:
            self._again_s = 0.0
            self._go()

    def heard(self, one: Open, answer: Answer, message: Message) -> None:
        """Take in what the server says of a request."""
        if answer.id == self._awaited:
            self._awaited = ""
        refused = answer.address == "/foley/failed" and (
            not one.request.told or answer.values["code"] == BusyError.code
        )
        if refused:
            self._refused(one, message)
        elif answer.address in ("/foley/candidate", "/foley/ranking", *_LAST):
            one.waiting.append(message)
            self._go_on(one)
        else:
            self._heard_on_the_way(one, answer, message)
        self._go()

    def _heard_on_the_way(self, one: Open, answer: Answer, message: Message) -> None:
        if answer.word == "accepted" and not one.request.told:
            self._store.told(one.request.number)
            one.request = replace(one.request, told=True)
        one.running = one.running or answer.word == "progress"
        self._tell(one.route, self._terms.answer(message, one.request.own))

    def _accept(self, one: Open) -> None:
        """Without the server: the request is on this disk, and will be sent and answered."""
        self._store.told(one.request.number)
        one.request = replace(one.request, told=True)
        self._tell(one.route, answers.accepted(one.request.own, self._store.kept_before(one.request.number)))

    def _refused(self, one: Open, message: Message) -> None:
        """Tell a host that was told nothing so far, and free its id; else the queue is full, which is waited for."""
        if one.request.told:
            self._put_off(one)
            return
        self._store.forget(one.request.number)
        self._drop(one)
        self._tell(one.route, self._terms.answer(message, one.request.own))

    def _put_off(self, one: Open) -> None:
        self._line.appendleft(one.request.there)
        self._again_s = time.monotonic() + BUSY_S

    def _drop(self, one: Open) -> None:
        there = one.request.there
        self._open.pop(there, None)
        self._line = deque(other for other in self._line if other != there)
        self._awaited = "" if self._awaited == there else self._awaited
        one.waiting.clear()
        self._fetcher.give_up(there)

    def _go(self) -> None:
        """Send the next of the line: one at a time, so that they are accepted in the order they were asked."""
        while self._connected and not self._awaited and not self._again_s and self._line:
            one = self._open.get(self._line.popleft())
            if one is not None:
                self._store.sending(one.request.number)
                one.request = replace(one.request, state=State.SENT)
                if self._send(one.request.message):
                    self._awaited = one.request.there
                else:  # the connection takes no more for now
                    self._put_off(one)

    def _go_on(self, one: Open) -> None:
        """Tell a host what waits for it, up to the first sound whose file is not here yet."""
        while one.waiting:
            message = one.waiting[0]
            answer = read_answer(message)
            if answer.address in _LAST:
                self.end(one, self._last_word(one, answer, message))
                return
            if answer.address == "/foley/candidate" and not self._told_sound(one, answer, message):
                return
            if answer.address == "/foley/ranking":
                self._rank(one, answer)
                self._tell(one.route, self._terms.answer(message, one.request.own))
            one.waiting.popleft()

    def _told_sound(self, one: Open, answer: Answer, message: Message) -> bool:
        """Whether a candidate's file is here and its host was told, or it never comes; else it is fetched."""
        index, path = int(answer.values["index"]), str(answer.values["path"])
        known = next((sound for sound in self._store.sounds(one.request.number) if sound.index == index), None)
        here = self._terms.folders.here(path) if known is None else str(known.message.arguments[PATH_PLACE])
        if here is not None:
            self._deliver(one, message, here, known=known)
        elif index not in one.missing:
            self._want(one, index, path, message=message)
            return False
        return True

    def _want(self, one: Open, index: int, path: str, *, message: Message) -> None:
        def came(file: Path) -> None:
            self._deliver(one, message, str(file), known=None)
            one.waiting.popleft()
            self._go_on(one)

        def failed(error: FoleyError) -> None:
            if isinstance(error, NotSentError):
                one.missing[index] = str(error)
                self._go_on(one)
                return
            # A fault of this machine's disk ends a request, as it would end one of a daemon here.
            self.errands.add(Message("/foley/cancel", (one.request.there,)))
            self.end(one, answers.failed(one.request.own, error.code, str(error)))

        destination = one.request.destination or str(self._terms.sounds)
        self._fetcher.want(Wanted(one.request.there, index, path, destination, came, failed))

    def _deliver(self, one: Open, message: Message, path: str, *, known: Sound | None) -> None:
        own, arguments = one.request.own, message.arguments
        index, rank = int(arguments[1]), int(arguments[RANK_PLACE])
        mine = Message(message.address, (own, *arguments[1:PATH_PLACE], path, *arguments[PATH_PLACE + 1 :]))
        if known is None or known.message != mine:
            self._store.came(one.request.number, Sound(index, mine))
        if one.told.get(index) != rank and not (known is not None and known.imported):
            self._tell(one.route, mine)
        if known is None and self._terms.folders.here(str(arguments[PATH_PLACE])) is None:
            self._tell_all("delivered", own, index, path)
        one.told[index] = rank

    def _rank(self, one: Open, answer: Answer) -> None:
        ranks: dict[int, Argument] = {int(index): rank for rank, index in enumerate(answer.rest, start=1)}
        for sound in self._store.sounds(one.request.number):
            rank = ranks.get(sound.index, sound.message.arguments[RANK_PLACE])
            if rank != sound.message.arguments[RANK_PLACE]:
                before, after = sound.message.arguments[:RANK_PLACE], sound.message.arguments[RANK_PLACE + 1 :]
                told = Message(sound.message.address, (*before, rank, *after))
                self._store.came(one.request.number, Sound(sound.index, told))
                one.told[sound.index] = int(rank)

    def _last_word(self, one: Open, answer: Answer, message: Message) -> Message:
        if answer.word != "done" or not one.missing:
            return self._terms.answer(message, one.request.own)
        why = " ".join(dict.fromkeys(one.missing.values()))
        text = f"{answer.values['text']} {len(one.missing)} could not be fetched from the server: {why}".strip()
        delivered = int(answer.values["delivered"]) - len(one.missing)
        return answers.done(one.request.own, delivered, int(answer.values["rejected"]), text=text)

    def _unknown_there(self, errand: Message) -> None:
        """The server does not know what was to be cancelled: it never had it, so nothing is left to be stopped."""
        one = self._open.get(str(errand.arguments[0]))
        if errand.address == "/foley/cancel" and one is not None:
            self.end(one, cancelled(one.request))


def cancelled(request: Request) -> Message:
    """The last word of a request that the server never had."""
    return answers.failed(request.own, "cancelled", "Cancelled before the server had it.")
