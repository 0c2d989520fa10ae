"""Less like that: where the condition goes, what is chosen, and that it is made again bit for bit."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.avoidance import ANGLE_MOST, Avoided, angle_of, centre_of, moved_away, weight_of
from foley_models.errors import NotAvailableError, RequestError
from foley_models.limits import AVOIDED_MOST
from foley_models.pack import load_pack
from foley_models.pruning import LatentEar
from foley_models.requests import (
    FEW_STEPS,
    Away,
    Candidate,
    GenerationRequest,
    Planned,
    Source,
    Start,
    StreamEvent,
    Variation,
)
from foley_models.stack import ModelStack
from tests.models.tiny_core import add_few_steps, write_tiny_pack

REQUEST = GenerationRequest("a dog barking", seconds=0.5, count=2, pool=8, seed=3, threshold=-1.0)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> ModelStack:
    folder = write_tiny_pack(tmp_path_factory.mktemp("tiny"))
    add_few_steps(folder)
    return ModelStack(load_pack(folder, device="cpu", dtype="float32"))


def drawn(seed: int, rows: int = 1) -> Tensor:
    return normalize(torch.randn(rows, 512, generator=torch.Generator().manual_seed(seed)), dim=-1)


def heard(seed: int = 1, rows: int = 1) -> np.ndarray:
    return drawn(seed, rows).numpy().astype(np.float16)


def made(stack: ModelStack, start: Start | None, request: GenerationRequest = REQUEST) -> list[Candidate]:
    return [one for one in stack.stream(request, variation=start) if isinstance(one, Candidate)]


def test_the_condition_goes_away_by_an_angle_that_grows_with_the_amount() -> None:
    start, left = drawn(1)[0], normalize(drawn(1) + 0.5 * drawn(2), dim=-1)
    likeness = []
    for amount in (0.01, 0.3, 0.6, 1.0):
        there = moved_away(start, left, None, angle_of(amount))
        assert float(there.norm()) == pytest.approx(1.0, abs=1e-6)
        assert math.acos(min(1.0, float(there.double() @ start.double()))) == pytest.approx(
            ANGLE_MOST * amount, abs=1e-3
        )
        likeness.append(float(left[0] @ there))
    assert likeness == sorted(likeness, reverse=True)
    assert weight_of(0.2) < weight_of(0.9)


def test_it_goes_away_from_what_sets_a_sound_apart_and_not_from_its_kind() -> None:
    start, kind = drawn(1)[0], drawn(2)[0]
    left = normalize(kind + 0.3 * drawn(3)[0], dim=0)
    there = moved_away(start, left[None], kind, 0.3)
    assert abs(float((there - start) @ kind)) < 0.25 * float((start - there) @ normalize(left - kind, dim=0))


def test_it_goes_away_from_the_newest_and_never_back_to_those_before() -> None:
    start, first = drawn(1)[0], drawn(2)[0]
    across = normalize(first - (first @ start) * start, dim=0)
    newest = normalize(0.5 * start - across + 0.2 * drawn(3)[0], dim=0)  # it lies where the way from the first led
    there = moved_away(start, torch.stack([newest, first]), None, 0.3)
    assert float(newest @ there) < float(newest @ start) * math.cos(0.3)
    assert float(across @ there) == pytest.approx(0.0, abs=1e-5)
    assert torch.equal(moved_away(start, torch.stack([-across, first]), None, 0.3), start)  # no other way is left


def test_the_centre_is_that_of_the_category_or_else_of_all() -> None:
    targets = {"rain": drawn(1, 3), "dog": drawn(2, 2)}
    expected = {"rain": targets["rain"], "glass": torch.cat(list(targets.values()))}
    for category, stored in expected.items():
        centre = centre_of(targets, category)
        assert centre is not None
        assert torch.allclose(centre, normalize(stored.mean(0), dim=0))
    assert centre_of({}, "rain") is None


def test_likeness_counts_against_a_candidate_by_the_nearest_that_is_left_behind() -> None:
    left = drawn(5, 2)
    nearest, between, far = left[1], normalize(left[0] + left[1], dim=0), drawn(6)[0]
    costs = Avoided(left, 0.5).cost(torch.stack([nearest, between, far]).numpy())
    assert costs[0] == pytest.approx(0.5, abs=1e-5)
    assert costs[0] > costs[1] > costs[2]


def test_the_latent_ear_leaves_those_early_that_are_like_it() -> None:
    class Scorer:
        def embed_latents(self, latents: Tensor) -> Tensor:
            return normalize(latents.flatten(1), dim=-1)

    latents = torch.tensor([[1.0, 0.1, 0.0], [1.0, 0.0, 0.3], [1.0, 0.05, 0.6]])[:, :, None, None]
    like_the_first = Avoided(normalize(torch.tensor([[0.3, 1.0, 0.0]]), dim=-1), 3.0)
    target = torch.tensor([1.0, 0.0, 0.0])
    plain = LatentEar(Scorer(), target, diversity=0.0, always=frozenset())
    away = LatentEar(Scorer(), target, diversity=0.0, always=frozenset(), avoided=like_the_first)
    assert plain.best([0, 1, 2], latents, 2) == (0, 1)
    assert away.best([0, 1, 2], latents, 2) == (1, 2)


def test_those_are_chosen_that_fit_best_when_likeness_is_taken_off(stack: ModelStack) -> None:
    request, away = replace(REQUEST, thorough=True, count=8), Away(1.0, heard())
    every = made(stack, away, request)
    costs = Avoided(drawn(1), weight_of(1.0)).cost(
        np.stack([stack.heard(one.waveform, one.rate_hz) for one in every]).astype(np.float32)
    )
    best = sorted(zip(costs, every, strict=True), key=lambda one: one[0] - one[1].score)[:3]
    chosen = made(stack, away, replace(request, count=3))
    assert [one.index for one in chosen] == [one.index for _, one in best]


def test_they_are_fresh_sounds_in_few_steps_and_others_for_other_sounds_left_behind(stack: ModelStack) -> None:
    planned, *_ = stack.stream(REQUEST, variation=Away(0.5, heard()))
    assert isinstance(planned, Planned)
    assert planned.request.sampler == FEW_STEPS
    sounds = [{one.waveform.tobytes() for one in made(stack, Away(0.5, heard(seed)))} for seed in (1, 2)]
    assert sounds[0].isdisjoint(sounds[1])
    assert sounds[0].isdisjoint(one.waveform.tobytes() for one in made(stack, None))


def test_each_is_made_again_bit_for_bit_and_so_is_a_variation_of_it(stack: ModelStack) -> None:
    away = Away(0.6, heard(1, 2))
    planned, first, *_ = stack.stream(REQUEST, variation=away)
    assert isinstance(planned, Planned)
    assert isinstance(first, Candidate)
    again = stack.remake(planned.request, first.layout, first.index, variation=away)
    assert again.waveform.tobytes() == first.waveform.tobytes()
    source = Source(planned.request, first.layout, first.index, away)
    like_it = replace(REQUEST, seed=9)
    for one in made(stack, Variation(0.3, source), like_it):
        alone = ModelStack(stack.pack).remake(like_it, one.layout, one.index, variation=Variation(0.3, source))
        assert alone.waveform.tobytes() == one.waveform.tobytes()


def test_a_sound_that_fits_goes_before_one_that_is_less_like_it(stack: ModelStack) -> None:
    request = replace(REQUEST, count=8, thorough=True)
    away = Away(1.0, heard())
    scores = sorted(one.score for one in made(stack, away, request))
    events: list[StreamEvent] = list(stack.stream(replace(request, count=2, threshold=scores[-2]), variation=away))
    assert all(one.passed for one in events if isinstance(one, Candidate))


@pytest.mark.parametrize("amount", [0.0, -0.1, 1.1, math.nan, True])
def test_an_amount_that_is_none_is_refused_in_words(stack: ModelStack, amount: float) -> None:
    with pytest.raises(RequestError, match=r"amount is .*: choose a number over 0, hardly less like it"):
        made(stack, Away(amount, heard()))


@pytest.mark.parametrize(
    "wrong",
    [heard(1, AVOIDED_MOST + 1), heard()[:, :5], heard()[0], 0 * heard(), np.full((1, 512), np.nan, np.float16)],
)
def test_what_was_never_heard_is_refused(stack: ModelStack, wrong: np.ndarray) -> None:
    with pytest.raises(RequestError, match="What was heard"):
        made(stack, Away(0.5, wrong))


def test_a_pack_that_cannot_hear_says_so(stack: ModelStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(stack.pack.parts.encoder), "can_embed_audio", False)
    with pytest.raises(NotAvailableError, match="cannot tell what is less like"):
        made(stack, Away(0.5, heard()))
    with pytest.raises(NotAvailableError, match="cannot listen"):
        stack.heard(np.ones(800, np.float32), 8000)


def test_a_sound_of_any_length_and_rate_is_heard_and_silence_of_no_samples_is_not(stack: ModelStack) -> None:
    sound = np.sin(np.arange(12 * 16_000) * 0.3).astype(np.float32)
    for samples in (1600, len(sound)):
        vector = stack.heard(sound[:samples], 16_000)
        assert vector.shape == (512,)
        assert float(np.linalg.norm(vector.astype(np.float32))) == pytest.approx(1.0, abs=1e-2)
    with pytest.raises(RequestError, match="nothing can be heard"):
        stack.heard(np.zeros(0, np.float32), 8000)
