"""A plain Lua without sockets as the host, through the spool folder; and the part of the script that is REAPER's."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.engine.launch import Launch
from foley_bridge.settings import Settings
from tests.bridge.daemon.served import Served, served
from tests.bridge.peers.heard import EXAMPLES, PATIENCE_S, Heard, check_whole_way, heard_in, run_host
from tests.bridge.peers.held_worker import held_command

LUA, SCRIPT = shutil.which("lua5.4"), str(EXAMPLES / "spool_host.lua")
FAKE_REAPER = str(Path(__file__).parent / "fake_reaper.lua")
pytestmark = pytest.mark.skipif(LUA is None, reason="lua5.4 is missing: install it")


def lua(*arguments: str) -> tuple[str, ...]:
    return (str(LUA), *arguments)


def environment_of(daemon: Served) -> dict[str, str]:
    assert daemon.folders.home is not None
    return {"FOLEY_BRIDGE_HOME": str(daemon.folders.home)}


def placed(timeline: Path) -> list[str]:
    """Marks of the candidates on a timeline."""
    return [line.split("\t")[0] for line in timeline.read_text(encoding="utf-8").splitlines()]


def spool_files(daemon: Served) -> list[Path]:
    """Packets and halves of them."""
    return [file for file in daemon.folders.spool.rglob("*") if file.suffix in (".osc", ".tmp")]


def heard_from(daemon: Served, command: Sequence[str]) -> Heard:
    return heard_in(run_host(command, environment=environment_of(daemon)), daemon.project.parent)


def test_with_files_alone_it_goes_the_whole_way_and_leaves_none(daemon: Served) -> None:
    command = lua(SCRIPT, "lua", "boots on gravel", "0.5", "3", str(daemon.project))
    first, again = heard_from(daemon, command), heard_from(daemon, command)
    check_whole_way(first, again)
    assert placed(daemon.project / "timeline.txt") == ["lua#0", "lua#1"]
    assert spool_files(daemon) == []


def test_a_refusal_is_an_answer_too(daemon: Served) -> None:
    heard = heard_from(daemon, lua(SCRIPT, "lua-long", "boots", "200", "3", str(daemon.project)))
    assert heard.words == ("failed",)


def test_a_request_that_was_written_while_no_daemon_ran_is_made(every_transport: Settings, tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    command = lua(SCRIPT, "lua-early", "boots", "0.5", "3", str(tmp_path / "project"))
    surroundings = os.environ | {"FOLEY_BRIDGE_HOME": str(tmp_path / "own")}
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True) as script:
        while not list((tmp_path / "own" / "spool" / "in").glob("*/*.osc")):
            assert script.poll() is None
        with served(tmp_path, _spool_only(every_transport)):
            lines, _ = script.communicate(timeout=PATIENCE_S)
    heard = heard_in(lines.splitlines(), tmp_path)
    assert heard.words[0] == "accepted"
    assert heard.words[-2:] == ("done", "event")
    assert len(set(heard.paths)) == 3


def test_a_daemon_that_is_restarted_in_the_middle_goes_on_and_makes_nothing_twice(
    every_transport: Settings, tmp_path: Path
) -> None:
    settings = _spool_only(every_transport)
    lines: list[str] = []
    with served(tmp_path, settings, launch=Launch(command=held_command(), nice=0)) as daemon:
        command = lua(SCRIPT, "lua-mid", "boots", "0.5", "3", str(daemon.project))
        surroundings = os.environ | environment_of(daemon)
        script = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)
        assert script.stdout is not None
        while not (lines and lines[-1].startswith("candidate")):
            lines.append(script.stdout.readline())
            assert lines[-1], "the script ended"
    with script, served(tmp_path, settings):
        rest, _ = script.communicate(timeout=PATIENCE_S)
    heard = heard_in([*lines, *rest.splitlines()], tmp_path)
    assert heard.words[-2:] == ("done", "event")
    assert heard.words.count("candidate") == len(set(heard.paths)) == 3
    assert sorted(tmp_path.rglob("*.wav")) == sorted(heard.paths)
    assert placed(tmp_path / "project" / "timeline.txt") == ["lua-mid#0"]


def test_reapers_part_places_each_candidate_once(daemon: Served) -> None:
    """Against a stand-in for REAPER's functions, since REAPER cannot be had here: see fake_reaper.lua."""
    command = lua(FAKE_REAPER, SCRIPT, str(daemon.project), "boots on gravel, slowly,0.5,3")
    lines = run_host(command, environment=environment_of(daemon))
    heard = heard_in(lines, daemon.project.parent)
    assert heard.words[-2:] == ("done", "event")
    assert lines[-1] == f"items 1 undo 0 path {heard.paths[0]} position 12.5 length 0.5"


def _spool_only(settings: Settings) -> Settings:
    """So that the port is left to the daemon that all tests share."""
    return replace(settings, network=replace(settings.network, tcp_port=0))
