"""Start with the session: the entry of this system's own kind, made, found and removed."""

import os
import plistlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from foley_bridge.files.disk_errors import explained
from foley_bridge.folders import Folders

NAME = "Foley Bridge"
PROGRAM = "foley-bridge-tray"
LABEL = "org.foley-bridge.tray"  # launchd's name for it
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


class Autostart(Protocol):
    """The entry; DestinationError, with the reason, where it cannot be changed."""

    def is_on(self) -> bool:
        """Whether the session starts us."""
        ...

    def switch_on(self) -> None:
        """Let the session start us, hidden; what was there before is replaced."""
        ...

    def switch_off(self) -> None:
        """Let it not."""
        ...


def autostart(folders: Folders) -> Autostart:
    """The one of this system, for the program as it runs now."""
    words = command(folders.home)
    if sys.platform == "win32":
        return WindowsAutostart(words)
    if sys.platform == "darwin":
        return MacAutostart(words, Path.home() / "Library" / "LaunchAgents")
    config = os.environ.get("XDG_CONFIG_HOME", "")
    home = Path(config) if Path(config).is_absolute() else Path.home() / ".config"
    return DesktopAutostart(words, home / "autostart")


def command(home: Path | None = None) -> tuple[str, ...]:
    """What starts the tray hidden: the installed program, or this very Python where there is none."""
    beside = Path(sys.executable).parent / PROGRAM
    found = str(beside) if beside.is_file() else shutil.which(PROGRAM)
    start = (found,) if found else (sys.executable, "-m", "foley_ui")
    return (*start, "--hidden", *(() if home is None else ("--home", str(home))))


class DesktopAutostart:
    """An entry after the Desktop Application Autostart Specification of freedesktop.org."""

    def __init__(self, words: Sequence[str], folder: Path) -> None:
        self._words = words
        self.file = folder / f"{PROGRAM}.desktop"

    def is_on(self) -> bool:
        """Whether there is an entry that no desktop has switched off."""
        try:
            lines = [line.replace(" ", "").lower() for line in self.file.read_text("utf-8").splitlines()]
        except (OSError, UnicodeDecodeError):
            return False
        return not {"hidden=true", "x-gnome-autostart-enabled=false"} & set(lines)

    def switch_on(self) -> None:
        """Write the entry."""
        _write(self.file, self.text().encode())

    def switch_off(self) -> None:
        """Remove the entry."""
        _remove(self.file)

    def text(self) -> str:
        """The entry."""
        return (
            "[Desktop Entry]\n"
            "Type=Application\n"
            f"Name={NAME}\n"
            "Comment=Foley from a prompt, on your timeline\n"
            f"Exec={' '.join(_exec_word(word) for word in self._words)}\n"
            "Icon=audio-x-generic\n"
            "Terminal=false\n"
            "StartupNotify=false\n"
            "X-GNOME-Autostart-enabled=true\n"
        )


class MacAutostart:
    """A launch agent of this user."""

    def __init__(self, words: Sequence[str], folder: Path) -> None:
        self._words = words
        self.file = folder / f"{LABEL}.plist"

    def is_on(self) -> bool:
        """Whether there is an agent that is not disabled in its file."""
        try:
            return not plistlib.loads(self.file.read_bytes()).get("Disabled", False)
        except (OSError, ValueError):
            return False

    def switch_on(self) -> None:
        """Write the agent; launchd reads it at the next login."""
        _write(self.file, self.text())

    def switch_off(self) -> None:
        """Remove the agent."""
        _remove(self.file)

    def text(self) -> bytes:
        """The agent."""
        return plistlib.dumps(
            {
                "Label": LABEL,
                "ProgramArguments": list(self._words),
                "RunAtLoad": True,
                "ProcessType": "Interactive",
                "LimitLoadToSessionType": "Aqua",
            }
        )


if sys.platform == "win32":
    import winreg

    class WindowsAutostart:
        """A value in this user's Run key."""

        def __init__(self, words: Sequence[str]) -> None:
            self._words = words

        def is_on(self) -> bool:
            """Whether the value is there."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
                    winreg.QueryValueEx(key, NAME)
            except OSError:
                return False
            return True

        def switch_on(self) -> None:
            """Write the value."""
            with explained(Path(RUN_KEY)), winreg.CreateKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, windows_line(self._words))

        def switch_off(self) -> None:
            """Remove the value."""
            if self.is_on():
                access = winreg.KEY_SET_VALUE
                with explained(Path(RUN_KEY)), winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY, 0, access) as key:
                    winreg.DeleteValue(key, NAME)


def windows_line(words: Sequence[str]) -> str:
    """The command line, quoted as Windows programs read it."""
    return subprocess.list2cmdline(words)


def _exec_word(word: str) -> str:
    """A word of an Exec line: quoted, then escaped once more as every string of such a file (the specification's 7)."""
    quoted = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word)
    plain = word.isascii() and word.replace("-", "").replace("/", "").replace(".", "").replace("_", "").isalnum()
    return word if plain else f'"{quoted}"'.replace("\\", "\\\\").replace("%", "%%")


def _write(file: Path, content: bytes) -> None:
    with explained(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_suffix(".tmp")
        temporary.write_bytes(content)
        temporary.replace(file)


def _remove(file: Path) -> None:
    with explained(file):
        file.unlink(missing_ok=True)
