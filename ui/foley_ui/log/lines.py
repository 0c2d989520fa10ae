"""A line of the log in its parts, and one as a person reads it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from PySide6.QtCore import QCoreApplication

_LINE = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{3})Z (DEBUG|INFO|WARNING|ERROR|CRITICAL) ([\w.]{1,200}): (.*)", re.DOTALL
)
_PREFIX = "foley_bridge."


class Level(IntEnum):
    """How much a line matters, as logging counts."""

    DEBUG = 10
    INFO = 20
    WARNING = 30
    ERROR = 40


@dataclass(frozen=True)
class LogLine:
    """`when` is local time; a line that is in no known form has only a text, and is shown at every level."""

    raw: str
    level: Level = Level.ERROR
    when: str = ""
    where: str = ""
    text: str = ""
    folded: str = ""  # the whole line, for searching


def parsed(lines: Iterable[str]) -> Iterator[LogLine]:
    """Lines in their parts."""
    for raw in lines:
        found = _LINE.fullmatch(raw)
        if found is None:
            yield LogLine(raw, text=raw, folded=raw.casefold())
            continue
        at, _, level, where, text = found.groups()
        yield LogLine(raw, _level(level), _local(at), where.removeprefix(_PREFIX), text, raw.casefold())


def readable(line: LogLine) -> str:
    """A line with the line ends in it that the log writes as two characters: a traceback reads as one."""
    head = " ".join(part for part in (line.when, level_name(line.level) if line.when else "", line.where) if part)
    text = line.text.replace("\\n", "\n").replace("\\t", "\t")
    return f"{head}\n{text}" if head else text


def level_name(level: Level) -> str:
    """A level in a word."""
    translate = QCoreApplication.translate
    return {
        Level.DEBUG: translate("LogLine", "Detail"),
        Level.INFO: translate("LogLine", "Info"),
        Level.WARNING: translate("LogLine", "Warning"),
        Level.ERROR: translate("LogLine", "Error"),
    }[level]


def _level(word: str) -> Level:
    return Level.ERROR if word == "CRITICAL" else Level[word]


def _local(at: str) -> str:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M:%S")
