"""A thread that answers does not wait long for one that computes."""

import subprocess
import sys
from pathlib import Path

import pytest

SLACK = Path("/proc/self/timerslack_ns")
_LOOK = """
import sys, threading
from foley_bridge.daemon.promptness import be_prompt
be_prompt()
def look():
    with open(f"/proc/{threading.get_native_id()}/timerslack_ns") as file:
        print(file.read().strip())
thread = threading.Thread(target=look)
thread.start()
thread.join()
print(sys.getswitchinterval())
"""


@pytest.mark.skipif(not SLACK.exists(), reason="only Linux says how late its timers may be")
def test_threads_that_are_started_afterwards_ask_for_their_turn_after_twenty_microseconds() -> None:
    told = subprocess.run([sys.executable, "-c", _LOOK], capture_output=True, text=True, check=True).stdout.split()
    assert (told[0], round(float(told[1]), 9)) == ("1", 2e-05)


def test_where_timers_cannot_be_set_threads_still_give_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from foley_bridge.daemon import promptness

    monkeypatch.setattr(promptness, "_TIMER_SLACK", tmp_path / "none" / "such")
    before_s = sys.getswitchinterval()
    try:
        promptness.be_prompt()
        assert sys.getswitchinterval() == pytest.approx(promptness.SWITCH_INTERVAL_S)
    finally:
        sys.setswitchinterval(before_s)
