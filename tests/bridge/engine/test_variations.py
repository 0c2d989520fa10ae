"""Variations in the engine: begun from a source made again or read from its file, and their files made again alone."""

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import torch

from foley_bridge.commands import again
from foley_bridge.engine.events import Advanced, EngineEvent, Made
from foley_bridge.engine.launch import Launch
from foley_bridge.engine.production import Craft, Production, origin_of
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.files.lineage import generations
from foley_bridge.files.recipe import Recipe
from foley_bridge.files.recipe_reading import read_recipe, recipe_from
from foley_bridge.files.sound_file import encode_sound
from foley_bridge.files.tags import Tags
from foley_bridge.files.ucs import Catalogue
from foley_bridge.protocol.order import Order, VariedFrom
from foley_models.errors import CancelledError, NotAvailableError
from foley_models.limits import VARIATIONS_MOST
from foley_models.pack import load_pack
from foley_models.stack import ModelStack
from tests.bridge.engine.faulty_worker import faulty_command, plan_fault
from tests.bridge.engine.orders import REQUEST, Told, collect, order_of, run
from tests.models.tiny_core import change_card, write_tiny_pack

CRAFT = Craft(lambda *_: None, lambda *_: None, predict_cat_id=lambda _: "ANMLDog")
LIKE_IT = replace(REQUEST, seed=9, threshold=-1.0)


@pytest.fixture(scope="module")
def stack(tiny_pack: Path) -> ModelStack:
    return ModelStack(load_pack(tiny_pack, device="cpu", dtype="float32"))


def produce(stack: ModelStack, order: Order, *, adapter: str = "") -> Told:
    events: list[EngineEvent] = []
    origin = origin_of(stack.pack, adapter=adapter)
    production = Production(stack, order, CRAFT, tell=events.append, origin=origin)
    production.run(batch_size=4, skip=frozenset(), cancelled=lambda: False)
    return Told(events)


def delivered(made: Made, path: Path) -> Path:
    tags = Tags("job", Catalogue.load().lookup(made.cat_id), made_at=datetime(2026, 1, 2, 3, 4, 5))
    path.write_bytes(encode_sound(made, tags))
    return path


def like(made: Made, path: Path, *, amount: float = 0.4, pack: Path | str = "tiny") -> Order:
    """An order of more like a candidate whose file is at a path."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "0" * 64
    source = VariedFrom(f"job#{made.index}", amount, sha256, str(path), json.dumps(made.recipe))
    return replace(order_of(pack, request=LIKE_IT), source=source)


def recipe_of(made: Made) -> Recipe:
    return recipe_from(json.loads(json.dumps(made.recipe)))


@pytest.fixture(scope="module")
def first(stack: ModelStack) -> Made:
    return produce(stack, order_of("tiny")).made[0]


def test_a_variation_holds_the_recipe_of_its_source(stack: ModelStack, first: Made, tmp_path: Path) -> None:
    file = delivered(first, tmp_path / "first.wav")
    told = produce(stack, like(first, file, amount=0.25))
    assert len(told.made) == LIKE_IT.count
    assert "source" in told.stages
    assert told.finished.reasons == ""
    for one in told.made:
        recipe = recipe_of(one)
        assert recipe.source is not None
        assert (recipe.source.candidate, recipe.source.amount) == (f"job#{first.index}", 0.25)
        assert recipe.source.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
        assert recipe.source.recipe == recipe_of(first)
        assert len(one.pcm) == len(first.pcm)


def test_a_variations_file_is_made_again_bit_for_bit_when_its_sources_file_is_gone(
    stack: ModelStack, first: Made, tiny_pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, made = first, first
    for number in range(3):  # of one another
        made = produce(stack, like(source, tmp_path / "gone.wav")).made[0]
        file = delivered(made, tmp_path / f"{number}.wav")
        threads = torch.get_num_threads()
        out = tmp_path / f"again{number}"
        again.run(argparse.Namespace(file=file, out=out, pack=str(tiny_pack), adapter=None))
        torch.set_num_threads(threads)
        assert "It is the same, bit for bit." in capsys.readouterr().out
        (new,) = out.iterdir()
        assert recipe_of(made).source == read_recipe(new).source
        source = made
    assert generations(recipe_of(made)) == 3


def test_with_another_adapter_the_source_is_read_from_its_file_and_done_says_so(
    stack: ModelStack, first: Made, tiny_pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = delivered(first, tmp_path / "first.wav")
    told = produce(stack, like(first, file), adapter=f"studio {'a' * 64}")
    assert told.finished.reasons == (
        f"The source, job#{first.index}, was read from its sound file: it was made with no adapter, this is the "
        "adapter studio (aaaaaaaaaaaa)."
    )
    source = recipe_of(told.made[0]).source
    assert source is not None
    assert source.recipe is None
    assert source.latent is not None
    plain = produce(stack, _pretending_another_pack(like(first, file))).made[0]
    made_again = delivered(plain, tmp_path / "one.wav")
    file.unlink()
    threads = torch.get_num_threads()
    again.run(argparse.Namespace(file=made_again, out=tmp_path / "out", pack=str(tiny_pack), adapter=None))
    torch.set_num_threads(threads)
    assert "It is the same, bit for bit." in capsys.readouterr().out


def _pretending_another_pack(order: Order) -> Order:
    """The same, from a source that was made with a pack that is not there any more."""
    assert order.source is not None
    recipe = json.loads(order.source.recipe)
    recipe["pack"]["digest"] = "f" * 64
    return replace(order, source=replace(order.source, recipe=json.dumps(recipe)))


def test_where_neither_is_there_the_error_says_both(stack: ModelStack, first: Made, tmp_path: Path) -> None:
    order = _pretending_another_pack(like(first, tmp_path / "gone.wav"))
    with pytest.raises(NotAvailableError, match=r"cannot be made again \(it was made with the pack tiny .*gone.wav"):
        produce(stack, order)
    other = delivered(replace(first, pcm=bytes(len(first.pcm))), tmp_path / "edited.wav")
    with pytest.raises(NotAvailableError, match="is not the one that was delivered any more"):
        produce(stack, _pretending_another_pack(like(first, other)))


def test_after_many_variations_of_variations_the_file_is_read(stack: ModelStack, first: Made, tmp_path: Path) -> None:
    source = delivered(first, tmp_path / "0.wav"), first
    for number in range(1, VARIATIONS_MOST + 2):
        made = produce(stack, like(source[1], source[0], amount=0.05)).made[0]
        source = delivered(made, tmp_path / f"{number}.wav"), made
        assert generations(recipe_of(made)) == (number if number <= VARIATIONS_MOST else 1)


def test_amounts_between_go_from_the_source_to_another_sound(stack: ModelStack, first: Made, tmp_path: Path) -> None:
    sounds = {produce(stack, like(first, tmp_path / "gone.wav", amount=one)).made[0].pcm for one in (0.01, 0.5, 1.0)}
    assert len(sounds | {first.pcm}) == 4


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("faults") / "fault"
    plan_fault(path, "exit", "nowhere", times=0)
    return path


@pytest.fixture(scope="module")
def engine(faults: Path) -> Iterator[EngineSupervisor]:
    command = faulty_command(faults, quick=False)
    engine = EngineSupervisor(Launch(command=command, device="cpu", dtype="float32", threads=1))
    yield engine
    engine.close()


@pytest.mark.parametrize("point", ["source", "after-made"])
def test_an_engine_that_is_killed_in_the_middle_makes_the_rest_to_the_same_bits(
    engine: EngineSupervisor, faults: Path, tiny_pack: Path, first: Made, tmp_path: Path, point: str
) -> None:
    order = like(first, tmp_path / "gone.wav", pack=tiny_pack)
    plan_fault(faults, "kill", point)
    told = run(engine, order)
    alone = collect(engine.run("job", order, batch_size=1, cancelled=lambda: False))
    assert told.standing == alone.standing
    again = [one for one in told.made if len(one.recipe["layout"]["denoise"]) == 1]
    assert len(again) == (1 if point == "after-made" else 2)
    assert all(one.pcm == alone.sounds[one.index] for one in again)


def test_a_variation_is_cancelled_while_its_source_is_made(
    engine: EngineSupervisor, tiny_pack: Path, first: Made, tmp_path: Path
) -> None:
    recipe = json.loads(json.dumps(first.recipe))
    recipe["request"]["steps"] = 1000
    told = Told()
    order = like(replace(first, recipe=recipe), tmp_path / "gone.wav", pack=tiny_pack)
    with pytest.raises(CancelledError):
        collect(engine.run("job", order, batch_size=4, cancelled=lambda: "source" in told.stages), told)
    assert "denoise" not in told.stages
    assert isinstance(told.events[-1], Advanced)


def test_a_pack_that_changed_under_its_name_reads_the_file(tmp_path: Path, first: Made, tiny_pack: Path) -> None:
    other = write_tiny_pack(tmp_path / "tiny")
    change_card(other, lambda card: card.update(version="0.0.2"))
    stack = ModelStack(load_pack(other, device="cpu", dtype="float32"))
    told = produce(stack, like(first, delivered(first, tmp_path / "one.wav"), pack=other))
    assert "made with the pack tiny 0.0.1" in told.finished.reasons
