"""A small pack with random weights, written once."""

from pathlib import Path

import pytest

from tests.models.tiny_core import write_tiny_pack


@pytest.fixture(scope="session")
def tiny_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny")
