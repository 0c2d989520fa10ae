"""Every check, in the order in which a person wants to read them, and all of them at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread

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
    """All findings in the order of the checks, each as soon as those before it are there.

    Whoever wants no more of them closes the iterator; neither that nor the program's end waits for a check.
    """
    answers = [(check, Future[tuple[Finding, ...]]()) for check in checks]
    waiting = SimpleQueue[tuple[Check, Future[tuple[Finding, ...]]]]()
    for one in answers:
        waiting.put(one)
    for number in range(_AT_ONCE):
        Thread(target=_work, args=(context, waiting), name=f"doctor-{number}", daemon=True).start()
    try:
        for _, answer in answers:
            yield from answer.result()
    finally:
        for _, answer in answers:
            answer.cancel()


def _work(context: Context, waiting: "SimpleQueue[tuple[Check, Future[tuple[Finding, ...]]]]") -> None:
    """Do what nobody does yet, until there is no more."""
    with suppress(Empty):
        while True:
            check, answer = waiting.get_nowait()
            if answer.set_running_or_notify_cancel():
                _answer(context, check, answer)


def _answer(context: Context, check: Check, answer: "Future[tuple[Finding, ...]]") -> None:
    try:
        findings = tuple(check(context))
    except BaseException as error:  # noqa: BLE001  # whoever waits for the answer raises it
        answer.set_exception(error)
    else:
        answer.set_result(findings)
