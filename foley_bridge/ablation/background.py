"""An ablation that goes on when its terminal is closed: a process of its own, with a log and at low priority."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from foley_bridge.daemon.instance import is_held
from foley_bridge.files.disk_errors import explained
from foley_models.errors import BusyError, NotAvailableError

NICE = 10
LOG_FILE = "ablate.log"
LOCK_FILE = ".lock"
EARLY_S = 1.0  # what is wrong from the start shows by then
# Only Windows has them: away from the console, and behind whatever else wants the processor.
_WINDOWS_FLAGS = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)


def detach(arguments: Sequence[str], work: Path) -> tuple[int, Path]:
    """Start `foley-bridge ARGUMENTS` in the background: its process id, and its log.

    BusyError where another one works there, NotAvailableError where it did not start, or ended at once;
    DestinationError.
    """
    if is_held(work / LOCK_FILE):
        raise BusyError(f"Another process works in {work}: wait until it is done, or name another --work.")
    log = work / LOG_FILE
    # -P: no file of the folder it happens to be started in is imported.
    command = [sys.executable, "-P", "-m", "foley_bridge", *arguments]
    with explained(log):
        work.mkdir(parents=True, exist_ok=True)
        stream = log.open("ab")
    with stream:
        begins = stream.tell()
        process = _start(command, stream.fileno())
    _lower_priority(process.pid)
    with suppress(subprocess.TimeoutExpired):
        if process.wait(EARLY_S) != 0:
            raise NotAvailableError(f"The ablation ended at once: {_last_line(log, begins)}")
    return process.pid, log


def how_to_follow(pid: int, log: Path) -> list[str]:
    """Sentences for whoever started it."""
    if sys.platform == "win32":
        return [
            f"It runs in the background as process {pid}. Follow it: Get-Content -Wait '{log}'",
            f"Stop it: taskkill /PID {pid} /F. The same command goes on where it stopped.",
        ]
    return [
        f"It runs in the background as process {pid}. Follow it: tail -f '{log}'",
        f"Stop it: kill {pid}. The same command goes on where it stopped.",
    ]


def _start(command: Sequence[str], log: int) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            creationflags=_WINDOWS_FLAGS,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
    except OSError as error:
        raise NotAvailableError(f"The ablation could not be started in the background: {error.strerror}.") from error


def _lower_priority(pid: int) -> None:
    if sys.platform == "win32":
        return
    with suppress(OSError):  # it may have ended
        os.setpriority(os.PRIO_PROCESS, pid, NICE)


def _last_line(log: Path, begins: int) -> str:
    lines = log.read_bytes()[begins:].decode(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("foley-bridge: ") if lines else "it gave no reason."
