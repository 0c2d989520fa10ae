"""Events from projects, MIDI files and lists; what cannot be read is named."""

from pathlib import Path

import mido
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foley_bridge.spotting.events import Event, Wanted, read_events
from foley_models.errors import RequestError

PROJECT = """<REAPER_PROJECT 0.1 "7.0" 0
  TEMPO 120 4 4
  MARKER 1 2.5 "sword hit" 0 0 1 B {A} 0
  MARKER 2 1.25 step 0
  MARKER 3 4 "Sword region" 1 0 1 R {B} 0
  MARKER 3 6 "" 1
  MARKER 4 7 "it's" 0
  <TRACK
    NAME "MARKER 9 9 no"
    MARKER 9 9 inside 0
  >
>
"""


def project(tmp_path: Path, text: str = PROJECT) -> Path:
    path = tmp_path / "scene.RPP"
    path.write_text(text, encoding="utf-8")
    return path


def test_markers_and_the_beginnings_of_regions_are_events_by_time(tmp_path: Path) -> None:
    found = read_events(project(tmp_path), Wanted())
    assert [(one.place_s, one.name) for one in found][:3] == [(1.25, "step"), (2.5, "sword hit"), (4.0, "Sword region")]
    assert len(found) == 4
    named = read_events(project(tmp_path), Wanted(named="SWORD"))
    assert [one.place_s for one in named] == [2.5, 4.0]


@pytest.mark.parametrize(
    ("name", "strength"),
    [("step", 1.0), ("step 40%", 0.4), ("100 % ", 1.0), ("0%", 1.0), ("7 % more", 1.0), ("1040%", 1.0), ("1%", 0.01)],
)
def test_a_marker_s_name_may_end_with_its_strength(tmp_path: Path, name: str, strength: float) -> None:
    text = f'<REAPER_PROJECT 0.1 "7.0" 0\n  MARKER 1 2.5 "{name}" 0\n>\n'
    (event,) = read_events(project(tmp_path, text), Wanted())
    assert (event.place_s, event.strength) == (2.5, strength)


def test_notes_are_events_at_their_times_by_the_tempo_map(tmp_path: Path) -> None:
    file = mido.MidiFile(ticks_per_beat=480, type=1)
    tempo, played = mido.MidiTrack(), mido.MidiTrack()
    tempo.append(mido.MetaMessage("set_tempo", tempo=500_000, time=0))
    tempo.append(mido.MetaMessage("set_tempo", tempo=1_000_000, time=960))  # from the third beat on, half as fast
    played.append(mido.Message("note_on", note=36, velocity=127, time=480))
    played.append(mido.Message("note_on", note=36, velocity=0, time=60))  # a note's end
    played.append(mido.Message("note_on", note=38, velocity=64, time=900))
    file.tracks += [tempo, played]
    file.save(tmp_path / "steps.mid")
    first, second = read_events(tmp_path / "steps.mid", Wanted())
    assert (first.strength, first.name) == (1.0, "note 36")
    assert [first.place_s, second.place_s, second.strength] == pytest.approx([0.5, 2.0, 64 / 127])
    assert read_events(tmp_path / "steps.mid", Wanted(notes=(38,))) == (second,)
    assert read_events(tmp_path / "steps.mid", Wanted(least=0.6)) == (first,)


def test_a_list_has_times_strengths_and_names(tmp_path: Path) -> None:
    path = tmp_path / "drops.csv"
    path.write_text("Time;Strength;Name\n1:02,5;0,5;drop\n\n3;;\n", encoding="utf-8")
    assert read_events(path, Wanted()) == (Event(3.0), Event(62.5, 0.5, "drop"))


@pytest.mark.parametrize(
    ("name", "data", "wanted", "said"),
    [
        ("a.rpp", b"junk\n", Wanted(), "is no REAPER project"),
        ("a.rpp", b"<REAPER_PROJECT\nMARKER x y\n>\n", Wanted(), "a marker that cannot be read: MARKER x y"),
        ("a.rpp", PROJECT.encode(), Wanted(named="gun"), "no event whose name holds 'gun'"),
        ("a.rpp", b"<REAPER_PROJECT\n>\n", Wanted(), "has no event: its markers and regions are events"),
        ("a.mid", b"junk", Wanted(), r"is no MIDI file of notes that can be read \(\w"),
        ("a.mid", b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\xff\xff\xff\xff", Wanted(), "no MIDI file|cannot be read"),
        ("a.csv", b"place\n1\n", Wanted(), "they must be time, strength, name"),
        ("a.csv", b"time,strength\n1,0\n", Wanted(), "row 2: strength is '0'"),
        ("a.csv", b"time,strength\n1,loud\n", Wanted(), "row 2: strength is 'loud'"),
        ("a.csv", b"time\nsoon\n", Wanted(), "row 2: 'soon' is no time"),
        ("a.csv", b"time,strength\n1,0.2\n", Wanted(least=0.5), "no event of at least strength 0.5"),
        ("a.csv", b"time\n\xff\n", Wanted(), "is no CSV in UTF-8"),
        ("a.txt2", b"", Wanted(), "is no source of events"),
    ],
)
def test_what_has_no_events_is_told_why(tmp_path: Path, name: str, data: bytes, wanted: Wanted, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RequestError, match=said):
        read_events(tmp_path / name, wanted)


@pytest.mark.parametrize("name", ["gone.rpp", "gone.mid", "gone.csv", "gone.wav"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(RequestError, match="gone"):
        read_events(tmp_path / name, Wanted())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.mid", "a.csv", "a.rpp"]), st.booleans())
def test_no_bytes_are_too_strange(tmp_path: Path, data: bytes, name: str, begun: bool) -> None:  # noqa: FBT001  # drawn
    head = {
        "a.mid": b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\x20",
        "a.csv": b"time\n",
        "a.rpp": b"<REAPER_PROJECT\nMARKER ",
    }
    (tmp_path / name).write_bytes(head[name] + data if begun else data)
    try:
        found = read_events(tmp_path / name, Wanted())
    except RequestError:
        return
    assert found
