"""The daemon as the windows see it: signals for what it tells, calls whose answers come back into Qt's thread."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from foley_bridge.client import Client
from foley_bridge.daemon.session import Session
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_models.errors import FoleyError
from foley_ui.link.crossing import Crossing
from foley_ui.link.host import NAME, Host
from foley_ui.link.listener import Listener
from foley_ui.link.told import Status, Told
from foley_ui.link.work import Task, Work

CALL_THREADS = 3  # a daemon that is silent must not keep files from being read: its calls have threads of their own

T = TypeVar("T")
Answered = Callable[[Answer], None]
AnsweredAll = Callable[[tuple[Answer, ...]], None]
Failed = Callable[[FoleyError], None]


class Bridge(QObject):
    """Lives in Qt's thread; `start` once, `close` at the end."""

    status_changed = Signal(object)  # Status
    told = Signal(object)  # Told
    reached = Signal(bool, str)  # whether the daemon answers; if not, the sentence why

    def __init__(
        self, host: Host, crossing: Crossing, complain: Callable[[str], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._host = host
        self._crossing = crossing
        self._calls = Work(crossing, complain, threads=CALL_THREADS, name="calls")
        self._listener = Listener(host, self)
        self._status: Status | None = None
        self._reached = (False, "")

    @property
    def status(self) -> Status | None:
        """The newest; None while the daemon is not there."""
        return self._status

    @property
    def trouble(self) -> str:
        """Why the daemon cannot be reached; "" where it can, or where that is not known yet."""
        return self._reached[1]

    @property
    def hosting(self) -> bool:
        """Whether the daemon is this process's own."""
        return self._host.hosting

    @property
    def session(self) -> Session | None:
        """Port and token of the daemon."""
        return self._host.session

    def start(self) -> None:
        """Find or start the daemon, and listen; returns at once."""
        self._listener.start()

    def close(self) -> None:
        """End the listening, and the daemon where it is our own."""
        self._listener.close()
        self._calls.close()
        self._host.close()

    def call(
        self,
        address: str,
        *arguments: Argument,
        owner: QObject,
        pairs: Mapping[str, Argument] | None = None,
        request_id: str | None = None,
        done: Answered | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Send a call, and hand on its first answer."""

        def ask(_: Task) -> Answer:
            with self._client() as client:
                return next(client.call(address, *arguments, pairs=pairs, request_id=request_id))

        return self._calls.run(ask, owner=owner, done=done, failed=failed)

    def collect(
        self,
        address: str,
        *arguments: Argument,
        last: str,
        owner: QObject,
        pairs: Mapping[str, Argument] | None = None,
        request_id: str | None = None,
        done: AnsweredAll | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Send a call, and hand on its answers up to the one whose word (or event kind) is `last`, that included."""

        def ask(task: Task) -> tuple[Answer, ...]:
            heard: list[Answer] = []
            with self._client() as client:
                for answer in client.call(address, *arguments, pairs=pairs, request_id=request_id):
                    task.check()
                    heard.append(answer)
                    if answer.word == last:
                        break
            return tuple(heard)

        return self._calls.run(ask, owner=owner, done=done, failed=failed)

    def visit(
        self,
        do: Callable[[Client], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> Task:
        """Let `do` ask the daemon in a worker, by a client of its own, and hand on what it returns."""

        def ask(_: Task) -> T:
            with self._client() as client:
                return do(client)

        return self._calls.run(ask, owner=owner, done=done, failed=failed)

    def client(self) -> Client:
        """For long work in a thread of its own, never for Qt's: it waits for the daemon. Whoever has it closes it."""
        return self._client()

    def restart(
        self, *, owner: QObject, done: Callable[[None], None] | None = None, failed: Failed | None = None
    ) -> Task:
        """Let the daemon begin anew with the settings as they are now; its queue goes on."""
        return self._calls.run(lambda _: self._host.restart(), owner=owner, done=done, failed=failed)

    def on_status(self, status: Status) -> None:
        """From the listener's thread."""
        self._crossing.post(lambda: self._take_status(status))

    def on_told(self, told: Told) -> None:
        """From the listener's thread."""
        self._crossing.post(lambda: self.told.emit(told))

    def on_reached(self, *, reached: bool, sentence: str) -> None:
        """From the listener's thread."""
        self._crossing.post(lambda: self._take_reached(reached=reached, sentence=sentence))

    def _client(self) -> Client:
        return Client(self._host.await_session(), name=NAME)

    def _take_status(self, status: Status) -> None:
        self._status = status
        self.status_changed.emit(status)

    def _take_reached(self, *, reached: bool, sentence: str) -> None:
        if not reached:
            self._status = None
        if (reached, sentence) != self._reached:
            self._reached = (reached, sentence)
            self.reached.emit(reached, sentence)
