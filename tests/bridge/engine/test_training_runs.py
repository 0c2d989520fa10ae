"""The supervisor while it follows a training: sounds in between, never idle, ended and begun again."""

from pathlib import Path

import pytest

from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.protocol.training import TrainOrder
from foley_bridge.training.told import Ended, Noted, Stepped, TrainingTold
from foley_models.errors import BusyError, CancelledError
from foley_models.training.settings import TrainSettings
from tests.bridge.engine.conftest import StartEngine
from tests.bridge.engine.faulty_worker import faulty_command, plan_fault
from tests.bridge.engine.orders import quick_order, run
from tests.bridge.engine.quick_worker import quick_command


def order_in(folder: Path, *, name: str = "boots", steps: int = 30) -> str:
    """A training that lies in a folder."""
    settings = TrainSettings(steps=steps, save_every=5)
    order = TrainOrder(
        source="/recordings",
        name=name,
        folder=str(folder),
        pack="core",
        licence="",
        validation_share=0.2,
        minutes=None,
        settings=settings,
    )
    return order.to_json()


def told(engine: EngineSupervisor, order: str) -> list[TrainingTold]:
    """All that is told of a training to its end."""
    events = engine.train("job", order, batch_size=16, stopped=lambda: False)
    return [one for one in events if one is not None]


def steps_of(events: list[TrainingTold]) -> list[int]:
    return [one.step for one in events if isinstance(one, Stepped)]


def test_a_training_is_told_to_its_end_and_the_engine_is_kept(start: StartEngine, tmp_path: Path) -> None:
    engine = start(quick_command())
    events = told(engine, order_in(tmp_path))
    assert steps_of(events) == list(range(1, 31))
    assert isinstance(events[-1], Ended)
    assert (engine.state(), engine.pid() is not None) == ("ready", True)


def test_sounds_are_made_between_two_steps_by_the_same_engine(start: StartEngine, tmp_path: Path) -> None:
    engine = start(quick_command())
    seen, pids = [], set()
    for event in engine.train("job", order_in(tmp_path, steps=40), batch_size=16, stopped=lambda: False):
        if isinstance(event, Stepped):
            seen.append(event.step)
            if event.step in (3, 20):
                assert len(run(engine, quick_order("boots")).made) == 3
            pids.add(engine.pid())
    assert seen == list(range(1, 41))
    assert len(pids) == 1


def test_an_engine_that_trains_is_not_idle(start: StartEngine, tmp_path: Path) -> None:
    engine = start(quick_command(), idle_s=0.05)
    pids = set()
    for event in engine.train("job", order_in(tmp_path, name="slow", steps=40), batch_size=16, stopped=lambda: False):
        if isinstance(event, Stepped):
            if event.step == 2:
                run(engine, quick_order("boots"))  # after which an idle engine would be ended
            pids.add(engine.pid())
            assert engine.state() in ("busy", "loading")
    assert len(pids) == 1


def test_one_training_at_a_time(start: StartEngine, tmp_path: Path) -> None:
    engine = start(quick_command())
    events = engine.train("job", order_in(tmp_path, name="slow"), batch_size=16, stopped=lambda: False)
    next(events)
    with pytest.raises(BusyError):
        next(engine.train("other", order_in(tmp_path), batch_size=16, stopped=lambda: False))
    events.close()
    assert len(run(engine, quick_order("boots")).made) == 3


def test_a_stop_is_heard_within_a_step_and_the_next_try_goes_on(start: StartEngine, tmp_path: Path) -> None:
    engine, order = start(quick_command()), order_in(tmp_path, name="slow", steps=2000)
    seen = [0]
    events = engine.train("job", order, batch_size=16, stopped=lambda: seen[-1] >= 12)
    with pytest.raises(CancelledError):
        seen.extend(one.step for one in events if isinstance(one, Stepped))
    reached = seen[-1]
    assert 12 <= reached < 100
    for event in engine.train("job", order, batch_size=16, stopped=lambda: False):
        if isinstance(event, Stepped):
            assert 10 < event.step <= reached + 5
            break


@pytest.mark.parametrize("kind", ["kill", "garbage", "segfault", "memory"])
def test_whatever_ends_the_engine_the_training_goes_on(
    start: StartEngine, tmp_path: Path, fault_file: Path, kind: str
) -> None:
    plan_fault(fault_file, kind, "step-12")
    engine = start(faulty_command(fault_file))
    events = told(engine, order_in(tmp_path))
    assert steps_of(events) == [*range(1, 12), *range(11, 31)]
    (note,) = [one for one in events if isinstance(one, Noted) and one.step]
    assert ("8 at a time" if kind == "memory" else "last checkpoint") in note.text


def test_a_closed_engine_ends_a_training(start: StartEngine, tmp_path: Path) -> None:
    engine = start(quick_command())
    events = engine.train("job", order_in(tmp_path, name="slow", steps=2000), batch_size=16, stopped=lambda: False)
    while not isinstance(next(events), Stepped):
        pass
    engine.close()
    with pytest.raises(CancelledError):
        list(events)
