"""One compilation for all tests of the Unity plug-in."""

from pathlib import Path

import pytest

from tests.hosts.unity.fake_editor import build


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled driver, beside the compiled plug-in."""
    return build(tmp_path_factory.mktemp("unity"))
