"""Hosts that know nothing of servers elsewhere go the whole way through a seat: over UDP, and with files alone."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.seat.link import Server
from tests.bridge.daemon.served import QUICK, served, with_tcp
from tests.bridge.peers.heard import EXAMPLES, check_whole_way, heard_in, run_host
from tests.bridge.processes import ROOT
from tests.bridge.seat.seats import Sat, sat

LUA = shutil.which("lua5.4")
WITH_SPOOL = replace(QUICK, network=replace(QUICK.network, spool=True))


@pytest.fixture(scope="module")
def seat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sat]:
    home = tmp_path_factory.mktemp("studio")
    with served(home / "server", with_tcp()) as daemon:
        assert daemon.session.tcp_port is not None
        server = Server("127.0.0.1", daemon.session.tcp_port)
        with sat(home / "seat", server, daemon.session.token, settings=WITH_SPOOL) as one:
            one.wait_for("connected to")
            yield one


def surroundings(seat: Sat) -> dict[str, str]:
    return {HOME_VARIABLE: str(seat.folders.home), "PYTHONPATH": str(ROOT / "host_plugins" / "common")}


def test_a_host_over_udp_gets_its_sounds_best_first(seat: Sat) -> None:
    script = str(EXAMPLES / "python_standalone_host.py")
    lines = run_host(
        [sys.executable, script, "boots on gravel", "0.5", "2", str(seat.project)], environment=surroundings(seat)
    )
    found = [line.split(" ", 1) for line in lines if line.endswith(".wav")]
    assert [rank for rank, _ in found] == ["1", "2"]
    assert all(Path(path).is_relative_to(seat.project) and Path(path).is_file() for _, path in found)


@pytest.mark.skipif(LUA is None, reason="lua5.4 is missing: install it")
def test_a_host_with_files_alone_goes_the_whole_way_and_is_offered_nothing_twice(seat: Sat) -> None:
    command = (str(LUA), str(EXAMPLES / "spool_host.lua"), "lua", "boots on gravel", "0.5", "3", str(seat.project))
    first, again = (heard_in(run_host(command, environment=surroundings(seat)), seat.project.parent) for _ in range(2))
    check_whole_way(first, again)
