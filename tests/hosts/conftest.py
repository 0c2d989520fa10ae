"""One daemon with the shipped pack for all tests with real hosts."""

from collections.abc import Iterator

import pytest

from tests.hosts.core_daemon import CoreDaemon, running


@pytest.fixture(scope="session")
def core_daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CoreDaemon]:
    """It runs from the first test that asks for it to the end of the session."""
    with running(tmp_path_factory.mktemp("core-daemon")) as daemon:
        yield daemon
