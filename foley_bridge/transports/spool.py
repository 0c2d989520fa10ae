"""OSC in files: for hosts that have no sockets, only a folder.

A client owns `in/<client>/` and writes each packet there as `NAME.tmp`, renamed to `NAME.osc` when it is whole; packets
are taken in the order of their names. Answers lie in `out/<client>/` as `NUMBER-KIND.osc`, in the order of their names,
until the client removes them; `index` there names them, for hosts that cannot list a folder. The folder's permissions
stand for the token.
"""

import logging
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.folders import make_private
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message
from foley_bridge.transports.interface import OnPacket, Packet, Route
from foley_bridge.transports.spool_in import Inbox, is_client_name, is_real_folder
from foley_bridge.transports.spool_out import Outbox

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

_RESCAN_S = 2.0  # where the system loses an event, or cannot watch this folder at all
_SWEEP_S = 60.0
# Hosts whose language cannot make a folder either: theirs are there from the start.
WITHOUT_FOLDERS = ("ardour",)


class SpoolTransport:
    """Packets of `folder/in`, answers into `folder/out`; a place is a client's name.

    Raises DestinationError where the folder cannot be made private to this user.
    """

    def __init__(self, folder: Path) -> None:
        self._in, self._out = folder / "in", folder / "out"
        for one in (folder, self._in, self._out):
            make_private(one)
        for client in WITHOUT_FOLDERS:
            for side in (self._in, self._out):
                _make_once(side / client)
        self._inbox, self._outbox = Inbox(self._in), Outbox(self._out)
        self._outbox.clear_halves()
        self._news = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._observer: BaseObserver | None = None

    @property
    def kind(self) -> str:
        """The kind of its routes."""
        return "spool"

    def start(self, on_packet: OnPacket) -> None:
        """Take what lies there, then what comes, in a thread of its own; `on_packet` must be quick and not raise."""
        self._observer = _watch(self._in, self._news)
        self._thread = threading.Thread(target=self._serve, args=(on_packet,), name="foley-spool", daemon=True)
        self._thread.start()

    def send(self, place: str, message: Message) -> bool:
        """Write an answer; False where there is no such client, it does not read, or the disk refuses.

        Raises OscError for a message that OSC cannot say.
        """
        data = encode_message(message)
        if not is_client_name(place) or not is_real_folder(self._in / place):
            return False
        kind = message.address.rpartition("/")[2]
        return self._outbox.put(place, data, kind=kind)

    def close(self) -> None:
        """End the watch and the thread; files stay."""
        self._closed.set()
        self._news.set()
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _serve(self, on_packet: OnPacket) -> None:
        swept_s = 0.0
        while not self._closed.is_set():
            self._news.clear()
            for client, data in self._inbox.take():
                on_packet(Packet(data, Route(self.kind, client), trusted=True))
                if self._closed.is_set():
                    break
            if time.monotonic() - swept_s > _SWEEP_S:
                swept_s = time.monotonic()
                self._inbox.sweep()
            self._news.wait(_RESCAN_S)


def _make_once(folder: Path) -> None:
    """Make a client's folder where nothing of its name is there; a link in its place is left, and never followed."""
    if not os.path.lexists(folder):
        make_private(folder)


def _watch(folder: Path, news: threading.Event) -> "BaseObserver | None":
    """Set `news` whenever a file in `folder` gets a name; None where the system has no watches left."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    class Bell(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type in ("created", "moved"):  # and not what our own looking causes
                news.set()

    observer = Observer()
    observer.schedule(Bell(), str(folder), recursive=True)
    try:
        observer.start()
    except OSError as error:
        logging.getLogger(__name__).warning("The spool folder is looked at every %g s only: %s", _RESCAN_S, error)
        with suppress(RuntimeError):
            observer.stop()
        return None
    return observer
