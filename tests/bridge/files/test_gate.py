"""The quality gate refuses what is broken, says why, and lets pass what only sounds odd."""

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from foley_bridge.files.gate import check_master, check_sound
from foley_bridge.files.wav import encode_pcm

RATE_HZ = 22_050
Sound = NDArray[np.float64]


def _time_s(seconds: float = 2.0) -> Sound:
    return np.arange(round(seconds * RATE_HZ)) / RATE_HZ


def _faded(sound: Sound) -> Sound:
    fade = np.ones(len(sound))
    samples = round(0.005 * RATE_HZ)
    fade[-samples:] = np.linspace(1, 0, samples)
    return sound * fade


def _white(level: float = 0.1) -> Sound:
    return _faded(level * np.random.default_rng(1).normal(size=2 * RATE_HZ))


def _coloured(exponent: float) -> Sound:
    """Steady noise whose power falls with frequency: what steady rain (-1) and surf (-2) are like."""
    spectrum = np.fft.rfft(_white(1.0))
    spectrum[1:] *= np.arange(1, len(spectrum)) ** (exponent / 2)
    spectrum[0] = 0
    sound = np.fft.irfft(spectrum, 2 * RATE_HZ)
    return _faded(0.3 * sound / np.abs(sound).max())


def _tone(level: float = 0.5, pitch_hz: float = 300) -> Sound:
    return _faded(level * np.sin(2 * np.pi * pitch_hz * _time_s()))


def _click() -> Sound:
    sound = np.zeros(4 * RATE_HZ)
    sound[1000:6000] = 0.5 * np.random.default_rng(2).normal(size=5000) * np.exp(-np.arange(5000) / 900) * 0.5
    return sound


def _with_nan() -> Sound:
    sound = _tone()
    sound[77] = np.nan
    return sound


GOOD = {
    "a tone": _tone(),
    "a low tone at full scale": _tone(0.98, 30),
    "a quiet tone": _tone(0.003),
    "a click in a long silence": _click(),
    "steady rain": _coloured(-1),
    "surf": _coloured(-2),
    "white noise that swells": _white() * (1 + 0.9 * np.sin(2 * np.pi * 0.7 * _time_s())),
    "a square wave below full scale": _faded(0.5 * np.sign(np.sin(2 * np.pi * 200 * _time_s()))),
    "a short tick of noise": _white()[:3000] * np.exp(-np.arange(3000) / 300),
}
BROKEN = {
    "no samples": (np.zeros(0), "no samples"),
    "not a number": (_with_nan(), "not numbers"),
    "infinite": (np.full(100, np.inf), "not numbers"),
    "zeros": (np.zeros(RATE_HZ), "it is silent"),
    "next to nothing": (_tone(0.0005), "it is silent \\(-70 LUFS"),
    "one tick": (np.where(np.arange(4 * RATE_HZ) == 50_000, 0.9, 0.0), "silent but for 0.05 s"),
    "beyond full scale": (_tone(1.2), "beyond full scale \\(\\+1.6 dB\\)"),
    "clipped": (np.clip(_tone(3.0), -1, 1), "clipped"),
    "clipped and turned down a little": (0.98 * np.clip(_tone(3.0), -1, 1), "clipped"),
    "a constant": (_tone(0.05) + 0.04, "constant offset of 0.040"),
    "a large offset": (_tone(0.5) + 0.1, "constant offset of 0.100"),
    "white noise": (_white(), "static noise"),
    "white noise, short": (_faded(_white()[: RATE_HZ // 2]), "static noise"),
    "cut off": (0.5 * np.sin(2 * np.pi * 300 * _time_s()), "cut off"),
}


@pytest.mark.parametrize("sound", GOOD.values(), ids=GOOD.keys())
def test_a_sound_passes(sound: Sound) -> None:
    assert check_sound(sound, RATE_HZ) is None
    assert check_sound(sound.astype(np.float32), RATE_HZ) is None


@pytest.mark.parametrize(("sound", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_sound_is_refused_with_its_reason(sound: Sound, reason: str) -> None:
    assert re.search(reason, str(check_sound(sound, RATE_HZ)))
    assert check_sound(sound.astype(np.float32), RATE_HZ) is not None


def test_static_noise_is_found_at_a_higher_rate_as_well() -> None:
    import soxr

    assert "static noise" in str(check_sound(soxr.resample(_white(), RATE_HZ, 48_000, quality="VHQ"), 48_000))


def test_a_master_has_exactly_the_samples_that_were_asked_for() -> None:
    pcm = encode_pcm(_tone())
    assert check_master(pcm, 2 * RATE_HZ) is None
    assert check_master(pcm, 2 * RATE_HZ + 1) == "it has 44100 samples where 44101 were asked for"
    assert check_master(pcm[:-1], 2 * RATE_HZ) is not None
    assert check_master(bytes(3000), 1000) == "it is silent"
