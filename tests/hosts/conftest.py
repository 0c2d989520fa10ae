"""One daemon with the shipped pack for all tests with real hosts, and takes of a stereo pack that it made."""

from collections.abc import Iterator

import pytest

from foley_bridge.osc.message import Argument
from tests.hosts.core_daemon import CoreDaemon, running
from tests.models.published.tiny_pipelines import stable_audio_pack

STEREO_S = 0.7


@pytest.fixture(scope="session")
def core_daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CoreDaemon]:
    """It runs from the first test that asks for it to the end of the session."""
    with running(tmp_path_factory.mktemp("core-daemon")) as daemon:
        yield daemon


@pytest.fixture(scope="session")
def stereo_requests(core_daemon: CoreDaemon, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Ids of two requests for "rain on a roof" with one take each, of a pack with two channels; for a host each."""
    folder = str(stable_audio_pack(tmp_path_factory.mktemp("stereo")))
    ids = ("stereo-1", "stereo-2")
    with core_daemon.client() as client:
        for id_ in ids:
            pairs: dict[str, Argument] = {"pack": folder, "pool": 1, "steps": 2}
            for _ in client.generate("rain on a roof", seconds=STEREO_S, count=1, pairs=pairs, request_id=id_):
                pass
    return ids
