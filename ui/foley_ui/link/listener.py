"""Hears all that the daemon tells its subscribers, and asks it how it stands; in a thread of its own."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from foley_bridge.client import Client
from foley_bridge.protocol.answers import Answer
from foley_models.errors import FoleyError
from foley_ui.link.host import Host
from foley_ui.link.told import Status, Told

SUBSCRIBED_S = 60.0
RENEW_S = 20.0
STATUS_BUSY_S = 0.25
STATUS_IDLE_S = 5.0
SILENCE_S = 12.0  # heartbeats come every five seconds: two of them were missed
RETRY_S = 1.0
_CLOSE_WAIT_S = 2.0
_TELLING = frozenset({"status", "subscribed", "pong"})  # answers to the listener itself, no news
# After these the daemon's state is another, and nobody should wait for the next turn to see it.
_CHANGING = frozenset(
    {"queued", "started", "finished", "failed", "trained", "paused", "resumed", "decided", "pack-changed"}
)


class Ears(Protocol):
    """Who is told; all of it in the listener's thread."""

    def on_status(self, status: Status) -> None:
        """How the daemon stands."""
        ...

    def on_told(self, told: Told) -> None:
        """Something happened."""
        ...

    def on_reached(self, *, reached: bool, sentence: str) -> None:
        """The daemon answers, or why it does not."""
        ...


class Listener:
    """Keeps a subscription as long as it lives; starts or finds the daemon again when it falls silent."""

    def __init__(self, host: Host, ears: Ears) -> None:
        self._host = host
        self._ears = ears
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="foley-ui-listener", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End; waits a little for its thread."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join(_CLOSE_WAIT_S)

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                with self._host.ensure() as client:
                    self._ears.on_reached(reached=True, sentence="")
                    _Hearing(client, self._ears, lambda: self._is_over(client)).hear()
            except FoleyError as error:
                self._ears.on_reached(reached=False, sentence=str(error))
                self._closed.wait(RETRY_S)

    def _is_over(self, client: Client) -> bool:
        """Whether this client is of no more use: the daemon it talked to was ended on purpose, or all is closing."""
        return self._closed.is_set() or self._host.session != client.session


class _Hearing:
    """One connection, until the daemon falls silent or it is over."""

    def __init__(self, client: Client, ears: Ears, over: Callable[[], bool]) -> None:
        self._client = client
        self._ears = ears
        self._over = over
        self._status = Status()
        self._renewed_s = self._asked_s = -RENEW_S
        self._heard_s = time.monotonic()

    def hear(self) -> None:
        while not self._over() and time.monotonic() - self._heard_s < SILENCE_S:
            self._keep_up()
            answer = self._client.receive(STATUS_BUSY_S / 2)
            if answer is not None:
                self._heard_s = time.monotonic()
                self._pass_on(answer)

    def _keep_up(self) -> None:
        now_s = time.monotonic()
        if now_s - self._renewed_s >= RENEW_S:
            self._renewed_s = now_s
            self._client.tell("/foley/subscribe", pairs={"seconds": SUBSCRIBED_S})
        if now_s - self._asked_s >= (STATUS_BUSY_S if self._status.at_work else STATUS_IDLE_S):
            self._ask()

    def _ask(self) -> None:
        self._asked_s = time.monotonic()
        self._client.tell("/foley/status")

    def _pass_on(self, answer: Answer) -> None:
        if answer.word == "status":
            self._status = Status.of(answer)
            self._ears.on_status(self._status)
        elif answer.address == "/foley/event" and answer.word not in _TELLING:
            values = {name: value for name, value in answer.values.items() if name != "kind"}
            self._ears.on_told(Told(answer.word, str(values.get("request", "")), values))
            if answer.word in _CHANGING:
                self._ask()
