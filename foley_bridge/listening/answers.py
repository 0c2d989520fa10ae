"""Answers on the disk: one file a listener, a line an answer, forced to the disk before the next question is asked.

The first line says who listens. A line that a power cut tore is skipped and counted; nothing is ever written over, so
an answer that was changed is there twice, and the later one holds.
"""

import json
import os
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from foley_bridge.daemon.instance import AlreadyRunningError, single_instance
from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import sync_folder_at
from foley_models.errors import RequestError

LISTENERS_MOST = 9999
NAME_CHARACTERS_MOST = 80
_BYTES_MOST = 1 << 26

Record = dict[str, Any]


@dataclass(frozen=True)
class Answers:
    """What one listener has said so far, in order of time. `number` counts the listeners of a test from 0."""

    path: Path
    listener: str
    number: int
    records: tuple[Record, ...]
    torn: int = 0


class AnswerFile:
    """One listener's answers, held open by one process at a time."""

    def __init__(self, answers: Answers, descriptor: int, held: ExitStack) -> None:
        self.answers = answers
        self._descriptor = descriptor
        self._held = held
        self._ends_in_line = _ends_in_line(answers.path)

    @classmethod
    def open(cls, folder: Path, listener: str, *, test_id: str) -> Self:
        """Open or begin the file of `listener`. RequestError where the name cannot be one, or is in use elsewhere."""
        name = checked_name(listener)
        with explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            answers = _join(folder, name, test_id=test_id)
            held.enter_context(_alone(answers.path.with_suffix(".lock"), f"{name} is listening elsewhere already"))
            answers = _read(answers.path, test_id) or answers  # what another process wrote in between
            with explained(answers.path):
                descriptor = os.open(answers.path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
            held.callback(os.close, descriptor)
            return cls(answers, descriptor, held.pop_all())

    def append(self, record: Mapping[str, Any]) -> None:
        """Add one answer; it is on the disk when this returns. DiskFullError or DestinationError where it cannot be."""
        line = (b"" if self._ends_in_line else b"\n") + _line(record)
        with explained(self.answers.path):
            self._ends_in_line = False
            written = os.write(self._descriptor, line)
            if written < len(line):
                os.write(self._descriptor, line[written:])  # where the disk is full this says so
            self._ends_in_line = True
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Let another process have it."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_all_answers(folder: Path, *, test_id: str) -> tuple[Answers, ...]:
    """The answers of every listener, by number."""
    return tuple(_files(folder, test_id))


def checked_name(listener: str) -> str:
    """A listener's name in one spelling. RequestError where it is empty, too long or not printable."""
    name = unicodedata.normalize("NFC", listener).strip()
    if not name or len(name) > NAME_CHARACTERS_MOST or not name.isprintable():
        raise RequestError(
            f"{listener!r} is no listener's name: give 1 to {NAME_CHARACTERS_MOST} printable characters, such as anna."
        )
    return name


def _join(folder: Path, name: str, *, test_id: str) -> Answers:
    """This listener's file; a new one gets the next number, by which the sides of pairs alternate."""
    with _alone(folder / "joining.lock", "Another listener is joining"):
        for known in _files(folder, test_id):
            if known.listener == name:
                return known
        taken = [int(path.stem) for path in folder.glob("[0-9][0-9][0-9][0-9].jsonl")]
        number = max(taken, default=-1) + 1
        if number > LISTENERS_MOST:
            raise RequestError(f"{folder} holds {number} listeners: begin another test.")
        path = folder / f"{number:04d}.jsonl"
        _begin(path, {"record": "listener", "listener": name, "number": number, "test": test_id})
    return Answers(path, name, number, ())


def _begin(path: Path, head: Mapping[str, Any]) -> None:
    from foley_bridge.files.durable import write_durably

    with explained(path):
        write_durably(str(path), _line(head))
        sync_folder_at(str(path.parent))


def _alone(lock_file: Path, otherwise: str) -> ExitStack:
    stack = ExitStack()
    try:
        stack.enter_context(single_instance(lock_file))
    except AlreadyRunningError as error:
        raise RequestError(f"{otherwise} ({lock_file} is locked): wait until that is done, then try again.") from error
    return stack


def _files(folder: Path, test_id: str) -> Iterator[Answers]:
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9].jsonl")):
        answers = _read(path, test_id)
        if answers is not None:
            yield answers


def _read(path: Path, test_id: str) -> Answers | None:
    """One file, or None where its first line never reached the disk: nobody answered there."""
    lines, torn = _records(path)
    if not lines or lines[0].get("record") != "listener":
        return None
    head = lines[0]
    if head.get("test") != test_id:
        raise RequestError(f"{path} belongs to another listening test: keep each test's answers in its own folder.")
    records = tuple(one for one in lines[1:] if one.get("record") == "answer")
    return Answers(path, str(head.get("listener", "")), int(path.stem), records, torn)


def _records(path: Path) -> tuple[list[Record], int]:
    try:
        if path.stat().st_size > _BYTES_MOST:
            raise RequestError(f"{path} is larger than any listener's answers: it is none of this program's.")
        data = path.read_bytes()
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror}).") from error
    parsed = [_parsed(line) for line in data.split(b"\n") if line.strip()]
    return [one for one in parsed if one is not None], sum(one is None for one in parsed)


def _parsed(line: bytes) -> Record | None:
    try:
        value = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"


def _ends_in_line(path: Path) -> bool:
    with explained(path), path.open("rb") as stream:
        if stream.seek(0, os.SEEK_END) == 0:
            return True
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"
