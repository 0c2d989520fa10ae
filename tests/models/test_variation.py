"""Variations: how far they go, what they begin from, and that each of them can be made again bit for bit."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from foley_models.candidate_seeds import variation_seed
from foley_models.errors import CancelledError, RequestError
from foley_models.limits import VARIATIONS_MOST
from foley_models.pack import Pack, load_pack
from foley_models.progress import DENOISE, SHARES, SOURCE, Watch
from foley_models.requests import (
    SAMPLERS,
    SCALES,
    WHOLE_SAMPLERS,
    Candidate,
    GenerationRequest,
    HeldLatent,
    Layout,
    Planned,
    Progress,
    Sampler,
    Source,
    Variation,
)
from foley_models.samplers import Beginning, sample
from foley_models.schedule import NoiseSchedule
from foley_models.sources import SourceLatents, read_latent, share_of_source, word_of
from foley_models.spacing import ddim_steps, karras_steps, steps_below
from foley_models.stack import ModelStack
from foley_models.variation import ANGLE_MOST, FADES_FROM, depth_of, is_fresh, moved, share_left, share_of, start_step
from tests.models.tiny_core import write_tiny_pack

SCHEDULE = NoiseSchedule()
REQUEST = GenerationRequest("a dog barking", seconds=0.5, count=3, pool=3, seed=5, steps=8, threshold=-1.0)
LIKE_IT = replace(REQUEST, seed=77)
AMOUNTS = [0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.99, 1.0]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny"), device="cpu", dtype="float32")


@pytest.fixture(scope="module")
def source(pack: Pack) -> Source:
    return source_of(ModelStack(pack), REQUEST)


def source_of(stack: ModelStack, request: GenerationRequest, variation: Variation | None = None) -> Source:
    """The best candidate of a request as the source of others."""
    planned, one = list(stack.stream(request, batch_size=2, variation=variation))[:2]
    assert isinstance(planned, Planned)
    assert isinstance(one, Candidate)
    return Source(planned.request, one.layout, one.index, variation)


def candidates(stack: ModelStack, variation: Variation, request: GenerationRequest = LIKE_IT) -> list[Candidate]:
    made = [one for one in stack.stream(request, batch_size=2, variation=variation) if isinstance(one, Candidate)]
    assert len(made) == request.count
    return made


def latent_of(pack: Pack, source: Source) -> Tensor:
    stack = ModelStack(pack)
    begun = SourceLatents(pack.parts, stack._plan_of).begun(Variation(0.5, source), Watch(None, None, 1))
    assert begun is not None
    assert begun.latent is not None
    return begun.latent


def apart(one: Candidate, other: np.ndarray) -> float:
    return float(np.sqrt(np.mean((one.waveform - other) ** 2)))


def test_the_step_grows_with_the_amount_from_the_least_to_the_top() -> None:
    steps = [start_step(amount / 1000, SCHEDULE) for amount in range(1, 1001)]
    assert steps == sorted(steps)
    assert steps[0] >= 1
    assert steps[-1] == SCHEDULE.steps - 1
    assert start_step(1.0, NoiseSchedule(steps=2)) == 1
    assert start_step(1e-9, SCHEDULE) == 1


@pytest.mark.parametrize("scale", SCALES)
def test_more_is_noised_deeper_and_no_source_is_left_at_one(scale: int) -> None:
    depths = [depth_of(amount / 1000, scale) for amount in range(1, 1001)]
    shares = [share_of(amount / 1000, scale) for amount in range(1, 1001)]
    assert depths == sorted(set(depths))
    assert shares == sorted(shares, reverse=True)
    assert (depths[-1], shares[0], shares[-1]) == (1.0, 1.0, 0.0)
    assert is_fresh(1.0)


def test_variations_of_before_are_noised_as_they_were() -> None:
    assert [depth_of(amount, 1) for amount in AMOUNTS] == AMOUNTS
    assert [share_of(amount, 1) for amount in AMOUNTS] == [share_left(amount) for amount in AMOUNTS]


def test_a_scale_that_nobody_knows_is_refused(pack: Pack, source: Source) -> None:
    with pytest.raises(RequestError, match="scale is 3"):
        next(ModelStack(pack).stream(LIKE_IT, variation=Variation(0.3, source, scale=3)))


def test_the_source_fades_out_towards_a_fresh_sound() -> None:
    shares = [share_left(amount / 1000) for amount in range(1, 1001)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == share_left(FADES_FROM) == 1.0
    assert shares[-1] == 0.0


def test_the_embedding_moves_by_an_angle_that_grows_with_the_amount_and_stays_on_the_sphere() -> None:
    embedding = torch.nn.functional.normalize(torch.randn(512, generator=torch.Generator().manual_seed(1)), dim=0)
    for amount in AMOUNTS:
        there = moved(embedding, [1, 2], amount)
        assert there.norm(dim=1).tolist() == pytest.approx([1.0, 1.0], abs=1e-6)
        angles = [math.acos(min(1.0, float(one))) for one in (there.double() @ embedding.double())]
        assert angles == pytest.approx([ANGLE_MOST * amount] * 2, abs=1e-3)
    one, other = moved(embedding, [1, 2], 1.0)
    assert float(one @ other) < math.cos(ANGLE_MOST)  # each goes its own way
    assert torch.equal(moved(embedding, [9, 2], 1.0)[1], other)  # whoever is in its company


@pytest.mark.parametrize("n", [1, 2, 7, 100, 500, 998, 999])
@pytest.mark.parametrize("steps", [1, 3, 20, 50, 1000])
def test_a_sampler_leads_down_from_any_step_in_distinct_steps_and_never_in_more(steps: int, n: int) -> None:
    for name in SAMPLERS:
        ns = ddim_steps(steps, SCHEDULE) if name == "ddim" else karras_steps(steps, SCHEDULE)
        below = steps_below(name, ns, n, schedule=SCHEDULE)  # type: ignore[arg-type]  # SAMPLERS are texts
        assert below[0] == n
        assert all(first > second >= 0 for first, second in itertools.pairwise(below))
        assert len(below) <= steps + 1


def test_the_noise_is_another_for_each_source_also_where_the_seed_is_the_same(source: Source) -> None:
    chain = replace(source, variation=Variation(0.3, source))
    held = HeldLatent(np.ones((1, 2, 3), np.float16))
    words = [word_of(one) for one in (source, replace(source, index=99), chain, held)]
    assert len(set(words)) == len(words)
    assert words == [word_of(one) for one in (source, replace(source, index=99), chain, held)]
    seeds = {variation_seed(7, word) for word in words} | {7}
    assert len(seeds) == 5


def test_a_variation_by_the_seed_of_its_source_does_not_bring_it_back(pack: Pack, source: Source) -> None:
    latent = latent_of(pack, source)
    same = latent_of(pack, replace(source, variation=Variation(1.0, source)))
    alike = torch.nn.functional.cosine_similarity(same.flatten(), latent.flatten(), dim=0)
    assert alike < 0.9


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("n", [1, 40, 500, 999])
def test_with_the_true_noise_every_sampler_comes_back_to_the_source(name: Sampler, n: int) -> None:
    generator = torch.Generator().manual_seed(3)
    latent, noise = (torch.randn(2, 8, 16, 8, generator=generator) for _ in range(2))

    def true_noise(z_n: Tensor, at: Tensor) -> Tensor:
        signal, spread = SCHEDULE.signal_and_noise(at)
        return (z_n - signal * latent) / spread

    back = sample(name, true_noise, noise, schedule=SCHEDULE, steps=20, beginning=Beginning(latent, n))
    if name == "ddim":  # which stops at the cleanest level, as the published pipelines do
        signal, spread = SCHEDULE.signal_and_noise(torch.zeros(2, dtype=torch.int64))
        assert (back - (signal * latent + spread * noise)).abs().max() < 1e-2
    else:
        assert (back - latent).abs().max() < 1e-3


@pytest.mark.parametrize("n", [-1, 1000])
def test_a_step_that_the_schedule_has_not_is_refused(n: int) -> None:
    noise = torch.zeros(1, 8, 4, 4)
    with pytest.raises(RequestError, match="the first step is"):
        sample("ddim", lambda z, _: z, noise, schedule=SCHEDULE, steps=3, beginning=Beginning(noise, n))


def test_the_latent_of_a_source_is_the_one_its_sound_was_made_of_bit_for_bit(pack: Pack, source: Source) -> None:
    latent = latent_of(pack, source)
    again = ModelStack(pack).remake(source.request, source.layout, source.index)
    one = next(one for one in ModelStack(pack).stream(REQUEST, batch_size=2) if isinstance(one, Candidate))
    assert again.waveform.tobytes() == one.waveform.tobytes()
    with torch.inference_mode():
        log_mel = pack.parts.codec.decode(latent[None].clone())
        heard = pack.parts.vocoder.synthesize(log_mel)[0, : len(one.waveform)]
    faded = len(one.waveform) - 60  # the end is faded out
    assert np.abs(heard.numpy()[:faded] - one.waveform[:faded]).max() < 1e-3


@pytest.mark.parametrize("sampler", WHOLE_SAMPLERS)
def test_a_small_amount_stays_far_nearer_to_the_source_than_a_large_one(pack: Pack, sampler: Sampler) -> None:
    stack = ModelStack(pack)
    source = source_of(stack, replace(REQUEST, sampler=sampler))
    latent = latent_of(pack, source)
    distances = []
    for amount in (0.0005, 0.1, 0.4, 1.0):
        request = replace(LIKE_IT, sampler=sampler)
        like_it = source_of(stack, request, Variation(amount, source))
        distances.append(float((latent_of(pack, like_it) - latent).square().mean().sqrt()))
    # Random weights make anything of a half-noised latent; that a trained pack's distances grow is measured with it.
    assert distances[0] < 0.3 * min(distances[1:])


def test_close_to_nothing_the_source_comes_back(pack: Pack, source: Source) -> None:
    latent = latent_of(pack, source)
    near = latent_of(pack, source_of(ModelStack(pack), LIKE_IT, Variation(1e-6, source)))
    assert (near - latent).square().mean().sqrt() < 0.15 * latent.square().mean().sqrt()


def test_at_one_nothing_of_the_source_is_left_nor_is_it_made(pack: Pack, source: Source) -> None:
    stack, other = ModelStack(pack), replace(source, request=replace(source.request, guidance=7.0))
    told: list[str] = []
    stack.generate(LIKE_IT, variation=Variation(1.0, source), on_progress=lambda one: told.append(one.stage))
    assert SOURCE not in told
    one, another = (candidates(stack, Variation(1.0, each)) for each in (source, other))
    assert [each.waveform.tobytes() for each in one] == [each.waveform.tobytes() for each in another]


def test_the_same_variation_is_the_same_bit_for_bit_and_so_is_each_candidate_alone(pack: Pack, source: Source) -> None:
    variation = Variation(0.4, source)
    made = candidates(ModelStack(pack), variation)
    assert [one.waveform.tobytes() for one in made] == [
        one.waveform.tobytes() for one in candidates(ModelStack(pack), variation)
    ]
    for one in made:
        again = ModelStack(pack).remake(LIKE_IT, one.layout, one.index, variation=variation)
        assert again.waveform.tobytes() == one.waveform.tobytes()
        assert len(one.waveform) == 4000


def test_a_latent_that_was_kept_gives_the_same_bits_as_one_that_is_made(pack: Pack, source: Source) -> None:
    stack, calls = ModelStack(pack), []
    first = candidates(stack, Variation(0.4, source))
    stack.generate(LIKE_IT, variation=Variation(0.2, source), on_progress=lambda one: calls.append(one.stage))
    assert SOURCE not in calls
    assert [one.waveform.tobytes() for one in candidates(stack, Variation(0.4, source))] == [
        one.waveform.tobytes() for one in first
    ]


def test_variations_of_variations_are_made_again_bit_for_bit(pack: Pack, source: Source) -> None:
    stack = ModelStack(pack)
    for seed in range(3):
        source = source_of(stack, replace(LIKE_IT, seed=seed), Variation(0.3, source))
    variation = Variation(0.5, source)
    for one in candidates(stack, variation):
        again = ModelStack(pack).remake(LIKE_IT, one.layout, one.index, variation=variation)
        assert again.waveform.tobytes() == one.waveform.tobytes()


def test_a_chain_has_an_end(pack: Pack, source: Source) -> None:
    for _ in range(VARIATIONS_MOST):
        source = replace(source, variation=Variation(0.3, source))
    with pytest.raises(RequestError, match="come of one another"):
        next(ModelStack(pack).stream(LIKE_IT, variation=Variation(0.3, source)))


@pytest.mark.parametrize("amount", [0.0, -0.1, 1.01, 2.0, math.nan, math.inf, -math.inf, True, "0.5"])
def test_an_amount_that_is_none_is_refused_in_words(pack: Pack, source: Source, amount: float) -> None:
    with pytest.raises(RequestError, match=r"amount is .*: choose a number over 0"):
        next(ModelStack(pack).stream(LIKE_IT, variation=Variation(amount, source)))


def test_a_source_that_cannot_be_is_refused(pack: Pack, source: Source) -> None:
    stack = ModelStack(pack)
    with pytest.raises(RequestError, match="as long as its source"):
        next(stack.stream(replace(LIKE_IT, seconds=0.6), variation=Variation(0.3, source)))
    with pytest.raises(RequestError, match="cannot have been made in batches"):
        next(stack.stream(LIKE_IT, variation=Variation(0.3, replace(source, layout=Layout()))))
    broken = replace(source, request=replace(source.request, prompt=" "))
    with pytest.raises(RequestError, match="prompt is empty"):
        next(stack.stream(LIKE_IT, variation=Variation(0.3, broken)))


@pytest.mark.parametrize("seconds", [0.25, 0.5, 3.0])
def test_a_sound_is_read_as_the_latent_that_the_codec_makes_of_it(pack: Pack, seconds: float) -> None:
    waveform = np.sin(np.arange(round(seconds * 16000)) * 0.3).astype(np.float32) * 0.5
    held = read_latent(pack.parts, waveform, 16000, seconds=seconds)
    expected = pack.parts.codec.latent_shape(pack.parts.spec.frames_for(round(seconds * 8000)))
    assert held.values.shape == expected
    assert held.values.dtype == np.float16
    again = read_latent(pack.parts, waveform, 16000, seconds=seconds)
    assert held.values.tobytes() == again.values.tobytes()


def test_a_short_sound_is_filled_up_with_itself_and_not_with_silence(pack: Pack) -> None:
    noise = np.random.default_rng(1).normal(size=2000).astype(np.float32) * 0.1
    short = read_latent(pack.parts, noise, 8000, seconds=0.25)
    whole = read_latent(pack.parts, np.concatenate([noise, noise[::-1], noise, noise[::-1]]), 8000, seconds=0.5)
    time = short.values.shape[1]
    assert short.values[:, : time - 1].tobytes() == whole.values[:, : time - 1].tobytes()


def test_what_is_heard_of_a_latent_that_was_read_is_made_again_bit_for_bit(pack: Pack) -> None:
    waveform = np.random.default_rng(1).normal(size=4000).astype(np.float32) * 0.1
    variation = Variation(0.3, ModelStack(pack).hold(waveform, 8000, seconds=0.5))
    for one in candidates(ModelStack(pack), variation):
        again = ModelStack(pack).remake(LIKE_IT, one.layout, one.index, variation=variation)
        assert again.waveform.tobytes() == one.waveform.tobytes()


@pytest.mark.parametrize("waveform", [np.zeros(0, np.float32), np.array([0.1, np.nan], np.float32)])
def test_what_is_no_sound_is_not_read(pack: Pack, waveform: np.ndarray) -> None:
    with pytest.raises(RequestError, match="empty or has samples"):
        read_latent(pack.parts, waveform, 8000, seconds=0.5)


def test_a_latent_of_another_pack_is_refused(pack: Pack) -> None:
    held = HeldLatent(np.zeros((8, 2, 2), np.float16))
    with pytest.raises(RequestError, match="belongs to another pack"):
        list(ModelStack(pack).stream(LIKE_IT, variation=Variation(0.3, held)))


def test_candidates_of_before_are_not_handed_over_again(pack: Pack, source: Source) -> None:
    variation = Variation(0.4, source)
    every = {one.index: one.waveform.tobytes() for one in candidates(ModelStack(pack), variation)}
    events = ModelStack(pack).stream(LIKE_IT, batch_size=2, skip=frozenset({1}), variation=variation)
    left = {one.index: one.waveform.tobytes() for one in events if isinstance(one, Candidate)}
    assert left == {index: sound for index, sound in every.items() if index != 1}


def test_progress_tells_of_the_source_and_never_turns_back(pack: Pack, source: Source) -> None:
    told: list[Progress] = []
    chain = replace(source, variation=Variation(0.2, source))
    ModelStack(pack).generate(LIKE_IT, variation=Variation(0.4, chain), on_progress=told.append)
    overall = [one.overall for one in told]
    assert overall == sorted(overall)
    assert overall[-1] == pytest.approx(1)
    own = [one.fraction for one in told if one.stage == SOURCE]
    assert own == sorted(own)
    assert own[-1] == 1.0


def test_making_a_source_can_be_cancelled_within_a_step(pack: Pack, source: Source) -> None:
    stages: list[str] = []
    with pytest.raises(CancelledError):
        ModelStack(pack).generate(
            LIKE_IT,
            variation=Variation(0.4, source),
            on_progress=lambda one: stages.append(one.stage),
            cancelled=lambda: stages.count(SOURCE) >= 3,
        )
    assert DENOISE not in stages


def test_the_share_of_a_source_is_part_of_the_whole(source: Source) -> None:
    assert share_of_source(None, 4) == share_of_source(Variation(1.0, source), 4) == 0.0
    short, long = (share_of_source(Variation(0.3, one), 4) for one in _chains(source))
    assert 0.0 < short < long < 1.0
    assert SHARES[DENOISE] < 1.0


def _chains(source: Source) -> Iterator[Source]:
    yield source
    yield replace(source, variation=Variation(0.5, source))
