"""Hits at markers, at the onsets of an item and at its notes, in the fake REAPER against a real daemon."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import pytest
import soundfile

from tests.bridge.daemon.served import Served
from tests.hosts.reaper.fake_reaper import SCRIPTS, FakeReaper
from tests.hosts.reaper.test_actions import GENERATE

PLAIN = ("24", "0")  # weakest by, variation
RATE_HZ = 24_000
TAPS = ((0.5, 0.8), (1.0, 0.2), (1.4, 0.4), (2.1, 0.8))  # where, how high


@pytest.fixture(scope="module")
def taps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A take that somebody tapped."""
    path = tmp_path_factory.mktemp("guides") / "taps.wav"
    sound = 1e-5 * numpy.random.default_rng(1).standard_normal(3 * RATE_HZ)
    times = numpy.arange(RATE_HZ // 5) / RATE_HZ
    for place_s, peak in TAPS:
        first = round(place_s * RATE_HZ)
        sound[first : first + len(times)] += peak * numpy.exp(-40 * times) * numpy.cos(2 * numpy.pi * 900 * times)
    soundfile.write(path, sound, RATE_HZ, subtype="PCM_24")
    return path


def laid(reaper: FakeReaper) -> list[dict[str, Any]]:
    """The hits that scripts put there, by time."""
    items = reaper.state()["items"]
    return sorted((one for one in items if "request" in one["takes"][0]["ext"]), key=lambda one: one["position"])


def heard(item: dict[str, Any]) -> tuple[float, float]:
    """Where the attack of an item is heard, and its peak as it is played."""
    (take,) = item["takes"]
    sound, rate_hz = soundfile.read(take["file"])
    level = abs(sound[round(take["offset"] * rate_hz) :])
    onset_s = int(numpy.argmax(level >= abs(sound).max() / 10)) / rate_hz
    assert item["length"] == pytest.approx(len(level) / rate_hz / take["speed"], abs=0.001)
    assert not take["keeps_pitch"]
    return item["position"] + onset_s / take["speed"], abs(sound).max() * item["volume"]


def test_every_marker_gets_a_hit_with_its_onset_there_in_one_undo_step(reaper: FakeReaper, daemon: Served) -> None:
    places_s = [1.5, 2.0, 2.75, 4.0, 61.25]
    for place_s in places_s:
        reaper.do("region", place_s, "", "step left")
    reaper.do("region", 3.0, 3.5, "door")
    for given in (
        ("boots", "knock", 2, "0.4", *PLAIN),
        ("boots", "", 2, "20", *PLAIN),
        ("boots", "", 2, "0.4", "80", "0"),
        ("boots", "", 2, "0.4", "24", "1.5"),
        ("boots", "STEP", 2, "0.4", *PLAIN),
    ):
        reaper.do("fill", *given)
    reaper.run("Hits at every marker")
    state = reaper.until_idle()
    assert [message[:24] for message in state["messages"]] == [
        "There is no such marker:",
        "A hit of 20 seconds is t",
        "Weak hits can be 0 to 60",
        "The variation goes from ",
    ]
    items = laid(reaper)
    assert (len(items), len(state["points"]), state["pending"]) == (5, 1, "")
    files = [take["file"] for item in items for take in item["takes"]]
    assert len(set(files)) == 2
    assert all(one != other for one, other in pairwise(files))
    places, peaks = zip(*map(heard, items), strict=True)
    assert places == pytest.approx(places_s, abs=0.001)
    assert peaks == pytest.approx([max(peaks)] * 5, rel=1e-3)  # all alike, whichever sound they are
    reaper.do("undo")
    assert reaper.state()["items"] == []


def test_a_marker_s_name_says_how_strong_its_hit_is(reaper: FakeReaper, daemon: Served) -> None:
    for place_s, name in ((1.0, "step"), (2.0, "step 50%"), (3.0, "step 1 %")):
        reaper.do("region", place_s, "", name)
    reaper.do("fill", "boots", "", 2, "0.4", "20", "0")
    reaper.run("Hits at every marker")
    reaper.until_idle()
    peaks = [heard(one)[1] for one in laid(reaper)]
    assert [one / peaks[0] for one in peaks] == pytest.approx([1.0, 0.5, 0.1], rel=1e-3)  # 20 dB is the most


def test_variation_moves_loudness_and_pitch_and_no_onset_and_deals_the_same(reaper: FakeReaper, daemon: Served) -> None:
    places_s = [0.5 + 0.5 * one for one in range(12)]
    for place_s in places_s:
        reaper.do("region", place_s, "", "")
    reaper.do("fill", "slow boots", "", 3, "0.3", "24", "1")
    reaper.run("Hits at every marker")
    reaper.until_idle()
    items = laid(reaper)
    places, peaks = zip(*map(heard, items), strict=True)
    assert places == pytest.approx(places_s, abs=0.001)
    speeds = [one["takes"][0]["speed"] for one in items]
    assert all(2 ** (-70.1 / 1200) <= one <= 2 ** (70.1 / 1200) for one in speeds)  # two deviations
    assert len({round(one, 6) for one in speeds}) > 6
    decibels = 20 * numpy.log10(numpy.array(peaks))
    assert 0.5 < decibels.max() - decibels.min() <= 6.01


def test_a_recording_s_hits_get_sounds_where_they_are_and_as_strong(
    reaper: FakeReaper, daemon: Served, taps: Path
) -> None:
    reaper.do("item", 10, 1.9, taps, 0.25, 1)  # it plays the taps from a quarter of a second on to their last
    reaper.do("select_item", 1)
    for given in (("boots", "2", 3, "0.3", *PLAIN), ("boots", "", 3, "0.3", *PLAIN)):
        reaper.do("fill", *given)
    reaper.run("Hits like the selected item")
    state = reaper.until_idle()
    assert [one[:28] for one in state["messages"]] == ["The item has no hit that str"]
    places, peaks = zip(*map(heard, laid(reaper)), strict=True)
    assert places == pytest.approx([10 + place_s - 0.25 for place_s, _ in TAPS], abs=0.005)
    assert [one / max(peaks) for one in peaks] == pytest.approx([peak / 0.8 for _, peak in TAPS], abs=0.05)
    assert len(state["points"]) == 1
    reaper.do("undo")
    assert len(reaper.state()["items"]) == 1


def test_an_item_that_begins_before_its_sound_has_its_hits_behind_the_silence(
    reaper: FakeReaper, daemon: Served, taps: Path
) -> None:
    reaper.do("item", 5, 1.8, taps, -0.5, 1)
    reaper.do("select_item", 1)
    reaper.do("fill", "boots", "", 2, "0.3", *PLAIN)
    reaper.run("Hits like the selected item")
    reaper.until_idle()
    assert [heard(one)[0] for one in laid(reaper)] == pytest.approx([6.0, 6.5], abs=0.005)


def test_an_item_that_is_played_faster_has_its_hits_sooner(reaper: FakeReaper, daemon: Served, taps: Path) -> None:
    reaper.do("item", 4, 0.6, taps, 0.25, 2)
    reaper.do("select_item", 1)
    reaper.do("fill", "boots", "0.3", 2, "0.3", *PLAIN)
    reaper.run("Hits like the selected item")
    reaper.until_idle()
    assert [heard(one)[0] for one in laid(reaper)] == pytest.approx([4.125, 4.575], abs=0.005)


def test_notes_that_sound_are_hits_as_strong_as_they_were_played(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("item", 20, 4, "", 0, 1)
    reaper.do("notes", 0, 127, 1, 64, 1, 20, 3, -100, 4, 127, 12, 90)  # a chord, a muted one, one behind the end
    reaper.do("select_item", 1)
    reaper.do("fill", "boots", "", 2, "0.3", *PLAIN)
    reaper.run("Hits like the selected item")
    reaper.until_idle()
    places, peaks = zip(*map(heard, laid(reaper)), strict=True)
    assert places == pytest.approx([20.0, 20.5, 22.0], abs=0.001)
    assert [one / max(peaks) for one in peaks] == pytest.approx([1.0, 64 / 127, 1.0], rel=1e-3)


def test_what_has_no_hits_is_said_and_asks_for_nothing(reaper: FakeReaper, daemon: Served, tmp_path: Path) -> None:
    reaper.run("Hits like the selected item")
    reaper.until_idle()
    steady = tmp_path / "steady.wav"
    soundfile.write(steady, numpy.zeros(RATE_HZ), RATE_HZ, subtype="PCM_24")
    reaper.do("item", 0, 1, steady, 0, 1)
    reaper.do("select_item", 1)
    reaper.run("Hits like the selected item")
    reaper.until_idle()
    reaper.do("item", 2, 1, "", 0, 1)
    reaper.do("notes", 0, -5)
    reaper.do("select_item", 2)
    reaper.run("Hits like the selected item")
    state = reaper.until_idle()
    assert [one[:26] for one in state["messages"]] == [
        "Select an item first, a re",
        f"{steady}"[:26],
        "The MIDI item has no notes",
    ]
    assert laid(reaper) == []


def test_hits_that_a_closed_script_left_are_laid_once(reaper: FakeReaper, daemon: Served) -> None:
    for place_s in (1, 2, 3):
        reaper.do("region", place_s, "", "")
    reaper.do("fill", "slow boots", "", 2, "0.3", "24", "0.5")
    reaper.run("Hits at every marker")
    reaper.cycle()
    reaper.do("close")
    reaper.do("fill")
    reaper.run(GENERATE)  # what was left goes on
    state = reaper.until_idle()
    assert [len(item["takes"]) for item in state["items"]] == [1, 1, 1]
    assert len(state["points"]) == 1


def test_hits_of_which_a_part_was_lost_are_not_whole_wherever_it_was() -> None:
    lupa = pytest.importorskip("lupa.lua54", reason="lupa is not installed")
    runtime = lupa.LuaRuntime()
    runtime.execute(f"package.path = [[{SCRIPTS}/lib/?.lua;]] .. package.path")
    whole = runtime.execute("return (require('reaper_hits')).whole")
    told = runtime.table_from({number: number for number in range(1, 601)})
    assert len(whole(told, 600)) == 600
    for first in (1, 201, 401):
        told = runtime.table_from({number: number for number in range(1, 601) if not first <= number < first + 200})
        assert whole(told, 600) is None


def test_more_variation_changes_nothing_but_how_much_it_is() -> None:
    lupa = pytest.importorskip("lupa.lua54", reason="lupa is not installed")
    runtime = lupa.LuaRuntime(unpack_returned_tuples=True)
    runtime.execute(f"package.path = [[{SCRIPTS}/lib/?.lua;]] .. package.path")
    dealing = runtime.execute("return (require('dealing'))")
    found = [(one.louder, one.higher) for one in dealing.deviations(400, "reaper-1").values()]
    assert numpy.std(found, axis=0) == pytest.approx([1.0, 1.0], abs=0.12)
    assert numpy.abs(found).max() <= 2.0
    one = dealing.deviations(1, "reaper-1")[1]
    whole, half, none = (dealing.played(0.5, 0.8, 24, human, one) for human in (1, 0.5, 0))
    even_db = 20 * numpy.log10(0.5 / 0.8)
    assert none == (pytest.approx(even_db), 1.0)
    assert whole[0] - even_db == pytest.approx(2 * (half[0] - even_db))
    assert whole[1] == pytest.approx(half[1] ** 2)
    assert dealing.played(0.001, 1, 24, 0, one)[0] == -24
    assert dealing.played(1, 0.01, 24, 0, one)[0] == 12  # so much is made up for at most
