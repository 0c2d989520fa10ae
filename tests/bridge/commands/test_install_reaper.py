"""`foley-bridge install-reaper` over real folders: what it puts there, what it leaves alone, what it takes away."""

from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.reaper_scripts import resource_folder, scripts_folder
from foley_models.errors import NotAvailableError

NAMES = sorted(file.relative_to(scripts_folder()) for file in scripts_folder().rglob("*.lua"))


def run(resource: Path, *options: str) -> int:
    return main(["install-reaper", "--resource-folder", str(resource), *options])


def lua_files(resource: Path) -> list[Path]:
    folder = resource / "Scripts" / "Foley Bridge"
    return sorted(file.relative_to(folder) for file in folder.rglob("*.lua"))


def deeds(said: str) -> list[str]:
    return [line.split()[0] for line in said.splitlines() if line.endswith(".lua")]


def test_all_scripts_are_there_afterwards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path) == 0
    assert lua_files(tmp_path) == NAMES
    said = capsys.readouterr().out
    assert deeds(said) == ["new"] * len(NAMES)
    assert "Load ReaScript" in said
    folder = tmp_path / "Scripts" / "Foley Bridge"
    assert all((folder / name).read_bytes() == (scripts_folder() / name).read_bytes() for name in NAMES)


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--dry-run") == 0
    assert deeds(capsys.readouterr().out) == ["new"] * len(NAMES)
    assert list(tmp_path.iterdir()) == []


def test_a_second_time_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path)
    capsys.readouterr()
    assert run(tmp_path) == 0
    assert deeds(capsys.readouterr().out) == ["same"] * len(NAMES)


def test_what_someone_else_put_there_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = tmp_path / "Scripts" / "Foley Bridge" / NAMES[0]
    foreign.parent.mkdir(parents=True)
    foreign.write_text("mine")
    assert run(tmp_path) == 1
    assert str(foreign) in capsys.readouterr().err
    assert foreign.read_text() == "mine"
    assert lua_files(tmp_path) == [NAMES[0]]


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.lua"
    outside.write_text("mine")
    link = tmp_path / "Scripts" / "Foley Bridge" / NAMES[0]
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    assert run(tmp_path) == 1
    assert outside.read_text() == "mine"


def test_a_script_that_the_person_changed_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path)
    changed = tmp_path / "Scripts" / "Foley Bridge" / NAMES[0]
    changed.write_text("changed")
    assert run(tmp_path) == 1
    capsys.readouterr()
    assert run(tmp_path, "--uninstall") == 0
    assert f"kept     {changed}" in capsys.readouterr().out
    assert lua_files(tmp_path) == [NAMES[0]]


def test_an_older_version_is_replaced_and_what_it_had_more_goes(tmp_path: Path) -> None:
    import hashlib
    import json

    run(tmp_path)
    folder = tmp_path / "Scripts" / "Foley Bridge"
    (folder / NAMES[0]).write_text("older")
    (folder / "lib" / "gone.lua").write_text("older")
    record = json.loads((folder / "installed.json").read_text())
    record[NAMES[0].as_posix()] = record["lib/gone.lua"] = hashlib.sha256(b"older").hexdigest()
    (folder / "installed.json").write_text(json.dumps(record))
    assert run(tmp_path) == 0
    assert lua_files(tmp_path) == NAMES
    assert (folder / NAMES[0]).read_bytes() == (scripts_folder() / NAMES[0]).read_bytes()


def test_uninstalling_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    other = tmp_path / "Scripts" / "other.lua"
    other.parent.mkdir()
    other.write_text("mine")
    run(tmp_path)
    assert run(tmp_path, "--uninstall") == 0
    assert sorted(tmp_path.rglob("*")) == [other.parent, other]
    assert run(tmp_path, "--uninstall") == 1


def test_a_record_that_names_other_files_is_refused(tmp_path: Path) -> None:
    victim = tmp_path / "victim.lua"
    victim.write_text("mine")
    folder = tmp_path / "Scripts" / "Foley Bridge"
    folder.mkdir(parents=True)
    (folder / "installed.json").write_text('{"../../victim.lua": "x"}')
    assert run(tmp_path, "--uninstall") == 1
    assert victim.exists()


def test_without_reaper_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "absent") == 1
    assert "start REAPER once" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "platform", "folder"),
    [
        ({"HOME": "/u"}, "linux", "/u/.config/REAPER"),
        ({"HOME": "/u", "XDG_CONFIG_HOME": "/c"}, "linux", "/c/REAPER"),
        ({"HOME": "/u"}, "darwin", "/u/Library/Application Support/REAPER"),
        ({"APPDATA": "/a"}, "win32", "/a/REAPER"),
    ],
)
def test_reapers_folder_is_where_each_system_has_it(environment: dict[str, str], platform: str, folder: str) -> None:
    assert resource_folder(environment, platform) == Path(folder)


def test_a_system_without_a_home_is_told_so() -> None:
    with pytest.raises(NotAvailableError, match="--resource-folder"):
        resource_folder({}, "linux")
