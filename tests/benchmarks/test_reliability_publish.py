"""Writers killed at random points, at a small size."""

import os
from pathlib import Path

import pytest

from benchmarks.reliability.publish import content, is_whole, kill_writers


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of other systems")
def test_no_kill_leaves_a_part_under_a_final_name_or_loses_what_was_told() -> None:
    tally = kill_writers("ours", 10, seed=3)
    assert tally.kills == 10
    assert tally.holds


def test_a_part_of_a_file_is_noticed(tmp_path: Path) -> None:
    data = content(1)
    for part, whole in ((data, True), (data[:-1], False), (data[:-1] + b"\0", False), (b"", False)):
        (tmp_path / "file").write_bytes(part)
        assert is_whole(tmp_path / "file") == whole
