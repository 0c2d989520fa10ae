"""A delivered file made again: the same bits on the same machine, and told where and why they may differ."""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import torch

from foley_bridge.commands import again
from foley_bridge.engine.events import EngineEvent, Made
from foley_bridge.engine.production import Craft, Production
from foley_bridge.files.recipe_reading import NoRecipeError, read_recipe
from foley_bridge.files.sound_file import encode_sound
from foley_bridge.files.tags import Tags
from foley_bridge.files.ucs import Catalogue
from foley_models.errors import NotAvailableError, PackError, RequestError
from foley_models.pack import load_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from tests.bridge.engine.orders import order_of
from tests.models.tiny_core import write_tiny_pack

REQUEST = GenerationRequest("a dog barking", seconds=0.5, count=3, pool=6, under="drop")
CRAFT = Craft(lambda *_: None, lambda *_: None, predict_cat_id=lambda _: "ANMLDog")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny")


@pytest.fixture(scope="module")
def delivered(pack: Path) -> list[Made]:
    """Three sounds, made in batches of four."""
    request = replace(REQUEST, threshold=-1.0)
    events: list[EngineEvent] = []
    stack = ModelStack(load_pack(pack, device="cpu", dtype="float32"))
    production = Production(stack, order_of(pack, rate_hz=44_100, request=request), CRAFT, tell=events.append)
    production.run(batch_size=4, skip=frozenset(), cancelled=lambda: False)
    return [one for one in events if isinstance(one, Made)]


def written(made: Made, path: Path) -> Path:
    """Its file, under whatever name."""
    tags = Tags("job", Catalogue.load().lookup(made.cat_id), made_at=datetime(2026, 1, 2, 3, 4, 5))
    path.write_bytes(encode_sound(made, tags))
    return path


def changed(made: Made, change: Callable[[dict[str, Any]], None]) -> Made:
    """The same with another recipe."""
    recipe = json.loads(json.dumps(made.recipe))
    change(recipe)
    return replace(made, recipe=recipe)


def run(file: Path, pack: Path | None, out: Path | None = None) -> None:
    """The command; afterwards torch has its threads back."""
    threads = torch.get_num_threads()
    try:
        again.run(argparse.Namespace(file=file, out=out, pack=str(pack) if pack else None, adapter=None))
    finally:
        torch.set_num_threads(threads)


def test_every_sound_is_made_again_bit_for_bit_beside_its_renamed_file(
    delivered: list[Made], pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for one in delivered:
        folder = tmp_path / str(one.index)
        folder.mkdir()
        file = written(one, folder / "renamed by somebody.wav")
        before = file.read_bytes()
        run(file, pack)
        (new,) = set(folder.iterdir()) - {file}
        assert again.read_pcm(new) == one.pcm
        assert read_recipe(new).sound == read_recipe(file).sound
        assert file.read_bytes() == before
        assert capsys.readouterr().out.splitlines() == [f"Made again as {new}.", "It is the same, bit for bit."]


def test_what_was_made_again_can_be_made_again_and_nothing_is_overwritten(
    delivered: list[Made], pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(delivered[0], tmp_path / "one.wav")
    run(file, pack)
    (second,) = set(tmp_path.iterdir()) - {file}
    run(second, pack)
    assert len(list(tmp_path.iterdir())) == 3
    assert capsys.readouterr().out.count("It is the same, bit for bit.") == 2


def test_a_folder_that_is_asked_for_is_made(delivered: list[Made], pack: Path, tmp_path: Path) -> None:
    file = written(delivered[0], tmp_path / "one.wav")
    run(file, pack, tmp_path / "new" / "folder")
    assert len(list((tmp_path / "new" / "folder").iterdir())) == 1
    assert list(tmp_path.glob("*.wav")) == [file]


def test_where_the_environment_differs_it_is_said_and_the_sound_is_within_the_tolerance(
    delivered: list[Made], pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def elsewhere(recipe: dict[str, Any]) -> None:
        recipe["environment"]["libraries"]["torch"] = "1.0"
        recipe["environment"]["device"] = "cuda:7"
        index = recipe["choice"]["index"]
        recipe["layout"] = {"denoise": [index], "decode": [index]}

    run(written(changed(delivered[0], elsewhere), tmp_path / "one.wav"), pack)
    said = capsys.readouterr().out
    assert "device cpu here, cuda:7 there" in said
    assert f"torch {torch.__version__} here, 1.0 there" in said
    assert "bit for bit.\nThe environments" in said or "within the 0.001 that can come of another environment" in said


def test_another_sound_than_the_recipe_says_is_told(
    delivered: list[Made], pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def other_seed(recipe: dict[str, Any]) -> None:
        recipe["request"]["seed"] = 2

    run(written(changed(delivered[0], other_seed), tmp_path / "one.wav"), pack)
    said = capsys.readouterr().out
    assert "over the 0.001" in said
    assert "recipe may have been changed" in said


def test_a_sound_that_was_edited_afterwards_is_told(
    delivered: list[Made], pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(replace(delivered[0], pcm=bytes(len(delivered[0].pcm))), tmp_path / "silenced.wav")
    run(file, pack)
    assert "what was delivered, bit for bit; the sound in the file itself was changed" in capsys.readouterr().out


def test_without_that_very_pack_nothing_is_written(delivered: list[Made], tmp_path: Path) -> None:
    file = written(delivered[0], tmp_path / "one.wav")
    with pytest.raises(
        PackError, match=r"with the pack tiny 0.0.1, digest \w{12}; none of those that are here is that"
    ):
        run(file, None)
    other = write_tiny_pack(tmp_path / "other")
    card = (other / "card.json").read_text(encoding="utf-8")
    (other / "card.json").write_text(card.replace("0.0.1", "0.0.2"), encoding="utf-8")
    with pytest.raises(PackError, match="is another one"):
        run(file, other)
    assert list(tmp_path.glob("*.wav")) == [file]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda recipe: recipe["sound"].update(rate_hz=10**12), "1000000000000"),
        (lambda recipe: recipe["environment"].update(threads=0), "threads are 0"),
        (lambda recipe: recipe["environment"].update(threads=10**9), "threads are 1000000000"),
        (lambda recipe: recipe["sound"].update(cat_id="../../x"), "no CatID"),
        (lambda recipe: recipe.update(layout={}), "cannot have been made in batches"),
        (lambda recipe: recipe.update(layout={"denoise": list(range(70)), "decode": [0]}), "cannot have been made"),
    ],
)
def test_a_recipe_that_cannot_be_followed_is_refused_and_nothing_is_written(
    delivered: list[Made], pack: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None], says: str
) -> None:
    file = written(changed(delivered[0], change), tmp_path / "one.wav")
    with pytest.raises(RequestError, match=says):
        run(file, pack, tmp_path / "out")
    assert list(tmp_path.iterdir()) == [file]


def test_a_sound_made_with_an_adapter_is_not_faked_without_it(
    delivered: list[Made], pack: Path, tmp_path: Path
) -> None:
    file = written(changed(delivered[0], lambda recipe: recipe["pack"].update(adapter="mine 1a2b")), tmp_path / "a.wav")
    with pytest.raises(NotAvailableError, match="adapter 'mine 1a2b'"):
        run(file, pack)


def test_a_file_without_a_recipe_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(b"RIFF\x04\0\0\0WAVE")
    with pytest.raises(NoRecipeError, match="holds no recipe"):
        run(tmp_path / "x.wav", None)
    with pytest.raises(NoRecipeError, match="cannot be read"):
        run(tmp_path / "missing.wav", None)
