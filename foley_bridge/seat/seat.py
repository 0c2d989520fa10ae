"""A seat: what looks like a daemon to the hosts of this machine, put together with the connection to its server."""

import logging
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from foley_bridge.daemon.door import Door
from foley_bridge.daemon.inbox import Inbox
from foley_bridge.daemon.instance import single_instance
from foley_bridge.daemon.pings import Pings
from foley_bridge.daemon.post import Post
from foley_bridge.daemon.session import Session, load_token, remove_session, write_session
from foley_bridge.folders import Folders, make_private
from foley_bridge.logs import Throttle
from foley_bridge.osc.message import Message
from foley_bridge.seat.fetching import Fetcher
from foley_bridge.seat.link import SILENCE_MOST_S, Link, Server
from foley_bridge.seat.names import new_mark, seat_name
from foley_bridge.seat.paths import SharedFolder, SharedFolders
from foley_bridge.seat.relay import Relay
from foley_bridge.seat.store import SeatStore
from foley_bridge.seat.terms import Terms
from foley_bridge.settings import Settings
from foley_bridge.transports.interface import Transport
from foley_bridge.transports.spool import SpoolTransport
from foley_bridge.transports.udp import UdpTransport
from foley_bridge.version import program_version

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """Which server a seat belongs to: its token, the seat's name for people, and the folders that both see."""

    server: Server
    token: str
    name: str = ""
    shared: Sequence[SharedFolder] = ()
    silence_s: float = SILENCE_MOST_S  # behind which the cable is taken for pulled


class Seat:
    """Serves from `start` to `close`; a context manager that does both.

    In the place of a daemon: the lock, the session file and the spool folder are a daemon's, so hosts find it as they
    find one, and of the two only one runs. `on_state` is told in one line when the connection comes or goes.
    """

    def __init__(
        self, place: Place, settings: Settings, folders: Folders, *, on_state: Callable[[str], None] = lambda _: None
    ) -> None:
        self._place, self._settings = place, settings
        self._folders = settings.with_folders(folders)
        self._on_state = on_state
        self._open = ExitStack()
        self._closed = threading.Event()
        self.name = ""  # with which it takes its turn at the server

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def start(self) -> Session:
        """Take the lock, open everything, and connect as soon as that can be.

        AlreadyRunningError where a daemon or a seat of this user runs; DestinationError, DiskFullError, SeatError,
        NotAvailableError where folder, file or port cannot be had. Nothing stays open then.
        """
        try:
            return self._start()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop listening; what is open is kept for the next start. May be called twice."""
        self._closed.set()
        self._open.close()

    def _start(self) -> Session:
        folders = self._folders
        for folder in (folders.state, folders.spool, folders.logs):
            make_private(folder)
        self._open.enter_context(single_instance(folders.lock_file))
        store = self._open.enter_context(SeatStore(folders.state / "seat.sqlite3"))
        if store.set_aside:
            _log.error("%s", store.set_aside)
        store.trim()
        token = load_token(folders)
        transports = self._transports(token)
        post, inbox = Post(transports), Inbox()
        self._serve(store, post, inbox, transports=transports, token=token)
        port = transports[0].port  # type: ignore[attr-defined]  # the first is UDP's
        session = Session(port, os.getpid(), token, None, program_version())
        write_session(folders, session)
        self._open.callback(remove_session, folders, session.pid)
        return session

    def _serve(
        self, store: SeatStore, post: Post, inbox: Inbox, *, transports: Sequence[Transport], token: str
    ) -> None:
        """Join the parts and let them run, what listens to hosts last."""
        mark = store.fact("mark", new_mark())
        self.name = seat_name(self._place.name, mark)
        shared = SharedFolders(self._place.shared)
        links: list[Link] = []

        def send(message: Message) -> bool:
            return bool(links) and links[0].send(message)

        folders = self._folders
        own = (folders.config, folders.state, folders.spool, folders.logs)
        relay = Relay(
            store,
            Terms(store, shared, mark=mark, sounds=folders.sounds),
            Fetcher(folders.state / "parts", send=send, own=folders.sounds, reserved=own),
            server=str(self._place.server),
            version=program_version(),
            send=send,
            tell=post.send,
            on_state=self._say_state,
        )
        place = self._place
        links.append(Link(place.server, place.token, seat=self.name, listener=relay, silence_s=place.silence_s))
        strangers = Throttle(_log)
        self._open.callback(strangers.settle)
        door = Door(
            token=token,
            ports={one.kind: one.port for one in transports if isinstance(one, UdpTransport)},
            post=post,
            inbox=inbox,
            sign=lambda: relay.sign,
            on_stranger=strangers.warning,
        )
        clerk = threading.Thread(target=self._work, args=(inbox, relay), name="clerk", daemon=True)
        links[0].start()
        self._open.callback(links[0].close)
        clerk.start()
        self._open.callback(clerk.join)
        self._open.callback(self._closed.set)
        for transport in transports:
            transport.start(door.receive)

    def _work(self, inbox: Inbox, relay: Relay) -> None:
        while not self._closed.is_set():
            visit = inbox.get(timeout_s=0.2)
            if visit is not None:
                relay.visit(visit)

    def _say_state(self, text: str) -> None:
        _log.info("%s", text)
        self._on_state(text)

    def _transports(self, token: str) -> list[Transport]:
        network = self._settings.network
        transports: list[Transport] = [UdpTransport(port=network.udp_port, answer_at_once=Pings(token).answer_to)]
        self._open.callback(transports[0].close)
        if network.spool:
            transports.append(SpoolTransport(self._folders.spool))
            self._open.callback(transports[-1].close)
        return transports
