"""The way of one prompt through the real daemon: accepted, delivered, done; and what happens when something ends."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from foley_bridge.daemon.instance import AlreadyRunningError
from foley_bridge.engine.launch import Launch
from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.journal.journal import Journal
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_models.errors import (
    CancelledError,
    DestinationError,
    EngineCrashedError,
    NothingPassedError,
    PackError,
    RequestError,
    UnknownIdError,
)
from tests.bridge.daemon.served import Host, Served, served
from tests.bridge.engine.quick_worker import quick_command


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running:
        yield running


def heard(
    daemon: Served, prompt: str, *, name: str | None = None, count: int = 3, pairs: dict[str, Argument] | None = None
) -> list[Answer]:
    """All answers to a generation into the project's folder."""
    options = {"destination": str(daemon.project), "seed": 1, **(pairs or {})}
    with daemon.client() as client:
        return list(client.generate(prompt, seconds=0.5, count=count, pairs=options, request_id=name))


def paths(answers: list[Answer]) -> list[Path]:
    return [Path(str(one.values["path"])) for one in answers if one.word == "candidate"]


def test_a_prompt_becomes_candidates_that_are_on_disk_when_they_are_told(daemon: Served) -> None:
    with daemon.client() as client:
        words: list[str] = []
        options: dict[str, Argument] = {"destination": str(daemon.project), "rate": 44_100}
        for answer in client.generate("boots on gravel", seconds=0.5, count=3, pairs=options):
            words.append(answer.word)
            if answer.word == "candidate":
                info = soundfile.info(str(answer.values["path"]))
                assert (info.frames, info.samplerate, info.subtype) == (22_050, 44_100, "PCM_24")
    assert words[0] == "accepted"
    assert words.count("candidate") == 3
    assert words[-1] == "done"
    assert "progress" in words


def test_files_lie_in_our_subfolder_under_names_of_their_category_with_the_recipe_inside(daemon: Served) -> None:
    found = paths(heard(daemon, "boots on gravel", pairs={"category": "DOORWood", "position": 2.0, "project": "Film"}))
    for path in found:
        assert path.parent == daemon.project / "Foley"
        assert path.name.startswith("DOORWood_Boots on gravel_FB_NONE_")
        recipe = read_recipe(path)
        assert (recipe.request.prompt, recipe.sound.cat_id) == ("boots on gravel", "DOORWood")
    assert len(set(found)) == 3


def test_a_later_better_candidate_changes_the_ranking(daemon: Served) -> None:
    answers = heard(daemon, "boots reverse", name="reverse")
    rankings = [one.rest for one in answers if one.word == "ranking"]
    assert rankings == [(1, 0), (2, 1, 0)]
    with Journal(daemon.folders.journal_file) as journal:
        assert [one.index for one in journal.candidates("reverse")] == [2, 1, 0]


def test_the_same_id_again_is_the_same_job_and_gives_the_same_answers(daemon: Served) -> None:
    first = heard(daemon, "boots", name="twice")
    again = heard(daemon, "boots", name="twice")
    assert paths(again) == paths(first)
    assert (again[-1].word, again[-1].values) == ("done", first[-1].values)


def test_the_same_id_with_another_prompt_is_refused(daemon: Served) -> None:
    heard(daemon, "boots", name="mine")
    with pytest.raises(RequestError, match="belongs to another request"):
        heard(daemon, "rain", name="mine")


def test_what_a_host_imported_is_not_offered_again(daemon: Served) -> None:
    first = heard(daemon, "boots", name="import")
    with daemon.client() as client:
        for _ in range(2):  # an acknowledgement that was lost is asked for again
            event = client.ask("/foley/imported", "import", 1)
            assert (event.word, event.values["request"], event.values["index"]) == ("imported", "import", 1)
        with pytest.raises(UnknownIdError):
            client.ask("/foley/imported", "import", 7)
        with pytest.raises(UnknownIdError):
            client.ask("/foley/imported", "never", 0)
    offered = [one.values["index"] for one in heard(daemon, "boots", name="import") if one.word == "candidate"]
    assert offered == [0, 2]
    assert all(path.is_file() for path in paths(first))


def test_a_running_request_is_cancelled_and_says_so(daemon: Served) -> None:
    with daemon.client() as client, daemon.client() as other:
        stream = client.generate("slow boots", seconds=0.5, count=16, request_id="stop")
        assert next(stream).word == "accepted"
        while next(stream).word != "progress":
            pass
        assert other.ask("/foley/cancel", "stop").values["state"] == "running"
        with pytest.raises(CancelledError):
            list(stream)
        assert other.ask("/foley/cancel", "stop").values["state"] == "cancelled"
        with pytest.raises(UnknownIdError):
            other.ask("/foley/cancel", "never")


def test_a_waiting_request_is_cancelled_without_being_started(daemon: Served) -> None:
    with daemon.client() as first, daemon.client() as second, daemon.client() as other:
        running = first.generate("slow boots", seconds=0.5, count=2)
        assert next(running).word == "accepted"
        waiting = second.generate("boots", seconds=0.5, count=1, request_id="wait")
        assert next(waiting).word == "accepted"
        assert other.ask("/foley/cancel", "wait").values["state"] in ("queued", "running")
        with pytest.raises(CancelledError):
            list(waiting)
        assert list(running)[-1].word == "done"


@pytest.mark.parametrize(
    ("prompt", "pairs", "error"),
    [
        ("boots", {"pack": "nowhere"}, PackError),
        ("boots", {"pack": "relative/folder"}, PackError),
        ("boots", {"category": "NOTHINGHere"}, RequestError),
        ("boots", {"destination": "relative"}, DestinationError),
        ("boots", {"destination": "/proc"}, DestinationError),
        ("boots", {"destination": "/no/such/folder"}, DestinationError),
        ("drop-all", {}, NothingPassedError),
        ("crash", {}, EngineCrashedError),
    ],
)
def test_what_cannot_be_done_fails_with_its_code_and_the_daemon_goes_on(
    daemon: Served, prompt: str, *, pairs: dict[str, Argument], error: type[Exception]
) -> None:
    with pytest.raises(error):
        heard(daemon, prompt, pairs=pairs)
    assert heard(daemon, "boots", count=1)[-1].word == "done"


def test_nothing_is_written_into_the_daemons_own_folders(daemon: Served) -> None:
    for own in (daemon.folders.state, daemon.folders.config, daemon.folders.logs):
        with pytest.raises(DestinationError):
            heard(daemon, "boots", pairs={"destination": str(own)})


def test_status_tells_the_state(daemon: Served) -> None:
    with daemon.client() as client:
        status = client.ask("/foley/status").values
    assert (status["pack"], status["queued"], status["running"]) == ("core", 0, "")
    assert status["engine"] in ("asleep", "ready")
    assert status["sounds"] == str(daemon.folders.sounds)


def test_packs_are_listed_and_one_is_chosen_for_good(tmp_path: Path) -> None:
    from tests.models.tiny_core import write_tiny_pack

    pack = str(write_tiny_pack(tmp_path / "tiny"))
    with served(tmp_path) as running, running.client() as client:
        listed = client.call("/foley/packs")
        one = next(listed)
        assert (one.word, one.values["name"], one.values["rate"], one.values["in_use"]) == ("pack", "core", 22_050, 1)
        assert next(listed).values["count"] == 1
        with pytest.raises(PackError):
            client.ask("/foley/use", "nowhere")
        assert client.ask("/foley/use", pack).values["pack"] == pack
    with served(tmp_path) as running, running.client() as client:
        assert client.ask("/foley/status").values["pack"] == pack


def test_subscribers_hear_what_happens_to_all_requests(daemon: Served) -> None:
    with Host(daemon.session.port) as tray:
        tray.send("/foley/subscribe", "tray", "token", daemon.session.token, "seconds", 60.0)
        assert tray.answer().word == "subscribed"
        heard(daemon, "boots", name="seen", count=2)
        with daemon.client() as client:
            client.ask("/foley/imported", "seen", 0)
        words = [tray.answer() for _ in range(6)]
        assert [one.word for one in words] == ["queued", "started", "delivered", "delivered", "finished", "imported"]
        assert {one.values["request"] for one in words} == {"seen"}
        assert {one.id for one in words} == {"tray"}
        tray.send("/foley/subscribe", "tray", "token", daemon.session.token, "seconds", 0.0)
        assert tray.answer().word == "subscribed"
        heard(daemon, "boots", count=1)
        assert tray.datagram(0.1) is None
        tray.send("/foley/subscribe", "tray", "token", daemon.session.token, "seconds", 0.5)
        assert "seconds is 0.5" in str(tray.answer().values["text"])


def test_the_queue_is_bounded_and_says_busy(tmp_path: Path) -> None:
    engine = Launch(command=("sleep", "600"))  # so that nothing is worked off meanwhile
    with served(tmp_path, launch=engine) as running, Host(running.session.port) as host:
        token = running.session.token
        busy = 0
        for number in range(600):
            host.send("/foley/generate", f"n{number}", "boots", 0.5, 1, "token", token)
            while (answer := host.answer()).id != f"n{number}":
                pass
            busy += answer.word == "failed" and answer.values["code"] == "busy"
    assert busy in (87, 88)  # 512 wait, and one may have been started


def test_a_daemon_that_is_closed_goes_on_with_its_queue_when_it_starts_again(tmp_path: Path) -> None:
    with served(tmp_path) as running, running.client() as client:
        stream = client.generate("slow boots", seconds=0.5, count=3, request_id="later")
        assert next(stream).word == "accepted"
    with served(tmp_path) as running:
        with running.client() as client:
            answers = list(client.generate("slow boots", seconds=0.5, count=3, request_id="later"))
        found = paths(answers)
        assert len(set(found)) == 3
        with Journal(running.folders.journal_file) as journal:
            for record in journal.candidates("later"):
                assert hashlib.sha256(Path(record.path).read_bytes()).hexdigest() == record.sha256


def test_a_second_daemon_of_the_same_user_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with served(tmp_path) as first:
        with pytest.raises(AlreadyRunningError), served(tmp_path):
            pass
        with first.client() as client:
            assert client.ask("/foley/ping").word == "pong"


def test_a_crash_of_the_engine_leaves_the_queue_and_the_next_request_is_made(daemon: Served) -> None:
    with pytest.raises(EngineCrashedError):
        heard(daemon, "crash", name="crashed", count=4)
    with Journal(daemon.folders.journal_file) as journal:
        job = journal.job("crashed")
        assert (str(job.state), job.code) == ("failed", "engine-crashed")
        indices = [one.index for one in journal.candidates("crashed")]
        assert len(indices) == len(set(indices)) == 2  # one of each try, none twice


def test_an_engine_that_cannot_be_started_is_an_answer_and_not_the_end(tmp_path: Path) -> None:
    with served(tmp_path, launch=Launch(command=("/nonexistent",))) as running:
        with pytest.raises(EngineCrashedError):
            heard(running, "boots")
        with running.client() as client:
            assert client.ask("/foley/ping").word == "pong"


def test_an_empty_subfolder_is_not_left_behind(tmp_path: Path) -> None:
    with served(tmp_path, launch=Launch(command=quick_command(), nice=0)) as running:
        with pytest.raises(NothingPassedError):
            heard(running, "drop-all")
        assert list(running.project.iterdir()) == []
