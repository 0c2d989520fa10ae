"""How a client on this machine finds the running daemon and knows it: port, process and token in a private file."""

import errno
import hashlib
import hmac
import json
import os
import re
import secrets
import stat
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from foley_bridge.daemon.instance import is_held
from foley_bridge.files.disk_errors import explained
from foley_bridge.folders import Folders, make_private
from foley_models.errors import NotAvailableError

PRIVATE_FILE = 0o600
_TOKEN = re.compile(r"[0-9a-f]{64}")
_MOST_BYTES = 4096  # of either file
_HALF_KEPT_S = 60.0
_PROOF = "foley-bridge osc protocol 1 welcome port {port} nonce {nonce}"

# A file system without hard links answers with one of these.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)


class NoDaemonError(NotAvailableError):
    """No daemon of this user runs."""


class UnsafeFileError(NotAvailableError):
    """A file that should be private could have been read or written by others, or is not what it should be."""


@dataclass(frozen=True)
class Session:
    """Where the running daemon is and what it asks for."""

    port: int  # UDP, on 127.0.0.1
    pid: int
    token: str
    tcp_port: int | None
    version: str  # of Foley Bridge


def new_token() -> str:
    """32 random bytes as 64 hexadecimal digits."""
    return secrets.token_hex(32)


def token_file(folders: Folders) -> Path:
    """Where the token is kept while no daemon runs."""
    return folders.state / "token"


def load_token(folders: Folders) -> str:
    """This user's token, made at the first call; it outlives restarts, so that other programs need it only once.

    Raises UnsafeFileError where others can read its file or it holds no token.
    """
    make_private(folders.state)
    file = token_file(folders)
    if not os.path.lexists(file):
        _write_private(file, new_token().encode("ascii"), replace=False)
    return read_token_file(file)


def read_token_file(file: Path) -> str:
    """The token in a private file. FileNotFoundError where there is none, UnsafeFileError as for `load_token`."""
    token = _read_private(file).decode("ascii", "replace").strip()
    if not _TOKEN.fullmatch(token):
        raise UnsafeFileError(f"{file} holds no token: remove it, then the daemon makes a new one.")
    return token


def write_session(folders: Folders, session: Session) -> None:
    """Write the session file, whole or not at all, for this user's eyes only; for the one who holds the lock."""
    make_private(folders.state)
    _remove_halves(folders)
    _write_private(folders.session_file, json.dumps(asdict(session)).encode("utf-8"), replace=True)


def remove_session(folders: Folders, pid: int) -> None:
    """Remove the session file if it is still that of this process."""
    with suppress(NotAvailableError, OSError):
        if _parsed(_read_private(folders.session_file), folders.session_file).pid == pid:
            folders.session_file.unlink()


def read_session(folders: Folders) -> Session:
    """The running daemon's session.

    Raises NoDaemonError where none runs (the file of one that ended counts as none), UnsafeFileError where others
    could have read or written the file.
    """
    try:
        session = _parsed(_read_private(folders.session_file), folders.session_file)
    except FileNotFoundError as error:
        raise _no_daemon() from error
    if not is_held(folders.lock_file) or not _process_runs(session.pid):
        raise _no_daemon()
    return session


def proof(token: str, nonce: str, port: int) -> str:
    """What only who knows the token can answer to a nonce: HMAC-SHA256 as hexadecimal digits.

    The text names product, protocol and port, so that an answer cannot be used elsewhere.
    """
    text = _PROOF.format(port=port, nonce=nonce)
    return hmac.new(token.encode("utf-8"), text.encode("utf-8"), hashlib.sha256).hexdigest()


def token_matches(token: str, given: str) -> bool:
    """Whether both are the same; how long it takes says nothing about where they differ."""
    return hmac.compare_digest(token.encode("utf-8"), given.encode("utf-8", "surrogatepass"))


def _no_daemon() -> NoDaemonError:
    return NoDaemonError("No Foley Bridge daemon runs: start one with `foley-bridge serve`.")


def _parsed(data: bytes, file: Path) -> Session:
    try:
        fields = json.loads(data)
        session = Session(**fields)
    except (ValueError, TypeError) as error:
        raise UnsafeFileError(
            f"{file} is no session file of this version: stop the daemon and start it again."
        ) from error
    numbers = (session.port, session.pid, 1 if session.tcp_port is None else session.tcp_port)
    if not all(type(one) is int and one > 0 for one in numbers) or not isinstance(session.token, str):
        raise UnsafeFileError(f"{file} is no session file of this version: stop the daemon and start it again.")
    return session


def _process_runs(pid: int) -> bool:
    """Whether there is such a process. On Windows the lock alone has to tell: there a signal 0 is a real one."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's: the daemon's number was given to it
        return False
    return True


def _read_private(file: Path) -> bytes:
    """The file's bytes, if only this user could have read or written them. FileNotFoundError where there is none."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(file, flags)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnsafeFileError(
            f"{file} cannot be read ({error.strerror}): remove it and start the daemon again."
        ) from error
    try:
        _check_private(os.fstat(descriptor), file)
        return os.read(descriptor, _MOST_BYTES)
    finally:
        os.close(descriptor)


def _check_private(status: os.stat_result, file: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UnsafeFileError(f"{file} is not a plain file: remove it and start the daemon again.")
    if os.name == "nt":
        return  # the user's folders are private there, and a mode says nothing
    if status.st_uid != os.getuid():
        raise UnsafeFileError(f"{file} belongs to another user: remove it and start the daemon again.")
    if stat.S_IMODE(status.st_mode) & 0o077:
        mode = stat.S_IMODE(status.st_mode)
        raise UnsafeFileError(
            f"{file} can be read or written by others (its mode is {mode:03o} instead of 600): "
            "remove it and start the daemon again; if it is the token, the daemon makes a new one."
        )


def _write_private(file: Path, data: bytes, *, replace: bool) -> None:
    """Write under another name, force it to the disk, then rename; with `replace` False an existing file stays."""
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with explained(file):
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            descriptor = os.open(temporary, flags, PRIVATE_FILE)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            _give_name(temporary, file, replace=replace)
        finally:
            temporary.unlink(missing_ok=True)


def _remove_halves(folders: Folders) -> None:
    """Remove what a killed daemon had half written; a young one of the token may be another process's at work."""
    halves = list(folders.state.glob(f".{folders.session_file.name}.*"))
    for one in folders.state.glob(f".{token_file(folders).name}.*"):
        with suppress(FileNotFoundError):
            if time.time() - one.stat().st_mtime > _HALF_KEPT_S:
                halves.append(one)
    with explained(folders.state):
        for one in halves:
            one.unlink(missing_ok=True)


def _give_name(temporary: Path, file: Path, *, replace: bool) -> None:
    if replace or os.name == "nt":
        temporary.replace(file)
        return
    try:
        file.hardlink_to(temporary)
    except FileExistsError:  # another process was quicker: its file is the one
        return
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        temporary.replace(file)
