"""Takes cut into hits: those that begin clearly are dealt out before all others."""

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from foley_bridge.spotting.hits import PREROLL_S, find_hits
from foley_bridge.spotting.onsets import find_onsets
from foley_bridge.takes import HeardTake
from tests.bridge.spotting.clicks import hits_at

RATE_HZ = 24_000


def take_of(path: Path, sound: NDArray[np.float32]) -> HeardTake:
    soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")
    return HeardTake(0, 1, 0.5, passed=True, file=path, seed=1)


def grains(seconds: float) -> NDArray[np.float32]:
    """Gravel: hits of many grains, of which now one and now another is taken for the beginning."""
    random = np.random.default_rng(3)
    sound = np.zeros(round(seconds * RATE_HZ))
    for start_s in np.arange(0.3, seconds - 0.5, 0.5):
        for after_s in np.sort(random.uniform(0.0, 0.12, 25)):
            at = round((start_s + after_s) * RATE_HZ)
            sound[at : at + 240] += random.uniform(0.2, 1.0) * random.normal(size=240) * np.exp(-np.arange(240) / 60)
    return np.asarray(0.3 * sound / np.abs(sound).max(), np.float32)


def test_each_clear_hit_of_a_take_is_found_and_stands_where_its_attack_is(tmp_path: Path) -> None:
    take = take_of(tmp_path / "clicks.wav", hits_at((0.4, 1.0, 1.7), (1.0, 0.8, 0.9), RATE_HZ, seconds=2.4))
    found = find_hits([take])
    assert [round(one.offset_s + PREROLL_S, 2) for one in found] == [0.4, 1.0, 1.7]
    assert all(one.clear for one in found)


def test_what_is_dealt_out_is_found_again_where_it_was_cut_for(tmp_path: Path) -> None:
    sound = grains(12.0)
    found = find_hits([take_of(tmp_path / "gravel.wav", sound)])
    assert len(found) >= 2
    off_s = []
    for one in found:
        piece = sound[round(one.offset_s * RATE_HZ) : round((one.offset_s + one.length_s) * RATE_HZ)]
        alone = find_onsets(np.concatenate([np.zeros(RATE_HZ // 10, np.float32), piece]), RATE_HZ)
        off_s.append(abs(alone[0].place_s - 0.1 - PREROLL_S))
    assert max(off_s) < 0.002
