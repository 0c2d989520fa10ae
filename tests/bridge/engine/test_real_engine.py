"""The real engine process with a real pack at tiny size: what it makes, and that faults change no bit of it."""

import io
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from foley_bridge.engine.events import Advanced, Made
from foley_bridge.engine.frames import MAGIC, Frame, read_frame, write_frame
from foley_bridge.engine.launch import Launch
from foley_bridge.engine.messages import Settings, settings_frame
from foley_bridge.engine.repetition import make_again
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.files.recipe_reading import recipe_from
from foley_models.errors import CancelledError, DeviceMemoryError, PackError
from tests.bridge.engine.faulty_worker import faulty_command, plan_fault
from tests.bridge.engine.orders import REQUEST, Told, collect, order_of, run
from tests.bridge.engine.quick_worker import quick_command, worker_command
from tests.bridge.engine.waiting import until

REAL = worker_command("foley_bridge.engine.worker")


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("faults") / "fault"
    plan_fault(path, "exit", "nowhere", times=0)
    return path


@pytest.fixture(scope="module")
def engine(faults: Path) -> Iterator[EngineSupervisor]:
    """One engine for all, since importing torch takes seconds."""
    launch = Launch(command=faulty_command(faults, quick=False), device="cpu", dtype="float32", threads=1)
    engine = EngineSupervisor(launch)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def alone(engine: EngineSupervisor, tiny_pack: Path) -> Told:
    """The order made one candidate at a time, which is how it is repeated."""
    return collect(engine.run("job", order_of(tiny_pack), batch_size=1, cancelled=lambda: False))


def test_an_order_goes_through_every_stage_and_its_sounds_are_exact(engine: EngineSupervisor, tiny_pack: Path) -> None:
    told = run(engine, order_of(tiny_pack, rate_hz=44_100, cat_id="RAIN", request=replace(REQUEST, seconds=0.3333)))
    assert [one for one in dict.fromkeys(told.stages) if one != "load"] == ["text", "denoise", "decode", "rank"]
    assert [len(one.pcm) for one in told.made] == [3 * round(0.3333 * 44_100)] * 2
    assert {one.cat_id for one in told.made} == {"RAIN"}
    assert told.finished.delivered == 2
    lefts = [one.left_s for one in told.events if isinstance(one, Advanced) and one.overall > 0.1]
    assert all(left >= 0 for left in lefts)


@pytest.mark.parametrize(("kind", "point"), [("kill", "load"), ("segfault", "denoise"), ("torch-memory", "after-made")])
def test_after_a_fault_the_rest_is_made_one_at_a_time_to_the_same_bits(
    engine: EngineSupervisor, faults: Path, tiny_pack: Path, alone: Told, kind: str, point: str
) -> None:
    pid = engine.pid()
    if point == "load" and pid is not None:
        os.kill(pid, signal.SIGKILL)  # so that there is something to load
        until(lambda: engine.pid() is None)
    plan_fault(faults, kind, point)
    told = run(engine, order_of(tiny_pack))
    assert told.standing == alone.standing
    again = [one for one in told.made if len(one.recipe["layout"]["denoise"]) == 1]
    assert len(again) == (1 if point == "after-made" else 2)
    assert all(one.pcm == alone.sounds[one.index] for one in again)


def test_memory_that_runs_out_twice_is_that_error(engine: EngineSupervisor, faults: Path, tiny_pack: Path) -> None:
    plan_fault(faults, "torch-memory", "decode", times=3)  # a batch that did not fit is made one at a time first
    with pytest.raises(DeviceMemoryError, match="Memory ran out"):
        run(engine, order_of(tiny_pack))


def test_cancelling_stops_within_a_step(engine: EngineSupervisor, tiny_pack: Path) -> None:
    order = order_of(tiny_pack, request=replace(REQUEST, steps=1000))
    told = Told()
    with pytest.raises(CancelledError):
        collect(engine.run("job", order, batch_size=4, cancelled=lambda: "denoise" in told.stages), told)
    assert told.stages.count("denoise") == 1
    assert run(engine, order_of(tiny_pack)).finished.delivered == 2


def test_a_pack_that_is_not_there_is_an_error_and_the_engine_stays(engine: EngineSupervisor, tiny_pack: Path) -> None:
    run(engine, order_of(tiny_pack))
    pid = engine.pid()
    with pytest.raises(PackError, match="There is no pack"):
        run(engine, order_of("/nowhere"))
    assert run(engine, order_of(tiny_pack)).finished.delivered == 2
    assert engine.pid() == pid


def test_a_pack_that_changed_on_the_disk_is_loaded_again(
    engine: EngineSupervisor, tiny_pack: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for file in tiny_pack.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    first = run(engine, order_of(other)).made[0]
    card = (other / "card.json").read_text(encoding="utf-8")
    (other / "card.json").write_text(card.replace("0.0.1", "0.0.2"), encoding="utf-8")
    second = run(engine, order_of(other)).made[0]
    assert (first.recipe["pack"]["version"], second.recipe["pack"]["version"]) == ("0.0.1", "0.0.2")
    assert first.pcm == second.pcm


def test_each_sound_carries_the_recipe_that_decides_its_bits(alone: Told, tiny_pack: Path) -> None:
    for one in alone.made:
        assert isinstance(one, Made)
        recipe = recipe_from(one.recipe)
        assert recipe.layout == {"denoise": (one.index,), "decode": (one.index,)}
        assert (recipe.environment.device, recipe.environment.threads) == ("cpu", 1)
        assert (recipe.request.steps, recipe.request.category) == (3, "dog_bark")
        assert recipe.environment.libraries.keys() >= {"torch", "numpy", "soxr"}


def test_what_one_process_made_another_makes_again_bit_for_bit(engine: EngineSupervisor, tiny_pack: Path) -> None:
    threads = torch.get_num_threads()
    for one in run(engine, order_of(tiny_pack)).made:
        repetition = make_again(recipe_from(one.recipe), tiny_pack)
        assert repetition.made.pcm == one.pcm
        assert repetition.differences == ()
    torch.set_num_threads(threads)


def _answers(to_the_engine: bytes, command: tuple[str, ...]) -> tuple[list[Frame], int]:
    """What an engine tells of these bytes until its input ends, and its exit code."""
    done = subprocess.run(command, input=to_the_engine, capture_output=True, timeout=60, check=False)
    stream = io.BytesIO(done.stdout)
    frames = []
    while (frame := read_frame(stream)) is not None:
        frames.append(frame)
    return frames, done.returncode


def _bytes(*frames: Frame) -> bytes:
    stream = io.BytesIO()
    for one in frames:
        write_frame(stream, one)
    return stream.getvalue()


SETTINGS = settings_frame(Settings("cpu", "float32", threads=1, nice=0))


def test_without_torch_an_engine_starts_and_ends_with_its_input() -> None:
    assert _answers(_bytes(SETTINGS), REAL) == ([], 0)
    assert _answers(_bytes(SETTINGS, Frame({"do": "stop"})), REAL) == ([], 0)


@pytest.mark.parametrize("garbage", [b"x" * 64, MAGIC + b"\xff" * 8, MAGIC + b"\0\0\0\2\0\0\0\0[]", MAGIC[:2]])
def test_an_engine_that_is_told_garbage_ends_and_does_nothing(garbage: bytes) -> None:
    frames, code = _answers(_bytes(SETTINGS) + garbage, quick_command())
    assert (frames, code) == ([], 0)


def test_an_engine_reaches_no_network() -> None:
    script = (
        "import socket\n"
        "from foley_bridge.engine.worker import _refuse_network\n"
        "_refuse_network()\n"
        "for host in ('127.0.0.1', 'name.invalid'):\n"
        "    try:\n"
        "        socket.create_connection((host, 9))\n"
        "    except PermissionError as error:\n"
        "        print(error)\n"
    )
    env, path, python, *_ = quick_command()
    done = subprocess.run([env, path, python, "-c", script], capture_output=True, timeout=60, check=True)
    assert done.stdout.decode() == "The engine reaches no network.\n" * 2
