"""A fake REAPER beside a real daemon, once with sockets and once without."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.reliability.daemons import DaemonProcess
from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.settings import NetworkSettings
from tests.bridge.daemon.served import QUICK, Served, served
from tests.bridge.small_disk import small_disk
from tests.hosts.reaper.fake_reaper import Backend, Embedded, FakeReaper, Program, why_not_program


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real daemon with the quick engine, in this process: one for all tests that do not kill it."""
    with served(tmp_path_factory.mktemp("reaper"), replace(QUICK, network=NetworkSettings())) as running:
        yield running


@pytest.fixture
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the daemon of this test keeps its things, as the scripts find it."""
    own = tmp_path / "own"
    if "daemon" in request.fixturenames:
        served_home: Path | None = request.getfixturevalue("shared").folders.home
        assert served_home is not None
        own = served_home
    monkeypatch.setenv(HOME_VARIABLE, str(own))
    return own


@pytest.fixture(params=["lua5.4", "lupa"])
def backend(request: pytest.FixtureRequest, home: Path) -> Iterator[Backend]:
    """Lua with sockets, and Lua without."""
    one = open_backend(request.param)
    yield one
    one.close()


def open_backend(name: str) -> Backend:
    """A Lua of this kind; the test is skipped where it is not installed."""
    if name == "lupa":
        pytest.importorskip("lupa", reason="lupa is not installed")
        return Embedded()
    if why_not_program():
        pytest.skip(why_not_program())
    return Program(dict(os.environ))


@pytest.fixture
def daemon(shared: Served) -> Served:
    """The shared daemon; `home` is its."""
    return shared


@pytest.fixture
def reaper(backend: Backend, tmp_path: Path) -> FakeReaper:
    """A REAPER with a saved project and one selected track."""
    project = tmp_path / "project"
    project.mkdir(exist_ok=True)
    one = FakeReaper(backend, project)
    one.do("track", "selected")
    return one


@pytest.fixture
def process(home: Path) -> Iterator[DaemonProcess]:
    """A daemon with the quick engine in a process of its own, which a test may kill; not started yet."""
    one = DaemonProcess(home)
    yield one
    one.stop()


@pytest.fixture
def unsaved(backend: Backend, tmp_path: Path) -> FakeReaper:
    """A REAPER whose project was never saved."""
    one = FakeReaper(backend, tmp_path / "unsaved", saved=False)
    one.do("track", "selected")
    return one


@pytest.fixture
def bare(backend: Backend, tmp_path: Path) -> FakeReaper:
    """A REAPER whose saved project has no track."""
    (tmp_path / "project").mkdir(exist_ok=True)
    return FakeReaper(backend, tmp_path / "project")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on a disk of one MiB."""
    yield from small_disk(tmp_path, monkeypatch)
