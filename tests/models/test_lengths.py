"""Sounds of any length: exact to the sample, made in windows and pieces of bounded size, the same bits every time."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import Tensor

from foley_models.candidate_seeds import candidate_noise, candidate_seed
from foley_models.decoding import PieceDecoder
from foley_models.errors import CancelledError, RequestError
from foley_models.events import cut_events, event_start
from foley_models.finishing import cut
from foley_models.guidance import guided
from foley_models.limits import check_request, pool_of
from foley_models.pack import Pack, load_pack
from foley_models.pack_files import find_pack
from foley_models.parts import Denoiser, PlacedVocoder
from foley_models.plan import make_plan
from foley_models.requests import Candidate, GenerationRequest, Layout, Planned, Progress, Source, Variation
from foley_models.samplers import sample
from foley_models.seam import steps_of
from foley_models.stack import ModelStack
from foley_models.windows import WINDOWS_AT_ONCE, WindowedDenoiser, circle_starts, line_starts
from tests.models.tiny_core import write_tiny_pack

RATE_HZ = 8000
ONE = GenerationRequest("rain falling", count=1, pool=1, steps=2, threshold=-1.0)


class Watched:
    """A real denoiser and vocoder that note how much they were given at a time."""

    def __init__(self, denoiser: Denoiser, vocoder: PlacedVocoder) -> None:
        self._denoiser, self._vocoder = denoiser, vocoder
        self.rows: list[int] = []
        self.windows: set[int] = set()
        self.frames: list[int] = []

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        self.rows.append(len(z_n))
        self.windows.add(z_n.shape[2])
        return self._denoiser.predict_eps(z_n, n, embedding)

    def synthesize_at(self, log_mel: Tensor, places: Tensor) -> Tensor:
        self.frames.append(log_mel.shape[1])
        return self._vocoder.synthesize_at(log_mel, places)

    def synthesize(self, _: Tensor) -> Tensor:
        raise AssertionError("a long sound is made in pieces")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny"), device="cpu", dtype="float32")


@pytest.fixture(scope="module")
def core() -> Pack:
    return load_pack(find_pack("core"), device="cpu", dtype="float32")


def watched(pack: Pack) -> tuple[Pack, Watched]:
    assert isinstance(pack.parts.vocoder, PlacedVocoder)
    both = Watched(pack.parts.denoiser, pack.parts.vocoder)
    return replace(pack, parts=replace(pack.parts, denoiser=both, vocoder=both)), both


def made(stack: ModelStack, request: GenerationRequest, batch_size: int = 8) -> list[Candidate]:
    return [one for one in stack.stream(request, batch_size=batch_size) if isinstance(one, Candidate)]


@pytest.mark.parametrize("seconds", [0.1, 0.1234, 0.2499, 10.001, 23.45678, 180.0])
def test_every_length_is_exact_to_the_sample(pack: Pack, seconds: float) -> None:
    (one,) = made(ModelStack(pack), replace(ONE, seconds=seconds))
    assert one.waveform.shape == (round(seconds * RATE_HZ),)
    assert np.isfinite(one.waveform).all()
    assert abs(one.waveform[-1]) < 1e-4  # its end is faded


def test_three_minutes_take_no_more_at_a_time_than_half_a_minute(pack: Pack) -> None:
    most: list[tuple[int, int]] = []
    for seconds in (30.0, 180.0):
        changed, seen = watched(pack)
        made(ModelStack(changed), replace(ONE, seconds=seconds, count=2, pool=2, steps=1))
        most.append((max(seen.rows), max(seen.frames)))
        assert seen.windows == {8}  # what the network was trained on
        assert max(seen.rows) == 2 * WINDOWS_AT_ONCE  # with and without the prompt, of one candidate
    assert most[1][0] == most[0][0]
    assert most[1][1] <= 10 * RATE_HZ / 128


@pytest.mark.parametrize("seconds", [0.25, 3.0, 10.0])
def test_from_a_quarter_second_to_ten_seconds_sounds_are_made_as_they_always_were(pack: Pack, seconds: float) -> None:
    """So that recipes of earlier versions give the same bits: all at once, by nothing that longer ones need."""
    request, parts = replace(ONE, seconds=seconds), pack.parts
    (one,) = made(ModelStack(pack), request)
    with torch.inference_mode():
        plan = make_plan(
            pack, request, parts.encoder.embed_text([each.prompt for each in pack.card.categories.values()])
        )
        shape = parts.codec.latent_shape(parts.spec.frames_for(plan.samples))
        predict = guided(parts.denoiser.predict_eps, plan.embedding[None], plan.unconditional, plan.guidance)
        noise = candidate_noise(candidate_seed(request.seed, 0), shape)[None]
        latents = sample(plan.sampler, predict, noise, schedule=parts.schedule, steps=plan.steps)
        expected = cut(parts.vocoder.synthesize(parts.codec.decode(latents)), plan.samples, RATE_HZ)[0]
    assert one.waveform.tobytes() == expected.numpy().tobytes()


@pytest.mark.parametrize("seconds", [0.15, 12.0])
def test_the_same_request_gives_the_same_bits_whatever_is_made_beside_it(pack: Pack, seconds: float) -> None:
    request = replace(ONE, seconds=seconds, count=3, pool=3)
    stack = ModelStack(pack)
    first = made(stack, request)
    assert [one.waveform.tobytes() for one in made(stack, request)] == [one.waveform.tobytes() for one in first]
    for one in first:
        assert stack.remake(request, one.layout, one.index).waveform.tobytes() == one.waveform.tobytes()
    if seconds > 10:
        alone = {one.index: one.waveform.tobytes() for one in made(stack, request, batch_size=2)}
        assert alone == {one.index: one.waveform.tobytes() for one in first}
        assert [one.layout for one in first] == [Layout((one.index,), (one.index,)) for one in first]


def test_a_long_sound_is_cancelled_within_a_few_windows(pack: Pack) -> None:
    changed, seen = watched(pack)
    asked = iter([False] * 8)
    with pytest.raises(CancelledError):
        ModelStack(changed).generate(replace(ONE, seconds=180.0, steps=50), cancelled=lambda: next(asked, True))
    assert len(seen.rows) < 8  # of some three thousand


def test_progress_of_several_long_sounds_never_goes_back(pack: Pack) -> None:
    told: list[Progress] = []
    ModelStack(pack).generate(replace(ONE, seconds=15.0, count=3, pool=3), on_progress=told.append)
    assert [one.overall for one in told] == sorted(one.overall for one in told)
    assert told[-1].overall == pytest.approx(1.0)
    middle = [one.overall for one in told if one.stage == "decode"]
    assert middle[0] < 0.4 < middle[-1]  # the first is decoded before the last is begun


def test_pieces_are_what_the_whole_would_be(core: Pack) -> None:
    generator = torch.Generator().manual_seed(1)
    latents = torch.randn(1, 8, 200, 20, generator=generator)
    pieces = PieceDecoder(core.parts, circular=False, on_piece=lambda _: None, piece_s=4.0)
    whole = PieceDecoder(core.parts, circular=False, on_piece=lambda _: None, piece_s=60.0)
    with torch.inference_mode():
        log_mel = whole.log_mel(latents)
        assert (pieces.log_mel(latents) - core.parts.codec.decode(latents)).abs().max() < 1e-4
        assert len(pieces.joins(log_mel.shape[1])) >= 3
        assert not whole.joins(log_mel.shape[1])
        in_pieces, at_once = pieces.synthesize(log_mel), whole.synthesize(log_mel)
    assert at_once.abs().max() > 0.01
    apart = (in_pieces - at_once).abs()[0].reshape(-1, core.parts.spec.hop_samples).amax(1)
    # A phase whose number is nearly 0 hangs on the last bit of a convolution, which depends on the piece's size.
    assert apart.max() < 1e-4
    assert (apart > 1e-6).float().mean() < 0.1
    around = [frame for join in pieces.joins(log_mel.shape[1]) for frame in range(join - 8, join + 8)]
    assert apart[around].max() < 1e-5  # a third of the last bit of 16


def test_joins_of_a_long_sound_are_no_louder_than_its_other_places(core: Pack) -> None:
    (one,) = made(ModelStack(core), GenerationRequest("rain falling", seconds=34.0, count=1, pool=1, steps=3))
    steps = steps_of(one.waveform, one.rate_hz)
    joins = PieceDecoder(core.parts, circular=False, on_piece=lambda _: None).joins(-(-len(one.waveform) // 256))
    places = [round(join * 256 / (len(one.waveform) / len(steps.level))) for join in joins]
    assert len(places) >= 3
    for found in (steps.level, steps.spectrum):
        assert np.median(found[places]) <= np.quantile(found, 0.75)
        assert max(found[places]) <= np.quantile(found, 0.98)


class Echo:
    """A denoiser that gives back what it is given."""

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        assert len(z_n) == len(n) == len(embedding)
        return z_n


@pytest.mark.parametrize("circular", [False, True])
@pytest.mark.parametrize("frames", [20, 21, 47, 200])
def test_overlapping_windows_add_up_to_what_each_says(frames: int, *, circular: bool) -> None:
    latents = torch.randn(2, 3, frames, 4, generator=torch.Generator().manual_seed(2))
    windowed = WindowedDenoiser(Echo(), 20, circular=circular)
    for step in (0, 17, 999):
        out = windowed.predict_eps(latents, torch.full((2,), step), torch.zeros(2, 512))
        assert (out - latents).abs().max() < 1e-5


def test_windows_lie_elsewhere_at_each_step_and_always_reach_both_ends() -> None:
    every = [line_starts(300, 88, 73, turn=turn / 10) for turn in range(10)]
    assert len({tuple(starts) for starts in every}) == 10
    for starts in every:
        assert (starts[0], starts[-1]) == (0, 300 - 88)
        assert max(b - a for a, b in pairwise(starts)) <= 73


@pytest.mark.parametrize("frames", [10, 22, 43, 44, 45, 86, 88, 89, 500])
def test_no_place_of_a_circle_lies_only_at_the_ends_of_windows(frames: int) -> None:
    for turn in (0.0, 0.3, 0.99):
        seen = np.zeros(frames)
        for start in circle_starts(frames, 88, 73, turn=turn):
            inside = (np.arange(start + 7, start + 81)) % frames
            seen[inside] = 1
        assert seen.all()


def _burst(at_s: float, seconds: float = 4.0, rate_hz: int = 22_050) -> Tensor:
    sound = 1e-4 * torch.randn(round(seconds * rate_hz), generator=torch.Generator().manual_seed(3))
    start = round(at_s * rate_hz)
    length = min(3000, len(sound) - start)
    decay = torch.exp(-torch.arange(length) / 600)
    sound[start : start + length] += 0.5 * torch.randn(length, generator=torch.Generator().manual_seed(4)) * decay
    return sound


@pytest.mark.parametrize("at_s", [0.0, 0.004, 1.2345, 3.0, 3.95])
@pytest.mark.parametrize("seconds", [0.1, 0.24])
def test_a_very_short_sound_holds_the_event_from_its_onset_on(at_s: float, seconds: float) -> None:
    rate_hz, sound = 22_050, _burst(at_s)
    samples = round(seconds * rate_hz)
    start = event_start(sound, samples, rate_hz)
    onset = round(at_s * rate_hz)
    assert 0 <= start <= onset
    assert onset - start <= max(round(0.008 * rate_hz), onset - (len(sound) - samples))  # 5 ms before it, 3 of looking
    (cut,) = cut_events(sound[None], samples, rate_hz)
    assert cut.shape == (samples,)
    assert cut.square().sum() > 0.9 * sound[onset : onset + samples].square().sum()
    assert start == 0 or cut[0] == 0.0


def test_what_has_no_event_and_what_is_broken_can_be_cut_all_the_same() -> None:
    steady = torch.randn(2, 8000, generator=torch.Generator().manual_seed(5))
    steady[1, 4000] = torch.nan
    assert cut_events(steady, 800, 8000).shape == (2, 800)
    assert cut_events(torch.zeros(1, 8000), 800, 8000).abs().max() == 0


@pytest.mark.parametrize(
    ("seconds", "count", "pool"), [(4, 4, 16), (10, 16, 64), (30, 4, 16), (60, 4, 10), (180, 4, 4)]
)
def test_fewer_long_sounds_are_started_where_nobody_says_how_many(seconds: float, count: int, pool: int) -> None:
    assert pool_of(replace(ONE, seconds=seconds, count=count, pool=None)) == pool


def test_more_than_memory_should_hold_is_refused_with_what_is_possible() -> None:
    with pytest.raises(RequestError, match="pool is 17: choose a whole number from 1 to 16"):
        check_request(replace(ONE, seconds=180.0, pool=17))


def test_what_longer_sounds_score_is_heard_all_over(pack: Pack) -> None:
    heard: list[Sequence[int]] = []
    parts = pack.parts

    class Ear:
        rate_hz, can_embed_audio = parts.encoder.rate_hz, True

        def embed_text(self, prompts: Sequence[str]) -> Tensor:
            return parts.encoder.embed_text(prompts)

        def embed_audio(self, waveforms: Tensor) -> Tensor:
            heard.append(tuple(waveforms.shape))
            return parts.encoder.embed_audio(waveforms)

    made(ModelStack(replace(pack, parts=replace(parts, encoder=Ear()))), replace(ONE, seconds=35.0))
    assert sum(rows for rows, _ in heard) == 4
    assert {samples for _, samples in heard} == {10 * RATE_HZ}


def test_a_long_sound_is_varied_from_its_latent_and_the_variation_made_again(pack: Pack) -> None:
    stack, request = ModelStack(pack), replace(ONE, seconds=12.0)
    planned, first, *_ = stack.stream(request)
    assert isinstance(planned, Planned)
    assert isinstance(first, Candidate)
    variation = Variation(0.3, Source(planned.request, first.layout, first.index))
    (one,) = [
        found for found in stack.stream(replace(request, seed=5), variation=variation) if isinstance(found, Candidate)
    ]
    assert one.waveform.shape == first.waveform.shape
    assert one.waveform.tobytes() != first.waveform.tobytes()
    again = ModelStack(pack).remake(replace(request, seed=5), one.layout, one.index, variation=variation)
    assert again.waveform.tobytes() == one.waveform.tobytes()
