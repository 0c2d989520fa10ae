"""What a request will cost: the calls that are predicted are, to the last, those that are made."""

from dataclasses import replace
from pathlib import Path

import pytest
from torch import Tensor

from foley_models.card import CARD_FILE, read_card
from foley_models.pack import load_pack
from foley_models.pack_files import embedded_packs, find_pack
from foley_models.prediction import Pace, Tally, Work, tally_of, work_of
from foley_models.requests import GenerationRequest
from foley_models.stack import ModelStack
from tests.models.tiny_core import add_few_steps, write_tiny_pack

REQUEST = GenerationRequest("a dog barking", seconds=0.5, count=2, pool=12, threshold=-1.0)
REQUESTS = {
    "nothing said": REQUEST,
    "no pool said": replace(REQUEST, pool=None),
    "steps": replace(REQUEST, steps=6),
    "steps without guidance": replace(REQUEST, steps=5, guidance=1.0),
    "guidance": replace(REQUEST, guidance=3.0),
    "a negative prompt": replace(REQUEST, negative="rain"),
    "all of them heard": replace(REQUEST, thorough=True),
    "all of them delivered": replace(REQUEST, count=12),
    "one": replace(REQUEST, count=1, pool=1),
    "a long one": replace(REQUEST, seconds=11.0, pool=2, steps=3),
    "a long one of which some are left early": replace(REQUEST, seconds=11.0, pool=6, count=1, steps=4),
    "a loop of which some are left early": replace(REQUEST, seconds=2.0, pool=6, count=1, loop=True),
    "a loop": replace(REQUEST, seconds=2.0, pool=2, loop=True),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pack = write_tiny_pack(tmp_path_factory.mktemp("tiny"))
    add_few_steps(pack, steps=4)
    return pack


@pytest.fixture(scope="module")
def stack(folder: Path) -> ModelStack:
    return ModelStack(load_pack(folder, device="cpu", dtype="float32"), batch_size=4)


class Counted:
    """Counts the rows of a call."""

    def __init__(self, call: object) -> None:
        self._call, self.rows = call, 0

    def __call__(self, first: Tensor, *rest: Tensor) -> Tensor:
        self.rows += len(first)
        return self._call(first, *rest)  # type: ignore[operator,no-any-return]


@pytest.fixture
def calls(stack: ModelStack, monkeypatch: pytest.MonkeyPatch) -> dict[str, Counted]:
    parts = stack.pack.parts
    assert parts.latent_scorer is not None
    assert parts.quick is not None
    places = {
        "whole": (parts.denoiser, "predict_eps"),
        "quick": (parts.quick, "predict_eps"),
        "looks": (parts.latent_scorer, "embed_latents"),
        "decoded": (parts.codec, "decode"),
        "heard": (parts.encoder, "embed_audio"),
    }
    counted = {}
    for name, (owner, method) in places.items():
        counted[name] = Counted(getattr(owner, method))
        monkeypatch.setattr(owner, method, counted[name])
    return counted


@pytest.mark.parametrize("name", REQUESTS)
def test_the_calls_that_are_predicted_are_those_that_are_made(
    stack: ModelStack, calls: dict[str, Counted], name: str
) -> None:
    request = REQUESTS[name]
    predicted = tally_of(stack.pack.card, request, stack.pack.parts)
    stack.generate(request)
    rows = calls["whole"].rows + calls["quick"].rows
    assert rows == predicted.rows
    if request.seconds <= 10.0 and not request.loop:  # else in pieces and parts
        assert (calls["decoded"].rows, calls["heard"].rows) == (predicted.finished, predicted.finished)
        assert calls["looks"].rows == predicted.looks
    asked = {"steps", "guidance", "negative"} & {one for one in vars(request) if getattr(request, one)}
    assert bool(calls["whole"].rows) == bool(asked)


def test_more_is_predicted_for_what_takes_more(folder: Path) -> None:
    pace = Pace(1e9, 1e9)
    names = ("one", "nothing said", "all of them heard", "steps without guidance", "steps")
    seconds = [pace.seconds_for(work_of(folder, REQUESTS[name])) for name in names]
    assert seconds[0] < seconds[1] < seconds[2] < seconds[4]
    assert seconds[3] < seconds[4]


def test_a_long_sound_is_counted_on_a_pack_that_is_loaded(folder: Path) -> None:
    with pytest.raises(ValueError, match="is loaded"):
        tally_of(read_card(folder / CARD_FILE), REQUESTS["a long one"])


@pytest.mark.skipif("core" not in embedded_packs(), reason="the pack core is not built in")
def test_of_the_shipped_pack_six_distilled_steps_are_predicted_and_the_weak_are_left() -> None:
    card = read_card(find_pack("core") / CARD_FILE)
    asked = GenerationRequest("rain", count=4)
    assert tally_of(card, asked) == Tally(rows=16 * 3 + 7 * 3, looks=16 + 7, finished=6)
    whole = tally_of(card, replace(asked, steps=card.defaults.steps, thorough=True))
    assert whole == Tally(rows=2 * 16 * card.defaults.steps, looks=0, finished=16)


def test_seconds_are_operations_over_pace() -> None:
    assert Pace(2.0, 4.0).seconds_for(Work(4, 2, 8, Tally(10, 3, 2))) == pytest.approx(10 * 4 / 2 + (3 * 2 + 2 * 8) / 4)
