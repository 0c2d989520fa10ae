"""A window's surroundings with a running daemon, and hosts that are bare sockets."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_bridge.client import Client
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_ui.context import Context
from tests.bridge.daemon.served import Host
from tests.ui.window.surroundings import WAIT_MS, surroundings


@contextmanager
def connected_context(home: Path, qtbot: QtBot) -> Iterator[Context]:
    """A context whose own daemon runs, with the quick engine."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with surroundings(home, app) as context:
        context.bridge.start()
        qtbot.waitUntil(lambda: context.bridge.status is not None, timeout=WAIT_MS)
        yield context


class OpenHost:
    """A host that is open: it subscribes, hears offers, confirms them."""

    def __init__(self, context: Context, name: str, *, takes: int = 1) -> None:
        session = context.bridge.session
        assert session is not None
        self._token, self._socket, self.name = session.token, Host(session.port), name
        self._takes = takes
        self.subscribe()

    def __enter__(self) -> "OpenHost":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.__exit__()

    def subscribe(self, *, seconds: float = 60.0) -> Answer:
        """Say that it is there."""
        said: dict[str, Argument] = {"client": self.name, "takes": self._takes, "events": 0, "seconds": seconds}
        pairs = [part for pair in said.items() for part in pair]
        self._socket.send("/foley/subscribe", f"sub{len(self.name)}", "token", self._token, *pairs)
        return self._socket.answer()

    def offered(self) -> Answer:
        """The next sound that is sent to it."""
        answer = self._socket.answer()
        assert answer.word == "offered"
        return answer

    def confirm(self, offer: Answer) -> None:
        """It is on the timeline."""
        said = (offer.values["request"], offer.values["index"])
        self._socket.send("/foley/imported", "m1", *said, "token", self._token)


def made(context: Context, id_: str) -> None:
    """One sound."""
    session = context.bridge.session
    assert session is not None
    with Client(session) as client:
        for _ in client.generate("a door slams", seconds=0.5, count=1, request_id=id_):
            pass
