"""Every check, in the order in which a person wants to read them, and all of them at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from foley_bridge.doctor.connections import check_daemon, check_udp
from foley_bridge.doctor.context import Context
from foley_bridge.doctor.finding import Finding
from foley_bridge.doctor.machine import check_display, check_python, check_sound
from foley_bridge.doctor.model import check_optional_libraries, check_packs, check_torch
from foley_bridge.doctor.places import check_folders, check_journal, check_settings, check_space, check_spool

Check = Callable[[Context], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_python,
    check_torch,
    check_packs,
    check_settings,
    check_folders,
    check_space,
    check_journal,
    check_udp,
    check_spool,
    check_daemon,
    check_sound,
    check_display,
    check_optional_libraries,
)
_AT_ONCE = 4  # most of them wait for another process


def examine(context: Context, checks: tuple[Check, ...] = CHECKS) -> Iterator[Finding]:
    """All findings in the order of the checks, each as soon as those before it are there."""
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="doctor") as pool:
        for findings in pool.map(lambda check: tuple(check(context)), checks):
            yield from findings
