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
from host_plugins.ardour.assemble import included
from tests.bridge.daemon.served import served
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
