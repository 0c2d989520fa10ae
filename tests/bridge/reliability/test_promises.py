"""The daemon's promises at a small size; `benchmarks/reliability` has the commands that measure them in full.

What depends on how busy this machine is, such as the time of a ping, is only asked to be bounded here.
"""

import sys
from pathlib import Path

import pytest

from benchmarks.reliability.cue_kills import kill_while_made
from benchmarks.reliability.daemons import QUICK, DaemonProcess
from benchmarks.reliability.exposure import look
from benchmarks.reliability.faults import FAULTS, may_mount
from benchmarks.reliability.flood import LOG_MOST_BYTES, MEMORY_MOST_BYTES, run_floods
from benchmarks.reliability.kills import kill_daemons, kill_engines
from benchmarks.reliability.ping import accept_times_s, busy_rounds
from benchmarks.reliability.siege import besiege
from benchmarks.reliability.soak import grown, soak
from foley_bridge.journal.journal import WAITING_MOST

LATE_S = 10.0  # later than anything is on a machine that does other things as well

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the figures are read in /proc")


def test_a_hundred_kills_of_the_daemon_lose_double_and_spoil_nothing(tmp_path: Path) -> None:
    found = kill_daemons(tmp_path, 100)
    assert found.requests > 30  # how many find a daemon between two kills depends on the machine
    assert found.candidates > 30
    assert (found.lost, found.unfinished, found.doubled, found.spoilt, found.strange) == ([], [], [], [], [])
    assert (found.offered_again, found.processes) == (0, 0)
    assert found.temporary == []
    assert max(found.starts_s) < LATE_S


def test_kills_of_the_engine_process_leave_each_request_with_one_answer(tmp_path: Path) -> None:
    found = kill_engines(tmp_path, 20)
    assert found.requests > 10
    assert (found.lost, found.unfinished, found.doubled, found.spoilt, found.strange) == ([], [], [], [], [])
    assert (found.offered_again, found.answers_most, found.processes) == (0, 1, 0)


def test_a_cue_sheet_has_every_cue_once_after_kills_of_daemon_and_host(tmp_path: Path) -> None:
    found = kill_while_made(tmp_path, 24, 8)
    assert found.daemon_kills >= 1
    assert found.host_kills >= 1
    assert (found.missing, found.doubled, found.surplus, found.temporary) == ([], [], [], [])


def test_a_daemon_under_attack_answers_its_client_and_no_stranger(tmp_path: Path) -> None:
    for bout in besiege(tmp_path, 3):
        assert bout.sent > 0
        assert bout.worst_ping_s < LATE_S, bout.name
        assert bout.heard_bytes == 0, bout.name


@pytest.mark.parametrize("kind", ["junk", "hello", "generate", "long", "tcp"])
def test_a_flood_costs_neither_memory_nor_disk_and_the_queue_stays_bounded(tmp_path: Path, kind: str) -> None:
    (flood,) = run_floods(tmp_path, 2.0, [kind])
    assert flood.sent > 1000
    assert flood.grown_bytes <= MEMORY_MOST_BYTES
    assert flood.log_bytes < LOG_MOST_BYTES
    assert flood.queued_most <= WAITING_MOST
    assert flood.worst_ping_s < LATE_S
    assert flood.busy == (kind in ("generate", "long"))


def test_strangers_reach_change_and_hear_nothing(tmp_path: Path) -> None:
    for check in look(tmp_path, 200):
        assert check.tried > 0, check.promise
        assert not check.broken, check.promise


def test_two_hundred_requests_leave_nothing_open_behind(tmp_path: Path) -> None:
    samples = soak(tmp_path, 200)
    assert len(samples) > 1
    # A cache that is still being filled is no growth: memory is for the long run to judge.
    assert [one for one in grown(samples) if "memory" not in one] == []
    assert samples[-1].daemon_bytes < samples[0].daemon_bytes + MEMORY_MOST_BYTES


@pytest.mark.parametrize("name", FAULTS)
def test_a_disk_that_fails_is_one_answer_and_no_partial_file(tmp_path: Path, name: str) -> None:
    if not may_mount():
        pytest.skip("this user may not mount small disks")
    fault, expected = FAULTS[name]
    outcome = fault(tmp_path)
    assert outcome.holds(*expected), outcome


def test_pings_and_acceptances_are_measured(tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    with DaemonProcess(tmp_path / "home", QUICK) as daemon:
        (one,) = busy_rounds(daemon, media, 1)
        assert one.pings >= 100
        assert 0 < one.daemon_s < LATE_S
        assert all(0 < time_s < LATE_S for time_s in accept_times_s(daemon, media))
