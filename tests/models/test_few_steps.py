"""A distilled denoiser over the pack's own: when it is used, what it refuses, and an adapter on both."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from foley_models.card import read_card
from foley_models.errors import NotAvailableError, PackError, RequestError
from foley_models.pack import Pack, load_pack
from foley_models.parts import Denoiser
from foley_models.requests import FEW_STEPS, GenerationRequest, HeldLatent, Planned, Variation
from foley_models.stack import ModelStack
from foley_models.training.adapter import apply_adapter, load_adapter, write_adapter
from foley_models.training.adapter_card import AdapterInfo
from foley_models.training.settings import TrainSettings
from tests.models.tiny_core import add_few_steps, change_card, change_part, write_tiny_pack

REQUEST = GenerationRequest("a dog barking", seconds=0.5, count=1, pool=2, threshold=-1.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pack = write_tiny_pack(tmp_path_factory.mktemp("pack"))
    add_few_steps(pack)
    return pack


@pytest.fixture(scope="module")
def stack(folder: Path) -> ModelStack:
    return ModelStack(load_pack(folder, device="cpu", dtype="float32"))


class Listening:
    """A denoiser that notes at which steps it is asked."""

    def __init__(self, denoiser: Denoiser | None, asked: set[int]) -> None:
        assert denoiser is not None
        self._denoiser, self._asked = denoiser, asked

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        """As the denoiser does."""
        self._asked |= set(n.tolist())
        return self._denoiser.predict_eps(z_n, n, embedding)


def planned(stack: ModelStack, request: GenerationRequest) -> GenerationRequest:
    (first,) = [one for one in stack.stream(request) if isinstance(one, Planned)]
    return first.request


def test_few_steps_are_taken_where_nothing_else_is_asked(stack: ModelStack) -> None:
    made = planned(stack, REQUEST)
    assert (made.sampler, made.steps, made.guidance) == (FEW_STEPS, 2, 1.0)
    assert planned(stack, made) == made  # what is definite stays what it is


@pytest.mark.parametrize("asked", [{"steps": 4}, {"guidance": 3.0}, {"negative": "rain"}, {"sampler": "ddim"}])
def test_who_asks_for_more_gets_the_whole_denoiser(stack: ModelStack, asked: dict[str, object]) -> None:
    made = planned(stack, replace(REQUEST, **asked))  # type: ignore[arg-type]
    assert made.sampler == "ddim"
    assert made.steps == asked.get("steps", 3)
    assert made.guidance == asked.get("guidance", 2.0)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"steps": 4}, "steps is 4: few-steps takes 2"),
        ({"guidance": 3.0}, "guided already"),
        ({"negative": "rain"}, "guided already"),
    ],
)
def test_what_few_steps_cannot_do_is_refused(stack: ModelStack, asked: dict[str, object], words: str) -> None:
    with pytest.raises(RequestError, match=words):
        stack.generate(replace(REQUEST, sampler=FEW_STEPS, **asked))  # type: ignore[arg-type]


def test_a_variation_goes_part_of_the_way_with_the_whole_denoiser(stack: ModelStack) -> None:
    held = stack.hold(np.sin(np.arange(4000) / 9).astype(np.float32), 8000, seconds=0.5)
    variation = Variation(0.5, HeldLatent(held.values))
    (first,) = [one for one in stack.stream(REQUEST, variation=variation) if isinstance(one, Planned)]
    assert first.request.sampler == "ddim"
    with pytest.raises(RequestError, match="another sound leads"):
        stack.generate(replace(REQUEST, sampler=FEW_STEPS), variation=variation)


def test_a_pack_without_them_says_so(tmp_path: Path) -> None:
    plain = ModelStack(load_pack(write_tiny_pack(tmp_path), device="cpu", dtype="float32"))
    with pytest.raises(NotAvailableError, match="no denoiser for few-steps"):
        plain.generate(replace(REQUEST, sampler=FEW_STEPS))


def test_a_sound_of_few_steps_is_made_again_bit_for_bit(stack: ModelStack) -> None:
    (made,) = stack.generate(REQUEST).candidates
    again = stack.remake(planned(stack, REQUEST), made.layout, made.index)
    assert np.array_equal(again.waveform, made.waveform)


def weight(pack: Pack, *, quick: bool) -> torch.Tensor:
    denoiser = pack.parts.quick if quick else pack.parts.denoiser
    network: torch.nn.Module = denoiser._network  # type: ignore[union-attr]
    return network.get_parameter("layers.0.qkv.weight").detach().clone()


def test_an_adapter_works_in_few_steps_too(folder: Path, tmp_path: Path) -> None:
    pack = load_pack(folder, device="cpu", dtype="float32")
    before, quick_before = weight(pack, quick=False), weight(pack, quick=True)
    values = {"denoiser/layers.0.qkv.weight": before + 0.25}
    info = AdapterInfo(name="boots", recordings={}, licence="none", created="2026-11-22")
    write_adapter(tmp_path / "boots.safetensors", values, pack=pack, settings=TrainSettings(method="full"), about=info)
    on = apply_adapter(pack, load_adapter(tmp_path / "boots.safetensors"))
    torch.testing.assert_close(weight(on, quick=False), before + 0.25)
    torch.testing.assert_close(weight(on, quick=True), quick_before + 0.25)
    torch.testing.assert_close(weight(pack, quick=True), quick_before)  # the pack without it is as it was


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: one.pop("layers.0.qkv.weight#up"), "lacks 'layers.0.qkv.weight#up'"),
        (lambda one: one.update({"layers.9.qkv.weight#up": torch.ones(2, 2)}), "lacks 'layers.9.qkv.weight#down'"),
        (lambda one: one.update({"layers.0.qkv.weight#up": torch.ones(3, 2)}), "numbers: install the pack again"),
    ],
)
def test_changes_that_do_not_fit_are_refused(tmp_path: Path, change: object, words: str) -> None:
    broken = write_tiny_pack(tmp_path / "pack")
    add_few_steps(broken)
    change_part(broken, "few_steps", change)  # type: ignore[arg-type]
    with pytest.raises(PackError, match=words):
        load_pack(broken, device="cpu", dtype="float32")


def test_the_steps_that_it_was_distilled_for_are_taken(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(folder, own)
    change_card(own, lambda values: values.update(few_steps_at=[900, 100]))
    pack = load_pack(own, device="cpu", dtype="float32")
    assert read_card(own / "card.json").few_steps_at == (900, 100)
    asked: set[int] = set()
    pack = replace(pack, parts=replace(pack.parts, quick=Listening(pack.parts.quick, asked)))
    sounds = ModelStack(pack).generate(REQUEST)
    assert asked == {900, 100}
    others = ModelStack(load_pack(folder, device="cpu", dtype="float32")).generate(REQUEST)
    assert not np.array_equal(sounds.candidates[0].waveform, others.candidates[0].waveform)


@pytest.mark.parametrize("at", [[900], [100, 900], [900, 900], [1000, 5], [900, -1], [900, 1.5], 900])
def test_steps_that_cannot_be_taken_are_refused_by_name(folder: Path, tmp_path: Path, at: object) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    change_card(broken, lambda values: values.update(few_steps_at=at))
    with pytest.raises(PackError, match="few_steps_at"):
        read_card(broken / "card.json")


def test_a_card_that_promises_few_steps_without_their_part_is_refused(tmp_path: Path) -> None:
    broken = write_tiny_pack(tmp_path / "pack")
    change_card(broken, lambda values: values.update(few_steps=2))
    with pytest.raises(PackError, match="do not agree"):
        load_pack(broken, device="cpu", dtype="float32")
