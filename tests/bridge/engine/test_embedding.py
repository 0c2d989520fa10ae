"""Embeddings from the engine: beside sounds and trainings, cancelled, and never asked of a process that sleeps."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from foley_bridge.engine.events import Advanced, Finished
from foley_bridge.engine.frames import Frame, FrameError
from foley_bridge.engine.launch import Launch
from foley_bridge.engine.messages import Embed, embed_frame, read_embed
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.engine.waiting_orders import WaitingOrders
from foley_models.embedding import embed_prompts, embed_sounds
from foley_models.errors import CancelledError
from foley_models.pack import load_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from tests.bridge.engine.orders import quick_order
from tests.bridge.engine.quick_worker import quick_command

WORDS = Embed(0, "quick", "", prompts=("440 hertz",), aside=True)


@pytest.fixture
def engine() -> Iterator[EngineSupervisor]:
    supervisor = EngineSupervisor(Launch(command=quick_command(), nice=0), idle_s=0.2)
    yield supervisor
    supervisor.close()


def test_prompts_and_sounds_come_back_in_their_order(engine: EngineSupervisor) -> None:
    sounds = [np.sin(2 * np.pi * hertz * np.arange(4096) / 8192).astype("<f4") for hertz in (440, 880)]
    samples = b"".join(one.tobytes() for one in sounds)
    command = Embed(0, "quick", "", prompts=("440", "880"), lengths=(4096, 4096), samples=samples)
    vectors = np.frombuffer(engine.embed(command, cancelled=lambda: False).vectors, "<f4").reshape(4, 512)
    near = vectors[:2] @ vectors[2:].T
    assert near.argmax(axis=1).tolist() == [0, 1]
    assert np.diag(near).min() > 0.8


def test_an_aside_is_answered_before_the_sound_that_is_being_made_is_done(engine: EngineSupervisor) -> None:
    events = engine.run("job", quick_order("slow"), batch_size=1, cancelled=lambda: False)
    assert isinstance(next(events), Advanced)
    answered = threading.Event()

    def ask() -> None:
        engine.embed(WORDS, cancelled=lambda: False)
        answered.set()

    thread = threading.Thread(target=ask)
    thread.start()
    seen = [(type(event), answered.is_set()) for event in events]
    thread.join()
    assert seen[-1][0] is Finished
    assert seen[-1][1], "it had to wait for the whole sound"


def test_what_waits_behind_a_sound_can_be_given_up(engine: EngineSupervisor) -> None:
    with pytest.raises(CancelledError):
        engine.embed(WORDS, cancelled=lambda: True)
    assert len(engine.embed(WORDS, cancelled=lambda: False).vectors) == 4 * 512


def test_the_engine_falls_asleep_after_embedding_too(engine: EngineSupervisor) -> None:
    engine.embed(WORDS, cancelled=lambda: False)
    pid = engine.pid()
    assert pid is not None
    asleep = threading.Event()
    for _ in range(400):
        if engine.state() == "asleep":
            break
        asleep.wait(0.05)
    assert engine.state() == "asleep"
    assert len(engine.embed(WORDS, cancelled=lambda: False).vectors) == 4 * 512
    assert engine.pid() != pid


def test_a_frame_whose_sounds_are_not_as_long_as_it_says_is_refused() -> None:
    frame = embed_frame(Embed(1, "quick", "", lengths=(4,), samples=bytes(16)))
    assert read_embed(frame).lengths == (4,)
    with pytest.raises(FrameError):
        read_embed(Frame(frame.header, bytes(12)))


def test_orders_are_served_first_come_first_and_asides_out_of_turn_where_all_is_ready() -> None:
    orders = WaitingOrders()
    frames = [Frame({"do": "generate"}), Frame({"do": "embed", "aside": True, "pack": "a"}), Frame({"do": "embed"})]
    for frame in frames:
        orders.put(frame)
    assert orders.take_aside(lambda one: one.header["pack"] == "b") is None
    assert orders.take_aside(lambda one: one.header["pack"] == "a") is frames[1]
    assert orders.take_aside(lambda _: True) is None
    assert [orders.get(), orders.get()] == [frames[0], frames[2]]
    assert orders.empty()


def test_a_prompt_is_embedded_as_candidates_are_scored_and_sounds_of_any_lengths(tiny_pack: Path) -> None:
    pack = load_pack(tiny_pack, device="cpu", dtype="float32")
    request = GenerationRequest("a dog barking", seconds=0.5, count=2, pool=2, threshold=-1.0, steps=2)
    made = ModelStack(pack).generate(request).candidates
    (target,) = embed_prompts(pack, [request.prompt])
    heard = embed_sounds(pack, [made[0].waveform, made[1].waveform[:2000], made[1].waveform])
    assert float(heard[0] @ target) == pytest.approx(made[0].score, abs=1e-4)
    assert float(heard[2] @ target) == pytest.approx(made[1].score, abs=1e-4)
    assert embed_prompts(pack, []).shape == (0, 512)
    assert np.linalg.norm(heard, axis=1) == pytest.approx(1.0, abs=1e-5)
