"""Ranking before decoding: who is left early, what that does to bits and layouts, and making such a sound again."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from foley_models.decoding import PieceDecoder
from foley_models.errors import RequestError
from foley_models.limits import check_layout
from foley_models.pack import load_pack
from foley_models.pruning import LatentEar, decoded_of, looks_of
from foley_models.requests import Candidate, GenerationRequest, Layout, Progress, StreamEvent, Summary, WentOn
from foley_models.stack import ModelStack
from tests.models.tiny_core import write_tiny_pack

REQUEST = GenerationRequest("a dog barking", seconds=0.5, count=2, pool=12, steps=6, threshold=-1.0)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> ModelStack:
    folder = write_tiny_pack(tmp_path_factory.mktemp("pack"))
    return ModelStack(load_pack(folder, device="cpu", dtype="float32"), batch_size=4)


def candidates(events: list[StreamEvent]) -> list[Candidate]:
    return [one for one in events if isinstance(one, Candidate)]


class Counted:
    """Counts the rows that a part is given."""

    def __init__(self, call: object) -> None:
        self.call, self.rows = call, 0

    def __call__(self, first: Tensor, *rest: Tensor) -> Tensor:
        self.rows += len(first)
        return self.call(first, *rest)  # type: ignore[operator,no-any-return]


def test_fewer_steps_are_taken_and_only_the_promising_are_decoded(stack: ModelStack) -> None:
    rows = {}
    for thorough in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            parts = stack.pack.parts
            predicted, decoded = Counted(parts.denoiser.predict_eps), Counted(parts.codec.decode)
            patch.setattr(parts.denoiser, "predict_eps", predicted)
            patch.setattr(parts.codec, "decode", decoded)
            stack.generate(replace(REQUEST, thorough=thorough))
            rows[thorough] = predicted.rows, decoded.rows
    guided = 2  # with and without the prompt
    assert rows[True] == (guided * 12 * 6, 12)
    assert rows[False] == (guided * (12 * 3 + 6 * 3), decoded_of(12, 2))


def test_what_is_delivered_is_bit_for_bit_what_the_layout_makes_again(stack: ModelStack) -> None:
    for made in stack.generate(REQUEST).candidates:
        (look,) = made.layout.looks
        assert look.after == 3
        assert set(made.layout.decoded) <= set(look.indices) <= set(made.layout.denoised)
        again = stack.remake(REQUEST, made.layout, made.index)
        assert np.array_equal(again.waveform, made.waveform)
        assert again.layout == made.layout


def test_who_is_thorough_hears_them_all(stack: ModelStack) -> None:
    whole = stack.generate(replace(REQUEST, thorough=True, count=12)).candidates
    best = stack.generate(replace(REQUEST, thorough=True)).candidates
    assert [one.index for one in best] == [one.index for one in whole[:2]]
    assert all(not one.layout.looks for one in whole)


def test_what_was_delivered_before_a_crash_is_never_left_early(stack: ModelStack) -> None:
    delivered = {one.index for one in stack.generate(REQUEST).candidates}
    left = next(index for index in range(12) if index not in delivered)
    skip = frozenset({left})
    events = list(stack.stream(REQUEST, skip=skip))
    assert len(candidates(events)) == 1
    (summary,) = [one for one in events if isinstance(one, Summary)]
    assert summary.delivered == 2


def test_where_the_gate_refuses_all_that_were_decoded_another_pool_is_made(stack: ModelStack) -> None:
    refused: list[int] = []

    def gate(_: object, __: int) -> str | None:
        refused.append(1)
        return "too quiet" if len(refused) <= decoded_of(12, 2) else None

    made = candidates(list(stack.stream(REQUEST, gate=gate)))
    assert len(made) == 2
    assert all(12 <= one.index < 24 for one in made)


def test_memory_that_runs_out_after_a_look_leaves_each_alone_and_the_layout_says_so(stack: ModelStack) -> None:
    with pytest.MonkeyPatch.context() as patch:
        predict, calls = stack.pack.parts.denoiser.predict_eps, []

        def short(z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
            calls.append(len(z_n))
            if len(calls) > 9 and len(z_n) > 2:  # three batches of four have taken their three steps
                raise RuntimeError("DefaultCPUAllocator: not enough memory")
            return predict(z_n, n, embedding)

        patch.setattr(stack.pack.parts.denoiser, "predict_eps", short)
        made = stack.generate(REQUEST).candidates
    for one in made:
        assert len(one.layout.denoised) == 4
        assert one.layout.looks[-1].indices == (one.index,)
        again = stack.remake(REQUEST, one.layout, one.index)
        assert np.array_equal(again.waveform, one.waveform)


@pytest.mark.parametrize(
    "layout",
    [
        Layout((0, 1, 2), (0,), (WentOn(3, (0, 5)),)),  # somebody who never began
        Layout((0, 1, 2), (0,), (WentOn(3, (1, 2)),)),  # was left before it was decoded
        Layout((0, 1, 2), (0,), (WentOn(3, (0, 1)), WentOn(2, (0,)))),  # back in time
        Layout((0, 1, 2), (0,), (WentOn(3, (0, 0)),)),
    ],
)
def test_a_layout_that_cannot_have_been_is_refused(layout: Layout) -> None:
    with pytest.raises(RequestError, match="cannot have been made"):
        check_layout(layout, 0)


def test_nobody_is_left_where_nearly_all_are_needed() -> None:
    assert looks_of(4, 4, 8) == ()
    assert looks_of(5, 4, 8) == ()
    assert decoded_of(4, 4) == 4
    assert decoded_of(16, 4) == 6
    ((look),) = looks_of(16, 4, 8)
    assert (look.after, look.keep) == (4, 7)


def test_the_latent_ear_keeps_the_best_in_their_order() -> None:
    class Scorer:
        def embed_latents(self, latents: Tensor) -> Tensor:
            return torch.nn.functional.normalize(latents.flatten(1), dim=-1)

    latents = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.9, 0.1], [0.7, 0.7]])[:, :, None, None]
    ear = LatentEar(Scorer(), torch.tensor([1.0, 0.0]), diversity=0.0, always=frozenset({11}))
    assert ear.best([10, 11, 12, 13], latents, 3) == (10, 11, 12)


def test_sounds_may_be_asked_to_be_unlike_each_other(stack: ModelStack) -> None:
    def nearest(diversity: float) -> float:
        request = replace(REQUEST, count=4, pool=16, thorough=True, diversity=diversity)
        heard = torch.cat(
            [
                stack.pack.parts.encoder.embed_audio(torch.from_numpy(one.waveform)[None])
                for one in stack.generate(request).candidates
            ]
        )
        likeness = heard @ heard.T
        return float(likeness[~torch.eye(4, dtype=torch.bool)].max())

    assert nearest(0.9) < nearest(0.0)


def test_a_long_sound_is_made_whole_where_all_are_needed(stack: ModelStack) -> None:
    made = stack.generate(replace(REQUEST, seconds=11.0, pool=3, steps=2)).candidates
    assert len(made) == 2
    assert all(not one.layout.looks for one in made)


@pytest.mark.parametrize("change", [{"seconds": 11.0}, {"seconds": 2.0, "loop": True}])
def test_long_sounds_and_loops_are_left_early_too_one_decoded_at_a_time(
    stack: ModelStack, change: dict[str, float]
) -> None:
    request = replace(REQUEST, count=1, pool=6, steps=4, **change)  # type: ignore[arg-type]  # numbers
    with pytest.MonkeyPatch.context() as patch:
        decoder, alone = PieceDecoder.waveform, []

        def one_by_one(self: PieceDecoder, latents: Tensor) -> Tensor:
            alone.append(len(latents))
            return decoder(self, latents)

        patch.setattr(PieceDecoder, "waveform", one_by_one)
        told: list[Progress] = []
        (made,) = stack.generate(request, on_progress=told.append).candidates
    assert alone == [1] * decoded_of(6, 1)
    assert [one.overall for one in told] == sorted(one.overall for one in told)
    assert made.layout == Layout((made.index,), (made.index,), (WentOn(2, (made.index,)),))
    again = stack.remake(request, made.layout, made.index)
    assert np.array_equal(again.waveform, made.waveform)


class Mean:
    """Hears the mean, and notes how many frames there were."""

    def __init__(self) -> None:
        self.frames: list[int] = []

    def embed_latents(self, latents: Tensor) -> Tensor:
        self.frames.append(latents.shape[2])
        return torch.nn.functional.normalize(latents.mean(dim=(2, 3)), dim=-1)


def test_a_long_latent_is_heard_in_parts() -> None:
    scorer = Mean()
    ear = LatentEar(scorer, torch.tensor([1.0, 0.0]), diversity=0.0, always=frozenset(), longest_frames=4)
    latents = torch.stack([torch.stack([torch.full((9, 1), 0.1 + row), torch.full((9, 1), 1.0)]) for row in range(3)])
    assert ear.best([0, 1, 2], latents, 1) == (2,)
    assert scorer.frames == [4, 4, 4]


def test_of_a_stretch_that_is_longer_than_its_sound_only_the_sound_is_heard() -> None:
    scorer = Mean()
    ear = LatentEar(scorer, torch.tensor([1.0, 0.0]), diversity=0.0, always=frozenset(), longest_frames=4, own_frames=3)
    latents = torch.ones(3, 2, 9, 1)
    latents[0, 0, 3:] = 50.0  # what would fit best lies behind the sound
    latents[1, 0, :3] = 2.0
    assert ear.best([0, 1, 2], latents, 1) == (1,)
    assert scorer.frames == [3]
