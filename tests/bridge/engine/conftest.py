"""A tiny pack on disk and engines that are ended after their test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from foley_bridge.engine.launch import Launch
from foley_bridge.engine.supervisor import EngineSupervisor
from tests.bridge.engine.faulty_worker import plan_fault
from tests.models.tiny_core import write_tiny_pack

StartEngine = Callable[..., EngineSupervisor]


@pytest.fixture(scope="session")
def tiny_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny")


@pytest.fixture
def fault_file(tmp_path: Path) -> Path:
    plan_fault(tmp_path / "fault", "exit", "nowhere", times=0)
    return tmp_path / "fault"


@pytest.fixture
def start() -> Iterator[StartEngine]:
    """A supervisor of a command, as quick to lose patience as a test needs it."""
    engines: list[EngineSupervisor] = []

    def make(command: tuple[str, ...], *, idle_s: float = 600.0, hang_s: float = 60.0) -> EngineSupervisor:
        launch = Launch(command=command, device="cpu", dtype="float32", threads=1)
        engines.append(EngineSupervisor(launch, idle_s=idle_s, hang_s=hang_s))
        return engines[-1]

    yield make
    for one in engines:
        one.close()
