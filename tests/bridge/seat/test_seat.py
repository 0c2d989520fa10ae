"""A seat between hosts and a server: what is asked for is made once, whatever happens to the cable in between."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path, PurePosixPath

import pytest

from foley_bridge.client import Client
from foley_bridge.daemon.daemon import Daemon
from foley_bridge.engine.launch import Launch
from foley_bridge.folders import user_folders
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_bridge.seat.link import Server
from foley_bridge.seat.paths import SharedFolder
from foley_models.errors import CancelledError, DestinationError, NotAvailableError, RequestError
from tests.bridge.daemon.served import WAIT_S, Served, served, with_tcp
from tests.bridge.engine.quick_worker import quick_command
from tests.bridge.seat.seats import Cable, Sat, cable_to, sat, wait_until


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server"), with_tcp()) as running:
        yield running


@pytest.fixture
def cable(daemon: Served) -> Iterator[Cable]:
    with cable_to(daemon) as one:
        yield one


@pytest.fixture
def seat(daemon: Served, cable: Cable, tmp_path: Path) -> Iterator[Sat]:
    with sat(tmp_path / "seat", cable.server, daemon.session.token, name="edit-1") as one:
        one.wait_for("connected to")
        yield one


def made(
    client: Client, seat: Sat, own_id: str, *, prompt: str = "boots", seconds: float = 0.5, **pairs: Argument
) -> list[Answer]:
    """Everything that is told of two sounds."""
    said = {"destination": str(seat.project), **pairs}
    return list(client.generate(prompt, seconds=seconds, count=2, pairs=said, request_id=own_id))


def jobs_at(daemon: Served) -> JournalReader:
    return JournalReader(daemon.folders.journal_file)


def there(daemon: Served, own_id: str) -> list[str]:
    """The ids that requests of this name have at the server."""
    return [row.job.id for row in jobs_at(daemon).page(limit=999) if row.job.id.startswith(f"{own_id}.")]


def paths(answers: list[Answer]) -> list[Path]:
    return [Path(str(one.values["path"])) for one in answers if one.word == "candidate"]


def test_sounds_made_elsewhere_lie_in_the_project_here(daemon: Served, seat: Sat) -> None:
    with seat.client() as client:
        answers = made(client, seat, "plain")
        assert [one.word for one in answers if one.word != "progress"] == ["accepted", "candidate", "candidate", "done"]
        assert {one.id for one in answers} == {"plain"}
        assert sorted(paths(answers)) == seat.files()
        assert {path.parent for path in seat.files()} == {seat.project / "Foley"}
        (own,) = there(daemon, "plain")
        recorded = jobs_at(daemon).candidates(own)
        assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in seat.files()} == {
            one.sha256 for one in recorded
        }
        job = jobs_at(daemon).job(own)
        assert job is not None
        assert job.seat == seat.name
        assert seat.name.startswith("edit-1.")
        for index in (0, 1):
            assert client.ask("/foley/imported", "plain", index).values["request"] == "plain"
        status = client.ask("/foley/status").values
        assert status["sounds"] == str(seat.folders.sounds)
        repeated = made(client, seat, "plain")
    assert [one.word for one in repeated] == ["done"]  # what was imported is not offered again
    assert list((seat.folders.state / "parts").iterdir()) == []


def test_a_variation_of_what_came_here_goes_where_that_lies(daemon: Served, seat: Sat) -> None:
    with seat.client() as client:
        made(client, seat, "first")
        answers = list(client.vary("first#0", amount=0.5, count=1, request_id="second"))
    (path,) = paths(answers)
    assert path.parent == seat.project / "Foley"
    assert len(seat.files()) == 3
    (first,), (second,) = there(daemon, "first"), there(daemon, "second")
    assert jobs_at(daemon).family(second)[0].job.id == first


def test_two_seats_with_the_same_id_have_each_their_own_sounds(
    daemon: Served, cable: Cable, seat: Sat, tmp_path: Path
) -> None:
    with sat(tmp_path / "other", cable.server, daemon.session.token, name="edit-1") as other:
        other.wait_for("connected to")
        assert other.name != seat.name
        with seat.client() as one, other.client() as two:
            first = made(one, seat, "take-1", prompt="rain")
            second = made(two, other, "take-1", prompt="a dog")
        assert set(paths(first)) == set(seat.files())
        assert set(paths(second)) == set(other.files())
    assert len(there(daemon, "take-1")) == 2


def test_what_is_asked_without_a_cable_is_accepted_and_made_when_it_is_there(
    daemon: Served, cable: Cable, seat: Sat
) -> None:
    cable.pull()
    seat.wait_for("no connection to")
    with seat.client() as client:
        assert client.ask("/foley/status").values["engine"] == "away"
        with pytest.raises(NotAvailableError, match="cannot be reached just now"):
            client.ask("/foley/packs")
        waiting = client.generate(
            "boots", seconds=0.5, count=2, pairs={"destination": str(seat.project)}, request_id="kept"
        )
        accepted = next(waiting)
        assert (accepted.word, accepted.values["place"]) == ("accepted", 0)
        assert there(daemon, "kept") == []
        cable.plug()
        rest = list(waiting)
    assert rest[-1].word == "done"
    assert len(there(daemon, "kept")) == 1
    assert sorted(paths(rest)) == seat.files()
    assert len(seat.files()) == 2


def test_a_file_that_was_half_here_when_the_cable_was_pulled_is_gone_on_with(
    daemon: Served, cable: Cable, seat: Sat
) -> None:
    cable.pull_after_bytes = cable.from_server_bytes + 3_000_000
    with seat.client() as client:
        began = client.generate(
            "boots", seconds=20.0, count=1, pairs={"destination": str(seat.project)}, request_id="long"
        )
        assert next(began).word == "accepted"
        assert cable.pulled.wait(WAIT_S)
        before = cable.from_server_bytes
        cable.plug()
        *_, last = began
    (path,) = seat.files()
    (own,) = there(daemon, "long")
    (record,) = jobs_at(daemon).candidates(own)
    assert last.word == "done"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == record.sha256
    whole = path.stat().st_size
    assert whole > 2_500_000
    assert cable.from_server_bytes - before < (whole - 1_500_000) * 4 / 3  # and not all of it once more


def test_a_sound_that_the_server_lost_meanwhile_is_told_and_the_others_come(
    daemon: Served, cable: Cable, seat: Sat
) -> None:
    cable.pull_after_bytes = cable.from_server_bytes + 1_000_000
    with seat.client() as client:
        began = client.generate(
            "boots", seconds=10.0, count=2, pairs={"destination": str(seat.project)}, request_id="torn"
        )
        assert next(began).word == "accepted"
        assert cable.pulled.wait(WAIT_S)
        (own,) = there(daemon, "torn")
        assert wait_until(lambda: state_of(daemon, own) is State.DONE)
        first, second = jobs_at(daemon).candidates(own)
        Path(first.path).unlink()
        cable.plug()
        *_, last = began
    assert last.values["delivered"] == 1
    assert "1 could not be fetched from the server" in str(last.values["text"])
    (path,) = seat.files()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == second.sha256


def test_a_cable_that_is_pulled_again_and_again_loses_and_doubles_nothing(
    daemon: Served, cable: Cable, seat: Sat
) -> None:
    names = [f"often{number}" for number in range(6)]
    cable.plug_again = True
    with seat.client() as client:
        for number, name in enumerate(names):
            cable.pull_after_bytes = cable.from_server_bytes + 40_000 * (number % 3) + 300
            answers = made(client, seat, name)
            for index in {int(one.values["index"]) for one in answers if one.word == "candidate"}:
                client.ask("/foley/imported", name, index)
    assert sum("no connection" in one for one in seat.said) >= len(names) - 1
    assert len(seat.files()) == 2 * len(names)
    for name in names:
        assert wait_until(partial(all_imported, daemon, name))


def test_what_is_confirmed_or_cancelled_without_a_cable_is_told_the_server_later(
    daemon: Served, cable: Cable, tmp_path: Path
) -> None:
    home, token = tmp_path / "seat", daemon.session.token
    with sat(home, cable.server, token) as seat:
        seat.wait_for("connected to")
        with seat.client() as client:
            made(client, seat, "later")
            running = client.generate(
                "held boots", seconds=0.5, count=1, pairs={"destination": str(seat.project)}, request_id="endless"
            )
            while next(running).word != "progress":
                pass
            cable.pull()
            seat.wait_for("no connection to")
            client.ask("/foley/imported", "later", 0)
            assert client.ask("/foley/cancel", "endless").values["state"] == "running"
            client.tell(
                "/foley/generate", "never", 0.5, 1, pairs={"destination": str(seat.project)}, request_id="never"
            )
            assert wait_until(lambda: (answer := client.receive(WAIT_S)) is not None and answer.id == "never")
            assert client.ask("/foley/cancel", "never").values["state"] == "queued"
    cable.plug()
    with sat(home, cable.server, token) as seat:  # another process, as far as the seat's disk can tell
        seat.wait_for("connected to")
        (later,), (endless,) = there(daemon, "later"), there(daemon, "endless")
        assert wait_until(lambda: any(one.imported for one in jobs_at(daemon).candidates(later)))
        assert wait_until(lambda: state_of(daemon, endless) is State.CANCELLED)
        with seat.client() as client, pytest.raises(CancelledError):
            list(
                client.generate(
                    "held boots", seconds=0.5, count=1, pairs={"destination": str(seat.project)}, request_id="endless"
                )
            )
    assert there(daemon, "never") == []


def test_a_server_that_ends_and_starts_again_is_gone_on_with(tmp_path: Path) -> None:
    settings, folders = with_tcp(), user_folders(tmp_path / "server")
    server = Server("127.0.0.1", settings.network.tcp_port)
    first = Daemon(settings, folders, launch=Launch(command=quick_command(), nice=0))
    session = first.start()
    with ExitStack() as ending, sat(tmp_path / "seat", server, session.token) as seat:
        ending.callback(first.close)
        seat.wait_for("connected to")
        with seat.client() as client:
            running = client.generate(
                "slow boots", seconds=0.5, count=2, pairs={"destination": str(seat.project)}, request_id="over"
            )
            while next(running).word != "progress":
                pass
            first.close()
            seat.wait_for("no connection to")
            second = Daemon(settings, folders, launch=Launch(command=quick_command(), nice=0))
            ending.callback(second.close)
            second.start()
            assert [one.word for one in running][-1] == "done"
        assert len(seat.files()) == 2


def test_without_the_right_token_the_seat_says_so_and_nothing_is_made(
    daemon: Served, cable: Cable, tmp_path: Path
) -> None:
    with sat(tmp_path / "seat", cable.server, "0" * 64) as seat:
        seat.wait_for("does not know the token")
        with seat.client() as client:
            client.tell("/foley/generate", "boots", 0.5, 1, request_id="stolen")
            assert wait_until(lambda: (answer := client.receive(WAIT_S)) is not None and answer.word == "accepted")
    assert there(daemon, "stolen") == []


def test_folders_that_both_see_are_named_as_here_and_nothing_is_sent(
    daemon: Served, cable: Cable, tmp_path: Path
) -> None:
    share, mounted = tmp_path / "share", tmp_path / "mounted"
    (share / "film").mkdir(parents=True)
    mounted.symlink_to(share)
    folders = (SharedFolder(PurePosixPath(mounted), PurePosixPath(share)),)
    with sat(tmp_path / "seat", cable.server, daemon.session.token, shared=folders) as seat:
        seat.wait_for("connected to")
        with seat.client() as client:
            before = cable.from_server_bytes
            answers = made(client, seat, "shared", destination=str(mounted / "film"))
            assert {path.parent for path in paths(answers)} == {mounted / "film" / "Foley"}
            assert all(path.is_file() for path in paths(answers))
            assert cable.from_server_bytes - before < 20_000
    assert seat.files() == []


def test_a_sheet_is_made_in_a_folder_that_both_see(daemon: Served, cable: Cable, tmp_path: Path) -> None:
    share, mounted = tmp_path / "share", tmp_path / "mounted"
    share.mkdir()
    mounted.symlink_to(share)
    folders = (SharedFolder(PurePosixPath(mounted), PurePosixPath(share)),)
    (share / "reel.csv").write_text("time,length,prompt\n1,0.5,boots\n2,0.5,rain\n", encoding="utf-8")
    with sat(tmp_path / "seat", cable.server, daemon.session.token, shared=folders) as seat:
        seat.wait_for("connected to")
        pairs: dict[str, Argument] = {"out": str(mounted / "reel"), "count": 1}
        with seat.client() as client:
            answers = list(client.cues(str(mounted / "reel.csv"), pairs=pairs, request_id="reel"))
            assert [one.word for one in answers][-2:] == ["made", "done"]
            told = answers[-2].values
            assert (told["request"], told["folder"]) == ("reel", str(mounted / "reel"))
            assert told["list"] == str(mounted / "reel" / "takes.json")
            again = list(client.cues(str(mounted / "reel.csv"), pairs=pairs, request_id="reel"))
            assert [(one.word, one.id) for one in again] == [("made", "reel"), ("done", "reel")]
            with pytest.raises(RequestError, match="Name a folder that the server sees in out"):
                list(client.cues(str(mounted / "reel.csv")))
            with pytest.raises(NotAvailableError, match=r"The server does not see .* --map"):
                list(client.cues(str(mounted / "reel.csv"), pairs={"out": str(seat.project / "reel")}))
        rows = jobs_at(daemon).page(limit=3)
        assert {row.job.seat for row in rows} == {seat.name}


def test_what_the_server_cannot_see_or_a_host_must_not_choose_is_refused_at_once(seat: Sat) -> None:
    hidden = seat.project / ".hidden"
    hidden.mkdir()
    with seat.client() as client:
        with pytest.raises(NotAvailableError, match=r"The server does not see .* --map"):
            list(client.transform(str(seat.project / "voice.wav"), "rain", strength=0.5, count=1))
        with pytest.raises(DestinationError, match="hidden folder"):
            made(client, seat, "hidden", destination=str(hidden))
        with pytest.raises(DestinationError):
            made(client, seat, "own", destination=str(seat.folders.state))
        with pytest.raises(RequestError, match="seconds"):
            list(client.generate("boots", seconds=999.0, count=1, request_id="too"))
        # An id that was refused before it was accepted is free again.
        assert made(client, seat, "too")[-1].word == "done"


def test_who_listens_here_hears_of_its_sounds_when_they_are_here(seat: Sat) -> None:
    with seat.client() as listener, seat.client() as client:
        assert listener.ask("/foley/subscribe", pairs={"seconds": 60.0, "client": "REAPER: Film", "takes": 1})
        answers = made(client, seat, "told")
        heard: list[Answer] = []
        while not any(one.word == "finished" for one in heard):
            answer = listener.receive(WAIT_S)
            assert answer is not None
            heard.append(answer)
            if answer.word == "delivered":
                assert Path(str(answer.values["path"])).is_file()
        mine = [one for one in heard if one.values.get("request") == "told"]
        assert [one.word for one in mine if one.word == "queued"] == ["queued"]
        assert wait_until(lambda: sum(one.word == "delivered" for one in heard) == 2 or hear(listener, heard))
        client.offer("told", 1, "REAPER: Film")
        assert wait_until(lambda: any(one.word == "offered" for one in heard) or hear(listener, heard))
        (offered,) = [one for one in heard if one.word == "offered"]
        assert Path(str(offered.values["path"])) in paths(answers)


def state_of(daemon: Served, own: str) -> State | None:
    job = jobs_at(daemon).job(own)
    return None if job is None else job.state


def all_imported(daemon: Served, name: str) -> bool:
    (own,) = there(daemon, name)
    return all(one.imported for one in jobs_at(daemon).candidates(own))


def hear(listener: Client, heard: list[Answer]) -> bool:
    answer = listener.receive(0.2)
    if answer is not None:
        heard.append(answer)
    return False
