"""The library of a running daemon: real files, real messages, an engine whose ear knows hums by their hertz."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from foley_bridge.engine.launch import Launch
from foley_bridge.library.ears import Ear, EngineEars
from foley_bridge.protocol.answers import Answer
from foley_bridge.recordings.reading import Reader
from foley_models.errors import NotAvailableError, RequestError, UnknownIdError
from tests.bridge.daemon.served import QUICK, Served, served
from tests.bridge.engine.faulty_worker import faulty_command, plan_fault
from tests.bridge.library.recordings import settled, write_hum, write_two_hums
from tests.models.tiny_core import write_tiny_pack

OTHER_EAR = "another"


@pytest.fixture(scope="module")
def hums(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read only, as a studio's folders may be."""
    folder = tmp_path_factory.mktemp("hums")
    for hertz in (200, 400, 800, 1600, 3200):
        write_hum(folder / "single" / f"hum {hertz}.wav", hertz)
    write_two_hums(folder / "long" / "both.wav", 500, 2500, half_s=10.0)
    shutil.copy2(folder / "single" / "hum 400.wav", folder / "single" / "copy of hum 400.wav")
    return folder


@pytest.fixture(scope="module")
def house(hums: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A daemon that has heard all hums."""
    with served(tmp_path_factory.mktemp("house")) as daemon, daemon.client() as client:
        client.library("add", folder=str(hums))
        told = settled(client)
        assert (told.heard, told.files) == (7, 7)
        yield daemon


@contextmanager
def opened_paths(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Names of the files that are opened meanwhile."""
    opened: list[str] = []
    genuine = Reader.describe

    def describe(self: Reader, path: Path) -> object:
        opened.append(path.name)
        return genuine(self, path)

    monkeypatch.setattr(Reader, "describe", describe)
    yield opened


def counted_hearings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many windows the engine is given from now on, each time it is."""
    given: list[int] = []
    genuine = EngineEars.hear

    def hear(self: EngineEars, ear: Ear, sounds: Sequence[Any], *rest: Any, **named: Any) -> Any:
        given.append(len(sounds))
        return genuine(self, ear, sounds, *rest, **named)

    monkeypatch.setattr(EngineEars, "hear", hear)
    return given


def test_words_find_the_sound_and_say_where_in_it(house: Served, hums: Path) -> None:
    with house.client() as client:
        hits = client.search("a hum at 2500 hertz")
        assert Path(hits[0].path) == hums / "long" / "both.wav"
        assert (hits[0].start_s, hits[0].seconds, hits[0].length_s) == (10.0, 10.0, 20.0)
        assert hits[0].score > 0.9
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert Path(client.search("a hum at 800 hertz", pairs={"limit": 1})[0].path).name == "hum 800.wav"


def test_a_file_finds_what_is_like_it_but_neither_itself_nor_its_copies(house: Served, hums: Path) -> None:
    with house.client() as client:
        found = [Path(hit.path).name for hit in client.search("", pairs={"like": str(hums / "single" / "hum 400.wav")})]
        assert len(found) == 5
        assert not {"hum 400.wav", "copy of hum 400.wav"} & set(found)
        both = client.search("800 hertz", pairs={"like": str(hums / "single" / "hum 1600.wav"), "limit": 1})
        assert Path(both[0].path).name == "hum 800.wav"


def test_a_candidate_finds_what_is_like_it(house: Served) -> None:
    with house.client() as client:
        answers = list(client.generate("anything", seconds=0.5, count=1, pairs={"destination": str(house.project)}))
        hits = client.search("", pairs={"like": f"{answers[-1].id}#0", "limit": 3})
        assert len(hits) == 3
        with pytest.raises(UnknownIdError, match="no candidate 7"):
            client.search("", pairs={"like": f"{answers[-1].id}#7"})


def test_filters_keep_to_folder_and_length(house: Served, hums: Path) -> None:
    with house.client() as client:
        single = client.search("2500 hertz", pairs={"folder": str(hums / "single")})
        assert {Path(hit.path).parent for hit in single} == {hums / "single"}
        assert [Path(hit.path).name for hit in client.search("200", pairs={"least": 5.0})] == ["both.wav"]


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ({"like": "/etc/hostname"}, "lies in no folder of the library"),
        ({"like": "nobody"}, "must be a request's id, # and an index"),
        ({"limit": 0}, "limit is 0: choose 1 to 100"),
        ({"folder": "/"}, "lies in no folder of the library"),
        ({"least": 4.0, "most": 2.0}, "least must not be over most"),
        ({"there": 3}, "there is 3: it must be 0 or 1"),
    ],
)
def test_what_cannot_be_asked_is_refused(house: Served, pairs: dict[str, str | float], sentence: str) -> None:
    with house.client() as client, pytest.raises(RequestError, match=sentence):
        client.search("words", pairs=pairs)


def test_nothing_outside_the_added_folders_is_opened(house: Served, hums: Path, tmp_path: Path) -> None:
    outside = write_hum(tmp_path / "secret.wav", 440)
    link = hums / "single" / "link.wav"
    link.symlink_to(outside)
    try:
        with house.client() as client:
            for path in (outside, link, hums / "single" / ".." / ".." / outside.name):
                with pytest.raises(RequestError):
                    client.search("", pairs={"like": str(path)})
    finally:
        link.unlink()


def test_folders_that_cannot_be_added_are_refused(house: Served, hums: Path, tmp_path: Path) -> None:
    with house.client() as client:
        for folder, sentence in (
            ("", "needs the pair folder"),
            ("sounds", "no absolute path"),
            (str(tmp_path / "missing"), "is not there"),
            ("/", "the whole disk"),
            (str(house.folders.state), "this program's own"),
            (str(hums / "single"), "is added: its files are searched already"),
            (str(write_hum(tmp_path / "a.wav", 440)), "is a file"),
        ):
            with pytest.raises(RequestError, match=sentence):
                client.library("add", folder=folder)


def test_another_ear_is_no_judge_here(house: Served, tmp_path: Path) -> None:
    pack = write_tiny_pack(tmp_path / OTHER_EAR)
    with house.client() as client, pytest.raises(NotAvailableError, match="has another ear"):
        client.search("400 hertz", pairs={"pack": str(pack)})


def test_nothing_is_written_into_the_folders(house: Served, hums: Path) -> None:
    assert sorted(str(path.relative_to(hums)) for path in hums.rglob("*") if path.is_file()) == [
        "long/both.wav",
        "single/copy of hum 400.wav",
        *(f"single/hum {hertz}.wav" for hertz in (1600, 200, 3200, 400, 800)),
    ]


def test_files_that_come_move_change_and_go_are_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "sounds"
    for hertz in (300, 600, 1200):
        write_hum(folder / f"{hertz}.wav", hertz)
    with served(tmp_path / "house") as daemon, daemon.client() as client:
        client.library("add", folder=str(folder))
        assert settled(client).heard == 3
        with opened_paths(monkeypatch) as opened:
            heard = counted_hearings(monkeypatch)
            (folder / "300.wav").rename(folder / "moved.wav")
            (folder / "600.wav").unlink()
            client.library("scan")
            assert settled(client, lambda told: told.files == 2).heard == 2
            assert opened == ["moved.wav"]
            assert heard == []  # its content was heard before
            write_hum(folder / "1200.wav", 2400)
            os.utime(folder / "1200.wav", (1_600_000_000, 1_600_000_000))
            client.library("scan")
            settled(client, lambda _: "1200.wav" in opened)
            assert opened == ["moved.wav", "1200.wav"]
            assert heard == [1]
        assert Path(client.search("2400", pairs={"limit": 1})[0].path).name == "1200.wav"
        assert Path(client.search("300", pairs={"limit": 1})[0].path).name == "moved.wav"


def test_a_new_file_is_found_without_being_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    write_hum(folder / "300.wav", 300)
    with served(tmp_path / "house") as daemon, daemon.client() as client:
        client.library("add", folder=str(folder))
        assert settled(client).heard == 1
        write_hum(folder / "below" / "900.wav", 900, settled=False)  # the watch sees it; it is settled in two seconds
        assert settled(client, lambda told: told.heard == 2).files == 2


def test_what_cannot_be_heard_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    write_hum(folder / "fine.wav", 300)
    write_hum(folder / "silent.wav", 300, level=0.0)
    (folder / "broken.wav").write_bytes(b"RIFF" + bytes(100))
    (folder / "empty.wav").touch()
    (folder / "text.flac").write_text("not a sound")
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    with served(tmp_path / "house") as daemon, daemon.client() as client:
        client.library("add", folder=str(folder))
        told = settled(client)
        assert (told.files, told.heard, told.refusals) == (5, 1, 4)
        reasons = {Path(path).name: reason for path, reason in client.library("refused").refused}
        assert reasons.keys() == {"silent.wav", "broken.wav", "empty.wav", "text.flac"}
        assert "silent" in reasons["silent.wav"]
        assert "no sound" in reasons["text.flac"]


def test_generated_sounds_are_no_recordings_of_the_studio(tmp_path: Path) -> None:
    with served(tmp_path / "house") as daemon, daemon.client() as client:
        list(client.generate("anything", seconds=0.5, count=1, pairs={"destination": str(daemon.project)}))
        for path in daemon.project.rglob("*.wav"):
            os.utime(path, (1_700_000_000, 1_700_000_000))
        client.library("add", folder=str(daemon.project))
        assert settled(client, lambda told: told.files == 1).refusals == 1
        assert "a program generated it" in client.library("refused").refused[0][1]


def test_a_drive_that_vanishes_keeps_its_files_and_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    write_hum(folder / "300.wav", 300)
    with served(tmp_path / "house") as daemon, daemon.client() as client:
        client.library("add", folder=str(folder))
        assert settled(client).heard == 1
        folder.rename(tmp_path / "unplugged")
        client.library("scan")
        told = settled(client, lambda told: told.away == 1)
        assert told.folders[0].problem.startswith("it cannot be looked into")
        (hit,) = client.search("300")
        assert not hit.there
        assert client.search("300", pairs={"there": 1}) == ()
        (tmp_path / "unplugged").rename(folder)
        client.library("scan")
        assert settled(client, lambda told: told.away == 0).heard == 1
        assert client.search("300")[0].there


def test_a_search_does_not_wait_for_a_sound_that_is_being_made(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    write_hum(folder / "300.wav", 300)
    with served(tmp_path / "house") as daemon, daemon.client() as client, daemon.client() as other:
        client.library("add", folder=str(folder))
        settled(client)
        making = client.generate("slow", seconds=0.5, count=1, pairs={"destination": str(daemon.project)})
        next(one for one in making if one.word == "progress")
        assert len(other.search("a word never asked for, 300")) == 1
        assert other.ask("/foley/status").values["running"] != ""
        assert [one.word for one in making][-1] == "done"


def test_a_file_over_which_the_engine_ends_twice_is_refused_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    write_hum(folder / "300.wav", 300)
    fault = tmp_path / "fault"
    plan_fault(fault, "exit", "hear", times=2)
    launch = Launch(command=faulty_command(fault), nice=0)
    with served(tmp_path / "house", launch=launch) as daemon, daemon.client() as client:
        client.library("add", folder=str(folder))
        assert settled(client, lambda told: told.files == 1).refusals == 1
        assert "the engine ended over it twice" in client.library("refused").refused[0][1]


def test_an_engine_that_ends_once_costs_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    for hertz in (300, 600):
        write_hum(folder / f"{hertz}.wav", hertz)
    fault = tmp_path / "fault"
    plan_fault(fault, "exit", "hear", times=1)
    launch = Launch(command=faulty_command(fault), nice=0)
    with served(tmp_path / "house", launch=launch) as daemon, daemon.client() as client:
        client.library("add", folder=str(folder))
        assert settled(client, lambda told: told.files == 2).heard == 2


def test_after_a_restart_nothing_is_opened_again_and_no_engine_is_woken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sounds"
    write_hum(folder / "300.wav", 300)
    with served(tmp_path / "house") as daemon, daemon.client() as client:
        client.library("add", folder=str(folder))
        settled(client)
        client.search("300 hertz")
    with opened_paths(monkeypatch) as opened, served(tmp_path / "house") as daemon, daemon.client() as client:
        assert settled(client).heard == 1
        assert len(client.search("300 hertz")) == 1  # words that were asked before
        assert opened == []
        assert client.ask("/foley/status").values["engine"] == "asleep"


def test_the_same_search_sent_again_is_answered_in_full(house: Served) -> None:
    with house.client() as client:
        for _ in range(2):
            words = [one.word for one in _until(client.call("/foley/search", "400", request_id="again"), "searched")]
            assert words.count("found") == 6


def test_a_library_that_cannot_be_opened_leaves_the_rest_working(tmp_path: Path) -> None:
    home = tmp_path / "house"
    (home / "own" / "state" / "library.sqlite3").mkdir(parents=True)
    with served(home, replace(QUICK)) as daemon, daemon.client() as client:
        assert list(client.generate("x", seconds=0.5, count=1, pairs={"destination": str(daemon.project)}))
        with pytest.raises(Exception, match=r"library\.sqlite3"):
            client.library()


def _until(answers: Iterator[Answer], word: str) -> Iterator[Answer]:
    for answer in answers:
        yield answer
        if answer.word == word:
            return
