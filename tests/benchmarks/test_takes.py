"""Takes of a real pack at tiny size: made once, found again, and never taken for another's."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.takes import Take, TakeStore, best_take, card_key, family_prompts, make_takes
from foley_models.errors import RequestError
from foley_models.pack import Pack, load_pack
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from tests.models.tiny_core import change_card, write_tiny_pack

PROMPTS = {"dog_bark": "a dog barking"}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("tiny")), device="cpu")


@pytest.fixture(scope="module")
def stack(pack: Pack) -> ModelStack:
    return ModelStack(pack)


def _make(stack: ModelStack, folder: Path, seeds: tuple[int, ...] = (1,)) -> list[Take]:
    store = TakeStore(folder, stack.pack.card)
    return make_takes(lambda: stack, PROMPTS, seeds, store=store, on_progress=_unheard)["dog_bark"]


def _unheard(label: str, fraction: float) -> None:
    pass


def _no_stack() -> ModelStack:
    raise AssertionError("the pack was loaded although every take was there")


def test_a_take_is_rank_one_of_the_default_request(stack: ModelStack) -> None:
    take = best_take(stack, "dog_bark", "a dog barking", 3)
    best = stack.generate(GenerationRequest(prompt="a dog barking", seed=3)).candidates[0]
    assert np.array_equal(take.sound.samples, best.waveform)
    assert take.sound.seconds == 4.0
    assert (take.note.score, take.note.passed, take.note.seed) == (best.score, best.passed, 3)


def test_takes_that_are_there_are_found_without_loading_the_pack(stack: ModelStack, tmp_path: Path) -> None:
    made = _make(stack, tmp_path, (1, 2))
    store = TakeStore(tmp_path, stack.pack.card)
    found = make_takes(_no_stack, PROMPTS, (1, 2), store=store, on_progress=_unheard)["dog_bark"]
    assert [take.note for take in found] == [take.note for take in made]
    for one, other in zip(found, made, strict=True):
        assert np.array_equal(one.sound.samples, other.sound.samples)


def test_a_sound_whose_note_was_not_written_is_made_again(stack: ModelStack, tmp_path: Path) -> None:
    _make(stack, tmp_path)
    (note,) = tmp_path.rglob("*.json")
    note.unlink()
    assert TakeStore(tmp_path, stack.pack.card).find("dog_bark", "a dog barking", 1) is None
    assert len(_make(stack, tmp_path)) == 1


def test_another_prompt_seed_or_pack_is_another_take(stack: ModelStack, tmp_path: Path) -> None:
    _make(stack, tmp_path)
    card = stack.pack.card
    store = TakeStore(tmp_path, card)
    assert store.find("dog_bark", "a dog barking", 1) is not None
    assert store.find("dog_bark", "a dog", 1) is None
    assert store.find("dog_bark", "a dog barking", 2) is None
    other = replace(card, defaults=replace(card.defaults, steps=4))
    assert TakeStore(tmp_path, other).find("dog_bark", "a dog barking", 1) is None


def test_what_the_card_says_was_measured_makes_no_other_pack(stack: ModelStack) -> None:
    card = stack.pack.card
    assert card_key(replace(card, measured={"ear": 0.4})) == card_key(card)
    assert card_key(replace(card, version="9")) != card_key(card)


def test_a_pack_that_makes_nothing_usable_gives_silence_that_did_not_pass(tmp_path: Path) -> None:
    folder = write_tiny_pack(tmp_path / "pack")
    change_card(folder, lambda values: values["defaults"].update(guidance=20.0))
    stack = ModelStack(load_pack(folder, device="cpu"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("foley_models.finishing.SILENCE_PEAK", 2.0)  # louder than any sound can be
        take = best_take(stack, "rain", "rain falling", 1)
    assert not take.sound.samples.any()
    assert len(take.sound.samples) == 4 * stack.pack.card.audio.rate_hz
    assert not take.note.passed


def test_a_family_that_the_card_lacks_is_refused(pack: Pack) -> None:
    assert family_prompts(pack.card, ["rain"]) == {"rain": "rain falling"}
    with pytest.raises(RequestError, match="baby_cry"):
        family_prompts(pack.card, ["rain", "baby_cry"])
