"""A clean clone and its first runs, with a project whose `make run` is quick."""

import subprocess
from pathlib import Path

import pytest

from benchmarks.fresh_clone import clone_of, time_run
from foley_models.errors import NotAvailableError


def checkout(folder: Path, recipe: str) -> Path:
    folder.mkdir()
    (folder / "Makefile").write_text(f"run:\n\t{recipe}\n", encoding="utf-8")
    identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org"]
    for command in (["init", "-q"], ["add", "Makefile"], [*identity, "commit", "-qm", "first"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    (folder / "left.txt").write_text("not committed", encoding="utf-8")
    return folder


def test_only_what_is_committed_is_cloned_and_its_run_is_timed(tmp_path: Path) -> None:
    clone = clone_of(checkout(tmp_path / "origin", "sleep 0.2"), tmp_path / "clone")
    assert not (clone / "left.txt").exists()
    assert 0.2 <= time_run(clone) < 10


def test_a_run_that_fails_is_one_sentence(tmp_path: Path) -> None:
    clone = clone_of(checkout(tmp_path / "origin", "@echo out of luck >&2; exit 3"), tmp_path / "clone")
    with pytest.raises(NotAvailableError, match="`make run` failed"):
        time_run(clone)


def test_a_folder_that_is_no_checkout_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    with pytest.raises(NotAvailableError, match="`git clone` failed"):
        clone_of(tmp_path / "plain", tmp_path / "clone")
