"""The settings as a commented file: what each is for, what it takes, and its value."""

import dataclasses
import textwrap
from collections.abc import Iterator
from typing import Any, cast

from foley_bridge.setting_rules import Rule, Value
from foley_bridge.settings import Settings

_LINE_CHARACTERS = 100


def settings_text(settings: Settings | None = None) -> str:
    """A commented file with every setting: defaults as comments, what differs from them as it is."""
    return "\n".join(_lines(settings or Settings()))


def setting_line(name: str, value: Value, default: Value) -> str:
    """A setting as its line in the file: a comment where it is at its default."""
    return f"{'# ' if value == default else ''}{name} = {toml_value(value)}"


def toml_value(value: Value) -> str:
    """A value that its rule takes, as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # What the rules let through has no control characters.
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def default_of(one: "dataclasses.Field[Any]") -> Value:
    """A setting's default, by its field."""
    return cast(Value, one.default)  # each setting has one


def setting_comment(about: str, rule: Rule) -> str:
    """What a setting is for and what it takes, as lines of comment."""
    return textwrap.fill(f"{about} Takes {rule.says}.", _LINE_CHARACTERS, initial_indent="# ", subsequent_indent="# ")


def _lines(settings: Settings) -> Iterator[str]:
    yield "# Settings of Foley Bridge. A line that begins with # is the default; remove the # to change it."
    for table in dataclasses.fields(Settings):
        values, kind = getattr(settings, table.name), type(getattr(settings, table.name))
        yield from ("", f"[{table.name}]  # {kind.__doc__}")
        for one in dataclasses.fields(values):
            rule: Rule = one.metadata["rule"]
            yield from ("", setting_comment(one.metadata["about"], rule))
            yield setting_line(one.name, getattr(values, one.name), default_of(one))
    yield ""
