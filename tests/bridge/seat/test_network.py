"""The proof of `python -m benchmarks.seats.proof` at a small size: two seats and a server in networks of their own."""

import subprocess
import sys

import pytest

from benchmarks.seats.network import why_not
from tests.bridge.processes import environment

REASON = why_not()


@pytest.mark.skipif(bool(REASON), reason=REASON)
def test_two_seats_and_a_server_lose_and_double_nothing_when_a_cable_is_pulled() -> None:
    size = ("--cues=6", "--pulls=1", "--down=0.5", "--silence=1.5")
    command = [sys.executable, "-m", "benchmarks.seats.proof", *size]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = " ".join(done.stdout.split())
    assert "requests at the server 12" in said
    assert "sound files at the seats 22" in said
    assert "12 times unauthorised" in said
