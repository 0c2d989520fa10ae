"""What the windows remember between two starts, as plain values, and its file: JSON, private, whole or not there."""

import json
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.folders import make_private

PRIVATE_FILE = 0o600
PROMPTS_MOST = 500
MARKS_MOST = 20_000  # favourites, hidden requests: the journal itself forgets the oldest
FILE_MOST_BYTES = 8 << 20
VERSION = 1

Plain = str | int | float | bool


@dataclass(frozen=True)
class Kept:
    """All of it. A favourite is `REQUEST#INDEX`, geometry is what Qt saves, as hexadecimal digits by window."""

    favourites: tuple[str, ...] = ()  # oldest first
    hidden: tuple[str, ...] = ()  # ids of requests, oldest first
    prompts: tuple[str, ...] = ()  # newest first, each once
    geometry: Mapping[str, str] = field(default_factory=dict)
    generate: Mapping[str, Plain] = field(default_factory=dict)  # the panel's last settings
    choices: Mapping[str, Plain] = field(default_factory=dict)  # volume, switches, what is folded away, by name


class BrokenError(ValueError):
    """A file holds something else than what was kept."""


def read_kept(path: Path) -> Kept:
    """What was kept; nothing where there is no file. BrokenError, or OSError where it cannot be read."""
    try:
        data = path.read_bytes() if path.stat().st_size <= FILE_MOST_BYTES else b""
    except FileNotFoundError:
        return Kept()
    try:
        return _kept(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise BrokenError(f"{path} cannot be understood ({error})") from error


def write_kept(path: Path, kept: Kept) -> None:
    """Replace the file, readable by this user alone. DiskFullError, DestinationError."""
    make_private(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with explained(path):
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(temporary, flags, PRIVATE_FILE), "wb") as stream:
                stream.write(json.dumps({"version": VERSION, **asdict(kept)}, ensure_ascii=False).encode())
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def set_aside(path: Path) -> Path:
    """Give a broken file a name of its own; nothing is deleted. OSError where that cannot be."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    kept = path.with_name(f"{path.stem}.set-aside-{stamp}-{secrets.token_hex(2)}{path.suffix}")
    path.rename(kept)
    return kept


def _kept(value: object) -> Kept:
    if not isinstance(value, dict):
        raise BrokenError("it is no object")
    return Kept(
        favourites=_texts(value.get("favourites", []), MARKS_MOST),
        hidden=_texts(value.get("hidden", []), MARKS_MOST),
        prompts=_texts(value.get("prompts", []), PROMPTS_MOST),
        geometry={key: one for key, one in _object(value.get("geometry", {})).items() if isinstance(one, str)},
        generate=_plain(value.get("generate", {})),
        choices=_plain(value.get("choices", {})),
    )


def _texts(value: object, most: int) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BrokenError("a list of texts is something else")
    return tuple(value[:most])


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BrokenError("a mapping is something else")
    return value


def _plain(value: object) -> dict[str, Plain]:
    return {key: one for key, one in _object(value).items() if isinstance(one, str | int | float)}
