"""The reading process as its owner sees it: asked one thing at a time, ended where it hangs, replaced when gone."""

import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, cast

from foley_bridge.engine.frames import Frame, FrameError, read_frame, write_frame
from foley_bridge.recordings.child import EXIT_OUT_OF_MEMORY
from foley_bridge.recordings.child_limits import MEMORY_BYTES
from foley_bridge.recordings.records import UnusableError
from foley_models.errors import NotAvailableError

START_S = 60.0  # a busy machine loads the libraries slowly
LAST_WORDS = 300
_LAST = ("described", "measured", "end", "unusable")
_ENDED = object()


class ReadingProcess:
    """One process; not for several threads at once. NotAvailableError where it cannot be started."""

    def __init__(self, command: Sequence[str]) -> None:
        self._frames: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._words = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process
        self._process = _start(command, self._words)
        threading.Thread(target=self._listen, name=f"recordings {self.pid}", daemon=True).start()
        first = self._next(time.monotonic() + START_S)
        if not isinstance(first, Frame) or first.header.get("kind") != "ready":
            said = self._last_words()
            self.close()
            raise NotAvailableError(f"The process that reads sound files did not start: {said}")

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it is still there."""
        return self._process.poll() is None

    def ask(self, question: Mapping[str, Any], *, allowed_s: float) -> Iterator[Frame]:
        """The frames of one answer, the last of which says so. UnusableError with what the process died of."""
        until_s = time.monotonic() + allowed_s
        with suppress(BrokenPipeError, ValueError):  # its end is told below
            write_frame(cast(Any, self._process.stdin), Frame({**question, "allowed_s": allowed_s}))
        while True:
            item = self._next(until_s)
            if item is None:
                raise UnusableError("too slow", f"reading it took more than {allowed_s:.0f} s, so it was given up")
            if not isinstance(item, Frame):
                raise self._death(allowed_s)
            yield item
            if item.header.get("kind") in _LAST:
                return

    def close(self) -> None:
        """End it; nothing of it is left."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._words):
            with suppress(OSError, AttributeError):
                cast(IO[bytes], stream).close()

    def _next(self, until_s: float) -> object:
        """A frame, `_ENDED`, or None when the time is over."""
        try:
            return self._frames.get(timeout=max(until_s - time.monotonic(), 0.001))
        except queue.Empty:
            return None

    def _listen(self) -> None:
        stdout = cast(Any, self._process.stdout)
        with stdout, suppress(FrameError, OSError, ValueError):
            while (frame := read_frame(stdout)) is not None:
                self._frames.put(frame)
        self._frames.put(_ENDED)

    def _death(self, allowed_s: float) -> UnusableError:
        code = self._process.wait()
        if code == EXIT_OUT_OF_MEMORY:
            most = f"{MEMORY_BYTES >> 20} MiB"
            return UnusableError("memory", f"reading it takes more than {most} of memory, which no sound file needs")
        if sys.platform != "win32":
            import signal

            if code == -signal.SIGXCPU:
                return UnusableError("too slow", f"reading it takes more than {allowed_s:.0f} s of computing")
        how = f"signal {-code}" if code < 0 else f"code {code}"
        return UnusableError("crash", f"it makes the decoder crash ({how}); it is damaged, or was made to do harm")

    def _last_words(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        self._words.seek(0)
        lines = self._words.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][-LAST_WORDS:] if lines else "it said nothing. Run foley-bridge doctor"


def child_command() -> tuple[str, ...]:
    """The reading process of this interpreter; -P, so that nothing is imported that lies among the recordings."""
    return (sys.executable, "-P", "-m", "foley_bridge.recordings.child")


def _start(command: Sequence[str], words: IO[bytes]) -> "subprocess.Popen[bytes]":
    # A group of its own, so that Ctrl-C in a terminal reaches only us.
    group = None if sys.platform == "win32" else 0
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            env=environment,
            process_group=group,
        )
    except OSError as error:
        raise NotAvailableError(f"The process that reads sound files cannot be started ({error.strerror}).") from error
