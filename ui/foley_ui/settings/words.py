"""Plain words for every setting: the group that it stands in, its label, and what its choices are called."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from foley_bridge.setting_rules import Value
from foley_ui.numbers import short

Key = tuple[str, str]  # table and name in the file

CONTEXT = "SettingWords"
_KILO = 1000


@dataclass(frozen=True)
class Group:
    """Settings that a person looks for together."""

    name: str
    title: str
    about: str
    keys: tuple[Key, ...]


def groups() -> tuple[Group, ...]:
    """All of them, in the order in which they are shown."""
    translate = QCoreApplication.translate
    return (
        Group(
            "device",
            translate("SettingWords", "Device"),
            translate("SettingWords", "What makes the sounds, and where it computes."),
            (
                ("engine", "pack"),
                ("engine", "device"),
                ("engine", "dtype"),
                ("engine", "offload"),
                ("engine", "threads"),
                ("engine", "nice"),
            ),
        ),
        Group(
            "files",
            translate("SettingWords", "Sounds and files"),
            translate("SettingWords", "Where takes are kept, at which rate, and what their names say."),
            (("files", "sounds"), ("files", "rate_hz"), ("files", "creator"), ("files", "source")),
        ),
        Group(
            "network",
            translate("SettingWords", "Network and ports"),
            translate("SettingWords", "How hosts reach Foley Bridge. Nothing here is open to other machines at first."),
            (
                ("network", "udp_port"),
                ("network", "spool"),
                ("network", "tcp_port"),
                ("network", "tcp_host"),
                ("network", "hub"),
            ),
        ),
        Group(
            "memory",
            translate("SettingWords", "Memory"),
            translate("SettingWords", "When the model leaves its memory to your other programs."),
            (("engine", "idle_s"), ("engine", "hang_s")),
        ),
        Group(
            "sound",
            translate("SettingWords", "Sound device"),
            translate("SettingWords", "How takes are listened to in these windows."),
            (("audition", "device"), ("audition", "volume_percent")),
        ),
        Group(
            "tray",
            translate("SettingWords", "Window and tray"),
            translate("SettingWords", "How Foley Bridge looks and when it is there."),
            (("tray", "theme"), ("tray", "language"), ("tray", "close_to_tray"), ("tray", "start_with_session")),
        ),
        Group(
            "log",
            translate("SettingWords", "Log and history"),
            translate("SettingWords", "What is noted and remembered, and for how long."),
            (("log", "level"), ("log", "size_bytes"), ("history", "days"), ("history", "jobs")),
        ),
    )


def labels() -> Mapping[Key, str]:
    """What each setting is called."""
    translate = QCoreApplication.translate
    return {
        ("engine", "pack"): translate("SettingWords", "Pack"),
        ("engine", "device"): translate("SettingWords", "Compute on"),
        ("engine", "dtype"): translate("SettingWords", "Precision"),
        ("engine", "offload"): translate("SettingWords", "Large packs"),
        ("engine", "threads"): translate("SettingWords", "CPU threads"),
        ("engine", "nice"): translate("SettingWords", "Step back for other programs"),
        ("engine", "idle_s"): translate("SettingWords", "Give memory back after"),
        ("engine", "hang_s"): translate("SettingWords", "Start the model anew after"),
        ("network", "udp_port"): translate("SettingWords", "UDP port"),
        ("network", "spool"): translate("SettingWords", "Requests as files"),
        ("network", "tcp_port"): translate("SettingWords", "TCP port"),
        ("network", "tcp_host"): translate("SettingWords", "TCP address"),
        ("network", "hub"): translate("SettingWords", "Model hub"),
        ("files", "sounds"): translate("SettingWords", "Folder for sounds"),
        ("files", "rate_hz"): translate("SettingWords", "Output rate"),
        ("files", "creator"): translate("SettingWords", "Creator in file names"),
        ("files", "source"): translate("SettingWords", "Source in file names"),
        ("log", "level"): translate("SettingWords", "Noted in the log"),
        ("log", "size_bytes"): translate("SettingWords", "Size of a log file"),
        ("history", "days"): translate("SettingWords", "Remember requests for"),
        ("history", "jobs"): translate("SettingWords", "Requests remembered at most"),
        ("audition", "device"): translate("SettingWords", "Sound output"),
        ("audition", "volume_percent"): translate("SettingWords", "Volume"),
        ("tray", "start_with_session"): translate("SettingWords", "Start when I log in"),
        ("tray", "close_to_tray"): translate("SettingWords", "Closing keeps it in the tray"),
        ("tray", "theme"): translate("SettingWords", "Light or dark"),
        ("tray", "language"): translate("SettingWords", "Language"),
    }


def choices() -> Mapping[tuple[str, str, str], str]:
    """What the words of a choice are called."""
    translate = QCoreApplication.translate
    return {
        ("engine", "dtype", "auto"): translate("SettingWords", "Automatic"),
        ("engine", "dtype", "float32"): translate("SettingWords", "32 bit (float32)"),
        ("engine", "dtype", "bfloat16"): translate("SettingWords", "16 bit (bfloat16)"),
        ("engine", "dtype", "float16"): translate("SettingWords", "16 bit (float16)"),
        ("engine", "offload", "auto"): translate("SettingWords", "As the memory needs it"),
        ("engine", "offload", "none"): translate("SettingWords", "In memory as a whole"),
        ("engine", "offload", "parts"): translate("SettingWords", "One part at a time"),
        ("engine", "offload", "layers"): translate("SettingWords", "One layer at a time, slowest"),
        ("log", "level", "debug"): translate("SettingWords", "Everything, for finding a fault"),
        ("log", "level", "info"): translate("SettingWords", "What happens"),
        ("log", "level", "warning"): translate("SettingWords", "Warnings and errors"),
        ("log", "level", "error"): translate("SettingWords", "Errors only"),
        ("tray", "theme", "system"): translate("SettingWords", "As your desktop"),
        ("tray", "theme", "light"): translate("SettingWords", "Light"),
        ("tray", "theme", "dark"): translate("SettingWords", "Dark"),
    }


def units() -> Mapping[str, str]:
    """What a setting's name ends with, and the unit that it thereby has."""
    translate = QCoreApplication.translate
    return {
        "_s": translate("SettingWords", "s"),
        "_hz": translate("SettingWords", "Hz"),
        "_bytes": translate("SettingWords", "bytes"),
        "_percent": translate("SettingWords", "%"),
        "days": translate("SettingWords", "days"),
    }


def translated(text: str) -> str:
    """A sentence that the settings have of themselves, in the language of the windows."""
    return QCoreApplication.translate(CONTEXT, text)


def label_of(key: Key) -> str:
    """What a setting is called."""
    return labels()[key]


def choice_of(key: Key, word: str) -> str:
    """What one of a setting's words is called."""
    return choices().get((*key, word), word)


def unit_of(key: Key) -> str:
    """The unit of a setting's numbers; "" where it has none."""
    return next((unit for end, unit in units().items() if key[1].endswith(end)), "")


def in_other_words(key: Key, value: Value) -> str:
    """A large number as a person says it: 600 s are 10 min, 1000000 bytes are 1 MB; "" where that says no more."""
    if isinstance(value, bool) or not isinstance(value, int):
        return ""
    name = key[1]
    if name.endswith("_s") and value >= 60:
        return _time(value)
    if name.endswith("_hz") and value >= _KILO:
        return f"{short(value / _KILO, 6)} kHz"
    if name.endswith("_bytes") and value >= _KILO:
        return f"{short(value / _KILO**2, 3)} MB" if value >= _KILO**2 else f"{short(value / _KILO, 3)} kB"
    return ""


def _time(seconds: int) -> str:
    size, unit = (3600, "h") if seconds >= 3600 else (60, "min")
    return f"{short(seconds / size, 3)} {unit}"
