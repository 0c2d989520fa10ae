"""Audio to audio: loudness over time is measured, followed and compared; a sound imitated by the tiny pack."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from foley_models.encoding import encoded
from foley_models.envelope import RANGE_DB, correlation, fitted, followed, levels_of
from foley_models.errors import RequestError
from foley_models.pack import load_pack
from foley_models.requests import Candidate, GenerationRequest, Imitation, Planned
from foley_models.stack import ModelStack
from foley_models.windows import WINDOWS_AT_ONCE
from tests.models.tiny_core import write_tiny_pack

RATE_HZ = 8000
REQUEST = GenerationRequest("a dog barking", seconds=1.0, count=3, pool=3, seed=5, steps=6, threshold=-1.0)


def hits(places: list[float], seconds: float = 1.0, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """Decaying tones at these seconds, silence between them."""
    sound = np.zeros(round(seconds * rate_hz))
    for place in places:
        first = round(place * rate_hz)
        times = np.arange(len(sound) - first) / rate_hz
        sound[first:] += 0.4 * np.exp(-25 * times) * np.sin(2 * np.pi * 220 * times)
    return sound.astype(np.float32)


def hiss(seconds: float = 1.0, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    return (0.1 * np.random.default_rng(1).standard_normal(round(seconds * rate_hz))).astype(np.float32)


@pytest.mark.parametrize("rate_hz", [8000, 22_050, 44_100, 96_000])
def test_a_level_is_that_of_the_sound_at_its_place_at_any_rate(rate_hz: int) -> None:
    times = np.arange(rate_hz) / rate_hz
    tone = np.where(times < 0.5, 0.5, 0.05) * np.sin(2 * np.pi * 500 * times) * math.sqrt(2)
    levels = levels_of(tone, rate_hz)
    assert len(levels) == 100
    assert levels[10:45] == pytest.approx(20 * math.log10(0.5), abs=0.1)
    assert levels[55:95] == pytest.approx(20 * math.log10(0.05), abs=0.1)


def test_what_follows_a_guide_has_its_loudness_and_is_silent_where_it_is() -> None:
    guide = hits([0.1, 0.5])
    guide[3000:3900] = 0.0
    made = followed(hiss(), RATE_HZ, levels_of(guide, RATE_HZ), 1.0)
    there, wanted = levels_of(made, RATE_HZ), levels_of(guide, RATE_HZ)
    loud = wanted > wanted.max() - RANGE_DB / 2
    assert np.abs(there - wanted)[loud] == pytest.approx(0.0, abs=4.0)
    assert there[40:47].max() < -90
    assert correlation(there, wanted) > 0.97


def test_a_share_of_the_loudness_is_followed_and_none_changes_nothing() -> None:
    guide, sound = levels_of(hits([0.1, 0.5]), RATE_HZ), hiss()
    alike = [
        correlation(guide, levels_of(followed(sound, RATE_HZ, guide, share), RATE_HZ)) for share in (0.1, 0.4, 1.0)
    ]
    assert alike == sorted(alike)
    assert np.array_equal(followed(sound, RATE_HZ, guide, 0.0), sound)


def test_what_a_sound_hardly_has_is_not_pumped_out_of_its_noise() -> None:
    sound = hits([0.1]) + 1e-6 * hiss()
    made = followed(sound.astype(np.float32), RATE_HZ, levels_of(hits([0.7]), RATE_HZ), 1.0)
    assert levels_of(made, RATE_HZ).max() < -60


def test_loudness_is_compared_as_it_is_heard() -> None:
    one = levels_of(hits([0.1, 0.5]), RATE_HZ)
    assert correlation(one, one) == pytest.approx(1.0)
    assert correlation(one, one - 20) == pytest.approx(1.0, abs=1e-6)  # another gain is no other envelope
    assert correlation(one, levels_of(hits([0.3, 0.8]), RATE_HZ)) < 0.3
    assert math.isnan(correlation(one, np.full(100, -30, np.float32)))
    assert len(fitted(one, 150)) == 150
    assert fitted(one, 150)[120] < -100


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> ModelStack:
    folder = write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny")
    return ModelStack(load_pack(folder, device="cpu", dtype="float32"))


def imitation(stack: ModelStack, strength: float = 0.5, follow: float = 1.0) -> Imitation:
    guide = hits([0.1, 0.4, 0.75])
    held = stack.hold(guide, RATE_HZ, seconds=REQUEST.seconds)
    return Imitation(strength, held, levels_of(guide, RATE_HZ), follow)


def made(stack: ModelStack, start: Imitation, request: GenerationRequest = REQUEST) -> list[Candidate]:
    return [one for one in stack.stream(request, variation=start) if isinstance(one, Candidate)]


def test_candidates_follow_the_loudness_of_the_guide(stack: ModelStack) -> None:
    start = imitation(stack)
    alike = [correlation(start.levels, levels_of(one.waveform, RATE_HZ)) for one in made(stack, start)]
    assert len(alike) == REQUEST.count
    assert min(alike) >= 0.8
    free = made(stack, replace(start, follow=0.0))
    assert max(correlation(start.levels, levels_of(one.waveform, RATE_HZ)) for one in free) < min(alike)


def test_strength_says_how_much_of_the_guide_is_left(stack: ModelStack) -> None:
    @torch.inference_mode()
    def sounds(strength: float) -> NDArray[np.float32]:
        (one,) = made(stack, imitation(stack, strength, 0.0), replace(REQUEST, count=1, pool=1))
        return stack.pack.parts.front_end(torch.from_numpy(one.waveform)[None]).numpy()  # phases say nothing of a guide

    near, middle, far, fresh = (sounds(one) for one in (0.01, 0.3, 0.7, 1.0))
    apart = [float(np.abs(one - near).mean()) for one in (middle, far)]
    assert 0 < apart[0] < apart[1]
    assert not np.array_equal(far, fresh)


def test_an_imitation_is_made_again_bit_for_bit(stack: ModelStack) -> None:
    start = imitation(stack)
    planned, *events = stack.stream(REQUEST, variation=start)
    assert isinstance(planned, Planned)
    one = next(each for each in events if isinstance(each, Candidate))
    again = stack.remake(planned.request, one.layout, one.index, variation=start)
    assert np.array_equal(again.waveform, one.waveform)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"strength": 0.0}, "strength is 0.0: choose a number over 0"),
        ({"strength": 1.5}, "strength is 1.5"),
        ({"strength": math.nan}, "strength is nan"),
        ({"follow": -0.1}, "follow is -0.1: choose a number from 0"),
    ],
)
def test_what_cannot_be_met_is_refused_with_the_value(stack: ModelStack, change: dict[str, float], reason: str) -> None:
    with pytest.raises(RequestError, match=reason):
        made(stack, replace(imitation(stack), **change))  # type: ignore[arg-type]  # numbers all of them


@pytest.mark.parametrize("seconds", [0.2, 60.5])
def test_a_length_that_cannot_be_imitated_is_refused(stack: ModelStack, seconds: float) -> None:
    with pytest.raises(RequestError, match=f"seconds is {seconds}: .* choose 0.25 to 60"):
        made(stack, imitation(stack), replace(REQUEST, seconds=seconds))
    with pytest.raises(RequestError, match="makes no loop"):
        made(stack, imitation(stack), replace(REQUEST, loop=True))


def test_a_long_sound_is_read_in_pieces_as_it_would_be_whole(stack: ModelStack) -> None:
    parts = stack.pack.parts
    sound = torch.from_numpy(hiss(9.0))[None]
    with torch.inference_mode():
        whole, pieces = (encoded(parts, sound, piece_s=one) for one in (20.0, 3.0))
    time = whole.shape[2]
    assert pieces.shape[2] in (time, time - 1)  # the whole ends with a frame of its padding
    assert (whole[:, :, : pieces.shape[2]] - pieces).abs().max() < 1e-3


def test_a_guide_of_twelve_seconds_is_followed_and_made_again_bit_for_bit_window_by_window(stack: ModelStack) -> None:
    request = replace(REQUEST, seconds=12.0, count=1, pool=1)
    guide = hits([0.5, 3.1, 5.7, 8.2, 10.9, 11.4], 12.0)
    imitation = Imitation(0.6, stack.hold(guide, RATE_HZ, seconds=12.0), levels_of(guide, RATE_HZ))
    rows: list[tuple[int, int]] = []
    predict = stack.pack.parts.denoiser.predict_eps

    def counted(z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        rows.append((len(z_n), z_n.shape[2]))
        return predict(z_n, n, embedding)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stack.pack.parts.denoiser, "predict_eps", counted)
        planned, one = list(stack.stream(request, variation=imitation))[:2]
    assert max(rows) <= (2 * WINDOWS_AT_ONCE, stack.pack.parts.codec.latent_shape(stack.pack.parts.window_frames)[1])
    assert isinstance(planned, Planned)
    assert isinstance(one, Candidate)
    assert correlation(imitation.levels, levels_of(one.waveform, RATE_HZ)) >= 0.8
    again = stack.remake(planned.request, one.layout, one.index, variation=imitation)
    assert again.waveform.tobytes() == one.waveform.tobytes()
