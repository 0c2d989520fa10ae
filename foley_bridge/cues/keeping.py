"""What was made of a sheet so far: a line a cue in a file beside the sounds, on the disk before it is believed.

So a run that was killed goes on where it was, and what a host or a person has of a cue is not made a second time.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from foley_bridge.cues.sheet import Cue
from foley_bridge.daemon.instance import AlreadyRunningError, single_instance
from foley_bridge.files.disk_errors import explained
from foley_bridge.takes import HeardTake
from foley_models.errors import RequestError

RECORD_FILE = "cues.jsonl"
LOCK_FILE = ".cues.lock"
SEED_MOST = 2**31 - 1


@dataclass(frozen=True)
class Wish:
    """A cue with what it is made from; the same `key` is the same sound, wherever it lies in time."""

    cue: Cue
    key: str
    seed: int


@dataclass(frozen=True)
class Made:
    """How a wish ended: with takes, best first, or with a code and a sentence."""

    key: str
    attempt: int
    takes: tuple[HeardTake, ...] = ()
    code: str = ""
    text: str = ""
    request: str = ""  # by which the daemon knows its takes; "" in records of earlier versions


def wishes_of(cues: Sequence[Cue], options: Mapping[str, Any], *, seed: int) -> tuple[Wish, ...]:
    """What is to be made. Cues that are alike in all but their place get seeds of their own, so they sound unlike."""
    found, alike = list[Wish](), dict[str, int]()
    for cue in cues:
        said = [cue.prompt, cue.seconds, cue.count, cue.seed, cue.category, cue.negative, dict(sorted(options.items()))]
        if cue.seed is None:
            said.append(seed)
        what = hashlib.sha256(json.dumps(said).encode()).hexdigest()
        alike[what] = alike.get(what, 0) + 1
        key = hashlib.sha256(f"{what} {alike[what]}".encode()).hexdigest()[:32]
        drawn = int(key[:8], 16) % (SEED_MOST + 1)
        found.append(Wish(cue, key, drawn if cue.seed is None else cue.seed))
    return tuple(found)


class Record:
    """The record of one folder, held by one process at a time; a context manager."""

    def __init__(self, folder: Path) -> None:
        """RequestError where another process makes cues into this folder."""
        self._folder = folder
        self._path = folder / RECORD_FILE
        self._held = ExitStack()
        try:
            self._held.enter_context(single_instance(folder / LOCK_FILE))
        except AlreadyRunningError as error:
            raise RequestError(f"Another foley-bridge makes cues into {folder}: wait until it is done.") from error
        self._made, whole_bytes = _read(self._path)
        with explained(self._path):
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            os.ftruncate(self._descriptor, whole_bytes)  # what a kill cut short
            os.lseek(self._descriptor, 0, os.SEEK_END)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let another process have it."""
        os.close(self._descriptor)
        self._held.close()

    def made(self, wish: Wish) -> Made | None:
        """What was made of a wish and is still there; None where it has to be made."""
        made = self._made.get(wish.key)
        return made if made is not None and is_there(made) else None

    def last(self, wish: Wish) -> Made | None:
        """How it ended the last time, whatever became of its files."""
        return self._made.get(wish.key)

    def attempt(self, wish: Wish) -> int:
        """The number of the attempt that is next, or under way: one more than the last that came to an end."""
        made = self._made.get(wish.key)
        return 1 if made is None else made.attempt + 1

    def add(self, made: Made) -> None:
        """Write down how a wish ended; it is on the disk when this returns. DestinationError, DiskFullError."""
        line = json.dumps(_to_json(made, self._folder), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        with explained(self._path):
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            os.fsync(self._descriptor)
        self._made[made.key] = made


def is_there(made: Made) -> bool:
    """Whether it has takes, all of whose files are still there."""
    return bool(made.takes) and all(one.file.is_file() for one in made.takes)


def made_so_far(folder: Path) -> Mapping[str, Made]:
    """What the record of a folder says by key, without holding it: another run may be adding. RequestError."""
    made, _ = _read(folder / RECORD_FILE)
    return made


def request_id(wish: Wish, attempt: int, folder: Path) -> str:
    """The id by which the daemon knows an attempt: the same again after any crash, another in another folder."""
    said = f"{wish.key} {attempt} {wish.cue.place_s:.9f} {folder}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read(path: Path) -> tuple[dict[str, Made], int]:
    """The newest of each key, and how many bytes of the file are whole lines."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}, 0
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror}): choose another folder with --out.") from error
    whole = data[: data.rfind(b"\n") + 1]
    made = {}
    for number, line in enumerate(whole.splitlines(), start=1):
        try:
            one = _from_json(json.loads(line), path.parent)
        except (ValueError, TypeError, KeyError) as error:
            raise RequestError(
                f"{path}, line {number}, is no record of this version: choose another folder with --out."
            ) from error
        made[one.key] = one
    return made, len(whole)


def _to_json(made: Made, folder: Path) -> dict[str, Any]:
    takes = [asdict(one) | {"file": os.path.relpath(one.file, folder)} for one in made.takes]
    return {"key": made.key, "attempt": made.attempt, "takes": takes, "code": made.code, "text": made.text} | (
        {"request": made.request} if made.request else {}
    )


def _from_json(values: dict[str, Any], folder: Path) -> Made:
    takes = tuple(HeardTake(**(one | {"file": folder / one["file"]})) for one in values["takes"])
    return Made(
        values["key"], int(values["attempt"]), takes, values["code"], values["text"], str(values.get("request", ""))
    )
