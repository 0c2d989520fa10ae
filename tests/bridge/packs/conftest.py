"""A small pack with random weights, written once, and copies of it."""

import shutil
from pathlib import Path

import pytest

from foley_bridge.packs.contents import write_list
from tests.models.tiny_core import write_tiny_pack


@pytest.fixture(scope="session")
def tiny_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny")


@pytest.fixture
def tiny(tiny_once: Path, tmp_path: Path) -> Path:
    """A pack in a folder of its own, which a test may spoil."""
    return Path(shutil.copytree(tiny_once, tmp_path / "from" / "tiny"))


@pytest.fixture
def offered(tiny: Path) -> Path:
    """The same with the list of its files, as a web server offers it."""
    write_list(tiny)
    return tiny


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Where packs go; not there yet."""
    return tmp_path / "state" / "packs"
