"""Loops: exact lengths whose end goes over into their start, in the model, in their variations, and made again."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from foley_models.circles import resample_circle
from foley_models.decoding import PieceDecoder
from foley_models.errors import RequestError
from foley_models.pack import Pack, load_pack
from foley_models.pack_files import find_pack
from foley_models.parts import PlacedVocoder
from foley_models.requests import Candidate, GenerationRequest, Planned, Source, Variation
from foley_models.seam import best_start, seam_of, steps_of
from foley_models.sources import read_latent
from foley_models.stack import ModelStack
from tests.models.tiny_core import write_tiny_pack

RATE_HZ = 8000
LOOP = GenerationRequest("rain falling", seconds=2.0, count=2, pool=2, steps=3, threshold=-1.0, loop=True)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny"), device="cpu", dtype="float32")


@pytest.fixture(scope="module")
def core() -> Pack:
    return load_pack(find_pack("core"), device="cpu", dtype="float32")


def made(stack: ModelStack, request: GenerationRequest, variation: Variation | None = None) -> list[Candidate]:
    return [one for one in stack.stream(request, variation=variation) if isinstance(one, Candidate)]


@pytest.mark.parametrize("seconds", [1.0, 1.2345, 4.0, 11.11, 31.0])
def test_a_loop_has_its_exact_length_and_is_not_faded(pack: Pack, seconds: float) -> None:
    for one in made(ModelStack(pack), replace(LOOP, seconds=seconds)):
        assert one.waveform.shape == (round(seconds * RATE_HZ),)
        assert np.square(one.waveform[-8:]).mean() > 0.03 * np.square(one.waveform[-120:]).mean()
        assert seam_of(one.waveform, RATE_HZ).share < 1.0


@pytest.mark.parametrize("prompt", ["rain falling", "wind blowing"])
def test_the_seam_of_a_real_loop_is_below_its_own_change_from_frame_to_frame(core: Pack, prompt: str) -> None:
    for one in made(ModelStack(core), replace(LOOP, prompt=prompt, seconds=5.0, steps=6)):
        seam = seam_of(one.waveform, one.rate_hz)
        assert seam.level < seam.level_median
        assert seam.spectrum < seam.spectrum_median


def test_the_circle_itself_has_no_seam_where_the_latent_begins(core: Pack) -> None:
    """Not only where the loop was cut open, which was chosen: at the ends of the latent a step is one like others."""
    places: list[float] = []
    for seed in range(6):
        latents = torch.randn(1, 8, 60, 20, generator=torch.Generator().manual_seed(seed))
        smooth = (latents + latents.roll(1, 2) + latents.roll(-1, 2)) / 1.7
        with torch.inference_mode():
            circle = PieceDecoder(core.parts, circular=True, on_piece=lambda _: None).waveform(smooth)[0].numpy()
        steps = steps_of(circle, core.parts.spec.rate_hz)
        places += [float(np.mean(found < found[0])) for found in (steps.level, steps.spectrum)]
    assert 0.15 < np.mean(places) < 0.85  # a half, were there many: a seam would be above all others


def test_a_circle_is_decoded_as_its_middle_would_be_if_it_went_round_three_times(core: Pack) -> None:
    latents = torch.randn(1, 8, 50, 20, generator=torch.Generator().manual_seed(1))
    vocoder = core.parts.vocoder
    assert isinstance(vocoder, PlacedVocoder)
    with torch.inference_mode():
        circle = PieceDecoder(core.parts, circular=True, on_piece=lambda _: None).waveform(latents)
        log_mel = core.parts.codec.decode(latents.repeat(1, 1, 3, 1))
        thrice = vocoder.synthesize_at(log_mel, torch.arange(600) % 200)
    assert (circle - thrice[:, 200 * 256 : 400 * 256]).abs().max() < 1e-4


def test_variations_of_a_loop_are_loops_and_all_are_made_again_bit_for_bit(pack: Pack) -> None:
    stack = ModelStack(pack)
    planned, first, *_ = stack.stream(LOOP)
    assert isinstance(planned, Planned)
    assert isinstance(first, Candidate)
    assert stack.remake(LOOP, first.layout, first.index).waveform.tobytes() == first.waveform.tobytes()
    variation = Variation(0.4, Source(planned.request, first.layout, first.index))
    request = replace(LOOP, seed=9)
    for one in made(stack, request, variation):
        assert len(one.waveform) == len(first.waveform)
        assert seam_of(one.waveform, RATE_HZ).share < 1.0
        again = ModelStack(pack).remake(request, one.layout, one.index, variation=variation)
        assert again.waveform.tobytes() == one.waveform.tobytes()
    with pytest.raises(RequestError, match="A variation of a loop is a loop"):
        made(stack, replace(request, loop=False), variation)


def test_a_loop_that_is_read_from_its_sound_is_read_round_its_seam(pack: Pack) -> None:
    noise = np.random.default_rng(1).normal(size=16_000).astype(np.float32) * 0.1
    held = read_latent(pack.parts, noise, RATE_HZ, seconds=2.0, loop=True).values.astype(np.float32)
    assert held.shape == (8, 31, 4)
    moved = 4 * 31 * 512 // 31  # four latent frames of the circle that is as long as whole frames
    circle = resample_circle(noise, 31 * 512)
    turned = read_latent(
        pack.parts, np.roll(circle, -moved).astype(np.float32), RATE_HZ, seconds=31 * 512 / 8000, loop=True
    )
    assert np.abs(np.roll(held, -4, axis=1) - turned.values).max() < 0.05 * np.abs(held).max()


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.99, "seconds is 0.99: choose at least 1 for a loop"), (0.5, "no loop")]
)
def test_too_short_a_loop_is_refused(pack: Pack, seconds: float, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        made(ModelStack(pack), replace(LOOP, seconds=seconds))


def test_a_circle_keeps_its_sound_at_another_number_of_samples() -> None:
    times = np.arange(1000) / 1000
    sound = np.sin(2 * np.pi * 7 * times) + 0.3 * np.cos(2 * np.pi * 100 * times)
    more = np.arange(1789) / 1789
    expected = np.sin(2 * np.pi * 7 * more) + 0.3 * np.cos(2 * np.pi * 100 * more)
    assert np.abs(resample_circle(sound, 1789) - expected).max() < 1e-9
    assert np.abs(resample_circle(resample_circle(sound, 1789), 1000) - sound).max() < 1e-9


def test_a_jump_a_click_and_a_change_of_colour_are_heard_at_a_seam_and_a_circle_has_none() -> None:
    rate_hz, noise = 22_050, np.random.default_rng(1).normal(size=4 * 22_050)
    spectrum = np.fft.rfft(noise)
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    whole = np.fft.irfft(spectrum)
    whole *= 0.1 / whole.std()
    start = best_start(whole, rate_hz)
    assert seam_of(np.roll(whole, -start), rate_hz).share < 0.8
    louder = np.roll(whole, -start) * np.linspace(0.2, 1.0, len(whole))
    click = np.roll(whole, -start)
    click[0] += 3.0
    bright = np.roll(whole, -start)
    bright[: rate_hz // 2] = np.diff(bright[: rate_hz // 2 + 1]) * 2
    for broken in (louder, click, bright):
        assert seam_of(broken, rate_hz).share > 1.5
