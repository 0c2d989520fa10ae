"""One daemon for all foreign hosts, with every transport open."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.settings import Settings
from tests.bridge.daemon.served import Served, served, with_tcp


@pytest.fixture(scope="session")
def every_transport() -> Settings:
    settings = with_tcp()
    return replace(settings, network=replace(settings.network, spool=True))


@pytest.fixture(scope="package")
def daemon(every_transport: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home"), every_transport) as running:
        yield running


@pytest.fixture
def home(daemon: Served) -> Path:
    """Below which all sounds lie."""
    return daemon.project.parent
