"""What a listener presses: single keys where the terminal gives them, else lines."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

END = ""  # the input is over

ReadKey = Callable[[], str]


@contextmanager
def open_keys(stream: TextIO) -> Iterator[ReadKey]:
    """A function that waits for the next key of a terminal, or for the next line of anything else."""
    if not stream.isatty():
        yield lambda: _line(stream)
    elif os.name == "nt":
        yield _windows_key
    else:
        with _single_keys(stream):
            yield lambda: _posix_key(stream)


def _line(stream: TextIO) -> str:
    """The next line without its end; a blank one is the space bar."""
    line = stream.readline()
    return END if not line else line.strip().lower() or " "


@contextmanager
def _single_keys(stream: TextIO) -> Iterator[None]:
    """Keys come as they are pressed and are not shown; Ctrl-C works; all is as before afterwards."""
    import termios
    import tty

    before = termios.tcgetattr(stream)
    try:
        tty.setcbreak(stream)
        yield
    finally:
        termios.tcsetattr(stream, termios.TCSADRAIN, before)


def _posix_key(stream: TextIO) -> str:
    key = os.read(stream.fileno(), 32)  # an arrow key is several bytes: read whole, it is one unknown key
    if key in (b"", b"\x04"):
        return END
    text = key.decode("utf-8", "replace").lower()
    return " " if text in ("\r", "\n") else text


def _windows_key() -> str:
    import msvcrt

    key = str(getattr(msvcrt, "getwch")())  # noqa: B009  # absent elsewhere, so untyped
    if key == "\x03":
        raise KeyboardInterrupt
    if key in ("\x04", "\x1a"):
        return END
    return " " if key in ("\r", "\n") else key.lower()
