"""Ardour itself: what begins from a region, a range or markers, by dialogs and the daemon with its pack."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy
import pytest
import soundfile
from numpy.typing import NDArray

from foley_bridge.rpp import Item, Take, Track, tracks_text
from tests.bridge.library.recordings import settled, write_hum
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


def heard(one: Heard) -> tuple[float, float]:
    """Where the attack of a region is heard, and its peak as it is played."""
    level = abs(samples(one))
    onset_s = int(numpy.argmax(level >= level.max() / 10)) / RATE_HZ
    return one.start_s + onset_s, float(level.max()) * one.gain


def in_time(regions: Iterable[Heard]) -> list[Heard]:
    return sorted(regions, key=lambda one: one.start_s)


def test_markers_get_dealt_hits_with_their_onsets_there_and_ranges_sounds_of_their_length(ardour: Ardour) -> None:
    places_s = [10.0, 10.5, 11.25]
    for place_s, name in zip(places_s, ("step", "step50%", "step"), strict=True):
        ardour.do("mark", round(place_s * RATE_HZ), name)
    ardour.do("name", 1, 2 * RATE_HZ, "rain")
    ardour.act("markers", "Foley to markers", "Tab", "Tab", "0.3", "Tab", "2", "Tab", "24", "Tab", "0")
    settle(ardour)
    named = {one.name: one for one in ardour.tracks()}
    (hits,) = named["Foley step"].playlists.values()
    assert len(hits) == 3
    assert len({one.file for one in hits}) == 2
    assert all(one.file != other.file for one, other in pairwise(in_time(hits)))
    places, peaks = zip(*map(heard, in_time(hits)), strict=True)
    assert places == pytest.approx(places_s, abs=ONSET_S)
    assert [one / peaks[0] for one in peaks] == pytest.approx([1.0, 0.5, 1.0], rel=0.02)
    rain = [one for regions in named["Foley rain"].playlists.values() for one in regions]
    assert len(named["Foley rain"].playlists) == 2
    assert [one.start_s for one in rain] == [2.0, 2.0]
    assert [one.length_s for one in rain] == pytest.approx([1.0, 1.0], abs=1e-3)


def test_a_region_s_hits_get_sounds_where_they_are_as_strong_and_varied(ardour: Ardour, tmp_path: Path) -> None:
    taps = tmp_path / "taps.wav"
    sound = 1e-5 * numpy.random.default_rng(1).standard_normal(5 * RATE_HZ)
    times = numpy.arange(RATE_HZ // 5) / RATE_HZ
    wanted = [(0.5 + 0.5 * at, peak) for at, peak in enumerate((0.8, 0.2, 0.4, 0.8, 0.6, 0.3, 0.8, 0.2))]
    for place_s, peak in wanted:
        first = round(place_s * RATE_HZ)
        sound[first : first + len(times)] += peak * numpy.exp(-40 * times) * numpy.cos(2 * numpy.pi * 900 * times)
    soundfile.write(taps, sound, RATE_HZ, subtype="PCM_24")
    ardour.do("bring", str(taps), 40 * RATE_HZ)
    number = [one.name for one in ardour.saved_tracks()].index("taps") + 1
    for prompt, human in (("a gate slams", "0"), ("a wooden door slams", "1")):  # none is too quiet to be raised
        ardour.do("select", number, 41 * RATE_HZ)
        answers = (prompt, "Tab", "0.3", "Tab", "3", "Tab", "0", "Tab", "24", "Tab", human)
        ardour.act("hits", "Hits like the region", *answers)
        settle(ardour)
    named = {one.name: one for one in ardour.tracks()}
    (plain,), (varied,) = (named[f"Foley {one}"].playlists.values() for one in ("a gate slams", "a wooden door slams"))
    for regions in (plain, varied):
        assert [heard(one)[0] for one in in_time(regions)] == pytest.approx([40 + s for s, _ in wanted], abs=ONSET_S)
    peaks = [heard(one)[1] for one in in_time(plain)]
    assert [one / max(peaks) for one in peaks] == pytest.approx([peak / 0.8 for _, peak in wanted], abs=0.05)
    assert len({one.file for one in plain}) == 3
    lengths = {round(soundfile.info(one.file).duration, 4) for one in varied}  # higher is shorter
    assert len(lengths) in (2, 3)
    assert all(0.3 * 2 ** (-36 / 1200) < one < 0.3 * 2 ** (36 / 1200) for one in lengths)
    again = [heard(one)[1] / peak for one, (_, peak) in zip(in_time(varied), wanted, strict=True)]
    assert 0.3 < 20 * numpy.log10(max(again) / min(again)) < 6.5  # loudness varies, by two deviations at most
    assert list(ardour.folder.glob("foley-bridge-ardour-*.wav")) == []


def test_two_regions_are_blended_in_the_place_of_the_first(ardour: Ardour) -> None:
    before = door(ardour)
    ardour.wish("ardour-glass", "glass breaks", count=1, pool=1, sample=60 * RATE_HZ)
    settle(ardour)
    number = [one.name for one in ardour.tracks()].index("Foley glass breaks") + 1
    ardour.do("both", 1, 2 * RATE_HZ + 100, number, 60 * RATE_HZ + 100)
    ardour.act("more_like_this", "Blend two", "Tab", "Tab", "1")
    until(ardour.requests.exists, "the hook takes the wish")
    fields = ardour.request_fields()
    assert {"ask=variation", "candidate=ardour-door#0", "blend=ardour-glass#0", "mix=0.50", "count=1"} <= fields
    settle(ardour)
    (between,) = [one for one in active(ardour) if one.start_s == 2.0]
    assert between.length_s == 1.0
    assert between.file != before.file
    undo(ardour)


def test_cues_and_hits_that_a_command_made_are_laid_once(ardour: Ardour, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_hum(tmp_path / f"{name}.wav", 400)
    rate_hz = soundfile.info(tmp_path / "one.wav").samplerate
    length_s = soundfile.info(tmp_path / "one.wav").duration
    items = [
        Item(80.0, 0.25, [Take("a cue", "one.wav", offset_s=0.125), Take("another", "two.wav")], gain_db=-6.0),
        Item(90.5, length_s / 1.01, [Take("a hit", "two.wav", rate=1.01)]),
    ]
    text = tracks_text([Track("Cues 1", items), Track("Cues 2", items[:1])], rate_hz=rate_hz)
    (tmp_path / "cues.RPP").write_text(text, encoding="utf-8")
    for _ in range(2):  # the second time all of it is there
        ardour.act("lay", "Lay cues and hits", str(tmp_path / "cues.RPP"))
        ardour.answer_window("Foley Bridge", "Escape")
    named = {one.name: one for one in ardour.saved_tracks()}
    (cue, hit), (alone,) = (in_time(named[name].playlists[named[name].active]) for name in ("Cues 1", "Cues 2"))
    for one in (cue, alone):
        assert (one.start_s, one.length_s, one.offset_s, one.name) == (80.0, 0.25, 0.125, "a cue")
        assert one.gain == pytest.approx(10 ** (-6 / 20), rel=1e-4)
        assert one.file.name.startswith("one")
    assert (hit.start_s, hit.name) == (90.5, "a hit")
    assert hit.length_s == pytest.approx(length_s / 1.01, abs=1e-3)
    undo(ardour)
    named = {one.name: one for one in ardour.tracks()}
    assert not any(named["Cues 1"].playlists.values())


def hums(ardour: Ardour) -> list[Heard]:
    playlists = [track.playlists[track.active] for track in ardour.saved_tracks()]
    return [one for regions in playlists for one in regions if one.file.name.startswith("hum")]


def test_a_recording_of_the_library_comes_to_the_playhead(
    ardour: Ardour, core_daemon: CoreDaemon, tmp_path: Path
) -> None:
    for hertz in (200, 1600):
        write_hum(tmp_path / f"hum {hertz}.wav", hertz)
    with core_daemon.client() as client:
        client.library("add", folder=str(tmp_path))
        settled(client)
        try:
            ardour.do("nothing")
            ardour.do("locate", 70 * RATE_HZ)
            ardour.act("library", "Library", "a hum")
            ardour.answer_window("Foley Bridge: Found", "alt+o")
            until(lambda: hums(ardour), "the recording is there")
        finally:
            client.library("remove", folder=str(tmp_path))
    (one,) = hums(ardour)
    assert one.start_s == 70.0
    assert sorted(tmp_path.glob("hum*.wav")) == sorted(tmp_path.iterdir())  # nothing is written there


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
