"""Starting with the session: the text of each system's entry, and Linux's switched on and off."""

import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from foley_bridge.folders import user_folders
from foley_models.errors import DestinationError
from foley_ui.autostart import DesktopAutostart, MacAutostart, autostart, command, windows_line

WORDS = ("/opt/Foley Bridge/bin/foley-bridge-tray", "--hidden", "--home", '/home/me/100 % "loud" $HOME `x` back\\slash')


@pytest.fixture
def entry(tmp_path: Path) -> DesktopAutostart:
    return DesktopAutostart(WORDS, tmp_path / "config" / "autostart")


def exec_line(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("Exec=")).removeprefix("Exec=")


def read_exec(line: str) -> list[str]:
    """Read an Exec line as the Desktop Entry Specification says: first the string's escapes, then the quotes."""
    string, words, word, quoted, at = line.replace("\\\\", "\\"), [], "", False, 0
    while at < len(string):
        letter = string[at]
        if quoted and letter == "\\":
            at += 1
            word += string[at]
        elif letter == '"':
            quoted = not quoted
        elif letter == " " and not quoted:
            words.append(word)
            word = ""
        else:
            word += letter
        at += 1
    return [one.replace("%%", "%") for one in (*words, word)]


def test_an_exec_line_is_read_back_as_it_was_meant(entry: DesktopAutostart) -> None:
    assert tuple(read_exec(exec_line(entry.text()))) == WORDS


def test_an_exec_line_has_no_field_code_and_plain_words_stay_plain(entry: DesktopAutostart) -> None:
    line = exec_line(entry.text())
    assert line.replace("%%", "").count("%") == 0
    assert " --hidden --home " in line


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-utils")
def test_the_entry_is_valid(entry: DesktopAutostart) -> None:
    entry.switch_on()
    subprocess.run(["desktop-file-validate", str(entry.file)], check=True)


def test_it_is_switched_on_and_off(entry: DesktopAutostart) -> None:
    assert not entry.is_on()
    entry.switch_off()
    for _ in range(2):
        entry.switch_on()
        assert entry.is_on()
    assert [file.name for file in entry.file.parent.iterdir()] == ["foley-bridge-tray.desktop"]
    entry.switch_off()
    assert not entry.is_on()


@pytest.mark.parametrize(
    "line", ["Hidden=true", "X-GNOME-Autostart-enabled=false", "X-GNOME-Autostart-enabled = False"]
)
def test_an_entry_that_a_desktop_has_switched_off_is_off(entry: DesktopAutostart, line: str) -> None:
    entry.switch_on()
    text = entry.text().replace("X-GNOME-Autostart-enabled=true\n", "")
    entry.file.write_text(f"{text}{line}\n")
    assert not entry.is_on()
    entry.switch_on()
    assert entry.is_on()


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file")
    with pytest.raises(DestinationError, match="cannot be written"):
        DesktopAutostart(WORDS, tmp_path / "config" / "autostart").switch_on()


def test_a_launch_agent_says_the_same(tmp_path: Path) -> None:
    agent = MacAutostart(WORDS, tmp_path / "LaunchAgents")
    assert not agent.is_on()
    agent.switch_on()
    said = plistlib.loads(agent.file.read_bytes())
    assert said["ProgramArguments"] == list(WORDS)
    assert said["RunAtLoad"] is True
    assert agent.file.name == f"{said['Label']}.plist"
    assert agent.is_on()
    agent.file.write_bytes(plistlib.dumps({**said, "Disabled": True}))
    assert not agent.is_on()
    agent.switch_off()
    assert not agent.file.exists()


def test_a_line_for_windows_is_quoted_as_its_programs_read_it() -> None:
    line = windows_line((r"C:\Program Files\Foley Bridge\foley-bridge-tray.exe", "--hidden", "--home", "D:\\a b\\"))
    assert line == r'"C:\Program Files\Foley Bridge\foley-bridge-tray.exe" --hidden --home "D:\a b\\"'


def test_the_command_starts_hidden_in_the_same_home(tmp_path: Path) -> None:
    assert command(tmp_path)[-3:] == ("--hidden", "--home", str(tmp_path))
    assert command()[-1] == "--hidden"
    assert Path(command()[0]).is_absolute()


@pytest.mark.skipif(sys.platform != "linux", reason="the entry of Linux desktops")
def test_on_linux_it_lies_where_the_desktop_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    made = autostart(user_folders(tmp_path))
    assert isinstance(made, DesktopAutostart)
    assert made.file == tmp_path / "own" / "autostart" / "foley-bridge-tray.desktop"
    monkeypatch.setenv("XDG_CONFIG_HOME", "not/absolute")
    monkeypatch.setenv("HOME", str(tmp_path))
    other = autostart(user_folders(tmp_path))
    assert isinstance(other, DesktopAutostart)
    assert other.file.is_relative_to(tmp_path / ".config")
