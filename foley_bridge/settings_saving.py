"""Saves changed settings into the file that a person may have written: only the changed lines, whole or not at all.

A file with a mistake in it is never written over: `set_aside` gives it another name, beside its place.
"""

import dataclasses
import itertools
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import sync_folder_at
from foley_bridge.folders import make_private
from foley_bridge.setting_rules import Rule, Value
from foley_bridge.settings import Settings, SettingsError, load_settings, parse_settings
from foley_bridge.settings_text import default_of, setting_comment, setting_line, settings_text

PRIVATE_FILE = 0o600
_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'\[{]+)"""
_TABLE = re.compile(r"""^\s*\[\s*["']?([^"'\]\s]*)["']?\s*\]""")


@dataclass(frozen=True)
class Change:
    """One setting, and what it is to be."""

    table: str
    name: str
    value: Value


@dataclass(frozen=True)
class Saved:
    """What now holds; `comments_kept` is False where the file had to be written anew, its old one kept as `kept`."""

    settings: Settings
    comments_kept: bool = True
    kept: Path | None = None


def changes(before: Settings, after: Settings) -> tuple[Change, ...]:
    """What differs, in the order of the file."""
    return tuple(
        Change(table, name, value)
        for table, name, value in _every_value(after)
        if value != getattr(getattr(before, table), name)
    )


def changed(settings: Settings, wanted: tuple[Change, ...]) -> Settings:
    """The settings with changes in them. SettingsError where a value is not one that its rule takes."""
    for one in wanted:
        rule = rule_of(one.table, one.name)
        if not rule.takes(one.value):
            raise SettingsError(f"{one.name} in [{one.table}] is {one.value!r}: it must be {rule.says}.")
        table = dataclasses.replace(getattr(settings, one.table), **{one.name: one.value})
        settings = dataclasses.replace(settings, **{one.table: table})
    return settings


def rule_of(table: str, name: str) -> Rule:
    """What a setting takes."""
    rule: Rule = _field(table, name).metadata["rule"]
    return rule


def save_changes(file: Path, wanted: tuple[Change, ...]) -> Saved:
    """Change these settings in the file as it is now; what else stands in it stays, comments too.

    SettingsError where the file has a mistake or a value is not possible, DestinationError or DiskFullError where it
    cannot be written; the file is then as it was. A link is followed, so that the file it leads to is changed.
    """
    make_private(file.parent)
    file = Path(os.path.realpath(file))
    settings = changed(load_settings(file), wanted)
    try:
        before = file.read_bytes()
    except FileNotFoundError:
        _write(file, settings_text(settings).encode())
        return Saved(settings)
    after = _edited(before, wanted)
    if _means(after, settings, file):
        _write(file, after)
        return Saved(settings)
    kept = _copied_aside(file, before)
    _write(file, settings_text(settings).encode())
    return Saved(settings, comments_kept=False, kept=kept)


def set_aside(file: Path) -> Path:
    """Give the file another name beside its place, so that the defaults hold; which name. DestinationError otherwise.

    Where it is a link, the link gets the name.
    """
    kept = _free_name(file)
    with explained(file):
        file.rename(kept)
        sync_folder_at(str(file.parent))
    return kept


def _every_value(settings: Settings) -> Iterator[tuple[str, str, Value]]:
    for table in dataclasses.fields(Settings):
        values = getattr(settings, table.name)
        yield from ((table.name, one.name, getattr(values, one.name)) for one in dataclasses.fields(values))


def _field(table: str, name: str) -> "dataclasses.Field[Value]":
    fields: Mapping[str, dataclasses.Field[Value]] = getattr(Settings(), table).__dataclass_fields__
    return fields[name]


def _edited(data: bytes, wanted: tuple[Change, ...]) -> bytes:
    """The file's bytes with these settings in it, found line by line; the mark and the line ends stay its own."""
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data.decode("utf-8-sig")
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    for one in wanted:
        _edit(lines, one)
    return mark + end.join(lines).encode()


def _edit(lines: list[str], change: Change) -> None:
    """Change one setting: in its line, in the comment that holds its default, or in a new line of its table."""
    line = setting_line(change.name, change.value, default_of(_field(change.table, change.name)))
    span = _span(lines, change.table)
    for comment in ("", r"#\s?"):
        form = re.compile(rf"^\s*{comment}{change.name}\s*=\s*{_VALUE}(\s*#.*)?\s*$")
        for number in span:
            found = form.match(lines[number])
            if found is not None:
                lines[number] = line + (found[1] or "")
                return
    if line.startswith("#"):  # a default needs no line of its own
        return
    one = _field(change.table, change.name)
    new = ["", *setting_comment(one.metadata["about"], one.metadata["rule"]).split("\n"), line]
    if span:
        _insert(lines, span, new)
    else:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += ["", f"[{change.table}]", *new[1:], ""]


def _span(lines: list[str], table: str) -> range:
    """The numbers of the lines that belong to a table, its head the first; empty where the file has none."""
    heads = [(number, found[1]) for number, line in enumerate(lines) if (found := _TABLE.match(line))]
    heads.append((len(lines), ""))
    for (number, name), (following, _) in itertools.pairwise(heads):
        if name == table:
            return range(number, following)
    return range(0)


def _insert(lines: list[str], span: range, new: list[str]) -> None:
    """Put lines after the last one of a table that says something."""
    last = max(number for number in span if lines[number].strip())
    lines[last + 1 : last + 1] = new


def _means(data: bytes, settings: Settings, file: Path) -> bool:
    """Whether an edited file says exactly this: the edit knows less of TOML than a person may have written."""
    try:
        return parse_settings(data, file) == settings
    except SettingsError:
        return False


def _copied_aside(file: Path, data: bytes) -> Path:
    kept = _free_name(file)
    _write(kept, data)
    return kept


def _free_name(file: Path) -> Path:
    stamp = time.strftime("%Y-%m-%d %H.%M.%S")
    names = (f"{file.stem} before {stamp}{more}{file.suffix}" for more in ("", *(f" ({n})" for n in range(2, 1000))))
    return next(one for name in names if not os.path.lexists(one := file.with_name(name)))


def _write(file: Path, data: bytes) -> None:
    """Write under another name, force it to the disk, then give it its name."""
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with explained(file):
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(temporary, flags, PRIVATE_FILE), "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(file)
            sync_folder_at(str(file.parent))
        finally:
            temporary.unlink(missing_ok=True)
