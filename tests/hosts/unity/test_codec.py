"""The C# codec says byte for byte what the daemon's says."""

import re
import subprocess
from pathlib import Path

from tests.hosts.unity.fake_editor import needs_mono

GOLDEN = Path(__file__).parents[1] / "golden" / "osc.json"


def _golden(driver: Path, file: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["mono", str(driver), "golden", str(file)], capture_output=True, text=True, check=False)


@needs_mono
def test_the_golden_bytes_are_made_and_read_and_what_is_broken_is_refused(driver: Path) -> None:
    done = _golden(driver, GOLDEN)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = [int(count) for count in re.findall(r"\d+", done.stdout)]
    assert counts[0] >= 40
    assert all(counts[:4])
    assert counts[4] == 0


@needs_mono
def test_the_driver_notices_a_wrong_byte(driver: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "osc.json"
    text = GOLDEN.read_text(encoding="ascii")
    wrong.write_text(text.replace("2f666f6c65792f70696e67", "2f666f6c65792f706f6e67", 1), encoding="ascii")
    done = _golden(driver, wrong)
    assert done.returncode == 1
    assert "otherwise" in done.stdout
