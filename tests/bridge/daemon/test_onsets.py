"""Where hits begin, asked of the real daemon: every hit once, within 5 ms, as strong as it is; and what it refuses."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.daemon.onset_desk import LISTENED_MOST_S, TOLD_AT_ONCE
from foley_bridge.osc.message import Argument
from foley_bridge.spotting.events import Event
from foley_bridge.spotting.told import said
from foley_models.errors import RequestError
from tests.bridge.daemon.served import Served, served

RATE_HZ = 24_000
PLACES_S = (0.4, 0.9, 1.35, 2.2, 3.0)
PEAKS = (0.8, 0.2, 0.4, 0.8, 0.1)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("guides") / "taps.wav"
    sound = 1e-5 * np.random.default_rng(1).standard_normal(4 * RATE_HZ)
    times = np.arange(RATE_HZ // 5) / RATE_HZ
    for place_s, peak in zip(PLACES_S, PEAKS, strict=True):
        first = round(place_s * RATE_HZ)
        sound[first : first + len(times)] += peak * np.exp(-40 * times) * np.cos(2 * np.pi * 900 * times)
    soundfile.write(path, sound, RATE_HZ, subtype="PCM_24")
    return path


def told(daemon: Served, path: Path, **pairs: Argument) -> list[tuple[float, float]]:
    with daemon.client() as client:
        return [(one.place_s, one.strength) for one in client.onsets(path, pairs=pairs)]


def test_every_hit_is_told_within_5_ms_and_as_strong_as_it_is(daemon: Served, guide: Path) -> None:
    found = told(daemon, guide)
    assert [place_s for place_s, _ in found] == pytest.approx(PLACES_S, abs=0.005)
    assert [strength for _, strength in found] == pytest.approx([one / max(PEAKS) for one in PEAKS], abs=0.05)


def test_of_a_range_its_own_hits_are_told_at_their_places_in_the_file(daemon: Served, guide: Path) -> None:
    found = told(daemon, guide, start=0.7, end=1.8)
    assert [place_s for place_s, _ in found] == pytest.approx(PLACES_S[1:3], abs=0.005)
    assert found[1][1] == 1.0  # the strongest there


def test_the_answer_says_that_it_listens_before_it_does(daemon: Served, guide: Path) -> None:
    with daemon.client() as client:
        words = []
        for answer in client.call("/foley/onsets", str(guide)):
            words.append(answer.word)
            if answer.word == "onsets":
                break
    assert words == ["looking", "hits", "onsets"]


def test_what_has_no_hits_is_no_file_or_a_range_that_is_none_is_refused(
    daemon: Served, guide: Path, tmp_path: Path
) -> None:
    steady = tmp_path / "steady.wav"
    soundfile.write(steady, np.zeros(RATE_HZ), RATE_HZ)
    for path, pairs, sentence in (
        (steady, {}, "has no hits there"),
        (tmp_path / "gone.wav", {}, "cannot be used"),
        (Path("taps.wav"), {}, "absolute path"),
        (guide, {"start": 2.0, "end": 1.0}, "say over 0 to 600 seconds"),
        (guide, {"end": LISTENED_MOST_S + 1.0}, "say over 0 to 600 seconds"),
        (guide, {"start": -1.0}, "begins at 0 seconds"),
        (guide, {"start": 9.0}, "nothing is heard from 9.000 on"),
    ):
        with pytest.raises(RequestError, match=sentence):
            told(daemon, path, **pairs)


def test_a_datagram_holds_as_many_hits_as_are_told_at_once() -> None:
    assert len(said([Event(599.999999, 0.9999)] * TOLD_AT_ONCE)) < 4096
