"""The process of one piece of work as the daemon sees it: told what to do, listened to, cancelled, ended."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any, cast

from foley_bridge.engine.frames import Frame, FrameError, read_frame, write_frame
from foley_bridge.folders import Folders
from foley_bridge.works.order import WorkOrder
from foley_models.errors import NotAvailableError

CANCEL_S = 30.0  # to cancel the sounds it asked for and to write its report
LAST_WORDS = 300


class WorkProcess:
    """One process; `frames` is for one thread, all else for any. NotAvailableError where it cannot be started."""

    def __init__(self, order: WorkOrder, request: str, folders: Folders, *, seat: str) -> None:
        """The ids, sounds and answers of the work are those of the daemon in `folders`; it asks as the `seat`."""
        self._words = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process
        self._process = _start(self._words)
        self._lock = threading.Lock()
        self._killer: threading.Timer | None = None
        places = {name: None if one is None else str(one) for name, one in asdict(folders).items()}
        self._say({"order": order.to_json(), "request": request, "folders": places, "seat": seat})

    def frames(self) -> Iterator[Mapping[str, Any]]:
        """What it tells, until it ends."""
        stdout = cast(Any, self._process.stdout)
        with stdout, suppress(FrameError, OSError, ValueError):
            while (frame := read_frame(stdout)) is not None:
                yield frame.header

    def cancel(self) -> None:
        """Have it stop what it asked for; one that does not end soon is ended."""
        self._say({"cancel": True})
        with self._lock:
            if self._killer is None:
                self._killer = threading.Timer(CANCEL_S, self.close)
                self._killer.daemon = True
                self._killer.start()

    def close(self) -> None:
        """End it; what it asked for goes on in the daemon, and what it has made stays."""
        with self._lock:
            if self._killer is not None:
                self._killer.cancel()
        with suppress(OSError, ValueError):
            cast(IO[bytes], self._process.stdin).close()
        self._process.kill()
        self._process.wait()
        self._words.close()

    def last_words(self) -> str:
        """How it ended, and the last line that it left, for a log."""
        code = self._process.wait()
        lines = list[str]()
        with suppress(ValueError):  # it was ended by us meanwhile
            self._words.seek(0)
            lines = self._words.read().decode("utf-8", "replace").strip().splitlines()
        said = f": {lines[-1][-LAST_WORDS:]}" if lines else ""
        return f"signal {-code}{said}" if code < 0 else f"code {code}{said}"

    def _say(self, header: Mapping[str, Any]) -> None:
        with self._lock, suppress(OSError, ValueError):  # that it has ended is told by its frames
            write_frame(cast(Any, self._process.stdin), Frame(header))


def _start(words: IO[bytes]) -> "subprocess.Popen[bytes]":
    # -P: no file of the folder the daemon happens to be started in is imported. A group of its own, so that Ctrl-C in
    # a terminal reaches only us.
    command = (sys.executable, "-P", "-m", "foley_bridge.works.child")
    group = None if sys.platform == "win32" else 0
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            process_group=group,
        )
    except OSError as error:
        raise NotAvailableError(f"The process for it cannot be started ({error.strerror}).") from error
