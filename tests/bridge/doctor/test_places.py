"""The doctor's look at settings, folders, space, journal and spool folder: with really broken ones."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.doctor import places
from foley_bridge.doctor.context import Context, context_of
from foley_bridge.doctor.finding import Level
from foley_bridge.folders import user_folders
from foley_bridge.journal.journal import Journal


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return context_of(user_folders(tmp_path / "home"), {})


def tree(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_a_machine_where_nothing_was_started_yet_is_fine_and_stays_as_it_is(context: Context, tmp_path: Path) -> None:
    checks = (
        places.check_settings,
        places.check_folders,
        places.check_space,
        places.check_journal,
        places.check_spool,
    )
    for check in checks:
        findings = list(check(context))
        assert findings
        assert all(finding.level is not Level.PROBLEM for finding in findings)
    assert tree(tmp_path) == set()


def test_a_broken_settings_file_is_a_problem_and_does_not_hinder_the_rest(tmp_path: Path) -> None:
    folders = user_folders(tmp_path)
    folders.config.mkdir()
    folders.settings_file.write_text("[engine]\nidel_s = 3\n", encoding="utf-8")
    context = context_of(folders, {})
    (finding,) = places.check_settings(context)
    assert finding.level is Level.PROBLEM
    assert "idel_s" in finding.sentence
    assert "idle_s" in finding.sentence
    assert finding.remedy
    assert context.folders == folders


def test_a_valid_settings_file_is_fine_and_its_folders_are_the_ones_looked_at(tmp_path: Path) -> None:
    folders = user_folders(tmp_path)
    folders.config.mkdir()
    folders.settings_file.write_text(f"[files]\nsounds = '{tmp_path / 'mine'}'\n", encoding="utf-8")
    context = context_of(folders, {})
    (finding,) = places.check_settings(context)
    assert finding.level is Level.OK
    assert any(str(tmp_path / "mine") in one.sentence for one in places.check_folders(context))


def test_a_folder_below_a_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    finding = places.check_folder(tmp_path / "file" / "sounds", private=False)
    assert finding.level is Level.PROBLEM
    assert "cannot be written" in finding.sentence
    assert finding.remedy


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody can write to: a read-only disk, or for an ordinary user one without the right."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode == 0:
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
        return
    folder.chmod(0o500)
    if os.access(folder, os.W_OK):
        pytest.skip("this user may write everywhere and may not mount")
    yield folder
    folder.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="rights are POSIX's")
def test_a_folder_without_the_right_to_write_is_a_problem(read_only: Path) -> None:
    for folder in (read_only, read_only / "sounds"):
        finding = places.check_folder(folder, private=False)
        assert finding.level is Level.PROBLEM
        assert str(folder) in finding.sentence


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_private_folder_that_others_can_look_into_is_noted(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert places.check_folder(tmp_path, private=False).level is Level.OK
    finding = places.check_folder(tmp_path, private=True)
    assert (finding.level, str(tmp_path) in finding.remedy) == (Level.NOTE, True)
    tmp_path.chmod(0o700)
    assert places.check_folder(tmp_path, private=True).level is Level.OK


@pytest.mark.parametrize(("free", "level"), [(5e7, Level.PROBLEM), (5e8, Level.NOTE), (5e9, Level.OK)])
def test_a_disk_that_is_nearly_full_is_said(tmp_path: Path, free: float, level: Level) -> None:
    finding = places.judge_space("sounds", tmp_path, int(free))
    assert finding.level is level
    assert bool(finding.remedy) is (level is not Level.OK)


def test_a_journal_that_can_be_read_says_what_waits(context: Context) -> None:
    with Journal(context.folders.journal_file) as journal:
        journal.accept("a", "order", "udp:127.0.0.1:9")
        (finding,) = places.check_journal(context)
    assert finding.level is Level.OK
    assert "1 requests, 1 of them" in finding.sentence


def test_a_damaged_journal_is_a_problem_and_stays_where_it_is(context: Context) -> None:
    file = context.folders.journal_file
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no journal" * 500)
    (finding,) = places.check_journal(context)
    assert finding.level is Level.PROBLEM
    assert "damaged" in finding.sentence
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_the_spool_folder_is_watched_and_nothing_stays_in_it(context: Context) -> None:
    context.folders.spool.mkdir(parents=True)
    (finding,) = places.check_spool(context)
    assert finding.level is Level.OK
    assert "at once" in finding.sentence
    assert tree(context.folders.spool) == set()


def test_a_spool_folder_that_is_switched_off_is_not_looked_at(tmp_path: Path) -> None:
    folders = user_folders(tmp_path)
    folders.config.mkdir()
    folders.settings_file.write_text("[network]\nspool = false\n", encoding="utf-8")
    (finding,) = places.check_spool(context_of(folders, {}))
    assert "switched off" in finding.sentence
