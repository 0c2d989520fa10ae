"""A daemon whose threads give way quickly: one that answers a socket must not wait long for one that computes."""

import sys
from contextlib import suppress
from pathlib import Path

SWITCH_INTERVAL_S = 0.00002  # Python's own is 0.005, which would show in every ping; below 0.00002 switching costs more
TIMER_SLACK_NS = 1  # Linux's own is 50,000: a thread that asks for its turn after 0.00002 s would ask after 0.00007
_TIMER_SLACK = Path("/proc/self/timerslack_ns")


def be_prompt() -> None:
    """Shorten how long a thread of this process waits for another one; before threads are started, which inherit it.

    Where the system has no such file, or does not let it be written, only Python's part is done.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    with suppress(OSError):
        _TIMER_SLACK.write_text(str(TIMER_SLACK_NS), encoding="ascii")
