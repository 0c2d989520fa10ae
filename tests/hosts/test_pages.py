"""The pages about hosts: programs in them run, links lead somewhere, and the index knows every page."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.journal.journal import Journal
from tests.bridge.daemon.served import served
from tests.bridge.processes import environment

PAGES = Path(__file__).parents[2] / "docs" / "hosts"


def test_the_python_page_s_program_makes_sounds_and_confirms_them(tmp_path: Path) -> None:
    program = (PAGES / "python.md").read_text(encoding="utf-8").split("```python")[1].split("```")[0]
    assert len(program.strip().splitlines()) <= 25
    with served(tmp_path) as daemon:
        home = str(daemon.folders.home)
        command = [sys.executable, "-P", "-c", program]
        done = subprocess.run(
            command,
            env=environment() | {HOME_VARIABLE: home},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        listed = [line.split(" ", 1) for line in done.stdout.splitlines() if line.endswith(".wav")]
        assert [index for index, _ in listed] == ["0", "1"]
        assert all(os.path.lexists(path) for _, path in listed)
        with Journal(daemon.folders.journal_file) as journal:
            (job,) = journal.recent(5)
            assert all(one.imported for one in journal.candidates(job.id))


def test_the_index_names_every_page() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    for page in PAGES.glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, page.name


@pytest.mark.parametrize("page", sorted(PAGES.glob("[a-z]*.md")), ids=lambda page: page.name)
def test_links_of_the_pages_lead_to_files(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link
