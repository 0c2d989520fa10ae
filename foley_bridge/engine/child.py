"""One engine process as the daemon sees it: started, written to, listened to, and ended for certain."""

import logging
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from foley_bridge.engine.frames import Frame, FrameError, read_frame, write_frame
from foley_bridge.engine.launch import Launch
from foley_bridge.engine.messages import FAILED, LOADING, NO_RUN, READY, Settings, settings_frame
from foley_models.errors import EngineCrashedError

END_S = 3.0  # how long a process may take to end once its input is closed
LOG_LINE_CHARACTERS = 500
SIGKILL = 9
_WAKE = object()
_ENDED = object()
_log = logging.getLogger(__name__)


class Child:
    """A running engine; its frames are read by a thread of their own and wait here, those of each run by themselves."""

    def __init__(self, launch: Launch) -> None:
        """Start it. EngineCrashedError where the system cannot."""
        self.loading = True  # until the first pack is there
        self.fault = ""  # why it was ended, where what it wrote was the reason
        self._frames: dict[int, queue.SimpleQueue[object]] = {}  # of the runs that are listened to
        self._ended = False
        self._boxes = threading.Lock()  # of the two above
        self._sending = threading.Lock()
        self._heard_s = time.monotonic()
        self._process = _start(launch)
        for work in (self._listen, self._log_lines):
            threading.Thread(target=work, name=f"engine {self.pid}", daemon=True).start()
        settings = Settings(launch.device, launch.dtype, launch.threads, launch.nice, offload=launch.offload)
        self.send(settings_frame(settings))

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    @property
    def was_killed(self) -> bool:
        """Whether somebody else ended it by force, as the system does where memory runs out."""
        return not self.fault and self._process.poll() == -SIGKILL

    @property
    def silent_s(self) -> float:
        """Seconds since it told anything or was told anything."""
        return time.monotonic() - self._heard_s

    def send(self, frame: Frame) -> None:
        """Tell it something; to one that has ended, nothing happens, since its end is told by `next_frame`."""
        with self._sending, suppress(BrokenPipeError, ValueError):  # ValueError: its input was closed
            self._heard_s = time.monotonic()
            write_frame(cast(Any, self._process.stdin), frame)

    def listen(self, run: int) -> None:
        """Let the frames of a run wait from now on; what it tells before is passed over."""
        with self._boxes:
            box = self._frames[run] = queue.SimpleQueue()
            if self._ended:
                box.put(_ENDED)

    def ignore(self, run: int) -> None:
        """Let the frames of a run wait no more."""
        with self._boxes:
            self._frames.pop(run, None)

    def next_frame(self, run: int, timeout_s: float) -> Frame | None:
        """What a run told next, None after the timeout or a `wake`. EngineCrashedError once the engine has ended."""
        box = self._frames[run]
        try:
            item = box.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if item is _ENDED:
            box.put(_ENDED)  # it stays ended
            raise EngineCrashedError(self.fault or exit_text(self._process.wait()))
        return item if isinstance(item, Frame) else None

    def wake(self) -> None:
        """Let every waiting `next_frame` return."""
        self._put(_WAKE)

    def stop(self, patience_s: float = END_S) -> None:
        """Close its input, upon which it ends; kill it where it does not. Its memory is free afterwards."""
        with self._sending, suppress(OSError):
            cast(IO[bytes], self._process.stdin).close()
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.kill()

    def end(self, fault: str) -> None:
        """End it now; `next_frame` raises with the fault."""
        self.fault = fault
        self.kill()

    def kill(self) -> None:
        """End it now and wait until it is gone."""
        self._process.kill()
        self._process.wait()

    def memory_bytes(self) -> int | None:
        """Memory that it holds; None where this system does not tell in /proc."""
        return resident_bytes(self.pid)

    def _listen(self) -> None:
        stdout = cast(Any, self._process.stdout)
        try:
            while (frame := read_frame(stdout)) is not None:
                self._heard_s = time.monotonic()
                self._note(frame)
        except FrameError as error:
            self.fault = f"It wrote what is no frame ({error})"
            self._process.kill()
        self._process.wait()
        stdout.close()
        with self._sending, suppress(OSError):
            cast(IO[bytes], self._process.stdin).close()
        with self._boxes:
            self._ended = True
        self._put(_ENDED)

    def _note(self, frame: Frame) -> None:
        told = frame.header.get("tell")
        if told == LOADING:
            self.loading = True
        elif told in (READY, FAILED):
            self.loading = False
        if told == FAILED and frame.header.get("run") == NO_RUN:
            _log.warning("engine %d could not warm up: %s", self.pid, frame.header.get("text"))
        run = frame.header.get("run")
        if isinstance(run, int):
            self._put(frame, run)

    def _put(self, item: object, run: int | None = None) -> None:
        """Into the box of a run, if it is listened to, or into all."""
        with self._boxes:
            boxes = [box for number, box in self._frames.items() if run in (None, number)]
            for box in boxes:
                box.put(item)

    def _log_lines(self) -> None:
        stderr = cast(IO[bytes], self._process.stderr)
        with stderr:
            while line := stderr.readline(4 * LOG_LINE_CHARACTERS):
                text = line.decode("utf-8", "replace").rstrip()
                if text:
                    _log.info("engine %d: %s", self.pid, text[:LOG_LINE_CHARACTERS])


def resident_bytes(pid: int) -> int | None:
    """Resident memory of a process; None where /proc does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    import resource

    return pages * resource.getpagesize()


def exit_text(code: int) -> str:
    """How a process ended, for a person."""
    if code < 0:
        import signal

        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        hint = ", which the system also does where memory runs out" if name == "SIGKILL" else ""
        return f"It was ended by {name}{hint}"
    return f"It ended by itself with code {code}"


def _start(launch: Launch) -> "subprocess.Popen[bytes]":
    # A group of its own, so that Ctrl-C in a terminal reaches only the daemon, which then ends it in order; not a
    # session of its own: the scheduler shares time between sessions first, and inside another one nice would be void.
    if sys.platform == "win32":
        group, flags = None, subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    else:
        group, flags = 0, 0
    try:
        return subprocess.Popen(
            launch.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            process_group=group,
            creationflags=flags,
        )
    except OSError as error:
        raise EngineCrashedError(f"The engine cannot be started ({error.strerror}): {launch.command[0]}.") from error
