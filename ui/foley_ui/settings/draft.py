"""The settings as a person is changing them: what is typed, what of it can be taken, what differs; no widgets."""

import dataclasses
from collections.abc import Iterator, Mapping

from foley_bridge.setting_rules import Rule, Value
from foley_bridge.settings import Settings
from foley_bridge.settings_saving import changed, changes, rule_of
from foley_bridge.settings_text import default_of
from foley_ui.settings.words import Group, Key, groups, label_of, translated

# These tables are the tray's own: what is changed in them holds at once, without a daemon that starts anew.
AT_ONCE = frozenset({"audition", "tray"})
AT_NEXT_START: frozenset[Key] = frozenset({("tray", "language")})  # of the tray itself


def every_key() -> Iterator[Key]:
    """All settings, in the order of the file."""
    for table in dataclasses.fields(Settings):
        yield from ((table.name, one.name) for one in dataclasses.fields(getattr(Settings(), table.name)))


def field_of(key: Key) -> "dataclasses.Field[Value]":
    """The field of a setting."""
    fields: Mapping[str, dataclasses.Field[Value]] = getattr(Settings(), key[0]).__dataclass_fields__
    return fields[key[1]]


def about(key: Key) -> str:
    """What a setting is for."""
    return translated(str(field_of(key).metadata["about"]))


def rule(key: Key) -> Rule:
    """What a setting takes."""
    return rule_of(*key)


def default(key: Key) -> Value:
    """Its default."""
    return default_of(field_of(key))


def value_in(settings: Settings, key: Key) -> Value:
    """What it is in these settings."""
    value: Value = getattr(getattr(settings, key[0]), key[1])
    return value


class Draft:
    """Values over saved settings; one that its rule does not take is kept as it was typed until it is put right."""

    def __init__(self, saved: Settings) -> None:
        self.saved = saved
        self._values: dict[Key, Value] = {}

    def value(self, key: Key) -> Value:
        """What stands in the window."""
        return self._values.get(key, value_in(self.saved, key))

    def put(self, key: Key, value: Value) -> None:
        """Take what was typed or chosen."""
        if value == value_in(self.saved, key) and type(value) is type(value_in(self.saved, key)):
            self._values.pop(key, None)
        else:
            self._values[key] = value

    def takes(self, key: Key) -> bool:
        """Whether its value can be saved."""
        return key not in self._values or rule(key).takes(self._values[key])

    def is_changed(self, key: Key) -> bool:
        """Whether it differs from what is saved."""
        return key in self._values

    def is_default(self, key: Key) -> bool:
        """Whether it is at its default."""
        return self.value(key) == default(key)

    @property
    def changed(self) -> tuple[Key, ...]:
        """What differs from what is saved, in the order of the file."""
        return tuple(key for key in every_key() if key in self._values)

    @property
    def wrong(self) -> tuple[Key, ...]:
        """What cannot be saved as it is."""
        return tuple(key for key in self.changed if not self.takes(key))

    @property
    def restarts(self) -> bool:
        """Whether a change needs a daemon that starts anew."""
        return any(table not in AT_ONCE for table, _ in self.changed)

    @property
    def waits(self) -> bool:
        """Whether no change holds before the next start of the tray."""
        return set(self.changed) <= AT_NEXT_START

    @property
    def settings(self) -> Settings:
        """What is to be saved; SettingsError where a value is wrong."""
        edits = dataclasses.replace(self.saved)
        for table, name in self.changed:
            values = dataclasses.replace(getattr(edits, table), **{name: self._values[table, name]})
            edits = dataclasses.replace(edits, **{table: values})
        return changed(self.saved, changes(self.saved, edits))

    def revert(self) -> None:
        """Back to what is saved."""
        self._values.clear()

    def rebase(self, saved: Settings) -> None:
        """Other settings are saved now: what was typed stays where it still differs."""
        typed = dict(self._values)
        self.saved = saved
        self._values.clear()
        for key, value in typed.items():
            self.put(key, value)


def found(wanted: str) -> dict[str, tuple[Key, ...]]:
    """The settings of each group that hold every word of a search, by the group's name; those without any left out."""
    words = wanted.casefold().split()
    hits = {group.name: tuple(key for key in group.keys if _holds(group, key, words)) for group in groups()}
    return {name: keys for name, keys in hits.items() if keys}


def _holds(group: Group, key: Key, words: list[str]) -> bool:
    texts = (label_of(key), about(key), group.title, key[1])
    heap = " ".join(texts).casefold()
    return all(word in heap for word in words)
