"""A signal ends the wait, whichever thread the system hands it to."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from foley_bridge.ending import told_by_signals
from tests.bridge.processes import environment

# The main thread refuses the signal, so that the system can only hand it to the other one.
ELSEWHERE = """
import signal, threading, time
from foley_bridge.ending import told_by_signals
with told_by_signals() as ending:
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    print("ready", flush=True)
    ending.wait()
print("ended", flush=True)
import os; os._exit(0)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_also_if_it_came_before(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with told_by_signals() as ending:
        os.kill(os.getpid(), number)
        ending.wait()
        threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
        ending.told = False
        ending.wait()
    assert signal.getsignal(number) is before


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals of threads are POSIX's")
def test_a_signal_that_another_thread_receives_ends_the_wait() -> None:
    command = [sys.executable, "-c", ELSEWHERE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "ended\n"
        assert process.wait(20) == 0
