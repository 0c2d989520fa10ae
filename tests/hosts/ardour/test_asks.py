"""What Ardour's scripts ask for beside generations, without Ardour: messages, guides, dealing, known sounds."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy
import pytest
import soundfile

from foley_bridge.folders import user_folders
from foley_bridge.journal.journal import Journal
from foley_bridge.protocol.order import Order
from foley_bridge.rpp import Item, Take, Track, tracks_text
from host_plugins.ardour.assemble import included
from tests.bridge.daemon.served import served
from tests.bridge.library.recordings import settled as settled_library
from tests.bridge.library.recordings import write_hum
from tests.hosts.ardour.lua_core import LUA, write_program
from tests.hosts.ardour.test_desk import SETTINGS, Place, placed, settled, turn_until

pytestmark = pytest.mark.skipif(shutil.which(LUA) is None, reason=f"{LUA} is missing: install {LUA}")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, write_program(tmp_path / "host.lua", "desk_host.lua"))


def run(parts: str, code: str, folder: Path) -> str:
    """What plain Lua prints, given some parts of the scripts."""
    file = folder / "run.lua"
    file.write_text("".join(included(name) for name in parts.split()) + code, encoding="utf-8")
    return subprocess.run([LUA, str(file)], cwd=folder, capture_output=True, text=True, check=True).stdout


def wish(place: Place, fields: Mapping[str, object]) -> None:
    line = "\t".join(["generate", *(f"{name}={value}" for name, value in fields.items())])
    with (place.session / "foley-bridge.wishes").open("a", encoding="utf-8") as wishes:
        wishes.write(f"{line}\n")


def wish_search(place: Place, fields: Mapping[str, object]) -> None:
    line = "\t".join(["search", *(f"{name}={value}" for name, value in fields.items())])
    with (place.session / "foley-bridge.wishes").open("a", encoding="utf-8") as wishes:
        wishes.write(f"{line}\n")


def test_variations_imitations_fills_and_loops_are_asked_placed_and_settled_and_their_guides_go(place: Place) -> None:
    guides = {name: place.session / f"foley-bridge-ardour-{name}.wav" for name in ("guided", "filled", "longer")}
    noise = 0.3 * numpy.random.default_rng(3).standard_normal(48000)
    for guide in guides.values():
        soundfile.write(guide, noise, 48000, subtype="FLOAT")
    shared = {"prompt": "rain", "seconds": 1, "count": 1, "seed": 3, "destination": place.session, "position": "2.5"}
    with served(place.top / "daemon", SETTINGS), place.host() as host:
        wish(place, {"id": "ardour-first", **shared, "rate": 48000, "loop": 1})
        turn_until(host, lambda: len(placed(host)) == 1)
        wish(place, {"id": "ardour-more", **shared, "ask": "variation", "candidate": "ardour-first#0", "amount": "0.4"})
        less = {"ask": "variation", "candidate": "ardour-first#0", "amount": "1", "less": "1"}
        wish(place, {"id": "ardour-other", **shared, **less})
        wish(
            place,
            {
                "id": "ardour-guided",
                **shared,
                "ask": "transform",
                "path": guides["guided"],
                "strength": "0.7",
                "rate": 48000,
            },
        )
        fill = {**shared, "ask": "fill", "rate": 48000}
        wish(place, {"id": "ardour-filled", **fill, "path": guides["filled"], "start": "0.4", "finish": "0.6"})
        wish(
            place,
            {"id": "ardour-longer", **fill, "path": guides["longer"], "start": "0", "finish": "0", "extend": "0.5"},
        )
        turn_until(host, lambda: len(placed(host)) == 6)
        assert all(guide.exists() for guide in guides.values())
        host.ask("save")
        turn_until(host, lambda: settled(host))
        assert host.ask("told") == ""
    assert not any(guide.exists() for guide in guides.values())
    assert len(list((place.session / "Foley").glob("*.wav"))) == 6  # nothing else goes
    with Journal(user_folders(place.top / "daemon" / "own").journal_file) as journal:
        names = ("first", "more", "other", "guided", "filled", "longer")
        orders = {name: Order.from_json(journal.job(f"ardour-{name}").order) for name in names}
    assert orders["first"].request.loop
    assert orders["more"].source is not None
    assert (orders["more"].source.candidate, orders["more"].source.amount) == ("ardour-first#0", 0.4)
    assert orders["other"].source is not None
    assert orders["other"].source.less
    assert not orders["more"].source.less
    assert orders["guided"].imitated is not None
    assert (orders["guided"].imitated.strength, orders["guided"].request.seconds) == (0.7, 1.0)
    for name, first, last in (("filled", 19200, 28800), ("longer", 48000, 72000)):
        filled = orders[name].filled
        assert filled is not None
        assert (filled.first, filled.last) == (first, last)


def test_hits_are_asked_for_first_and_sounds_for_them_then(place: Place) -> None:
    guide = place.session / "foley-bridge-ardour-hits.wav"
    sound = 1e-5 * numpy.random.default_rng(1).standard_normal(48000 * 2)
    times = numpy.arange(4800) / 48000
    for place_s, peak in ((0.3, 0.8), (0.8, 0.08), (1.5, 0.4)):
        first = round(place_s * 48000)
        sound[first : first + 4800] += peak * numpy.exp(-40 * times) * numpy.cos(2 * numpy.pi * 900 * times)
    soundfile.write(guide, sound, 48000, subtype="FLOAT")
    hits = {"prompt": "taps", "seconds": 0.3, "count": 4, "seed": 3, "destination": place.session, "position": "10"}
    listen = {"listen": 1, "path": guide, "sample": 480000, "range": 24, "human": "0.50", "rate": 48000}
    with served(place.top / "daemon", SETTINGS), place.host() as host:
        wish(place, {"id": "ardour-hits", **hits, **listen, "least": "0.20"})
        turn_until(host, lambda: len(placed(host)) == 2)  # as many sounds as there are hits
        wish(place, {"id": "ardour-none", **hits, **listen, "least": "1", "path": place.session / "gone.wav"})
        turn_until(host, lambda: "cannot be used" in host.ask("told"))
        host.ask("save")
        turn_until(host, lambda: settled(host))
    fields = dict(one.split("=", 1) for one in (place.session / "placed").read_text("utf-8").strip().split("\t")[1:])
    where = [int(one) / 48000 for one in fields["places"].split(",")]
    assert where == pytest.approx([10.3, 11.5], abs=0.005)
    assert [float(one) for one in fields["strengths"].split(",")] == pytest.approx([1.0, 0.5], abs=0.05)
    assert not guide.exists()


def test_a_blend_names_both_and_how_much_of_the_second(place: Place) -> None:
    shared = {"prompt": "rain", "seconds": 1, "count": 1, "seed": 3, "destination": place.session, "position": "2.5"}
    with served(place.top / "daemon", SETTINGS), place.host() as host:
        for name in ("one", "two"):
            wish(place, {"id": f"ardour-{name}", **shared, "rate": 48000})
        turn_until(host, lambda: len(placed(host)) == 2)
        blend = {"ask": "variation", "candidate": "ardour-one#0", "amount": "0.30", "blend": "ardour-two#0"}
        wish(place, {"id": "ardour-between", **shared, **blend, "mix": "0.25", "less": "0"})
        turn_until(host, lambda: len(placed(host)) == 3)
    with Journal(user_folders(place.top / "daemon" / "own").journal_file) as journal:
        source = Order.from_json(journal.job("ardour-between").order).source
    assert source is not None
    assert source.blend is not None
    assert (source.candidate, source.blend.candidate, source.blend.mix) == ("ardour-one#0", "ardour-two#0", 0.25)


def test_a_project_is_read_as_the_commands_write_it(tmp_path: Path) -> None:
    takes = [Take('rank 1 · "boots"', "Foley/a 1.wav", offset_s=0.25, rate=1.01), Take("other", "Foley/b.wav")]
    part = Take("dog", "../dog.wav", section_s=(20.0, 10.0))
    tracks = [
        Track(
            "Feet 'n' boots", [Item(1.5, 0.5, takes, gain_db=-6.0, fades_s=(0.001, 0.012)), Item(3.0, 1.0, takes[1:])]
        ),
        Track("Dogs", [Item(0.0, 10.0, [part])]),
    ]
    (tmp_path / "cues.RPP").write_text(tracks_text(tracks, rate_hz=48000), encoding="utf-8")
    code = """
    for _, track in ipairs(project.read(disk.read("cues.RPP"))) do
      for _, one in ipairs(track.items) do
        print(("%s|%s|%s|%.3f|%.3f|%.3f|%.3f|%.3f"):format(
          track.name, one.name, one.file, one.position, one.length, one.offset, one.speed, one.gain))
      end
    end
    print(project.read("once upon a time"))
    """
    assert run("disk project", code, tmp_path).splitlines() == [
        """Feet 'n' boots|rank 1 · "boots"|Foley/a 1.wav|1.500|0.500|0.250|1.010|0.501""",
        "Feet 'n' boots|other|Foley/b.wav|3.000|1.000|0.000|1.000|1.000",
        "Dogs|dog|../dog.wav|0.000|10.000|20.000|1.000|1.000",
        "nil",
    ]


def test_a_recording_that_was_found_and_chosen_is_laid(place: Place, tmp_path: Path) -> None:
    hums = tmp_path / "hums"
    hums.mkdir()
    for hertz in (200, 400):
        write_hum(hums / f"hum {hertz}.wav", hertz)
    with served(place.top / "daemon", SETTINGS) as daemon, place.host() as host:
        wish_search(place, {"id": "ardour-s1", "words": "hum"})
        turn_until(host, lambda: "library add FOLDER" in host.ask("told"))
        with daemon.client() as client:
            client.library("add", folder=str(hums))
            settled_library(client)
        wish_search(place, {"id": "ardour-s2", "words": "hum"})
        turn_until(host, lambda: len(placed(host)) == 1)
        wish_search(place, {"id": "ardour-s3", "words": "", "like": hums / "hum 400.wav"})
        turn_until(host, lambda: len(placed(host)) == 2)
        wish_search(place, {"id": "ardour-s4", "like": "nobody#0"})
        turn_until(host, lambda: "nobody" in host.ask("told"))
        names = [one.rpartition("/")[2].partition("#")[0] for one in placed(host)]
    assert set(names) <= {"hum_200.wav", "hum_400.wav"}
    assert len(names) == 2


@pytest.mark.parametrize("missing", ["candidate", "amount", "prompt", "seconds"])
def test_a_wish_that_is_not_whole_asks_for_nothing(place: Place, missing: str) -> None:
    fields = {"id": "ardour-x", "ask": "variation", "candidate": "a#0", "amount": "0.4", "prompt": "x", "seconds": 1}
    wish(place, {**{key: value for key, value in fields.items() if key != missing}, "count": 1})
    wish(place, {**fields, "id": "ardour-y", "ask": "train", "count": 1})
    with place.host() as host:
        host.ask("turn")
        assert host.ask("open") == "0"


def test_a_file_that_is_not_a_guide_of_the_request_is_never_removed(tmp_path: Path) -> None:
    for name in ("recording.wav", "foley-bridge-a-1.wav", "foley-bridge-a-2.wav"):
        (tmp_path / name).write_bytes(b"x")
    code = """
    for _, path in ipairs { "./recording.wav", "./foley-bridge-a-2.wav", "./foley-bridge-a-1.wav" } do
      desk_files.remove_guide { id = "a-1", path = path }
    end
    desk_files.remove_guide { id = "a-1" }
    """
    run("desk_files", code, tmp_path)
    assert sorted(one.name for one in tmp_path.glob("*.wav")) == ["foley-bridge-a-2.wav", "recording.wav"]


@pytest.mark.parametrize("channels", [1, 2])
def test_a_guide_is_a_wav_file_of_the_very_numbers(tmp_path: Path, channels: int) -> None:
    code = f"""
    local list = {{}}
    for at = 1, 1000 * {channels} do list[at] = math.sin(at) end
    local file = io.open("guide.wav", "wb")
    file:write(wave.header({channels}, 44100, #list), wave.values(list))
    file:close()
    """
    run("wave", code, tmp_path)
    sound, rate_hz = soundfile.read(tmp_path / "guide.wav", dtype="float32", always_2d=True)
    assert (rate_hz, sound.shape) == (44100, (1000, channels))
    assert numpy.array_equal(sound.reshape(-1), numpy.sin(numpy.arange(1, 1000 * channels + 1)).astype(numpy.float32))


@pytest.mark.parametrize("sounds", [1, 2, 3, 5])
def test_sounds_are_dealt_like_cards(tmp_path: Path, sounds: int) -> None:
    code = """
    local function list(of) return "[" .. table.concat(of, ",") .. "]" end
    print(list(dealing.deal(SOUNDS, 40, "ardour-1")))
    print(list(dealing.deal(SOUNDS, 40, "ardour-1")))
    print(list(dealing.deal(SOUNDS, 40, "ardour-2")))
    """
    first, again, other = map(json.loads, run("dealing", code.replace("SOUNDS", str(sounds)), tmp_path).splitlines())
    assert first == again
    assert (first != other) == (sounds > 1)
    for at in range(0, 40 - sounds + 1, sounds):
        assert sorted(first[at : at + sounds]) == list(range(1, sounds + 1))
    assert sounds == 1 or all(one != next_one for one, next_one in pairwise(first))


def test_the_last_that_was_noted_of_a_file_counts_and_no_other_file_is_known(tmp_path: Path) -> None:
    code = """
    sounds.note(".", "a=1 %L.wav", "ardour-1", 0, "boots")
    sounds.note(".", "b.wav", "ardour-1", 1, "boots")
    sounds.note(".", "a=1 %L.wav", "ardour-2", 3, "a door\\nslams")
    local found = sounds.of(".", "a=1 %L.wav")
    print(found.request, found.index, #found.prompt, sounds.of(".", "c.wav"))
    """
    assert run("disk record sounds", code, tmp_path).split() == ["ardour-2", "3", "12", "nil"]
