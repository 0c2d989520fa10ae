"""The search's benchmark at a small size: complete, and told as a table with its picture."""

from pathlib import Path

import pytest

from benchmarks.library_search import LIMIT, RECALL_LEAST, draw, measured


def test_a_small_library_is_searched_completely(tmp_path: Path) -> None:
    row = measured(400, 2, 10)
    assert (row.files, row.windows) == (400, 800)
    assert row.recall >= RECALL_LEAST
    draw([row], tmp_path / "search.png")
    assert (tmp_path / "search.png").read_bytes().startswith(b"\x89PNG")


def test_fewer_files_than_are_asked_for_are_all_found() -> None:
    row = measured(LIMIT // 2, 1, 3)
    assert row.recall == pytest.approx(1.0)
