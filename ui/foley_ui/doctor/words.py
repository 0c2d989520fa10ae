"""What the doctor looks at in plain words, and what can be done about a finding from the window."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from foley_bridge.doctor.finding import Finding, Level

# Of these, what is merely worth knowing is nothing that the settings could change.
_PROBLEMS_ONLY = frozenset({"device", "folders"})


class Deed(StrEnum):
    """What the button beside a finding does."""

    PANEL = "panel"
    FILE = "file"  # opens the settings file
    STATE = "state"  # opens the folder
    SOUNDS = "sounds"
    RESTART = "restart"  # of the daemon


@dataclass(frozen=True)
class Remedy:
    """A button: its text, and what it does; of a panel its name and what it shall show."""

    text: str
    deed: Deed
    panel: str = ""
    shows: str = ""


def title_of(name: str) -> str:
    """What a check is about; the name itself where it is one that is not known here."""
    translate = QCoreApplication.translate
    return {
        "python": "Python",
        "torch": translate("Doctor", "torch, which computes the sounds"),
        "device": translate("Doctor", "Device of the model"),
        "bfloat16": translate("Doctor", "Precision"),
        "packs": translate("Doctor", "Packs"),
        "settings": translate("Doctor", "Settings"),
        "folders": translate("Doctor", "Folders"),
        "space": translate("Doctor", "Space on the disk"),
        "journal": translate("Doctor", "Journal"),
        "udp": translate("Doctor", "Messages on this machine (UDP)"),
        "spool": translate("Doctor", "Requests as files"),
        "daemon": translate("Doctor", "Daemon"),
        "sound": translate("Doctor", "Sound output"),
        "display": translate("Doctor", "Display"),
        "tray": translate("Doctor", "Tray"),
        "autostart": translate("Doctor", "Start with the session"),
        "laion-clap": "laion-clap",
        "torchaudio": "torchaudio",
    }.get(name, name)


def level_word(level: Level) -> str:
    """A level for those who do not see its picture."""
    translate = QCoreApplication.translate
    return {
        Level.OK: translate("Doctor", "Fine"),
        Level.NOTE: translate("Doctor", "Worth knowing"),
        Level.PROBLEM: translate("Doctor", "To be put right"),
    }[level]


def remedy_of(finding: Finding) -> Remedy | None:
    """What can be done about it from here; None where nothing is to be done, or not from here."""
    if finding.level is Level.OK or (finding.name in _PROBLEMS_ONLY and finding.level is Level.NOTE):
        return None
    translate = QCoreApplication.translate
    settings = translate("Doctor", "Open Settings")
    return {
        "settings": Remedy(translate("Doctor", "Open the file"), Deed.FILE),
        "packs": Remedy(translate("Doctor", "Open Packs"), Deed.PANEL, "packs"),
        "torch": None,
        "device": Remedy(settings, Deed.PANEL, "settings", "device"),
        "bfloat16": Remedy(settings, Deed.PANEL, "settings", "device"),
        "folders": Remedy(settings, Deed.PANEL, "settings", "files"),
        "space": Remedy(translate("Doctor", "Open the folder"), Deed.SOUNDS),
        "journal": Remedy(translate("Doctor", "Open the folder"), Deed.STATE),
        "udp": Remedy(settings, Deed.PANEL, "settings", "network"),
        "spool": Remedy(settings, Deed.PANEL, "settings", "network"),
        "daemon": Remedy(translate("Doctor", "Start the daemon anew"), Deed.RESTART),
        "sound": Remedy(settings, Deed.PANEL, "settings", "sound"),
        "autostart": Remedy(settings, Deed.PANEL, "settings", "tray"),
    }.get(finding.name)
