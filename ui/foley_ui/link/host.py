"""The daemon that the tray talks to: its own, in this process, or one of this user that ran before it."""

import logging
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from foley_bridge.client import Client
from foley_bridge.daemon.instance import AlreadyRunningError
from foley_bridge.daemon.session import Session, load_token
from foley_bridge.folders import Folders
from foley_bridge.logs import Log, open_log
from foley_models.errors import FoleyError, NotAvailableError

if TYPE_CHECKING:
    from foley_bridge.daemon.daemon import Daemon
    from foley_bridge.engine.launch import Launch
    from foley_bridge.settings import Settings

NAME = "tray"
# Python's own 5 ms between two threads would be seen in the windows as well as in every ping.
SWITCH_INTERVAL_S = 0.0001
WAIT_S = 10.0  # for a daemon that is just starting

_log = logging.getLogger("foley_bridge.ui")


class Host:
    """Thread-safe. `ensure` is called by whoever needs a daemon, as often as they like."""

    def __init__(self, folders: Folders, *, launch: "Launch | None" = None, device: str = "") -> None:
        self._folders = folders
        self._launch = launch
        self._device = device
        self._turn = threading.RLock()  # held while a daemon starts or ends
        self._changed = threading.Condition()
        self._daemon: Daemon | None = None
        self._log: Log | None = None
        self._session: Session | None = None
        self._trouble: FoleyError | None = None
        self._closed = False

    @property
    def hosting(self) -> bool:
        """Whether the daemon is this process's own."""
        return self._daemon is not None

    @property
    def session(self) -> Session | None:
        """Port and token of the daemon; None while there is none."""
        return self._session

    def ensure(self) -> Client:
        """A client of a daemon that proved itself; starts one where none runs. FoleyError says why there is none."""
        with self._turn:
            if self._closed:
                raise NotAvailableError("The tray is closing.")
            try:
                if self._daemon is None:
                    self._know(None, self._trouble)  # whoever calls meanwhile waits for the one that comes
                    self._start_or_join()
                client = Client.connect(self._folders, name=NAME)
            except FoleyError as error:
                self._know(None, error)
                raise
            self._know(client.session, None)
            return client

    def await_session(self, timeout_s: float = WAIT_S) -> Session:
        """The session as soon as there is one. FoleyError with the reason where there is none in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._session is not None or self._closed, timeout_s)
            if self._session is not None:
                return self._session
        raise self._trouble or NotAvailableError("The daemon has not started yet: wait a moment, and try again.")

    def restart(self) -> None:
        """End the own daemon, and start it anew with the settings as they are now; its queue goes on.

        NotAvailableError where the daemon is not this process's own.
        """
        with self._turn:
            if self._daemon is None:
                raise NotAvailableError(
                    "The daemon was started outside the tray: end it there and start it again for the new settings."
                )
            self._end_own()
        self.ensure().close()

    def close(self) -> None:
        """End the own daemon: what is at work goes back into its place in the queue. One from outside stays."""
        with self._turn:
            self._closed = True
            self._end_own()

    def _start_or_join(self) -> None:
        # A quarter of a second of imports, which the icon in the tray need not wait for.
        from foley_bridge.daemon.daemon import Daemon

        settings = self._settings()
        log = open_log(self._folders.logs, level=settings.log.level, size_bytes=settings.log.size_bytes)
        daemon = Daemon(settings, self._folders, launch=self._launch)
        try:
            log.hide(load_token(self._folders))
            daemon.start()
        except AlreadyRunningError:
            log.close()  # it has a log of its own
        except BaseException as error:
            _log.warning("the daemon cannot start: %s", error)
            log.close()
            raise
        else:
            sys.setswitchinterval(SWITCH_INTERVAL_S)
            self._daemon, self._log = daemon, log

    def _settings(self) -> "Settings":
        from foley_bridge.settings import load_settings

        settings = load_settings(self._folders.settings_file)
        if self._device:
            settings = replace(settings, engine=replace(settings.engine, device=self._device))
        return settings

    def _end_own(self) -> None:
        self._know(None, None)
        if self._daemon is not None:
            self._daemon.close()
            self._daemon = None
        if self._log is not None:
            self._log.close()
            self._log = None

    def _know(self, session: Session | None, trouble: FoleyError | None) -> None:
        with self._changed:
            self._session, self._trouble = session, trouble
            self._changed.notify_all()
