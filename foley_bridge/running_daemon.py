"""A daemon to talk to: the one of this user that runs, or one that is started for the call and ended after it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from foley_bridge.client import Client
from foley_bridge.daemon.instance import is_held
from foley_bridge.daemon.session import NoDaemonError
from foley_bridge.folders import Folders
from foley_models.errors import NotAvailableError

START_S = 20.0
END_S = 15.0  # a model step, and the engine's own end
_POLL_S = 0.02


@contextmanager
def connected(folders: Folders, *, device: str = "", keep: bool = False) -> Iterator[Client]:
    """A client of a daemon; one that had to be started is ended afterwards unless `keep`.

    `device` is for a daemon that is started. NotAvailableError where none can be started, or the running one computes
    elsewhere.
    """
    try:
        client = Client.connect(folders)
    except NoDaemonError:
        with _started(folders, device=device, keep=keep) as client:
            yield client
        return
    with client:
        _check_device(client, device)
        yield client


def end_running(folders: Folders) -> int:
    """End the daemon, or the seat, of this user that runs, as Ctrl-C would; the id of its process.

    What it was at goes on at the next start. NoDaemonError where none runs, NotAvailableError where it does not end.
    """
    with Client.connect(folders) as client:  # which proves that it is ours: only then its process is what the file says
        pid = client.session.pid
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    until_s = time.monotonic() + END_S
    while is_held(folders.lock_file):
        if time.monotonic() > until_s:
            raise NotAvailableError(
                f"The daemon (process {pid}) was asked to end and did not within {END_S:g} s: see its log, and wait or "
                "end the process."
            )
        time.sleep(_POLL_S)
    return pid


def _check_device(client: Client, device: str) -> None:
    there = str(client.ask("/foley/status").values.get("device", ""))
    if device not in ("", there):
        raise NotAvailableError(
            f"The daemon that runs computes on {there!r}, not on {device!r}: stop it, or leave the device out."
        )


@contextmanager
def _started(folders: Folders, *, device: str, keep: bool) -> Iterator[Client]:
    home = [f"--home={folders.home}"] if folders.home is not None else []
    options = [f"--device={device}"] if device else []
    # -P: no file of the folder it happens to be started in is imported.
    command = [sys.executable, "-P", "-m", "foley_bridge", "serve", *home, *options]
    with tempfile.TemporaryFile() as said:
        # A session of its own where it is to outlive the terminal; else only out of the way of its Ctrl-C.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=keep,
            process_group=None if keep or sys.platform == "win32" else 0,
        )
        try:
            with _client_of(process, folders) as client:
                yield client
        except _EndedEarlyError:
            raise NotAvailableError(_last_words(said)) from None
        finally:
            if not keep:
                _end(process)


class _EndedEarlyError(Exception):
    """The daemon that was started ended before it listened."""


def _client_of(process: "subprocess.Popen[bytes]", folders: Folders) -> Client:
    deadline_s = time.monotonic() + START_S
    while time.monotonic() < deadline_s:
        if process.poll() is not None:
            raise _EndedEarlyError
        with suppress(NoDaemonError):
            return Client.connect(folders)
        time.sleep(_POLL_S)
    raise NotAvailableError(f"The daemon did not start within {START_S:g} s: run `foley-bridge serve` to see why.")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last_words(said: IO[bytes]) -> str:
    said.seek(0)
    text = said.read().decode(errors="replace").strip()
    sentence = text.splitlines()[-1].removeprefix("foley-bridge: ") if text else "it gave no reason"
    return f"The daemon cannot start: {sentence}"
