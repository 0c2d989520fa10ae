"""The reliability figures of decoder, sockets and single instance, at a small size."""

import os
import subprocess
import sys

import pytest

from benchmarks.reliability.loopback import BLOCKING, OURS, measure
from benchmarks.reliability.parser import decoding_speeds, fuzz
from tests.bridge.processes import ROOT, environment


def test_hostile_packets_end_as_messages_or_as_osc_errors() -> None:
    tally = fuzz(10_000)
    assert (tally.uncaught, tally.read_otherwise) == (0, 0)
    assert tally.packets > 10_000
    assert tally.accepted > 1000  # or nothing was compared with python-osc
    assert tally.slowest_cpu_ms > 0


def test_both_decoders_are_timed() -> None:
    assert all(speed > 0 for speed in decoding_speeds(rounds=1, repeats=2))


@pytest.mark.skipif(os.name == "nt", reason="the race forks")
def test_of_a_hundred_racing_starts_exactly_one_wins() -> None:
    command = [sys.executable, "-m", "benchmarks.reliability.instance", "--size", "100"]
    race = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert race.returncode == 0, race.stdout + race.stderr
    assert "1 / 99 / 0" in race.stdout


@pytest.mark.parametrize("name", [OURS, BLOCKING])
def test_messages_over_loopback_are_counted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    assert measure(name, 0.2) > 0
