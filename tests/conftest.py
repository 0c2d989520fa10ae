"""What holds for every test: nothing leaves this machine, and the same examples are tried at every run."""

import os
import socket
import sys
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings

# Read by the hub's library at its import, so it must be set before any test module is imported.
os.environ["HF_HUB_OFFLINE"] = "1"

# A busy machine makes examples slow without anything being wrong, so time is no ground to fail.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Half a character that a test logged cannot be sent from one process to the other: it is spelt out."""
    report = yield
    report.sections = [(name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections]
    return report


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that connects to anything but this machine."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address):
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)  # type: ignore[arg-type]  # any address that the socket's family takes

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep tests, and what they start, out of the settings, the journal and the daemon of whoever runs them."""
    monkeypatch.setenv("FOLEY_BRIDGE_HOME", str(tmp_path_factory.getbasetemp() / "home-of-nobody"))


@pytest.fixture(autouse=True)
def own_threads() -> Iterator[None]:
    """Give torch its threads back: an engine that runs inside a test may have asked for another number."""
    torch = sys.modules.get("torch")
    threads = torch.get_num_threads() if torch else None
    yield
    if torch and torch.get_num_threads() != threads:
        torch.set_num_threads(threads)


def _is_loopback(address: object) -> bool:
    host = address[0] if isinstance(address, tuple) else address
    return isinstance(host, str) and (host in ("localhost", "::1") or host.startswith("127."))
