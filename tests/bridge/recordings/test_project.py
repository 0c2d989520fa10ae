"""REAPER projects: which pieces their items play, under which names; written here as REAPER writes them."""

import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foley_bridge.recordings.gather import gather
from foley_bridge.recordings.records import Gathered
from foley_bridge.rpp import Take, project_text
from foley_models.errors import RequestError


def project(folder: Path, *items: str, name: str = "p.RPP") -> Path:
    body = "\n".join(items)
    text = (
        '<REAPER_PROJECT 0.1 "7.22/linux-x86_64" 1733\n  RIPPLE 0\n  <NOTES 0 2\n    |<ITEM is no item here\n  >\n'
        "  <METRONOME 6 2\n    VOL 0.25 0.125\n  >\n  TEMPO 120 4 4\n"
        f'  <TRACK {{0F1}}\n    NAME "it\'s"\n    PEAKCOL 16576\n    <FXCHAIN\n      <VST "VST: x" x.so 0 "" 1<00>\n'
        f"        Zm9vYmFy\n      >\n    >\n{body}\n  >\n>\n"
    )
    for sound in ("a.wav", "b.wav"):
        (folder / sound).touch()
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def item(*lines: str, length_s: float = 2.0) -> str:
    return "\n".join(["<ITEM", "POSITION 1.5", f"LENGTH {length_s}", "LOOP 1", "MUTE 0 0", "IGUID {1}", *lines, ">"])


def wave(file: str = "a.wav") -> tuple[str, ...]:
    return ("<SOURCE WAVE", f'FILE "{file}"', ">")


def reasons(gathered: Gathered) -> list[str]:
    return [one.reason for one in gathered.refused]


def test_an_item_stands_for_the_piece_that_it_plays(tmp_path: Path) -> None:
    source = project(tmp_path, item('NAME "boots 1"', "SOFFS 0.5 0", "PLAYRATE 1.5 1 0 -1 0 0.0025", *wave()))
    (take,) = gather(source).takes
    assert (take.path, take.start_s, take.end_s, take.cut_to_file) == (tmp_path / "a.wav", 0.5, 3.5, True)
    assert (take.take_name, take.label) == ("boots 1", "boots 1 (item 1)")


def test_only_the_active_take_is_used_and_the_others_are_listed(tmp_path: Path) -> None:
    takes = item("NAME one", *wave(), "TAKE SEL", "NAME two", "SOFFS 1", *wave("b.wav"), "TAKE", "NAME three", *wave())
    gathered = gather(project(tmp_path, takes))
    assert [(take.take_name, take.start_s, take.path.name) for take in gathered.takes] == [("two", 1.0, "b.wav")]
    assert reasons(gathered) == ["it is not the active take of its item, which is take 2"] * 2
    assert [take.take_name for take in gather(project(tmp_path, takes), all_takes=True).takes] == [
        "one",
        "two",
        "three",
    ]


def test_an_item_that_plays_all_its_takes_gives_all(tmp_path: Path) -> None:
    source = project(tmp_path, item("ALLTAKES 1", "NAME one", *wave(), "TAKE", "NAME two", *wave("b.wav")))
    assert len(gather(source).takes) == 2


def test_sections_of_sections_are_followed_to_their_file(tmp_path: Path) -> None:
    inner = ("<SOURCE SECTION", "LENGTH 3", "STARTPOS 10", "OVERLAP 0.01", *wave(), ">")
    outer = ("<SOURCE SECTION", "LENGTH 1.5", "STARTPOS 1", *inner, ">")
    (take,) = gather(project(tmp_path, item("NAME x", "SOFFS 0.25", *outer, length_s=9))).takes
    assert (take.start_s, take.end_s) == (11.25, 12.5)


def test_notes_names_and_folders_are_kept_for_the_caption(tmp_path: Path) -> None:
    (tmp_path / "Media" / "Wooden door").mkdir(parents=True)
    (tmp_path / "Media" / "Wooden door" / "c.wav").touch()
    notes = ("<NOTES", "|a heavy door", "|  slams", ">", "IMGRESOURCEFLAGS 0")
    first, second = gather(
        project(tmp_path, item(*notes, "NAME c.wav", *wave(r"Media\Wooden door\c.wav")), item("NAME a", *wave()))
    ).takes
    assert (first.notes, first.take_name, first.folder) == ("a heavy door slams", "", "Wooden door")
    assert (second.take_name, second.folder) == ("", "")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (wave("gone.wav"), "its file is missing or offline: gone.wav"),
        (("<SOURCE MIDI", "HASDATA 1 960 QN", "E 480 90 3c 60", ">"), "it is no recording: its source is MIDI"),
        (("<SOURCE EMPTY", ">"), "it is no recording: its source is empty"),
        (("<SOURCE CLICK", ">"), "its source of the kind 'CLICK', which is not known here, names no file"),
        ((), "it has no source: the take is empty"),
        (("MUTE 1 0", *wave()), "its file"),
        (("PLAYRATE 0", *wave()), "its item lasts 2 s at the speed 0, which plays nothing"),
    ],
)
def test_an_item_without_a_sound_is_named(tmp_path: Path, lines: tuple[str, ...], reason: str) -> None:
    if lines[:1] == ("MUTE 1 0",):
        source = project(tmp_path, item("NAME x", *wave()).replace("MUTE 0 0", "MUTE 1 0"))
        reason = "its item is muted in the project"
    else:
        source = project(tmp_path, item("NAME x", *lines))
    gathered = gather(source)
    assert not gathered.takes
    assert reasons(gathered) == [reason]
    assert gathered.refused[0].label == "x (item 1)"


def test_our_own_projects_are_read(tmp_path: Path) -> None:
    (tmp_path / "a b's.wav").touch()
    text = project_text(
        "boots", [Take('1 · 0.5 · "boots"', "a b's.wav"), Take("2", "c.wav")], samples=4800, rate_hz=48_000
    )
    (tmp_path / "ours.rpp").write_text(text, encoding="utf-8")
    gathered = gather(tmp_path / "ours.rpp")
    assert [(take.path.name, take.end_s) for take in gathered.takes] == [("a b's.wav", 0.1)]
    assert len(gathered.refused) == 1


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_spoilt_project_is_read_or_refused_and_nothing_else(tmp_path: Path, chance: random.Random) -> None:
    takes = item("NAME one", "SOFFS 0.1", *wave(), "TAKE SEL", "<SOURCE SECTION", "LENGTH 1", *wave("b.wav"), ">")
    data = bytearray(project(tmp_path, takes).read_bytes())
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(3)] = chance.choice(
            (b"", b"<", b">", b"\n", b'"', b"\0", b"-1e999", b"\xff", b"NAN")
        )
    (tmp_path / "spoilt.rpp").write_bytes(data)
    with suppress(RequestError):
        for take in gather(tmp_path / "spoilt.rpp", all_takes=True).takes:
            assert take.end_s is not None
            assert 0 <= take.start_s < take.end_s


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is no REAPER project"),
        ("Dear studio,\n", "is no REAPER project"),
        ("<REAPER_PROJECT 0.1\n<ITEM\nLENGTH 1\n", "is cut off: 2 of its blocks are not closed"),
        ("<REAPER_PROJECT 0.1\n" + "<ITEM\n" * 100, "more than 64 blocks inside one another at line 65"),
    ],
)
def test_what_is_no_project_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "p.rpp").write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=sentence):
        gather(tmp_path / "p.rpp")
