"""The user's settings: one TOML file in one frozen dataclass, refused where anything in it is unknown or out of bounds.

    load_settings(file)  -> Settings   a missing file means the defaults

settings_text.py writes them as a commented file, settings_saving.py changes a file that a person wrote.

That generated sounds are marked as generated is no setting: it is always done.
"""

import dataclasses
import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foley_bridge.folders import Folders
from foley_bridge.setting_rules import (
    Rule,
    Value,
    address,
    choice,
    folder,
    output,
    pack,
    pattern,
    port,
    switch,
    whole_number,
)
from foley_models.errors import RequestError

SIZE_MOST_BYTES = 1 << 20  # a settings file is never larger; what is, is something else
_SHOWN_CHARACTERS = 200  # of a value in an error


class SettingsError(RequestError):
    """The settings file cannot be taken as it is; the text names the file, the key, the value and what is possible."""


def setting(default: Value, rule: Rule, about: str) -> Any:  # Any, as dataclasses.field's
    """A field with its default, the rule that its values keep, and what it is for."""
    return field(default=default, metadata={"rule": rule, "about": about})


@dataclass(frozen=True)
class EngineSettings:
    """The model and the process that holds it."""

    pack: str = setting("core", pack(), "The pack that makes the sounds, unless a request names one.")
    device: str = setting(
        "auto",
        pattern(
            r"auto|cpu|mps|cuda(:\d{1,2})?",
            'one of "auto", "cpu", "mps", "cuda", or one GPU, as "cuda:1"',
            suggestions=("auto", "cpu", "cuda", "mps"),
        ),
        "Where the model computes; auto takes the best that is there.",
    )
    dtype: str = setting(
        "auto",
        choice("auto", "float32", "bfloat16", "float16"),
        "The numbers it computes in; auto takes bfloat16 where the hardware is made for it.",
    )
    offload: str = setting(
        "auto",
        choice("auto", "none", "parts", "layers"),
        "What of a large pack comes to the device only when it is used: nothing, its parts one after the other, or "
        "each layer by itself, which needs the least memory and is slowest. auto takes the first that fits.",
    )
    threads: int = setting(
        0,
        whole_number(0, 1024, zero_means="every core"),
        "CPU threads of the model; 0 takes every core. It runs at a lower priority (nice), so they stay yours when you "
        "need them.",
    )
    nice: int = setting(10, whole_number(0, 19), "How far the model steps back for other programs; 0 is not at all.")
    idle_s: int = setting(
        600, whole_number(5, 86_400), "Seconds without work after which the model's memory is given back."
    )
    hang_s: int = setting(
        120, whole_number(10, 3_600), "Seconds without a sign of life after which the model is started anew."
    )


@dataclass(frozen=True)
class NetworkSettings:
    """How hosts reach the daemon."""

    udp_port: int = setting(
        0, port("any that is free"), "The UDP port, on this machine only; hosts find it in the session file."
    )
    spool: bool = setting(
        default=True, rule=switch(), about="Whether requests are also taken as files, from hosts that have no sockets."
    )
    tcp_port: int = setting(
        0, port("no TCP"), "The TCP port for hosts on other machines; each message needs the token."
    )
    tcp_host: str = setting(
        "127.0.0.1",
        address(),
        'The address that TCP listens on. Other machines reach it only when theirs is named here ("0.0.0.0" is every '
        "network): do that in networks you trust, for what is sent is not encrypted.",
    )
    hub: str = setting(
        "https://huggingface.co",
        pattern(r"https?://[^\s?#@\"\\]{1,200}", "an address that begins with https://"),
        "The model hub, or a mirror of it. Only foley-bridge packs install NAME asks it; nothing else ever does.",
    )


@dataclass(frozen=True)
class FileSettings:
    """The sound files."""

    sounds: str = setting(
        "", folder("Foley Bridge in your music folder"), "Where sounds go when a host names no folder."
    )
    rate_hz: int = setting(48_000, whole_number(8_000, 192_000), "The sample rate when a host names none.")
    creator: str = setting(
        "FB",
        pattern(r"[A-Za-z0-9]{1,16}", "1 to 16 letters or digits"),
        "CreatorID in the files' names (UCS): who made them.",
    )
    source: str = setting(
        "NONE",
        pattern(r"[A-Za-z0-9]{1,16}", "1 to 16 letters or digits"),
        "SourceID in the files' names (UCS): the project or library they are for.",
    )


@dataclass(frozen=True)
class LogSettings:
    """The daemon's log."""

    level: str = setting("info", choice("debug", "info", "warning", "error"), "The least that is noted.")
    size_bytes: int = setting(
        1_000_000, whole_number(10_000, 100_000_000), "The size of one log file; there are three at most."
    )


@dataclass(frozen=True)
class HistorySettings:
    """What the daemon remembers of requests that are done."""

    days: int = setting(90, whole_number(1, 3_650), "Days after which a request that is done is forgotten. Files stay.")
    jobs: int = setting(10_000, whole_number(100, 1_000_000), "How many requests are remembered at most.")


@dataclass(frozen=True)
class AuditionSettings:
    """Listening in the tray application."""

    device: str = setting(
        "", output("the one that your system plays to"), "The sound output that takes are listened to with."
    )
    volume_percent: int = setting(80, whole_number(0, 100), "How loud takes are played; 100 leaves them as they are.")


@dataclass(frozen=True)
class TraySettings:
    """The tray application's windows."""

    start_with_session: bool = setting(
        default=False, rule=switch(), about="Whether Foley Bridge starts, out of sight, when you log in."
    )
    close_to_tray: bool = setting(
        default=True,
        rule=switch(),
        about="Whether closing the window leaves Foley Bridge at work in the tray; hosts reach it then as before.",
    )
    theme: str = setting("system", choice("system", "light", "dark"), "Light or dark; system follows your desktop.")
    language: str = setting(
        "system",
        pattern(
            r"system|[a-z]{2,3}(_[A-Z]{2})?",
            'a language as "en" or "pt_BR", or "system"',
            suggestions=("system", "en", "de"),
        ),
        "The language of the windows, where a translation is there; English otherwise.",
    )


@dataclass(frozen=True)
class Settings:
    """All of them, as tables of the file."""

    engine: EngineSettings = field(default_factory=EngineSettings)
    network: NetworkSettings = field(default_factory=NetworkSettings)
    files: FileSettings = field(default_factory=FileSettings)
    log: LogSettings = field(default_factory=LogSettings)
    history: HistorySettings = field(default_factory=HistorySettings)
    audition: AuditionSettings = field(default_factory=AuditionSettings)
    tray: TraySettings = field(default_factory=TraySettings)

    def with_folders(self, folders: Folders) -> Folders:
        """The user's folders, with those in their place that the settings name."""
        sounds = Path(self.files.sounds).expanduser() if self.files.sounds else folders.sounds
        return dataclasses.replace(folders, sounds=sounds)


def load_settings(file: Path) -> Settings:
    """The settings of a file, or the defaults where there is none. SettingsError names what cannot be taken."""
    try:
        with file.open("rb") as stream:
            data = stream.read(SIZE_MOST_BYTES + 1)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"{file} cannot be read ({error.strerror}): see to its rights, or move it away.") from error
    return parse_settings(data, file)


def parse_settings(data: bytes, file: Path) -> Settings:
    """The settings that a file's bytes say; `file` is for the sentences."""
    if len(data) > SIZE_MOST_BYTES:
        raise SettingsError(f"{file} is larger than {SIZE_MOST_BYTES} bytes: this is no settings file.")
    try:
        tables = tomllib.loads(data.decode("utf-8-sig"))  # editors on Windows write its mark
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{file} is no TOML file in UTF-8: {error}.") from error
    _check_names(tables, [one.name for one in dataclasses.fields(Settings)], "table", file=file)
    return Settings(
        engine=EngineSettings(**_values(EngineSettings, "engine", tables, file=file)),
        network=NetworkSettings(**_values(NetworkSettings, "network", tables, file=file)),
        files=FileSettings(**_values(FileSettings, "files", tables, file=file)),
        log=LogSettings(**_values(LogSettings, "log", tables, file=file)),
        history=HistorySettings(**_values(HistorySettings, "history", tables, file=file)),
        audition=AuditionSettings(**_values(AuditionSettings, "audition", tables, file=file)),
        tray=TraySettings(**_values(TraySettings, "tray", tables, file=file)),
    )


def _values(kind: type, table: str, tables: Mapping[str, Any], *, file: Path) -> Mapping[str, Any]:
    """The checked values of one table of the file."""
    values = tables.get(table, {})
    if not isinstance(values, Mapping):
        raise SettingsError(f"{file}: {table} is a table: write [{table}] above its keys.")
    rules: dict[str, Rule] = {one.name: one.metadata["rule"] for one in dataclasses.fields(kind)}
    _check_names(values, list(rules), f"key in [{table}]", file=file)
    for name, value in values.items():
        if not rules[name].takes(value):
            shown = repr(value)[:_SHOWN_CHARACTERS]
            raise SettingsError(f"{file}: {name} in [{table}] is {shown}: it must be {rules[name].says}.")
    return values


def _check_names(found: Mapping[str, object], known: list[str], kind: str, *, file: Path) -> None:
    for name in found:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
            raise SettingsError(f"{file}: there is no {kind} named {name!r}; the nearest is {near!r}.")
