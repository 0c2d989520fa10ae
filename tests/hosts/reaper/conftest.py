"""A fake REAPER beside a real daemon, once with sockets and once without."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.settings import NetworkSettings
from tests.bridge.daemon.served import QUICK, Served, served
from tests.hosts.reaper.fake_reaper import Backend, Embedded, FakeReaper, Program, why_not_program

MakeReaper = Callable[..., FakeReaper]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the daemon keeps its things, as the scripts find it."""
    own = tmp_path / "own"
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
def daemon(tmp_path: Path, home: Path) -> Iterator[Served]:
    """A real daemon with the quick engine, in this process, over UDP and spool."""
    settings = replace(QUICK, network=NetworkSettings())
    with served(tmp_path, settings) as running:
        yield running


@pytest.fixture
def reaper(backend: Backend, tmp_path: Path) -> FakeReaper:
    """A REAPER with a saved project and one selected track."""
    project = tmp_path / "project"
    project.mkdir(exist_ok=True)
    one = FakeReaper(backend, project)
    one.do("track", "selected")
    return one
