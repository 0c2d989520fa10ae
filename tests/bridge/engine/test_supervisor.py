"""The supervisor with real processes that end, hang, babble or run out of memory wherever they can."""

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from foley_bridge.engine.events import Advanced, Made
from foley_bridge.engine.launch import NICE, Launch
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_models.errors import (
    BusyError,
    CancelledError,
    DeviceMemoryError,
    EngineCrashedError,
    FoleyError,
    NothingPassedError,
)
from tests.bridge.engine.conftest import StartEngine
from tests.bridge.engine.faulty_worker import faulty_command, plan_fault
from tests.bridge.engine.orders import Told, collect, quick_order, run
from tests.bridge.engine.quick_worker import quick_command
from tests.bridge.engine.waiting import PATIENCE_S, exists, until
from tests.bridge.processes import environment

BOOTS = quick_order("boots")
SLOW = quick_order("slow boots")
POINTS = ["load", "text", "denoise", "decode", "rank", "made", "after-made", "finished"]
ENDINGS = ["exit", "clean-exit", "kill", "segfault", "memory", "allocate", "garbage", "cut", "huge", "nonsense"]


@pytest.fixture(scope="module")
def undisturbed() -> Told:
    engine = EngineSupervisor(Launch(command=quick_command()))
    told = run(engine, BOOTS)
    engine.close()
    return told


def test_an_order_is_told_from_loading_to_the_end_and_the_engine_is_kept(start: StartEngine) -> None:
    engine = start(quick_command())
    assert (engine.state(), engine.pid(), engine.memory_bytes()) == ("asleep", None, 0)
    told = run(engine, BOOTS)
    assert told.stages == ["load", "text", "denoise", "decode", "rank"]
    assert [one.index for one in told.made] == [0, 1, 2]
    assert told.finished.delivered == 3
    pid = engine.pid()
    assert engine.state() == "ready"
    assert run(engine, BOOTS).sounds == told.sounds
    assert engine.pid() == pid


def test_an_error_of_the_order_itself_is_raised_as_it_is_and_not_repeated(start: StartEngine) -> None:
    engine = start(quick_command())
    told = Told()
    with pytest.raises(NothingPassedError, match="the best scored"):
        run(engine, quick_order("drop-all"), told=told)
    assert told.stages.count("load") == 1
    assert run(engine, BOOTS).finished.delivered == 3


@pytest.mark.parametrize("kind", ENDINGS)
def test_whatever_ends_the_engine_the_order_is_repeated_and_complete(
    start: StartEngine, fault_file: Path, undisturbed: Told, kind: str
) -> None:
    plan_fault(fault_file, kind, "decode")
    told = run(start(faulty_command(fault_file)), BOOTS)
    assert told.sounds == undisturbed.sounds
    assert told.stages.count("text") == 2


@pytest.mark.parametrize("point", POINTS)
def test_wherever_it_ends_nothing_is_lost_and_nothing_handed_over_twice(
    start: StartEngine, fault_file: Path, undisturbed: Told, point: str
) -> None:
    plan_fault(fault_file, "kill", point)
    told = run(start(faulty_command(fault_file)), BOOTS)
    assert [one.index for one in told.made] == [0, 1, 2]
    assert told.sounds == undisturbed.sounds
    assert told.finished.delivered == 3


@pytest.mark.parametrize(
    ("kind", "error", "says"),
    [
        ("segfault", EngineCrashedError, "failed twice.*ended by SIGSEGV"),
        ("kill", EngineCrashedError, "SIGKILL, which the system also does where memory runs out"),
        ("clean-exit", EngineCrashedError, "ended by itself with code 0"),
        ("memory", DeviceMemoryError, "Memory ran out"),
        ("allocate", DeviceMemoryError, "Memory ran out"),
        ("garbage", EngineCrashedError, "what is no frame"),
    ],
)
def test_what_ends_it_twice_is_an_error_and_the_next_order_is_made(
    start: StartEngine, fault_file: Path, kind: str, error: type[FoleyError], says: str
) -> None:
    plan_fault(fault_file, kind, "rank", times=2)
    engine = start(faulty_command(fault_file))
    told = Told()
    with pytest.raises(error, match=says):
        run(engine, BOOTS, told=told)
    assert told.stages.count("decode") == 2
    assert engine.state() in ("asleep", "ready")
    assert run(engine, BOOTS).finished.delivered == 3


def test_an_engine_that_hangs_is_ended_and_the_order_repeated(start: StartEngine, fault_file: Path) -> None:
    plan_fault(fault_file, "hang", "denoise")
    engine = start(faulty_command(fault_file), hang_s=2)
    events = engine.run("job", BOOTS, batch_size=4, cancelled=lambda: False)
    first = next(events)
    assert isinstance(first, Advanced)
    assert first.stage == "load"
    hung = engine.pid()
    assert hung is not None
    assert collect(events).finished.delivered == 3
    assert not exists(hung)


def test_one_that_hangs_twice_is_an_error(start: StartEngine, fault_file: Path) -> None:
    plan_fault(fault_file, "compute", "after-made", times=2)
    with pytest.raises(EngineCrashedError, match="told nothing for 1 s"):
        run(start(faulty_command(fault_file), hang_s=1), BOOTS)


def test_a_fault_nobody_knew_of_fails_the_order_and_leaves_the_engine(
    start: StartEngine, fault_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = start(faulty_command(fault_file))
    run(engine, BOOTS)
    pid = engine.pid()
    plan_fault(fault_file, "break", "rank")
    with caplog.at_level(logging.INFO):
        with pytest.raises(FoleyError, match=r"does not know \(ValueError\)") as failure:
            run(engine, BOOTS)
        until(lambda: "a fault nobody knew of" in caplog.text)
    assert failure.value.code == "internal"
    assert run(engine, BOOTS).finished.delivered == 3
    assert engine.pid() == pid


def test_what_a_library_prints_goes_to_the_log_and_not_between_the_frames(
    start: StartEngine, fault_file: Path, undisturbed: Told, caplog: pytest.LogCaptureFixture
) -> None:
    plan_fault(fault_file, "print", "made", times=3)
    with caplog.at_level(logging.INFO):
        told = run(start(faulty_command(fault_file)), BOOTS)
        until(lambda: "a library prints" in caplog.text)
    assert told.sounds == undisturbed.sounds
    assert told.stages.count("text") == 1


def test_candidates_of_before_are_not_handed_over_again(start: StartEngine, undisturbed: Told) -> None:
    told = run(start(quick_command()), BOOTS, skip=frozenset({0, 2}))
    assert told.sounds == {1: undisturbed.sounds[1]}
    assert told.made[0].rank == 2


def test_cancelling_ends_the_run_and_keeps_the_engine(start: StartEngine) -> None:
    engine = start(quick_command())
    run(engine, BOOTS)
    pid = engine.pid()
    told = Told()
    with pytest.raises(CancelledError):
        collect(engine.run("job", SLOW, batch_size=4, cancelled=lambda: bool(told.events)), told)
    assert len(told.events) == 1
    assert engine.pid() == pid
    assert run(engine, BOOTS).finished.delivered == 3


def test_cancelling_is_heard_in_a_long_step_after_an_interrupt(start: StartEngine, fault_file: Path) -> None:
    plan_fault(fault_file, "hang", "denoise")
    engine = start(faulty_command(fault_file))
    asked = threading.Event()
    cancelled = threading.Event()

    def wanted() -> bool:
        asked.set()
        return cancelled.is_set()

    failures: list[BaseException] = []

    def listen() -> None:
        try:
            collect(engine.run("job", BOOTS, batch_size=4, cancelled=wanted))
        except CancelledError as error:
            failures.append(error)

    listener = threading.Thread(target=listen)
    listener.start()
    assert asked.wait(PATIENCE_S)
    cancelled.set()
    engine.interrupt()
    listener.join(PATIENCE_S)
    assert len(failures) == 1


def test_an_order_that_is_cancelled_beforehand_starts_no_engine(start: StartEngine) -> None:
    engine = start(quick_command())
    with pytest.raises(CancelledError):
        collect(engine.run("job", BOOTS, batch_size=4, cancelled=lambda: True))
    assert engine.state() == "asleep"


def test_who_stops_listening_leaves_nothing_behind_for_the_next(start: StartEngine, undisturbed: Told) -> None:
    engine = start(quick_command())
    events = engine.run("job", SLOW, batch_size=4, cancelled=lambda: False)
    next(events)
    events.close()
    assert run(engine, BOOTS).sounds == undisturbed.sounds


def test_two_orders_at_a_time_are_refused(start: StartEngine) -> None:
    engine = start(quick_command())
    events = engine.run("job", SLOW, batch_size=4, cancelled=lambda: False)
    next(events)
    assert engine.state() in ("loading", "busy")
    with pytest.raises(BusyError):
        run(engine, BOOTS)
    assert collect(events).finished.delivered == 3


def test_closing_in_the_middle_of_a_run_ends_both(start: StartEngine) -> None:
    engine = start(quick_command())
    events = engine.run("job", SLOW, batch_size=4, cancelled=lambda: False)
    next(events)
    pid = engine.pid()
    assert pid is not None
    engine.close()
    with pytest.raises(CancelledError):
        collect(events)
    assert not exists(pid)
    with pytest.raises(CancelledError):
        run(engine, BOOTS)


def test_an_idle_engine_is_ended_and_comes_back_with_the_next_order(start: StartEngine) -> None:
    engine = start(quick_command(), idle_s=0.1)
    run(engine, BOOTS)
    until(lambda: engine.state() == "asleep")
    assert (engine.pid(), engine.memory_bytes()) == (None, 0)
    assert run(engine, BOOTS).finished.delivered == 3


def test_warming_up_loads_in_the_background(start: StartEngine) -> None:
    engine = start(quick_command())
    engine.warm("quick")
    until(lambda: engine.state() == "ready")
    memory = engine.memory_bytes()
    assert memory is not None
    assert memory > 1_000_000
    assert "load" not in run(engine, BOOTS).stages


def test_an_engine_that_ended_while_idle_is_no_fault(start: StartEngine) -> None:
    engine = start(quick_command())
    run(engine, BOOTS)
    pid = engine.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: engine.state() == "asleep")
    assert run(engine, BOOTS).stages.count("text") == 1


def test_a_command_that_is_not_there_is_an_error_in_a_sentence(start: StartEngine) -> None:
    with pytest.raises(EngineCrashedError, match="cannot be started"):
        run(start(("/nowhere/engine",)), BOOTS)


def test_the_engine_steps_back_in_a_group_but_not_in_a_session_of_its_own(start: StartEngine) -> None:
    engine = start(quick_command())
    run(engine, BOOTS)
    pid = engine.pid()
    assert pid is not None
    assert os.getpriority(os.PRIO_PROCESS, pid) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + NICE)
    assert os.getpgid(pid) == pid
    assert os.getsid(pid) == os.getsid(0)
    assert int(Path(f"/proc/{pid}/oom_score_adj").read_text()) > int(Path("/proc/self/oom_score_adj").read_text())


def test_crashes_leave_no_descriptor_and_no_thread_behind(start: StartEngine, fault_file: Path) -> None:
    engine = start(faulty_command(fault_file))

    def crash() -> None:
        plan_fault(fault_file, "kill", "made")
        run(engine, BOOTS)

    def engine_threads() -> int:
        return sum(one.name.startswith("engine ") for one in threading.enumerate())

    crash()
    until(lambda: engine_threads() == 2)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        crash()
    until(lambda: engine_threads() == 2)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


PARENT = """
import sys
from foley_bridge.engine.launch import Launch
from foley_bridge.engine.supervisor import EngineSupervisor
from tests.bridge.engine.orders import quick_order

engine = EngineSupervisor(Launch(command=tuple(sys.argv[1:])))
for event in engine.run("job", quick_order("boots"), batch_size=4, cancelled=lambda: False):
    print(engine.pid(), event.stage, flush=True)
"""


@pytest.mark.parametrize("kind", ["hang", "compute"])
def test_the_engine_does_not_outlive_a_daemon_that_was_killed(fault_file: Path, kind: str) -> None:
    plan_fault(fault_file, kind, "denoise")
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *faulty_command(fault_file)], stdout=subprocess.PIPE, env=environment()
    ) as parent:
        assert parent.stdout is not None
        lines = [parent.stdout.readline().split() for _ in range(2)]
        pid = int(lines[-1][0])
        assert lines[-1][1] == b"text"
        assert exists(pid)
        parent.kill()
    until(lambda: not exists(pid))


def test_made_sounds_come_at_once_and_not_at_the_end(start: StartEngine, fault_file: Path) -> None:
    plan_fault(fault_file, "hang", "after-made")
    engine = start(faulty_command(fault_file))
    events = engine.run("job", BOOTS, batch_size=4, cancelled=lambda: False)
    assert isinstance(next(one for one in events if isinstance(one, Made)), Made)
    engine.close()
    with pytest.raises(CancelledError):
        next(events)
