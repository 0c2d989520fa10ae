"""A published checkpoint turned into an installed pack, by a process of its own: whole, or not at all."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from foley_bridge.packs.import_child import EXIT_OUT_OF_MEMORY, NO_MODEL
from foley_bridge.packs.import_question import FoundPack, ImportQuestion
from foley_bridge.packs.meter import Cancelled, Meter, Tell, never, to_nobody
from foley_bridge.packs.places import PackPlace, check_name
from foley_bridge.packs.staging import check_installable, check_room, check_whole, force_to_disk, own_folder, publish
from foley_bridge.protocol.errors import error_of
from foley_models.errors import CancelledError, NotAvailableError, PackError, RequestError

CONVERT = "convert"
SILENT_S = 900.0  # without a word, on a slow disk
ASKED_EVERY_S = 0.1
LAST_WORDS = 300
Agree = Callable[[FoundPack], None]  # raises where nobody agrees


def import_pack(
    question: ImportQuestion,
    installed: Path,
    agree: Agree,
    *,
    tell: Tell = to_nobody,
    cancelled: Cancelled = never,
    command: Sequence[str] | None = None,
) -> PackPlace:
    """Read a checkpoint, ask `agree` about what was found, convert and install it; the checkpoint is only read.

    PackError where anything about it is wrong, RequestError where something must be named or the name is taken,
    NotAvailableError where its process cannot go on, DiskFullError, DestinationError, CancelledError, and what `agree`
    raises. Whatever goes wrong, nothing of it stays.
    """
    _check_there(question)
    if question.name:
        check_name(question.name, installed)
    with _conversation(question, cancelled, command or child_command()) as ask:
        found = _found(ask(), question)
        check_name(found.name, installed)
        check_room(installed, found.bytes)
        agree(found)
        with own_folder(installed / f".import.{uuid.uuid4().hex}.part") as own:
            staged = own / "pack"
            staged.mkdir()
            _convert(ask, staged, found, tell=tell, cancelled=cancelled)
            _force_all(staged)
            card = check_whole(staged, tell=tell, cancelled=cancelled)
            check_installable(card, installed)
            return publish(staged, card.name, installed)


def _check_there(question: ImportQuestion) -> None:
    named = {
        "": question.source,
        "--ranker ": question.ranker,
        "--tokenizer ": question.tokenizer,
        "--vocoder ": question.vocoder,
    }
    for option, path in named.items():
        if path is not None and not path.exists():
            raise RequestError(f"{option}{path} is not there: name a file or folder on this machine.")
    source = question.source
    if source.is_dir() and not any((source / name).is_file() for name in ("model_index.json", "config.json")):
        raise RequestError(NO_MODEL.format(source))


def _found(told: Mapping[str, Any], question: ImportQuestion) -> FoundPack:
    if "found" not in told:
        raise NotAvailableError(f"The process that reads {question.source} said nothing of it.")
    return FoundPack(**told["found"])


def _convert(
    ask: Callable[..., Mapping[str, Any]], staged: Path, found: FoundPack, *, tell: Tell, cancelled: Cancelled
) -> None:
    meter, done = Meter(CONVERT, found.bytes, tell=tell, cancelled=cancelled), 0
    told = ask({"folder": str(staged)})
    while "done" not in told:
        meter.add(int(told["written"]) - done)
        done = int(told["written"])
        told = ask()
    meter.finish()


def _force_all(staged: Path) -> None:
    for path in staged.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
            try:
                force_to_disk(descriptor, path)
            finally:
                os.close(descriptor)


@contextmanager
def _conversation(
    question: ImportQuestion, cancelled: Cancelled, command: Sequence[str]
) -> Iterator[Callable[..., Mapping[str, Any]]]:
    """What sends a line, where there is one, and gives the next answer; the process is ended after the body."""
    with tempfile.TemporaryFile() as words:
        process = _start(command, words)
        watch = _Watch(process, cancelled)

        def ask(line: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
            if line is not None:
                with suppress(OSError):  # its end is told below
                    cast(IO[bytes], process.stdin).write(json.dumps(line).encode() + b"\n")
                    cast(IO[bytes], process.stdin).flush()
            watch.heard()
            answer = cast(IO[bytes], process.stdout).readline()
            if not answer.endswith(b"\n"):
                raise watch.death(question, words)
            watch.heard()
            told = cast(dict[str, Any], json.loads(answer))
            if "error" in told:
                raise error_of(str(told["error"]), str(told["text"]))
            return told

        first: list[Mapping[str, Any]] = [question.as_json()]
        try:
            yield lambda line=None: ask(first.pop() if first else line)
        finally:
            watch.end()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    cast(IO[bytes], stream).close()


class _Watch:
    """Ends the process where somebody asks for it, or where it says nothing for long."""

    def __init__(self, process: "subprocess.Popen[bytes]", cancelled: Cancelled) -> None:
        self._process, self._cancelled = process, cancelled
        self._over = threading.Event()
        self._silent_s = 0.0
        self._thread = threading.Thread(target=self._run, name="import watch", daemon=True)
        self._thread.start()

    def heard(self) -> None:
        """It said something, or is asked something now."""
        self._silent_s = 0.0

    def end(self) -> None:
        """End the process and this."""
        self._over.set()
        self._process.kill()
        self._process.wait()
        self._thread.join()

    def death(self, question: ImportQuestion, words: IO[bytes]) -> Exception:
        """Why the process ended."""
        if self._cancelled():
            return CancelledError("It was cancelled.")
        code = self._process.wait()
        if code == EXIT_OUT_OF_MEMORY:
            return PackError(f"{question.source} takes more memory than its size can need: it was not imported.")
        if self._silent_s >= SILENT_S:
            return NotAvailableError(f"Reading {question.source} took more than {SILENT_S:.0f} s: it was given up.")
        words.seek(0)
        lines = words.read().decode("utf-8", "replace").strip().splitlines()
        last = lines[-1][-LAST_WORDS:] if lines else f"code {code}"
        return PackError(f"{question.source} makes the process that reads it end ({last}): it is damaged, or no model.")

    def _run(self) -> None:
        while not self._over.wait(ASKED_EVERY_S):
            self._silent_s += ASKED_EVERY_S
            if self._cancelled() or self._silent_s >= SILENT_S:
                self._process.kill()
                return


def child_command() -> tuple[str, ...]:
    """The importing process of this interpreter; -P, so that nothing is imported that lies in the folder we are in."""
    return (sys.executable, "-P", "-m", "foley_bridge.packs.import_child")


def _start(command: Sequence[str], words: IO[bytes]) -> "subprocess.Popen[bytes]":
    # A group of its own, so that Ctrl-C in a terminal reaches only us, who then end it.
    group = None if sys.platform == "win32" else 0
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
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
        raise NotAvailableError(f"The process that imports cannot be started ({error.strerror}).") from error
