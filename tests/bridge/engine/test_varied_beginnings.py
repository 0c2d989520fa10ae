"""Variations, blends and less-like of imitations and fills: loudness followed, untouched samples kept, made again."""

import argparse
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch

from foley_bridge.commands import again, show
from foley_bridge.engine.events import Made
from foley_bridge.files.joining import touched_frames
from foley_bridge.files.recipe_reading import NoRecipeError, parse_recipe, read_recipe
from foley_bridge.files.sound_reading import read_sound
from foley_bridge.files.ucs import Catalogue
from foley_bridge.protocol.order import BlendedWith, Order, Recording, VariedFrom
from foley_models.errors import NotAvailableError, RequestError
from foley_models.pack import load_pack
from foley_models.stack import ModelStack
from tests.bridge.engine.orders import REQUEST, order_of
from tests.bridge.engine.test_beginnings import RATE_HZ, delivered, fill, imitation, produce, recipe_of, recorded

LIKE_IT = order_of("tiny", request=replace(REQUEST, seconds=1.0, seed=9))
NOWHERE = Path("/nowhere/gone.wav")


@pytest.fixture(scope="module")
def stack(tiny_pack: Path) -> ModelStack:
    return ModelStack(load_pack(tiny_pack, device="cpu", dtype="float32"))


@pytest.fixture
def imitated(stack: ModelStack, tmp_path: Path) -> Made:
    """An imitation whose recording is gone."""
    recording = recorded(tmp_path / "mouth.wav")
    made = produce(stack, imitation(recording)).made[0]
    Path(recording.path).unlink()
    return made


@pytest.fixture
def rain(tmp_path: Path) -> Recording:
    return recorded(tmp_path / "rain.wav", channels=2)


@pytest.fixture
def filled(stack: ModelStack, rain: Recording) -> Made:
    """One of the rain with its time from 0.3 to 0.6 made anew."""
    return produce(stack, fill(rain, 0.3, 0.6)).made[0]


def of(made: Made, order: Order = LIKE_IT, *, file: Path = NOWHERE, amount: float = 0.4, less: bool = False) -> Order:
    """An order of more, or less, like a candidate, whose file may be gone."""
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "0" * 64
    source = VariedFrom(f"job#{made.index}", amount, sha256, str(file), json.dumps(made.recipe), less=less)
    return replace(order, request=replace(order.request, seed=9), source=source)


def blended(order: Order, second: Made) -> Order:
    assert order.source is not None
    other = BlendedWith(f"two#{second.index}", 0.5, "0" * 64, str(NOWHERE), json.dumps(second.recipe))
    return replace(order, source=replace(order.source, blend=other))


def as_of_another_pack(made: Made) -> Made:
    """The same, of a pack that is not there: it is read from its file."""
    recipe = json.loads(json.dumps(made.recipe))
    recipe["pack"]["digest"] = "f" * 64
    return replace(made, recipe=recipe)


def is_made_again(made: Made, folder: Path, pack: Path, recording: Path | None = None) -> bool:
    file, out = delivered(made, folder / "mine.wav"), folder / "again"
    threads = torch.get_num_threads()
    again.run(argparse.Namespace(file=file, out=out, pack=str(pack), adapter=None, source=recording))
    torch.set_num_threads(threads)
    (new,) = out.iterdir()
    return read_recipe(new).sound.sha256 == recipe_of(made).sound.sha256


def is_untouched(made: Made, rain: Recording, folder: Path) -> bool:
    """Whether every sample outside the range and its crossfades is the recording's, and some inside is not."""
    part = recipe_of(made).fill
    assert part is not None
    first, last = touched_frames(part, RATE_HZ, rain.frames)
    old, new = (
        soundfile.read(path, dtype="int32", always_2d=True)[0]
        for path in (rain.path, delivered(made, folder / "touched.wav"))
    )
    kept = np.array_equal(np.delete(old, slice(first, last), 0), np.delete(new, slice(first, last), 0))
    return kept and not np.array_equal(old, new)


@pytest.mark.parametrize("amount", [0.3, 1.0])
def test_a_variation_of_an_imitation_follows_the_same_loudness(
    stack: ModelStack, imitated: Made, tiny_pack: Path, tmp_path: Path, amount: float
) -> None:
    told = produce(stack, of(imitated, amount=amount))
    first = recipe_of(imitated).imitation
    assert first is not None
    assert len(told.made) == REQUEST.count
    for one in told.made:
        recipe = recipe_of(one)
        assert recipe.source is not None
        assert recipe.imitation is not None
        assert recipe.imitation.correlation is not None
        assert recipe.imitation.correlation >= 0.8
        assert (recipe.imitation.levels, recipe.imitation.latent) == (first.levels, None)
    assert "Correlation of the loudness over time with that of mouth.wav" in told.finished.reasons
    assert is_made_again(told.made[0], tmp_path, tiny_pack)
    lines = list(show.describe(read_sound(tmp_path / "mine.wav"), Catalogue.load()))
    assert any(line.startswith(f"Variation of job#{imitated.index}") for line in lines)
    assert any(line.startswith("Timing and loudness of mouth.wav") for line in lines)


def test_variations_of_it_go_on_and_what_is_read_from_its_file_follows_as_well(
    stack: ModelStack, imitated: Made, tiny_pack: Path, tmp_path: Path
) -> None:
    second = produce(stack, of(imitated)).made[0]
    third = produce(stack, of(second)).made[0]
    assert is_made_again(third, tmp_path, tiny_pack)
    foreign = as_of_another_pack(second)
    read = produce(stack, of(foreign, file=delivered(foreign, tmp_path / "second.wav")))
    assert "was read from its sound file" in read.finished.reasons
    recipe = recipe_of(read.made[0])
    assert recipe.imitation is not None
    assert (recipe.imitation.correlation or 0.0) >= 0.8
    with pytest.raises(NotAvailableError, match="only its sound is left: ask for less like that imitation"):
        produce(stack, of(read.made[0], file=delivered(read.made[0], tmp_path / "third.wav"), less=True))


def test_less_like_an_imitation_imitates_the_same_recording(
    stack: ModelStack, imitated: Made, tiny_pack: Path, tmp_path: Path
) -> None:
    varied = produce(stack, of(imitated)).made[0]
    for made in (imitated, varied):
        recipe = recipe_of(produce(stack, of(made, less=True)).made[0])
        first = recipe_of(imitated).imitation
        assert first is not None
        assert recipe.imitation is not None
        assert recipe.away is not None
        assert recipe.imitation.latent == first.latent
        assert (recipe.imitation.correlation or 0.0) >= 0.8
    assert is_made_again(produce(stack, of(imitated, less=True)).made[0], tmp_path, tiny_pack)


def test_a_blend_with_an_imitation_follows_the_loudness_of_the_first(
    stack: ModelStack, imitated: Made, tiny_pack: Path, tmp_path: Path
) -> None:
    plain = produce(stack, order_of("tiny", request=replace(REQUEST, seconds=1.0))).made[0]
    made = produce(stack, blended(of(imitated), plain)).made[0]
    assert recipe_of(made).imitation is not None
    assert is_made_again(made, tmp_path, tiny_pack)
    assert recipe_of(produce(stack, blended(of(plain), imitated)).made[0]).imitation is None


@pytest.mark.parametrize("amount", [0.3, 1.0])
def test_a_variation_of_a_fill_leaves_the_same_samples_untouched(
    stack: ModelStack, filled: Made, rain: Recording, tiny_pack: Path, tmp_path: Path, amount: float
) -> None:
    told = produce(stack, of(filled, fill(rain, 0.3, 0.6), amount=amount))
    assert len({one.pcm for one in [filled, *told.made]}) == REQUEST.count + 1
    for one in told.made:
        assert is_untouched(one, rain, tmp_path)
        part = recipe_of(one).fill
        assert part is not None
        assert part.latent is None
    further = produce(stack, of(told.made[0], fill(rain, 0.3, 0.6))).made[0]
    assert is_untouched(further, rain, tmp_path)
    assert is_made_again(further, tmp_path, tiny_pack, Path(rain.path))


def test_less_like_a_fill_and_between_two_fills_nothing_else_is_touched(
    stack: ModelStack, filled: Made, rain: Recording, tiny_pack: Path, tmp_path: Path
) -> None:
    order = fill(rain, 0.3, 0.6)
    other = produce(stack, replace(order, request=replace(order.request, seed=31))).made[0]
    less = produce(stack, of(filled, order, file=delivered(filled, tmp_path / "one.wav"), less=True)).made[0]
    mixed = produce(stack, blended(of(filled, order), other)).made[0]
    for number, made in enumerate((less, mixed)):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert is_untouched(made, rain, folder)
        assert is_made_again(made, folder, tiny_pack, Path(rain.path))


def test_a_fill_of_another_pack_is_read_from_its_file_and_varied(
    stack: ModelStack, filled: Made, rain: Recording, tmp_path: Path
) -> None:
    foreign = as_of_another_pack(filled)
    told = produce(stack, of(foreign, fill(rain, 0.3, 0.6), file=delivered(foreign, tmp_path / "one.wav")))
    assert "was read from its sound file" in told.finished.reasons
    assert is_untouched(told.made[0], rain, tmp_path)


def test_a_recording_that_was_changed_since_is_told(
    stack: ModelStack, filled: Made, rain: Recording, tmp_path: Path
) -> None:
    order = of(filled, fill(rain, 0.3, 0.6))
    recorded(Path(rain.path), seconds=1.2, channels=2)
    with pytest.raises(RequestError, match="it is not the one that was meant any more"):
        produce(stack, order)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda recipe: recipe["imitation"].update(latent={"shape": [1, 1, 1], "data": "AAA="}), "latent"),
        (lambda recipe: recipe["imitation"].update(follow=2.0), "follow is 2.0"),
        (lambda recipe: recipe.update(away={"amount": 0.5, "sounds": []}), "more than one thing"),
        (lambda recipe: recipe["source"]["recipe"]["imitation"].pop("latent"), "latent"),
    ],
)
def test_a_recipe_that_contradicts_itself_is_refused(
    stack: ModelStack, imitated: Made, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    recipe = json.loads(json.dumps(produce(stack, of(imitated)).made[0].recipe))
    assert parse_recipe(json.dumps(recipe)).to_json() == json.dumps(recipe, sort_keys=True, ensure_ascii=False)
    change(recipe)
    with pytest.raises(NoRecipeError, match=said):
        parse_recipe(json.dumps(recipe))
