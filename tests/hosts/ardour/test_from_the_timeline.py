"""Ardour itself: what begins from a region, a range or markers, by dialogs and the daemon with its pack."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy
import pytest
import soundfile
from numpy.typing import NDArray

from tests.hosts.ardour.real_ardour import RATE_HZ, Ardour, Heard, missing, screen, until
from tests.hosts.core_daemon import CoreDaemon

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"missing: {', '.join(missing())}; install ardour xvfb xdotool")
DOOR = "a door slams"
ONSET_S = 0.005
PATIENCE_S = 180.0  # the dialogs ask for whole pools


@pytest.fixture(scope="module")
def ardour(tmp_path_factory: pytest.TempPathFactory, core_daemon: CoreDaemon) -> Iterator[Ardour]:
    """Ardour with one sound on its first track, at two seconds, saved and settled."""
    top = tmp_path_factory.mktemp("ardour")
    with screen() as display:
        session = Ardour(top / "Reel 7", top / "home", core_daemon.environment(DISPLAY=display)).open()
        try:
            session.wish("ardour-door", DOOR, count=1, pool=1)
            settle(session)
            yield session
        finally:
            session.close()


def settle(ardour: Ardour) -> None:
    """All that was asked for is on the timeline, saved, and known to the daemon."""

    def all_placed() -> bool:
        text = ardour.requests.read_text("utf-8") if ardour.requests.exists() else ""
        return text != "" and not ardour.wishes.exists() and all("stage=placed" in line for line in text.splitlines())

    until(all_placed, "the sounds are on the timeline", timeout_s=PATIENCE_S)
    ardour.save()
    until(lambda: not ardour.requests.exists(), "the daemon knows what was imported")


def samples(heard: Heard, *, count: int | None = None) -> NDArray[numpy.float32]:
    """What a region plays, or its first samples."""
    read, rate_hz = soundfile.read(heard.file, dtype="float32")
    assert rate_hz == RATE_HZ
    whole: NDArray[numpy.float32] = read
    first = round(heard.offset_s * RATE_HZ)
    return whole[first : first + (round(heard.length_s * RATE_HZ) if count is None else count)]


def door(ardour: Ardour) -> Heard:
    """The sound that everything here begins from, as it lies on its own playlist."""
    (one,) = next(regions for name, regions in ardour.tracks()[0].playlists.items() if len(regions) == 1)
    return one


def active(ardour: Ardour, track: int = 0) -> tuple[Heard, ...]:
    one = ardour.tracks()[track]
    return one.playlists[one.active]


def undo(ardour: Ardour) -> None:
    ardour.do("action", "Editor", "undo")
    ardour.save()


def test_more_like_the_selected_region_takes_its_place_on_playlists_of_its_own(ardour: Ardour) -> None:
    before = list(ardour.tracks()[0].playlists.values())
    ardour.do("select", 1, 2 * RATE_HZ + 100)
    ardour.act("more_like_this", "More like this", "Tab", "2")
    until(ardour.requests.exists, "the hook takes the wish")
    assert {"ask=variation", "candidate=ardour-door#0", "amount=0.30", "count=2"} <= ardour.request_fields()
    settle(ardour)
    added = list(ardour.tracks()[0].playlists.values())
    for regions in before:
        added.remove(regions)  # ValueError where it is not there as it was
    assert [(one.start_s, one.length_s) for (one,) in added] == [(2.0, 1.0)] * 2
    assert len({one.file for (one,) in [*added, *before]}) == 3
    undo(ardour)
    held = sorted(len(regions) for regions in ardour.tracks()[0].playlists.values())
    assert held == [1, 1, 1]  # the copies are as they were before the variations came
    assert {one.file for regions in ardour.tracks()[0].playlists.values() for one in regions} == {door(ardour).file}


def test_a_region_is_the_guide_of_an_imitation_on_a_track_of_its_own(ardour: Ardour) -> None:
    guided = door(ardour)
    ardour.do("select", 1, 2 * RATE_HZ + 100)
    ardour.act("imitate", "Imitate", "a dog barking", "Tab", "Tab", "1")
    until(ardour.requests.exists, "the hook takes the wish")
    (guide,) = ardour.folder.glob("foley-bridge-ardour-*.wav")
    assert numpy.array_equal(soundfile.read(guide, dtype="float32")[0], samples(guided))
    assert {"ask=transform", "strength=0.60", "count=1"} <= ardour.request_fields()
    settle(ardour)
    assert not guide.exists()
    (track,) = [one for one in ardour.tracks() if one.name == "Foley a dog barking"]
    ((one,),) = track.playlists.values()
    assert (one.start_s, one.length_s) == (2.0, 1.0)
    assert door(ardour) == guided


def test_a_range_of_a_region_is_made_anew_and_the_rest_is_the_same_sample_for_sample(ardour: Ardour) -> None:
    before = door(ardour)
    ardour.do("range", 1, round(2.4 * RATE_HZ), round(2.6 * RATE_HZ))
    ardour.act("fill", "Fill", "a door slams", "Tab", "1")
    settle(ardour)
    whole, patch = sorted(active(ardour), key=lambda one: one.start_s)
    assert whole == before
    assert (patch.start_s, patch.length_s) == pytest.approx((2.35, 0.3), abs=1e-9)
    around = round(0.03 * RATE_HZ)  # beside the range and its crossfade
    old, new = samples(before), samples(patch)
    first = round(0.35 * RATE_HZ)
    assert numpy.array_equal(new[:around], old[first : first + around])
    assert numpy.array_equal(new[-around:], old[first + len(new) - around : first + len(new)])
    assert not numpy.array_equal(new, old[first : first + len(new)])
    undo(ardour)
    assert all(regions in ((before,), ()) or len(regions) == 1 for regions in ardour.tracks()[0].playlists.values())
    assert len(active(ardour)) == 1


def test_a_region_is_continued_at_its_end(ardour: Ardour) -> None:
    before = door(ardour)
    ardour.do("select", 1, 2 * RATE_HZ + 100)
    ardour.act("fill", "Extend", "a door slams", "Tab", "0.75", "Tab", "1")
    settle(ardour)
    whole, added = sorted(active(ardour), key=lambda one: one.start_s)
    assert (whole.start_s, whole.length_s, whole.file) == (before.start_s, before.length_s, before.file)
    assert (added.start_s, added.length_s) == pytest.approx((2.95, 0.8), abs=1e-9)
    around = round(0.03 * RATE_HZ)
    first = round(0.95 * RATE_HZ)
    assert numpy.array_equal(samples(added, count=around), samples(before)[first : first + around])


def test_markers_get_dealt_hits_with_their_onsets_there_and_ranges_sounds_of_their_length(ardour: Ardour) -> None:
    places_s = [10.0, 10.5, 11.25]
    for place_s in places_s:
        ardour.do("mark", round(place_s * RATE_HZ), "step")
    ardour.do("name", 1, 2 * RATE_HZ, "rain")
    ardour.act("markers", "Foley to markers", "Tab", "Tab", "0.3", "Tab", "2")
    settle(ardour)
    named = {one.name: one for one in ardour.tracks()}
    (hits,) = named["Foley step"].playlists.values()
    assert len(hits) == 3
    assert len({one.file for one in hits}) == 2
    assert all(one.file != other.file for one, other in pairwise(hits))
    for one, place_s in zip(sorted(hits, key=lambda one: one.start_s), places_s, strict=True):
        level = abs(samples(one))
        onset_s = int(numpy.argmax(level >= level.max() / 10)) / RATE_HZ
        assert one.start_s + onset_s == pytest.approx(place_s, abs=ONSET_S)
    rain = [one for regions in named["Foley rain"].playlists.values() for one in regions]
    assert len(named["Foley rain"].playlists) == 2
    assert [one.start_s for one in rain] == [2.0, 2.0]
    assert [one.length_s for one in rain] == pytest.approx([1.0, 1.0], abs=1e-3)


def test_what_cannot_be_asked_is_said_and_asks_for_nothing(ardour: Ardour) -> None:
    for action in ("more_like_this", "imitate"):
        ardour.do("range", 1, round(2.4 * RATE_HZ), round(2.6 * RATE_HZ))  # a range is no region
        ardour.do("action", "LuaAction", f"script-{('more_like_this', 'imitate').index(action) + 3}")
        ardour.answer_window("Foley Bridge", "Escape")
    ardour.do("range", 1, round(2.4 * RATE_HZ), round(9.6 * RATE_HZ))
    ardour.do("action", "LuaAction", "script-5")
    ardour.answer_window("Foley Bridge", "Escape")
    assert not ardour.wishes.exists()
    assert not ardour.requests.exists()
    assert list(ardour.folder.glob("foley-bridge-ardour-*.wav")) == []


def test_a_loop_has_no_fades_at_its_seam(ardour: Ardour, tmp_path: Path) -> None:
    ardour.wish("ardour-loop", "steady rain", count=1, pool=1, loop=1, seconds=1.5, sample=30 * RATE_HZ)
    settle(ardour)
    text = (ardour.folder / "Reel 7.ardour").read_text("utf-8")
    regions = [line for line in text.splitlines() if "<Region " in line and "steady rain" in line]
    (region,) = [line for line in regions if 'whole-file="0"' in line]
    assert 'fade-in-active="0"' in region
    assert 'fade-out-active="0"' in region
