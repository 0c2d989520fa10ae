"""Settings: what the file says holds, what cannot be taken is named, and the written file documents every one."""

import argparse
import dataclasses
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foley_bridge.commands import settings as command
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.setting_rules import Rule
from foley_bridge.settings import Settings, SettingsError, load_settings, parse_settings
from foley_bridge.settings_text import settings_text

FILE = Path("settings.toml")


def every_setting() -> Iterator[tuple[str, "dataclasses.Field[Any]"]]:
    for table in dataclasses.fields(Settings):
        yield from ((table.name, one) for one in dataclasses.fields(getattr(Settings(), table.name)))


def every_key() -> list[Any]:
    return [pytest.param(table, one, id=f"{table}.{one.name}") for table, one in every_setting()]


def parse(text: str) -> Settings:
    return parse_settings(text.encode(), FILE)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == Settings()


def test_what_the_file_says_holds_and_the_rest_is_at_its_default(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[engine]\nidle_s = 30\ndevice = "cuda:1"\n[network]\nspool = false\n', encoding="utf-8")
    settings = load_settings(file)
    assert (settings.engine.idle_s, settings.engine.device, settings.network.spool) == (30, "cuda:1", False)
    assert settings.files == Settings().files


def test_an_editor_s_byte_order_mark_is_no_error() -> None:
    assert parse_settings(b"\xef\xbb\xbf[engine]\nnice = 3\n", FILE).engine.nice == 3


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[engine]\nidel_s = 5", r"no key in \[engine\] named 'idel_s'; the nearest is 'idle_s'"),
        ("[enigne]", "no table named 'enigne'; the nearest is 'engine'"),
        ("isGenerated = false", "no table named 'isGenerated'"),
        ("engine = 5", r"engine is a table: write \[engine\]"),
        ("[engine]\nidle_s = 4", r"idle_s in \[engine\] is 4: it must be a whole number from 5 to 86400"),
        ("[engine]\nidle_s = 600.0", r"is 600.0: it must be a whole number"),
        ('[engine]\nidle_s = "600"', r"is '600': it must be a whole number"),
        ("[engine]\nnice = true", r"is True: it must be a whole number from 0 to 19"),
        ('[engine]\ndevice = "gpu"', r"is 'gpu': it must be one of \"auto\""),
        ('[engine]\ndtype = "float8"', r"one of \"auto\", \"float32\", \"bfloat16\""),
        ('[engine]\npack = ""', "the name of a built-in pack"),
        ('[engine]\npack = "packs/mine"', "the whole path"),
        ("[network]\nspool = 1", "true or false"),
        ("[network]\nudp_port = 80", "a port from 1024 to 65535"),
        ("[network]\ntcp_port = 70000", "a port from 1024 to 65535"),
        ('[network]\ntcp_host = "my-machine"', "an address of this machine in numbers"),
        ('[files]\nsounds = "sounds"', "the whole path of a folder"),
        ('[files]\nsounds = "/a\\u0007b"', "the whole path of a folder"),
        ('[files]\ncreator = "A_B"', "1 to 16 letters or digits"),
        ("[files]\nrate_hz = 4000", "from 8000 to 192000"),
        ('[log]\nlevel = "loud"', "one of"),
        ("[history]\ndays = 0", "from 1 to 3650"),
        ("[engine]\nnice = 1\nnice = 2", "no TOML file"),
        ("[engine", "no TOML file"),
    ],
)
def test_what_cannot_be_taken_is_named_with_the_file_and_what_is_possible(text: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named) as caught:
        parse(text)
    assert str(FILE) in str(caught.value)


def test_bytes_that_are_no_text_and_files_without_end_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="UTF-8"):
        parse_settings(b"\xff\xfe[\x00", FILE)
    with pytest.raises(SettingsError, match="larger"):
        parse_settings(b"#" * (1 << 21), FILE)
    with pytest.raises(SettingsError, match="no TOML"):
        parse("a = " + "[" * 100_000)
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path)


@pytest.mark.parametrize(("table", "one"), every_key())
def test_every_setting_is_documented_in_the_file_with_its_default_and_its_bounds(
    table: str, one: "dataclasses.Field[Any]"
) -> None:
    section = re.search(rf"^\[{table}\].*?(?=^\[|\Z)", settings_text(), re.DOTALL | re.MULTILINE)
    assert section is not None
    words = " ".join(section[0].replace("\n#", " ").split())
    rule: Rule = one.metadata["rule"]
    assert len(one.metadata["about"]) > 15
    assert " ".join(one.metadata["about"].split()) in words
    assert rule.says in words
    assert re.search(rf"^# {one.name} = ", section[0], re.MULTILINE)


@pytest.mark.parametrize(("table", "one"), every_key())
def test_every_default_is_one_that_the_file_could_say(table: str, one: "dataclasses.Field[Any]") -> None:
    rule: Rule = one.metadata["rule"]
    assert rule.takes(one.default)
    assert not rule.takes(None)
    assert not rule.takes([])


def test_the_written_file_means_the_defaults_whether_its_comments_are_removed_or_not() -> None:
    assert parse(settings_text()) == Settings()
    uncommented = re.sub(r"^# (?=\w+ = )", "", settings_text(), flags=re.MULTILINE)
    assert parse(uncommented) == Settings()
    assert sum(map(len, tomllib.loads(uncommented).values())) == len(list(every_setting()))


def test_settings_survive_being_written_and_read() -> None:
    changed = parse("[files]\nsounds = '/a \"b\" \\ c'\n[engine]\nnice = 0\n[network]\nspool = false\ntcp_port = 9000")
    assert parse(settings_text(changed)) == changed


def test_the_folders_that_the_settings_name_are_used(tmp_path: Path) -> None:
    folders = user_folders(tmp_path)
    assert Settings().with_folders(folders) == folders
    chosen = parse(f"[files]\nsounds = '{tmp_path / 'mine'}'").with_folders(folders)
    assert (chosen.sounds, chosen.state) == (tmp_path / "mine", folders.state)
    assert parse("[files]\nsounds = '~/mine'").with_folders(folders).sounds == Path("~/mine").expanduser()


def _run(monkeypatch: pytest.MonkeyPatch, home: Path, *arguments: str) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    args = parser.parse_args(["settings", *arguments])
    args.func(args)


def test_the_command_writes_a_private_file_once_and_never_over_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = user_folders(tmp_path).settings_file
    _run(monkeypatch, tmp_path, "--write")
    assert str(file) in capsys.readouterr().out
    assert file.read_text(encoding="utf-8") == settings_text()
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("[engine]\nnice = 5\n", encoding="utf-8")
    _run(monkeypatch, tmp_path, "--write")
    assert "was not changed" in capsys.readouterr().out
    assert load_settings(file).engine.nice == 5


def test_the_command_shows_what_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = user_folders(tmp_path).settings_file
    file.parent.mkdir(parents=True)
    file.write_text("[engine]\nnice = 5\n", encoding="utf-8")
    _run(monkeypatch, tmp_path)
    shown = capsys.readouterr().out
    assert str(file) in shown
    assert "\nnice = 5\n" in shown
    assert parse(shown).engine.nice == 5
