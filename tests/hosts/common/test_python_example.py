"""The example of a host in Python without packages runs, as a person would run it."""

import subprocess
import sys
from pathlib import Path

from foley_bridge.folders import HOME_VARIABLE
from tests.bridge.daemon.served import Served, served
from tests.bridge.processes import ROOT, environment
from tests.hosts.common.library import ORIGINAL

EXAMPLE = ROOT / "docs" / "examples" / "python_standalone_host.py"


def run(daemon: Served, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(EXAMPLE), *arguments],
        env=environment() | {HOME_VARIABLE: str(daemon.folders.home), "PYTHONPATH": str(ORIGINAL.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_prints_the_sounds_best_first_and_says_what_goes_wrong(tmp_path: Path) -> None:
    with served(tmp_path) as daemon:
        done = run(daemon, "boots on gravel", "0.5", "2", str(daemon.project))
        assert done.returncode == 0, done.stderr
        found = [line.split(" ", 1) for line in done.stdout.splitlines() if line.endswith(".wav")]
        assert [rank for rank, _ in found] == ["1", "2"]
        assert all(Path(path).is_file() for _, path in found)
        refused = run(daemon, "boots", "0.5", "1", str(tmp_path / "nowhere"))
        assert (refused.returncode, "nowhere" in refused.stderr) == (1, True)
    absent = run(daemon, "boots", "0.5", "1", str(tmp_path))
    assert absent.stderr == "Foley Bridge is not running. Start it with: foley-bridge serve\n"


def test_it_has_twenty_lines() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").split('"""')[2].strip().splitlines()
    assert len([line for line in lines if line]) <= 22
