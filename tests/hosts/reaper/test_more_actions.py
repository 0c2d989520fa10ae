"""Less like this, blends, continuations, loops and the library, in the fake REAPER against a real daemon."""

from pathlib import Path

import numpy
import pytest
import soundfile

from foley_bridge.files.recipe_reading import read_recipe
from tests.bridge.daemon.served import Served
from tests.bridge.library.recordings import settled, write_hum
from tests.hosts.reaper.fake_reaper import SCRIPTS, FakeReaper
from tests.hosts.reaper.test_actions import generate, order_in


@pytest.fixture(scope="module")
def hums(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hums")
    for hertz in (200, 400, 1600):
        write_hum(folder / f"hum {hertz}.wav", hertz)
    return folder


def test_less_like_this_adds_takes_that_go_away_from_the_active_one(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper)
    (active,) = [take for take in reaper.takes() if take.active]
    reaper.do("select_item", 1)
    reaper.run("Less like this take")
    state = reaper.until_idle()
    assert (state["messages"], len(state["points"])) == ([], 2)
    added = [take for take in reaper.takes() if take.ext["request"] != active.ext["request"]]
    assert len(added) == 2
    source = order_in(daemon, added[0].ext["request"]).source
    assert source is not None
    assert (source.candidate, source.less) == (f"{active.ext['request']}#{active.ext['index']}", True)
    reaper.do("undo")
    assert len(reaper.takes()) == 2


def test_two_selected_items_are_blended_into_takes_of_the_first(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper)
    generate(reaper, "a door slams")
    reaper.do("select_items", 1)
    reaper.run("Blend two items")
    assert reaper.until_idle()["messages"] == ["Select two items that Foley Bridge made, equally long."]
    first, second = (next(take for take in reaper.takes(item) if take.active) for item in (0, 1))
    reaper.do("select_items", 1, 2)
    reaper.run("Blend two items")
    state = reaper.until_idle()
    assert [len(item["takes"]) for item in state["items"]] == [4, 2]
    added = reaper.takes()[-1]
    source = order_in(daemon, added.ext["request"]).source
    assert source is not None
    assert source.blend is not None
    assert source.candidate == f"{first.ext['request']}#{first.ext['index']}"
    assert source.blend.candidate == f"{second.ext['request']}#{second.ext['index']}"
    reaper.do("undo")
    assert [len(item["takes"]) for item in reaper.state()["items"]] == [2, 2]


def test_an_item_is_continued_at_its_end_and_grows_by_what_was_added(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper)
    reaper.do("select_item", 1)
    for given in (("rain", 1, "9"), ("rain", 1, "0.75")):
        reaper.do("fill", *given)
    reaper.run("Continue the selected item")
    state = reaper.until_idle()
    assert state["messages"] == ["0.05 to 8 seconds can be added."]
    (item,) = state["items"]
    assert len(item["takes"]) == 3
    assert item["length"] == pytest.approx(1.25, abs=0.001)
    added = reaper.takes()[-1]
    filled = order_in(daemon, added.ext["request"]).filled
    assert filled is not None
    assert filled.first == filled.recording.frames
    assert filled.last - filled.first == round(0.75 * filled.recording.rate_hz)
    reaper.do("undo")
    assert reaper.state()["items"][0]["length"] == 0.5


def test_a_loop_is_as_long_as_the_time_selection_and_not_under_a_second(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("selection", 2, 3.25)
    for given in (("rain", 1, "0.5"), ("rain", 1, "1.25")):
        reaper.do("fill", *given)
    reaper.run("Generate a loop")
    state = reaper.until_idle()
    assert state["messages"] == ["A loop of 0.5 seconds would be heard as a tone: choose 1 second or more."]
    (item,) = state["items"]
    assert (item["position"], item["length"]) == (2, 1.25)
    assert read_recipe(Path(reaper.takes()[0].file)).request.loop


def test_a_recording_that_was_found_goes_to_the_cursor_in_one_undo_step(
    reaper: FakeReaper, daemon: Served, hums: Path
) -> None:
    with daemon.client() as client:
        client.library("add", folder=str(hums))
        settled(client)
    try:
        reaper.do("cursor", 7.5)
        for given in (("hum",), ("2",)):
            reaper.do("fill", *given)
        reaper.run("Search the library")
        state = reaper.until_idle()
        (listed,) = state["messages"]
        lines = listed.splitlines()[2:]
        assert [line.split()[0] for line in lines] == ["1", "2", "3"]
        (item,) = state["items"]
        (take,) = item["takes"]
        assert item["position"] == 7.5
        assert Path(take["file"]).parent == hums
        assert take["name"] == Path(take["file"]).name
        assert item["length"] > 0
        assert len(state["points"]) == 1
        reaper.do("select_item", 1)
        reaper.do("fill", "1")
        reaper.run("Find similar in the library")
        state = reaper.until_idle()
        assert len(state["items"]) == 2
        reaper.do("undo")
        reaper.do("undo")
        assert reaper.state()["items"] == []
        reaper.do("fill", "")
        reaper.run("Search the library")
        assert reaper.until_idle()["messages"][-1] == "Say what should be heard: the words are empty."
    finally:
        with daemon.client() as client:
            client.library("remove", folder=str(hums))


def test_an_empty_library_says_how_it_is_filled(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("fill", "hum")
    reaper.run("Search the library")
    assert "foley-bridge library add FOLDER" in reaper.until_idle()["messages"][0]


@pytest.mark.parametrize(("subtype", "channels"), [("PCM_16", 1), ("PCM_24", 2), ("PCM_32", 1)])
def test_an_onset_is_read_from_the_file(tmp_path: Path, subtype: str, channels: int) -> None:
    lupa = pytest.importorskip("lupa.lua54", reason="lupa is not installed")
    runtime = lupa.LuaRuntime(encoding=None, unpack_returned_tuples=True)
    runtime.execute(f"package.path = [[{SCRIPTS}/lib/?.lua;]] .. package.path".encode())
    onset = runtime.execute(b"return (require('onset'))")[b"of"]
    sound = numpy.zeros((1000, channels))
    sound[300:, -1] = 0.05
    sound[417:, 0] = -0.6
    soundfile.write(tmp_path / "hit.wav", sound, 8000, subtype=subtype)
    seconds, peak = onset((tmp_path / "hit.wav").read_bytes())
    assert seconds == 417 / 8000
    assert peak == pytest.approx(0.6, abs=1e-4)
    assert onset(b"RIFF....WAVE") is None
    assert onset(b"fLaC") is None
