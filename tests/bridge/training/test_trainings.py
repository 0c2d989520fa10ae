"""A training as a job of the real daemon, over sockets, with an engine that counts steps instead of taking them."""

import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from foley_bridge.client import Client
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import State
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_models.errors import (
    CancelledError,
    DestinationError,
    EngineCrashedError,
    PackError,
    RequestError,
)
from tests.bridge.daemon.served import Served, served
from tests.bridge.engine.quick_training import write_quick_adapter

SLOW_STEPS = 4000  # far more than any test waits for


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def recordings(daemon: Served) -> Iterator[Path]:
    """An empty folder: the quick engine does not look into it."""
    folder = daemon.project / "recordings"
    folder.mkdir(exist_ok=True)
    yield folder
    with daemon.client() as client:
        client.ask("/foley/use", "core", pairs={"adapter": ""})


def trained(daemon: Served, path: Path, name: str = "boots", **pairs: Argument) -> list[Answer]:
    """All answers to a training."""
    with daemon.client() as client:
        return list(client.train(str(path), pairs={"name": name, "steps": 20, **pairs}))


def values_of(answers: list[Answer], word: str) -> list[Mapping[str, Argument]]:
    return [one.values for one in answers if one.word == word]


def begun(client: Client, path: Path, own_id: str, **pairs: Argument) -> Iterator[Answer]:
    """A slow training that takes its steps; its further answers."""
    options = {"name": "slow", "steps": SLOW_STEPS, "save_every": 1, **pairs}
    answers = client.train(str(path), pairs=options, request_id=own_id)
    while next(answers).word != "training":
        pass
    return answers


def cancelled(client: Client, own_id: str) -> None:
    client.ask("/foley/cancel", own_id)


def test_a_training_tells_all_and_ends_with_its_adapter(daemon: Served, recordings: Path) -> None:
    answers = trained(daemon, recordings, name="heavy boots", licence="CC BY 4.0")
    words = [one.word for one in answers]
    assert (words[0], words[-1]) == ("accepted", "done")
    (refusal,) = values_of(answers, "refused")
    assert refusal["reason"] == "silent.wav: it is silent"
    assert values_of(answers, "training")[-1]["step"] == 20
    (end,) = values_of(answers, "trained")
    assert (end["name"], end["kad_before"], end["kad_after"], end["score_after"]) == ("heavy boots", 2.0, 1.0, 0.5)
    adapter = Path(str(end["path"]))
    assert adapter == recordings / "foley-bridge" / "training" / "heavy-boots" / "adapter.safetensors"
    assert adapter.is_file()
    assert (answers[-1].values["delivered"], answers[-1].values["rejected"]) == (1, 1)


def test_the_same_id_again_is_the_same_training(daemon: Served, recordings: Path) -> None:
    with daemon.client() as client:
        pairs: dict[str, Argument] = {"name": "again", "steps": 5}
        first = list(client.train(str(recordings), pairs=pairs, request_id="again"))
        second = list(client.train(str(recordings), pairs=pairs, request_id="again"))
        assert values_of(first, "trained") == values_of(second, "trained")
        with pytest.raises(RequestError, match="belongs to another request"):
            list(client.train(str(recordings), pairs={"name": "other"}, request_id="again"))
        with pytest.raises(RequestError, match="belongs to a training"):
            list(client.generate("boots", seconds=0.5, count=1, request_id="again"))


def test_a_second_training_of_a_name_has_a_folder_of_its_own(daemon: Served, recordings: Path) -> None:
    paths = {values_of(trained(daemon, recordings, name="twins", steps=3), "trained")[0]["path"] for _ in range(2)}
    assert {Path(str(one)).parent.name for one in paths} == {"twins", "twins-2"}


def test_sounds_are_made_while_a_training_goes_on(daemon: Served, recordings: Path) -> None:
    with daemon.client() as trainer, daemon.client() as host:
        answers = begun(trainer, recordings, "long")
        options: dict[str, Argument] = {"destination": str(daemon.project)}
        made = list(host.generate("boots", seconds=0.5, count=2, pairs=options))
        assert [one.word for one in made].count("candidate") == 2
        status = host.ask("/foley/status").values
        assert (status["training"], status["running"], status["engine"]) == ("long", "long", "busy")
        cancelled(host, "long")
        with pytest.raises(CancelledError):
            list(answers)
        assert host.ask("/foley/status").values["training"] == ""


def test_sounds_go_before_a_training_that_waits(daemon: Served, recordings: Path) -> None:
    with daemon.client() as first, daemon.client() as second, daemon.client() as host:
        running = begun(first, recordings, "first")
        waiting = second.train(str(recordings), pairs={"name": "second", "steps": 3}, request_id="second")
        assert next(waiting).word == "accepted"
        assert [one.word for one in host.generate("boots", seconds=0.5, count=1)][-1] == "done"
        assert host.pause("second") == "queued"
        cancelled(host, "first")
        with pytest.raises(CancelledError):
            list(running)
        with Journal(daemon.folders.journal_file) as journal:
            assert journal.job("second").state is State.PAUSED
        host.resume("second")
        assert list(waiting)[-1].word == "done"


def test_a_paused_training_stops_and_goes_on_from_its_step(daemon: Served, recordings: Path) -> None:
    with daemon.client() as client, daemon.client() as other:
        answers = begun(client, recordings, "pause", name="gate", steps=20)
        assert other.pause("pause") == "running"
        before = 0
        for one in answers:
            before = int(one.values["step"]) if one.word == "training" else before
            if one.word == "paused":
                break
        assert one.values["state"] == "paused"
        assert other.ask("/foley/status").values["training"] == ""
        (recordings / "foley-bridge" / "training" / "gate" / "go").touch()
        other.resume("pause")
        after = [int(one["step"]) for one in values_of(list(answers), "training")]
        assert before <= after[0] < after[-1] == 20
        with pytest.raises(RequestError, match="done already"):
            other.pause("pause")


def test_a_pause_outlives_the_daemon(tmp_path: Path) -> None:
    with served(tmp_path) as running, running.client() as client, running.client() as other:
        answers = begun(client, running.project, "held", name="gate", steps=20)
        other.pause("held")
        while next(answers).word != "paused":
            pass
    with served(tmp_path) as running, running.client() as client:
        assert client.ask("/foley/status").values["training"] == ""
        with Journal(running.folders.journal_file) as journal:
            assert journal.job("held").state is State.PAUSED
        (running.project / "foley-bridge" / "training" / "gate" / "go").touch()
        client.resume("held")
        options: dict[str, Argument] = {"name": "gate", "steps": 20, "save_every": 1}
        with running.client() as again:
            assert list(again.train(str(running.project), pairs=options, request_id="held"))[-1].word == "done"


def test_a_paused_training_is_cancelled(daemon: Served, recordings: Path) -> None:
    with daemon.client() as client, daemon.client() as other:
        answers = begun(client, recordings, "drop")
        other.pause("drop")
        while next(answers).word != "paused":
            pass
        assert other.ask("/foley/cancel", "drop").values["state"] == "paused"
        with pytest.raises(CancelledError):
            list(answers)


def test_only_trainings_are_paused_and_decided(daemon: Served) -> None:
    with daemon.client() as client:
        list(client.generate("boots", seconds=0.5, count=1, request_id="sound"))
        with pytest.raises(RequestError, match="is no training"):
            client.pause("sound")
        with pytest.raises(RequestError, match="is no training"):
            client.decide("sound", "accept")
        with pytest.raises(RequestError, match="known"):
            client.pause("never")


def test_an_engine_that_is_killed_is_replaced_and_the_training_goes_on(daemon: Served, recordings: Path) -> None:
    with daemon.client() as client:
        answers = begun(client, recordings, "killed", name="gate killed", steps=20)
        os.kill(engine_of(daemon), signal.SIGKILL)
        (recordings / "foley-bridge" / "training" / "gate-killed" / "go").touch()
        rest = list(answers)
    assert any("last checkpoint" in str(one["text"]) for one in values_of(rest, "noted"))
    assert rest[-1].word == "done"


def test_an_engine_that_ends_at_one_step_again_and_again_fails_the_training(daemon: Served, recordings: Path) -> None:
    with pytest.raises(EngineCrashedError, match="without getting further than step 4"):
        trained(daemon, recordings, name="crash")
    assert trained(daemon, recordings, name="crashonce")[-1].word == "done"


def test_where_memory_runs_out_fewer_examples_at_a_time_are_taken_for_good(daemon: Served, recordings: Path) -> None:
    with daemon.client() as client:
        pairs: dict[str, Argument] = {"name": "memory", "steps": 5, "batch": 16}
        answers = list(client.train(str(recordings), pairs=pairs, request_id="memory"))
    notes = [str(one["text"]) for one in values_of(answers, "noted")]
    assert [text for text in notes if "Memory" in text] == [
        "Memory ran out: goes on with 8 at a time.",
        "Memory ran out: goes on with 4 at a time.",
    ]
    with Journal(daemon.folders.journal_file) as journal:
        assert journal.job("memory").batch_size == 4


def test_a_full_disk_holds_a_training_until_there_is_room(daemon: Served, recordings: Path) -> None:
    with daemon.client() as client, daemon.client() as other:
        pairs: dict[str, Argument] = {"name": "full", "steps": 10, "save_every": 1}
        answers = client.train(str(recordings), pairs=pairs, request_id="full")
        told = []
        for one in answers:
            told.append(one)
            if one.word == "paused":
                break
        assert any("No space is left" in str(one["text"]) for one in values_of(told, "noted"))
        (recordings / "foley-bridge" / "training" / "full" / "room").touch()
        other.resume("full")
        assert list(answers)[-1].word == "done"


@pytest.mark.parametrize(
    ("path", "pairs", "error", "words"),
    [
        ("relative", {}, RequestError, "absolute path"),
        ("/nowhere/at/all", {}, RequestError, "is not there"),
        ("/etc", {}, DestinationError, "belongs to the system"),
        ("", {"method": "magic"}, RequestError, "method is 'magic'"),
        ("", {"steps": 5, "minutes": 1.0}, RequestError, "steps and minutes"),
        ("", {"pack": "nothing"}, PackError, "no pack 'nothing'"),
        ("", {"prompts": "a|b|c|d|e|f|g|h|i"}, RequestError, "at most 8"),
        ("", {"validation": 0.9}, RequestError, "validation is 0.9"),
    ],
)
def test_what_cannot_be_trained_is_one_sentence_and_leaves_nothing(
    daemon: Served, path: str, *, pairs: dict[str, Argument], error: type[Exception], words: str
) -> None:
    fresh = daemon.project / "fresh"
    fresh.mkdir(exist_ok=True)
    with daemon.client() as client, pytest.raises(error, match=words):
        list(client.train(path or str(fresh), pairs=pairs))
    assert list(fresh.iterdir()) == []


def test_a_decision_puts_in_use_aside_or_keeps(daemon: Served, recordings: Path) -> None:
    def in_use(client: Client) -> str:
        return str(client.ask("/foley/status").values["adapter"])

    with daemon.client() as client:
        ends = {}
        for own_id in ("one", "two"):
            told = list(client.train(str(recordings), pairs={"name": own_id, "steps": 3}, request_id=own_id))
            ends[own_id] = str(values_of(told, "trained")[0]["path"])
        assert in_use(client) == ""
        client.decide("one", "accept")
        assert in_use(client) == ends["one"]
        client.decide("two", "accept")
        assert in_use(client) == ends["two"]
        aside = Path(client.decide("two", "reject"))
        assert (aside.parent.name, aside.is_file(), Path(ends["two"]).exists()) == ("rejected", True, False)
        assert in_use(client) == ends["one"]  # the one before
        assert client.decide("two", "both") == ends["two"]  # changed one's mind
        assert in_use(client) == ends["one"]
        assert client.decide("two", "accept") == ends["two"]
        assert client.decide("two", "both") == ends["two"]
        assert in_use(client) == ends["one"]
        with pytest.raises(RequestError, match="accept, reject, both"):
            client.decide("two", "perhaps")
        listed = [one for one in adapters(client) if one.values["name"] in ("one", "two")]
        assert [(one.values["name"], one.values["in_use"]) for one in listed] == [("two", 0), ("one", 1)]


def test_use_takes_an_adapter_by_name_or_file_and_orders_are_made_with_it(daemon: Served, recordings: Path) -> None:
    elsewhere = write_quick_adapter(recordings / "elsewhere.safetensors", "from a friend")
    with daemon.client() as client:
        used = client.ask("/foley/use", "core", pairs={"adapter": str(elsewhere)})
        assert (used.word, used.values["adapter"]) == ("pack-changed", str(elsewhere))
        assert client.ask("/foley/use", "core", pairs={"adapter": ""}).values["adapter"] == ""
        assert client.ask("/foley/use", "core", pairs={"adapter": "from a friend"}).values["adapter"] == str(elsewhere)
        assert client.ask("/foley/use", "core").values["adapter"] == str(elsewhere)
        for pairs, expected in (({}, str(elsewhere)), ({"adapter": ""}, "")):
            own_id = f"with{len(expected)}"
            options: dict[str, Argument] = {"destination": str(daemon.project), **pairs}
            list(client.generate("boots", seconds=0.5, count=1, pairs=options, request_id=own_id))
            with Journal(daemon.folders.journal_file) as journal:
                assert f'"adapter": "{expected}"' in journal.job(own_id).order
        with pytest.raises(PackError, match="no adapter 'unknown'"):
            client.ask("/foley/use", "core", pairs={"adapter": "unknown"})
        elsewhere.unlink()
        with pytest.raises(PackError, match="cannot be read"):
            list(client.generate("boots", seconds=0.5, count=1))


def adapters(client: Client) -> Iterator[Answer]:
    for one in client.call("/foley/packs"):
        if one.word == "adapter":
            yield one
        if one.word == "packs":
            return


def engine_of(daemon: Served) -> int:
    """The engine's process: of the children of this one that run the quick worker the one that was started last."""
    found = []
    for one in Path("/proc").iterdir():
        if one.name.isdigit():
            command = _read(one / "cmdline").split(b"\0")
            parent = _read(one / "stat").rpartition(b")")[2].split()[1:2]
            if b"tests.bridge.engine.quick_worker" in command and parent == [str(os.getpid()).encode()]:
                found.append(int(one.name))
    return max(found)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
