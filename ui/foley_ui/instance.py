"""One tray of a user and home: a later start hands its wish to the one that runs, and ends."""

import hashlib
import json
import os
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from foley_bridge.daemon.instance import AlreadyRunningError, single_instance
from foley_bridge.folders import Folders, make_private
from foley_models.errors import NotAvailableError

LOCK_FILE = "tray.lock"
SOCKET_FILE = "tray.socket"
ANSWER = b"raised\n"
PATH_MOST_BYTES = 80  # a socket's path has at most 108 on Linux and 104 on macOS; Qt puts a folder of its own in front
MESSAGE_MOST_BYTES = 16_384
REACH_FOR_S = 0.8  # the one that runs may be just starting
_TRY_EVERY_S = 0.02
_ACTIVATION = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")


@dataclass(frozen=True)
class Wish:
    """What a start asks of the one that runs: to come to the front, with a prompt or on a panel where it names one."""

    prompt: str = ""
    panel: str = ""
    activation: str = ""  # what the desktop gave, so that the window may take the focus
    hidden: bool = False  # the start of a session: nothing comes to the front

    @classmethod
    def of_this_start(cls, *, prompt: str = "", panel: str = "", hidden: bool = False) -> "Wish":
        """With the desktop's token of this process."""
        return cls(prompt, panel, next((os.environ[name] for name in _ACTIVATION if os.environ.get(name)), ""), hidden)


class Instance(QObject):
    """Holds the place of the one tray; `raised` says what a later start wishes."""

    raised = Signal(object)  # Wish

    def __init__(self, folders: Folders, parent: QObject | None = None) -> None:
        """NotAvailableError where another one holds the place; DestinationError where the folder cannot be used."""
        super().__init__(parent)
        make_private(folders.state)
        self._held = ExitStack()
        self._held.enter_context(single_instance(folders.state / LOCK_FILE))
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)
        self._listen(server_name(folders))

    @classmethod
    def claim(cls, folders: Folders, wish: Wish, parent: QObject | None = None) -> "Instance | None":
        """The place, or None where another one holds it and has taken the wish.

        NotAvailableError where another one holds it and does not answer.
        """
        try:
            return cls(folders, parent)
        except AlreadyRunningError:
            hand_over(folders, wish)
            return None

    def close(self) -> None:
        """Give the place back."""
        self._server.close()
        self._held.close()

    def _listen(self, name: str) -> None:
        QLocalServer.removeServer(name)  # of one that was killed: whoever holds the lock is the only one
        if not self._server.listen(name):
            reason = self._server.errorString()
            self._held.close()
            raise NotAvailableError(f"No socket can be opened at {name} ({reason}): choose another --home.")

    def _meet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setReadBufferSize(MESSAGE_MOST_BYTES)
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() >= MESSAGE_MOST_BYTES:
                socket.abort()
            return
        wish = _read_wish(bytes(socket.readLine().data()))
        if wish is None:
            socket.abort()
            return
        socket.write(ANSWER)
        socket.flush()
        self.raised.emit(wish)


def hand_over(folders: Folders, wish: Wish, *, within_s: float = REACH_FOR_S) -> None:
    """Give a wish to the tray that runs. NotAvailableError where it does not answer."""
    name, deadline_s = server_name(folders), time.monotonic() + within_s
    while not _said(name, wish, deadline_s):
        if time.monotonic() >= deadline_s:
            raise NotAvailableError(
                "Foley Bridge runs already, but its window does not answer: end it in the system's list of processes."
            )
        time.sleep(_TRY_EVERY_S)


def server_name(folders: Folders) -> str:
    """Where the tray of this home listens: in its private folder, or where that is too long, beside temporary files."""
    at = folders.state / SOCKET_FILE
    if os.name != "nt" and len(os.fsencode(at)) <= PATH_MOST_BYTES:
        return str(at)
    digest = hashlib.sha256(os.fsencode(folders.state.absolute())).hexdigest()[:16]
    name = f"foley-bridge-{os.environ.get('USERNAME', '')}-{digest}"
    return name if os.name == "nt" else str(Path(tempfile.gettempdir()) / f"foley-bridge-{os.getuid()}-{digest}")


def _said(name: str, wish: Wish, deadline_s: float) -> bool:
    if not _is_ours(name):
        return False
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_left_ms(deadline_s)):
        return False
    socket.write(json.dumps(vars(wish)).encode() + b"\n")
    heard = b""
    while ANSWER not in heard and socket.waitForReadyRead(_left_ms(deadline_s)):
        heard += bytes(socket.readAll().data())
    return ANSWER in heard


def _is_ours(name: str) -> bool:
    """Whether the socket is this user's; in a folder of everybody's somebody else could have made it."""
    if os.name == "nt":
        return True
    try:
        return Path(name).stat().st_uid == os.getuid()
    except OSError:
        return False


def _left_ms(deadline_s: float) -> int:
    return max(1, round((deadline_s - time.monotonic()) * 1000))


def _read_wish(line: bytes) -> Wish | None:
    try:
        said = json.loads(line)
        wish = Wish(**said)
    except (ValueError, TypeError):
        return None
    return (
        wish
        if isinstance(wish.hidden, bool) and all(isinstance(v, str) for v in list(vars(wish).values())[:3])
        else None
    )
