"""What the licence of an adapter is called, in the language of the windows."""

from PySide6.QtCore import QCoreApplication

RESERVED = "All rights reserved"
_NONE = ("", "none", "no licence chosen")  # as cards say it


def is_chosen(licence: str) -> bool:
    """Whether a card names one."""
    return licence.strip().casefold() not in _NONE


def licence_words(licence: str) -> str:
    """In a line of facts; the studio's own text stays as it is."""
    if not is_chosen(licence):
        return _tr("none was chosen")
    return {RESERVED: _tr("all rights reserved")}.get(licence, licence)


def _tr(text: str) -> str:
    return QCoreApplication.translate("LicenceWords", text)
