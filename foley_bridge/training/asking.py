"""Asks a process of its own what only a loaded pack can say, so that neither daemon nor tray ever imports torch."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from foley_bridge.protocol.errors import error_of
from foley_bridge.training.estimate import TrainingEstimate
from foley_models.errors import CancelledError, EngineCrashedError, NotAvailableError

if TYPE_CHECKING:
    from foley_bridge.training.with_and_without import Wanted
    from foley_models.training.settings import TrainSettings

OnProgress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
ASKED_EVERY_S = 0.1  # whether it was cancelled
LAST_WORDS = 300


def outside_command() -> tuple[str, ...]:
    """The process of this interpreter; -P, so that no file of the folder it happens to run in is imported."""
    return (sys.executable, "-P", "-m", "foley_bridge.training.outside")


def ask_estimate(
    pack: str,
    settings: "TrainSettings",
    *,
    clips: int,
    minutes: float | None,
    device: str = "auto",
    cancelled: Cancelled | None = None,
) -> TrainingEstimate:
    """What a training will take, as `estimate_training` says it, computed in another process; errors as there.

    CancelledError soon after `cancelled` says so.
    """
    from dataclasses import asdict

    question = {"about": "estimate", "pack": pack, "settings": asdict(settings), "clips": clips, "minutes": minutes}
    return TrainingEstimate(**_ask({**question, "device": device}, cancelled=cancelled))


def ask_sounds(
    wanted: "Wanted",
    folder: Path,
    *,
    device: str = "auto",
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
) -> None:
    """Have sounds made with and without an adapter, as `make_sounds` does, in another process; errors as there.

    CancelledError soon after `cancelled` says so; what was made stays, and is not made again.
    """
    question = {"about": "sounds", "wanted": wanted.as_json(), "folder": str(folder), "device": device}
    _ask(question, on_progress=on_progress, cancelled=cancelled)


def _ask(
    question: Mapping[str, Any],
    *,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
    command: Sequence[str] | None = None,
) -> dict[str, Any]:
    with tempfile.TemporaryFile() as words:
        process = _start(command or outside_command(), words)
        ended = threading.Event()
        watching = threading.Thread(target=_end_when, args=(process, cancelled, ended), daemon=True)
        watching.start()
        try:
            result = _converse(process, question, on_progress)
        finally:
            ended.set()
            watching.join()
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    cast(IO[bytes], stream).close()
        if cancelled is not None and cancelled():
            raise CancelledError("It was cancelled.")
        if result is None:
            raise EngineCrashedError(f"The process that loads the pack ended without an answer: {_last(words)}")
    return result


def _converse(
    process: "subprocess.Popen[bytes]", question: Mapping[str, Any], on_progress: OnProgress | None
) -> dict[str, Any] | None:
    """The result; None where the process ended before it. The error that it told."""
    with suppress(OSError):
        cast(IO[bytes], process.stdin).write(json.dumps(question).encode())
        cast(IO[bytes], process.stdin).close()
    for line in cast(IO[bytes], process.stdout):
        told = json.loads(line)
        if "error" in told:
            raise error_of(told["error"], told["text"])
        if "result" in told:
            return cast(dict[str, Any], told["result"])
        if on_progress is not None:
            on_progress(told["done"], told["total"])
    return None


def _end_when(process: "subprocess.Popen[bytes]", cancelled: Cancelled | None, ended: threading.Event) -> None:
    while cancelled is not None and not ended.wait(ASKED_EVERY_S):
        if cancelled():
            process.kill()
            return


def _start(command: Sequence[str], words: IO[bytes]) -> "subprocess.Popen[bytes]":
    # A group of its own, so that Ctrl-C in a terminal reaches only us, who then end it.
    group = None if sys.platform == "win32" else 0
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words, process_group=group
        )
    except OSError as error:
        raise NotAvailableError(f"The process that loads the pack cannot be started ({error.strerror}).") from error


def _last(words: IO[bytes]) -> str:
    words.seek(0)
    lines = words.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1][-LAST_WORDS:] if lines else "it said nothing. Run foley-bridge doctor."
