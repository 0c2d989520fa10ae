"""The copy detector: finds a disguised training clip, lets its like pass, and does the sums that it says."""

import numpy as np
import pytest
import torch

from benchmarks.copies import (
    AS_IT_IS,
    LEAST_COVERED,
    LEAST_OVERLAP_FRAMES,
    CopyDetector,
    Nearest,
    near_copy_threshold,
)
from benchmarks.fingerprints import BANDS, FLOOR_DB, Fingerprint, fingerprint
from benchmarks.sounds import Sound, loudest_window
from benchmarks.track import LONGEST_FRAMES, correlate, lay_out, spectra_of_blocks
from foley_models.errors import RequestError
from tests.benchmarks.synthetic import RATE_HZ, disguised, knocks, texture

TRAINING = [knocks(seed) for seed in range(8)] + [texture(seed) for seed in range(8)]
INDEPENDENT = [knocks(seed) for seed in range(100, 108)] + [texture(seed) for seed in range(100, 108)]


@pytest.fixture(scope="module")
def detector() -> CopyDetector:
    return CopyDetector(TRAINING)


def _found(detector: CopyDetector, sounds: list[Sound]) -> list[Nearest]:
    found = detector.nearest(sounds)
    return [one for one in found if one is not None]


@pytest.fixture(scope="module")
def threshold(detector: CopyDetector) -> float:
    return near_copy_threshold([one.distance for one in _found(detector, INDEPENDENT)])


@pytest.mark.parametrize("number", [0, 5, 8, 13])
def test_a_training_clip_later_softer_and_with_noise_is_a_near_copy(
    detector: CopyDetector, threshold: float, number: int
) -> None:
    (found,) = _found(detector, [disguised(TRAINING[number])])
    assert found.clip == number
    assert found.distance < threshold


def test_other_sounds_of_the_same_kind_are_no_near_copies(detector: CopyDetector, threshold: float) -> None:
    others = [knocks(seed) for seed in range(200, 206)] + [texture(seed) for seed in range(200, 206)]
    found = _found(detector, others)
    assert len(found) == len(others)
    assert min(one.distance for one in found) > threshold


def test_a_piece_out_of_a_training_clip_is_a_near_copy(detector: CopyDetector, threshold: float) -> None:
    piece = Sound(TRAINING[3].samples[RATE_HZ // 2 : 2 * RATE_HZ], RATE_HZ)
    (found,) = _found(detector, [piece])
    assert found.clip == 3
    assert found.distance < threshold


def test_a_training_clip_played_a_semitone_higher_is_nearer_than_its_like(detector: CopyDetector) -> None:
    higher = Sound(TRAINING[2].samples, round(RATE_HZ * 2 ** (1 / 12)))
    found, other = _found(detector, [higher, knocks(300)])
    assert found.clip == 2
    assert found.distance < 0.5 * other.distance


def test_the_same_sound_at_any_level_is_at_zero(detector: CopyDetector) -> None:
    (found,) = _found(detector, [Sound(0.01 * TRAINING[4].samples, RATE_HZ)])
    assert found.clip == 4
    assert found.distance == pytest.approx(0.0, abs=1e-3)


def test_a_short_hit_is_found_in_silence() -> None:
    hit = loudest_window(TRAINING[0], 0.1)
    known = CopyDetector([*TRAINING[1:4], hit])
    (found,) = _found(known, [Sound(np.pad(hit.samples, (RATE_HZ, RATE_HZ)), RATE_HZ)])
    assert found.clip == 3
    assert found.distance < 0.03


def test_silence_is_a_copy_of_nothing(detector: CopyDetector) -> None:
    silence = Sound(np.zeros(RATE_HZ, dtype=np.float32), RATE_HZ)
    assert detector.nearest([silence]) == [None]
    assert fingerprint(silence) is None


def test_silent_training_clips_are_left_out_but_keep_their_number() -> None:
    silence = Sound(np.zeros(RATE_HZ, dtype=np.float32), RATE_HZ)
    (found,) = _found(CopyDetector([silence, knocks(1)]), [knocks(1)])
    assert found.clip == 1
    with pytest.raises(RequestError, match="no training clip holds sound"):
        CopyDetector([silence])


def test_the_distance_is_the_one_that_slow_sums_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.copies.VARIANTS", (AS_IT_IS,))
    sound, clips = knocks(400, 1.6), [knocks(401, 1.2), texture(402, 2.0)]
    (found,) = _found(CopyDetector(clips), [sound])
    slow = [_slow_distance(_print(sound), _print(clip)) for clip in clips]
    assert found.clip == int(np.argmin(slow))
    assert found.distance == pytest.approx(min(slow), abs=1e-4)


def test_correlation_over_blocks_is_the_sum_of_products_at_every_shift() -> None:
    random = torch.Generator().manual_seed(1)
    track, sound = torch.rand(BANDS, 1900, generator=random), torch.rand(1, BANDS, 37, generator=random)
    sums = correlate(sound, spectra_of_blocks(track))[0]
    for shift in (0, 1, 723, 724, 1500, 1862):
        expected = float((sound[0] * track[:, shift : shift + 37]).sum())
        assert float(sums[shift]) == pytest.approx(expected, rel=1e-4)


def test_a_sound_laid_on_the_track_touches_one_clip_at_most() -> None:
    track = lay_out([Fingerprint(torch.ones(BANDS, frames), frames) for frames in (30, 5, 200)])
    ranges = [(int(track.start[track.clip == one][0]), int(track.end[track.clip == one][0])) for one in range(3)]
    assert [end - start for start, end in ranges] == [30, 5, 200]
    for at, clip in enumerate(track.clip.tolist()):
        touched = {one for one, (start, end) in enumerate(ranges) if start < at + LONGEST_FRAMES and at < end}
        assert touched <= {clip}


def test_a_longer_fingerprint_than_the_gaps_is_refused() -> None:
    with pytest.raises(RequestError, match="longer than"):
        correlate(torch.ones(1, BANDS, LONGEST_FRAMES + 1), spectra_of_blocks(torch.ones(BANDS, 100)))


def test_fingerprints_are_zero_below_the_floor_and_begin_and_end_with_sound() -> None:
    sound = knocks(7)
    made = _print(Sound(np.pad(sound.samples, (5000, 9000)), RATE_HZ))
    assert float(made.cells.min()) == 0.0
    assert float(made.cells.max()) == pytest.approx(FLOOR_DB, abs=1e-3)
    assert bool(made.cells[:, 0].any())
    assert bool(made.cells[:, made.sounding_frames - 1].any())


def test_the_threshold_is_three_quarters_of_the_fifth_percentile() -> None:
    assert near_copy_threshold([float(value) for value in range(101)]) == pytest.approx(0.75 * 5.0)
    with pytest.raises(RequestError, match="no distances"):
        near_copy_threshold([])


def _print(sound: Sound) -> Fingerprint:
    made = fingerprint(sound)
    assert made is not None
    return made


def _slow_distance(x: Fingerprint, y: Fingerprint) -> float:
    """The definition, shift by shift and cell by cell."""
    least = min(LEAST_OVERLAP_FRAMES, x.sounding_frames, y.sounding_frames)
    best = np.inf
    for shift in range(-x.frames + 1, y.frames):
        low, high = max(0, shift), min(y.frames, shift + x.frames)
        a, b = x.cells[:, low - shift : high - shift].numpy(), y.cells[:, low:high].numpy()
        covered = max((a > 0).sum() / (x.cells.numpy() > 0).sum(), (b > 0).sum() / (y.cells.numpy() > 0).sum())
        if high - low < least or covered < LEAST_COVERED:
            continue
        either = (a > 0) | (b > 0)
        own, other = a[either].astype(np.float64), b[either].astype(np.float64)
        covariance = (own * other).mean() - own.mean() * other.mean()
        best = min(best, 1 - 2 * covariance / (own.var() + other.var()))
    return best
