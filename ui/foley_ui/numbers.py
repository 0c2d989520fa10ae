"""Numbers as they are written in the language of the windows: 3.14 is 3,14 in German."""

from PySide6.QtCore import QLocale


def fixed(value: float, decimals: int) -> str:
    """With so many decimals."""
    return QLocale().toString(float(value), "f", decimals)


def short(value: float, digits: int) -> str:
    """With so many digits that mean something, and no zeros behind them."""
    return QLocale().toString(float(value), "g", digits)
