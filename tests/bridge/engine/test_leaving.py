"""Less like a candidate in the engine: heard from its file or made again, kept in the recipe, and again bit for bit."""

import argparse
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from foley_bridge.commands import again, show
from foley_bridge.engine.events import EngineEvent, Made
from foley_bridge.engine.production import Production, origin_of
from foley_bridge.files.lineage import heard_in
from foley_bridge.files.recipe import Recipe
from foley_bridge.files.recipe_reading import read_recipe, recipe_from
from foley_bridge.files.sound_reading import read_sound
from foley_bridge.files.ucs import Catalogue
from foley_bridge.protocol.order import Order, VariedFrom
from foley_models.errors import CancelledError, NotAvailableError
from foley_models.limits import AVOIDED_MOST
from foley_models.pack import load_pack
from foley_models.stack import ModelStack
from tests.bridge.engine.orders import REQUEST, Told, order_of
from tests.bridge.engine.test_variations import CRAFT, delivered

LESS = replace(REQUEST, seed=9)


@pytest.fixture(scope="module")
def stack(tiny_pack: Path) -> ModelStack:
    return ModelStack(load_pack(tiny_pack, device="cpu", dtype="float32"))


def produce(stack: ModelStack, order: Order, *, adapter: str = "") -> Told:
    events: list[EngineEvent] = []
    production = Production(stack, order, CRAFT, tell=events.append, origin=origin_of(stack.pack, adapter=adapter))
    production.run(batch_size=4, skip=frozenset(), cancelled=lambda: False)
    return Told(events)


def less_like(made: Made, path: Path, *, amount: float = 0.4, name: str = "job") -> Order:
    """An order of less like a candidate whose file is at a path."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "0" * 64
    source = VariedFrom(f"{name}#{made.index}", amount, sha256, str(path), json.dumps(made.recipe), less=True)
    return replace(order_of("tiny", request=LESS), source=source)


def recipe_of(made: Made) -> Recipe:
    return recipe_from(json.loads(json.dumps(made.recipe)))


@pytest.fixture(scope="module")
def first(stack: ModelStack) -> Made:
    return produce(stack, order_of("tiny")).made[0]


def test_it_is_made_again_bit_for_bit_when_what_it_leaves_behind_is_gone(
    stack: ModelStack, first: Made, tiny_pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = delivered(first, tmp_path / "first.wav")
    told = produce(stack, less_like(first, file, amount=0.25))
    assert len(told.made) == LESS.count
    made = told.made[0]
    away = recipe_of(made).away
    assert away is not None
    (left,) = away.sounds
    assert (away.amount, left.candidate) == (0.25, f"job#{first.index}")
    assert left.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert recipe_of(made).source is None
    file.unlink()
    mine = delivered(made, tmp_path / "one.wav")
    said = f"Less like job#{first.index}"
    assert any(line.startswith(said) for line in show.describe(read_sound(mine), Catalogue.load()))
    assert f"{said}, amount 0.25.".encode() in mine.read_bytes()
    threads = torch.get_num_threads()
    again.run(argparse.Namespace(file=mine, out=tmp_path / "again", pack=str(tiny_pack), adapter=None))
    torch.set_num_threads(threads)
    assert "It is the same, bit for bit." in capsys.readouterr().out
    (new,) = (tmp_path / "again").iterdir()
    assert read_recipe(new).away == away


def test_where_its_file_is_gone_it_is_made_again_and_heard_the_same(
    stack: ModelStack, first: Made, tmp_path: Path
) -> None:
    from_file, from_model = (
        recipe_of(produce(stack, less_like(first, path)).made[0]).away
        for path in (delivered(first, tmp_path / "first.wav"), tmp_path / "gone.wav")
    )
    assert from_file is not None
    assert from_model is not None
    heard = [np_of(one.sounds[0].heard) for one in (from_file, from_model)]
    assert float(heard[0] @ heard[1]) > 0.99
    told = produce(stack, less_like(first, tmp_path / "gone.wav"))
    assert told.stages[0] == "source"


def np_of(text: str) -> torch.Tensor:
    return torch.from_numpy(heard_in(text).astype("float32"))


def test_several_in_a_row_leave_all_behind_up_to_a_bound(stack: ModelStack, first: Made, tmp_path: Path) -> None:
    made, named = first, []
    for number in range(AVOIDED_MOST + 1):
        file = delivered(made, tmp_path / f"{number}.wav")
        named.append(f"{number}#{made.index}")
        made = produce(stack, less_like(made, file, name=str(number))).made[0]
        away = recipe_of(made).away
        assert away is not None
        assert [one.candidate for one in away.sounds] == named[::-1][:AVOIDED_MOST]


def test_one_that_can_neither_be_read_nor_made_again_is_told_with_both_reasons(
    stack: ModelStack, first: Made, tmp_path: Path
) -> None:
    other = f"studio {'a' * 64}"
    with pytest.raises(NotAvailableError, match=r"gone.wav is not there .* made with no adapter, this is the adapter"):
        produce(stack, less_like(first, tmp_path / "gone.wav"), adapter=other)
    edited = delivered(replace(first, pcm=bytes(len(first.pcm))), tmp_path / "edited.wav")
    with pytest.raises(NotAvailableError, match=r"edited.wav is not there any more as it was delivered"):
        produce(stack, less_like(first, edited), adapter=other)


def test_with_another_adapter_it_is_heard_from_its_file(stack: ModelStack, first: Made, tmp_path: Path) -> None:
    order = less_like(first, delivered(first, tmp_path / "first.wav"))
    assert len(produce(stack, order, adapter=f"studio {'a' * 64}").made) == LESS.count


def test_what_another_pack_heard_before_does_not_count_and_done_says_so(
    stack: ModelStack, first: Made, tmp_path: Path
) -> None:
    made = produce(stack, less_like(first, delivered(first, tmp_path / "first.wav"))).made[0]
    recipe = json.loads(json.dumps(made.recipe))
    recipe["pack"] |= {"digest": "f" * 64, "name": "older"}
    foreign = replace(made, recipe=recipe)
    told = produce(stack, less_like(foreign, delivered(foreign, tmp_path / "second.wav"), name="second"))
    assert "was heard by the pack older" in told.finished.reasons
    away = recipe_of(told.made[0]).away
    assert away is not None
    assert [one.candidate for one in away.sounds] == [f"second#{made.index}"]


def test_making_it_again_to_hear_it_can_be_cancelled(stack: ModelStack, first: Made, tmp_path: Path) -> None:
    events: list[EngineEvent] = []
    production = Production(stack, less_like(first, tmp_path / "gone.wav"), CRAFT, tell=events.append)
    with pytest.raises(CancelledError):
        production.run(batch_size=4, skip=frozenset(), cancelled=lambda: len(events) >= 2)
    assert set(Told(events).stages) == {"source"}
