"""The daemon: transports, door, journal, engine and queue put together; the command line and the tray host the same."""

import logging
import os
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from foley_bridge.daemon.adapters import AdapterShelf
from foley_bridge.daemon.correspondence import Correspondence
from foley_bridge.daemon.delivery import Shop, settle_unconfirmed
from foley_bridge.daemon.dispatcher import Dispatcher, Facts
from foley_bridge.daemon.door import Door, Sign
from foley_bridge.daemon.inbox import Inbox
from foley_bridge.daemon.instance import single_instance
from foley_bridge.daemon.library_desk import LibraryDesk, Listeners
from foley_bridge.daemon.packs import PackShelf
from foley_bridge.daemon.pings import Pings
from foley_bridge.daemon.post import Post
from foley_bridge.daemon.routing import RouteBook
from foley_bridge.daemon.runner import Runner
from foley_bridge.daemon.seats import exposure
from foley_bridge.daemon.session import Session, load_token, remove_session, write_session
from foley_bridge.daemon.subscribers import Subscribers
from foley_bridge.daemon.work_desk import WorkDesk
from foley_bridge.engine.launch import Launch
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.files.ucs import Catalogue
from foley_bridge.folders import Folders, make_private
from foley_bridge.journal.journal import Journal
from foley_bridge.library.library import Library
from foley_bridge.logs import Throttle
from foley_bridge.routes.file import routes_file
from foley_bridge.settings import Settings
from foley_bridge.transports.interface import Transport
from foley_bridge.transports.spool import SpoolTransport
from foley_bridge.transports.tcp import TcpTransport
from foley_bridge.transports.udp import UdpTransport
from foley_bridge.version import program_version
from foley_models.errors import FoleyError

_log = logging.getLogger(__name__)


class Daemon:
    """Serves from `start` to `close`; a context manager that does both.

    `launch` is how the engine is started: the settings' way unless a test says otherwise. The process must not be
    forked from a thread of it.
    """

    def __init__(self, settings: Settings, folders: Folders, *, launch: Launch | None = None) -> None:
        self._settings = settings
        self._folders = settings.with_folders(folders)
        self._launch = launch or launch_of(settings)
        self._open = ExitStack()
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def start(self) -> Session:
        """Take the lock, open everything, go on with the queue where it was, and tell where hosts find it.

        AlreadyRunningError where another daemon of this user runs; DestinationError, DiskFullError, JournalError,
        NotAvailableError where folder, journal or port cannot be had. Nothing stays open then.
        """
        try:
            return self._start()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop listening; what is at work goes back into its place in the queue. May be called twice."""
        self._open.close()
        self._ended.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it is closed; False after the timeout."""
        return self._ended.wait(timeout_s)

    def _start(self) -> Session:
        folders, settings = self._folders, self._settings
        for folder in (folders.state, folders.spool, folders.logs):
            make_private(folder)
        self._open.enter_context(single_instance(folders.lock_file))
        journal = self._open.enter_context(self._journal())
        shop = self._shop(journal)
        settle_unconfirmed(shop, journal.unconfirmed())
        token = load_token(folders)
        transports = self._transports(token)
        ports = {one.kind: one.port for one in transports if isinstance(one, UdpTransport | TcpTransport)}
        session = Session(ports["udp"], os.getpid(), token, ports.get("tcp"), program_version())
        engine = EngineSupervisor(
            self._launch, idle_s=float(settings.engine.idle_s), hang_s=float(settings.engine.hang_s)
        )
        self._open.callback(engine.close)
        self._connect(session, journal, shop, engine=engine, transports=transports, ports=ports)
        write_session(folders, session)
        self._open.callback(remove_session, folders, session.pid)
        _log.info("version %s listens on UDP port %d", session.version, session.port)
        return session

    def _connect(  # the parts that this method joins
        self,
        session: Session,
        journal: Journal,
        shop: Shop,
        *,
        engine: EngineSupervisor,
        transports: Sequence[Transport],
        ports: dict[str, int],
    ) -> None:
        """Join the parts and let them run, what listens last."""
        post = Post(transports)
        correspondence = Correspondence(journal, post, Subscribers(post))
        shelf = PackShelf(journal, _expanded(self._settings.engine.pack), self._folders.packs)
        adapters = AdapterShelf(journal, shelf.folder)
        listeners = Listeners(shelf, adapters)
        library = self._library(engine, listeners, journal, subscribers=correspondence.subscribers)
        desk = LibraryDesk(library, listeners, journal, post=post)
        runner = Runner(journal, engine, shop, correspondence=correspondence)
        device = self._settings.engine.device
        works = WorkDesk(journal, correspondence, self._folders, reserved=shop.reserved, device=device)
        inbox = Inbox()
        strangers = Throttle(_log)
        self._open.callback(strangers.settle)
        dispatcher = Dispatcher(
            inbox,
            facts=self._facts(session.version),
            journal=journal,
            shop=shop,
            shelf=shelf,
            adapters=adapters,
            engine=engine,
            runner=runner,
            post=post,
            correspondence=correspondence,
            library=desk,
            works=works,
            routes=RouteBook(routes_file(self._folders), shop.catalogue),
            on_beat=strangers.settle,
        )

        door = Door(
            token=session.token,
            ports=ports,
            post=post,
            inbox=inbox,
            sign=lambda: Sign(session.version, shelf.in_use, shelf.rate_hz()),
            on_stranger=strangers.warning,
        )
        self._tell_given_up(journal, correspondence)
        if isinstance(library, Library):
            library.start()
        for part in (desk, runner, works, dispatcher):
            part.start()
            self._open.callback(part.close)
        for transport in transports:
            transport.start(door.receive)

    def _journal(self) -> Journal:
        journal = Journal(self._folders.journal_file)
        if journal.set_aside:
            _log.error("%s", journal.set_aside)
        journal.trim(days=self._settings.history.days, jobs=self._settings.history.jobs)
        return journal

    def _library(
        self, engine: EngineSupervisor, listeners: Listeners, journal: Journal, *, subscribers: Subscribers
    ) -> Library | FoleyError:
        """The studio's own recordings; why they cannot be searched, where that is so: sounds are made all the same."""
        folders = self._folders
        try:
            library = Library(
                folders.library_file,
                engine,
                who_listens=listeners.in_use,
                busy=lambda: journal.running() is not None,
                reserved=(folders.config, folders.state, folders.spool, folders.logs),
                on_change=lambda: subscribers.tell("library-changed"),
            )
        except FoleyError as error:
            _log.error("the library cannot be searched: %s", error)
            return error
        if library.set_aside:
            _log.error("%s", library.set_aside)
        return self._open.enter_context(library)

    def _tell_given_up(self, journal: Journal, correspondence: Correspondence) -> None:
        """Put back what was running when the last daemon ended, and tell of what is given up."""
        recovered = journal.recover()
        for job in recovered.requeued:
            _log.info("job %s goes on where the last daemon ended", job.id)
        for job in recovered.ended:
            correspondence.ended(job.id)

    def _shop(self, journal: Journal) -> Shop:
        folders, files = self._folders, self._settings.files
        own = (folders.config, folders.state, folders.spool, folders.logs)
        return Shop(journal, Catalogue.load(), files.creator, files.source, sounds=folders.sounds, reserved=own)

    def _transports(self, token: str) -> list[Transport]:
        network = self._settings.network
        transports: list[Transport] = [UdpTransport(port=network.udp_port, answer_at_once=Pings(token).answer_to)]
        self._open.callback(transports[0].close)
        if network.spool:
            transports.append(SpoolTransport(self._folders.spool))
            self._open.callback(transports[-1].close)
        if network.tcp_port:
            # A host beyond this machine is let in where the user's own settings name it.
            transports.append(TcpTransport(network.tcp_host, network.tcp_port, allow_remote=True))
            if open_to_others := exposure(network.tcp_host, network.tcp_port):
                _log.warning("%s", open_to_others)
            self._open.callback(transports[-1].close)
        return transports

    def _facts(self, version: str) -> Facts:
        return Facts(
            version=version,
            device=self._settings.engine.device,
            rate_hz=self._settings.files.rate_hz,
            sounds=str(self._folders.sounds),
            started_s=time.monotonic(),
        )


def _expanded(pack: str) -> str:
    """A pack's folder with the user's home in place of `~`; a name as it is."""
    return str(Path(pack).expanduser()) if pack.startswith("~") else pack


def launch_of(settings: Settings) -> Launch:
    """How the settings want the engine started."""
    engine = settings.engine
    return Launch(
        device=engine.device, dtype=engine.dtype, offload=engine.offload, threads=engine.threads, nice=engine.nice
    )


def sounds_folder(settings: Settings, folders: Folders) -> Path:
    """Where sounds go when a host names no folder."""
    return settings.with_folders(folders).sounds
