"""Fill: what is known of a latent stays as it is through every sampler, and what is made depends on it."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from foley_models.errors import RequestError
from foley_models.keeping import Kept, keeping, known_frames, without
from foley_models.pack import Pack, load_pack
from foley_models.requests import SAMPLERS, Candidate, Filling, GenerationRequest, HeldLatent, Planned
from foley_models.samplers import sample
from foley_models.schedule import NoiseSchedule
from foley_models.stack import ModelStack
from tests.models.tiny_core import write_tiny_pack

SCHEDULE = NoiseSchedule()
REQUEST = GenerationRequest("a dog barking", seconds=1.0, count=2, pool=2, seed=5, steps=6, threshold=-1.0)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny"), device="cpu", dtype="float32")


def recording(seed: int = 1) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal(8000) * np.linspace(0.02, 0.2, 8000)
    return drawn.astype(np.float32)


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("steps", [4, 7, 20])
def test_what_is_known_comes_out_as_it_went_in(sampler: str, steps: int) -> None:
    generator = torch.Generator().manual_seed(3)
    latent, noise = torch.randn(2, 10, 3, generator=generator), torch.randn(4, 2, 10, 3, generator=generator)
    known = torch.tensor([True] * 4 + [False] * 3 + [True] * 3)

    def wild(z_n: Tensor, n: Tensor) -> Tensor:
        return 0.3 * z_n + 0.1 * n[:, None, None, None] / 1000

    made = sample(
        sampler,  # type: ignore[arg-type]  # SAMPLERS are texts
        keeping(wild, Kept(latent, known), SCHEDULE),
        noise,
        schedule=SCHEDULE,
        steps=steps,
    )
    left = 0.06 if sampler == "ddim" else 1e-4  # which ends at the cleanest level, not at none
    expected = latent.expand(4, -1, -1, -1)[:, :, known]
    assert (made[:, :, known] - expected).abs().max() < 4 * left
    assert (made[:, :, ~known] - latent[:, ~known]).abs().mean() > 0.1


@pytest.mark.parametrize(
    ("start_s", "end_s", "known"),
    [
        (0.4, 0.6, "111....111"),
        (0.0, 0.3, "....111111"),
        (0.75, 1.0, "111111...."),
        (0.12, 0.95, "1........."),
    ],
)
def test_a_frame_is_known_where_it_and_its_neighbours_hear_nothing_of_the_gap(
    start_s: float, end_s: float, known: str
) -> None:
    there = known_frames(10, 0.1, start_s, end_s)
    assert "".join("1" if one else "." for one in there) == known


def test_what_is_to_go_is_covered_by_what_is_around_it() -> None:
    sound = np.arange(10, dtype=np.float32)
    assert without(sound, 4, 6).tolist() == [0, 1, 2, 3, 3, 6, 6, 7, 8, 9]
    assert without(sound, 6, 10).tolist() == [0, 1, 2, 3, 4, 5, 5, 4, 3, 2]
    assert without(sound, 0, 3).tolist() == [5, 4, 3, 3, 4, 5, 6, 7, 8, 9]
    assert without(sound, 2, 10).tolist() == [0, 1, 1, 0, 0, 1, 1, 0, 0, 1]


def filling(stack: ModelStack, sound: np.ndarray, start_s: float = 0.4, end_s: float = 0.6) -> Filling:
    return Filling(stack.hold(sound, 8000, seconds=1.0), start_s, end_s)


def made(stack: ModelStack, start: Filling, request: GenerationRequest = REQUEST) -> list[Candidate]:
    return [one for one in stack.stream(request, variation=start) if isinstance(one, Candidate)]


def test_candidates_fill_differently_and_hear_what_is_around(pack: Pack) -> None:
    stack = ModelStack(pack)
    one, other = made(stack, filling(stack, recording()))
    assert not np.array_equal(one.waveform, other.waveform)
    same = made(stack, filling(stack, recording()))
    assert {each.index: each.waveform.tobytes() for each in same} == {
        each.index: each.waveform.tobytes() for each in (one, other)
    }
    elsewhere = made(stack, filling(stack, 0.1 * recording(2)))
    gap = slice(3500, 4500)
    assert {each.waveform[gap].tobytes() for each in elsewhere}.isdisjoint(
        each.waveform[gap].tobytes() for each in (one, other)
    )


def test_a_fill_is_made_again_bit_for_bit(pack: Pack) -> None:
    stack = ModelStack(pack)
    start = filling(stack, recording())
    planned, *events = stack.stream(REQUEST, variation=start)
    assert isinstance(planned, Planned)
    one = next(each for each in events if isinstance(each, Candidate))
    assert np.array_equal(stack.remake(planned.request, one.layout, one.index, variation=start).waveform, one.waveform)


@pytest.mark.parametrize(("start_s", "end_s"), [(0.6, 0.4), (-0.1, 0.3), (0.5, 1.2), (0.0, 1.0)])
def test_a_range_that_is_none_is_refused(pack: Pack, start_s: float, end_s: float) -> None:
    stack = ModelStack(pack)
    with pytest.raises(RequestError, match=r"range from|Nothing of the sound would stay"):
        made(stack, filling(stack, recording(), start_s, end_s))


def test_a_latent_of_another_length_does_not_fit(pack: Pack) -> None:
    held = HeldLatent(np.ones((1, 2, 3), np.float16))
    with pytest.raises(RequestError, match="the recipe was changed, or belongs to another pack"):
        made(ModelStack(pack), replace(filling(ModelStack(pack), recording()), latent=held))
