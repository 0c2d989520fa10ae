"""Sheets, exports and hits asked for over OSC: accepted, told, cancelled, refused; each done as the command does it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import soundfile

from foley_bridge.cli import main
from foley_bridge.client import Client, new_id
from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import Kind, State
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_models.errors import CancelledError, DestinationError, EngineCrashedError, RequestError
from tests.bridge.daemon.served import Served, served
from tests.bridge.roundrobin.takes import hit, write_take
from tests.models.tiny_core import write_tiny_pack

SHEET = """time,length,prompt,track,count
0.5,0.5,heavy boots on gravel,Feet,2
3,0.5,a door slams,Doors,1
5,0.5,heavy boots on gravel,Feet,2
"""
LONG = "time,length,prompt\n" + "".join(f"{row},0.5,step {row}\n" for row in range(200))


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("works")) as running:
        yield running


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "reel 1.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


@dataclass(frozen=True)
class Course:
    """All that a host heard of a request."""

    answers: tuple[Answer, ...]

    @property
    def made(self) -> Mapping[str, Argument]:
        (made,) = (one.values for one in self.answers if one.word == "made")
        return made

    @property
    def words(self) -> list[str]:
        """Without repeats of progress."""
        words = [one.word for one in self.answers]
        return [word for place, word in enumerate(words) if words[place - 1 : place] != [word]]


def cues(daemon: Served, sheet: Path, out: Path, request_id: str | None = None, **pairs: Argument) -> Course:
    with daemon.client() as client:
        return Course(tuple(client.cues(str(sheet), pairs={"out": str(out), **pairs}, request_id=request_id)))


def listed(made: Mapping[str, Argument]) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(Path(str(made["list"])).read_text(encoding="utf-8"))
    return found


def test_a_sheet_becomes_takes_a_project_stems_and_a_report_and_the_same_call_again_is_the_same(
    daemon: Served, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, own_id = tmp_path / "new" / "out", new_id()
    course = cues(daemon, sheet, out, own_id, stems=1)
    assert course.words[:2] == ["accepted", "progress"]
    assert course.words[-2:] == ["made", "done"]
    last = course.answers[-1].values
    assert (last["delivered"], last["rejected"], last["text"]) == (3, 0, "3 of 3 cues made, 5 takes in all.")
    assert course.made["folder"] == str(out)
    assert Path(str(course.made["reaper"])) == out / "cues.RPP"
    assert Path(str(course.made["report"])) == out / "report.html"
    shares = [float(one.values["fraction"]) for one in course.answers if one.word == "progress"]
    assert shares == sorted(shares)
    found = listed(course.made)["cues"]
    assert [(one["row"], one["time"], one["track"], len(one["takes"])) for one in found] == [  # type: ignore[arg-type]
        (2, 0.5, "Feet", 2),
        (3, 3.0, "Doors", 1),
        (4, 5.0, "Feet", 2),
    ]
    files = sorted((out / "Foley").iterdir())
    assert sorted(out / str(take["file"]) for one in found for take in one["takes"]) == files  # type: ignore[attr-defined]
    with Journal(daemon.folders.journal_file) as journal:
        for one in found:
            assert journal.job(str(one["request"])).state is State.DONE
        asked = len(journal.recent(1000))
        assert journal.job(own_id).kind is Kind.CUES
    assert {one.name for one in (out / "stems").iterdir()} == {"feet.wav", "doors.wav"}
    with daemon.client() as client:  # an id is one request
        with pytest.raises(RequestError, match="another request already"):
            next(client.cues(str(sheet), pairs={"out": str(tmp_path / "other")}, request_id=own_id))
        with pytest.raises(RequestError, match=r"another kind \(cues\)"):
            next(client.generate("boots", seconds=0.5, count=1, request_id=own_id))
        with pytest.raises(RequestError, match="only a training can be paused"):
            client.pause(own_id)
    again = cues(daemon, sheet, out, own_id, stems=1)
    assert again.words == ["made", "done"]
    assert again.made == course.made
    # Another call with the same folder, and the command, find what is there.
    assert cues(daemon, sheet, out).answers[-1].values["delivered"] == 3
    monkeypatch.setenv(HOME_VARIABLE, str(daemon.folders.home))
    assert main(["cues", str(sheet), "--out", str(out)]) == 0
    assert "3 of 3 cues made" in capsys.readouterr().out
    assert sorted((out / "Foley").iterdir()) == files
    with Journal(daemon.folders.journal_file) as journal:
        assert len(journal.recent(1000)) == asked + 1


def test_a_sheet_is_cancelled_with_the_sounds_it_asked_for_and_another_call_goes_on(
    daemon: Served, tmp_path: Path
) -> None:
    sheet, own_id = tmp_path / "long.csv", new_id()
    sheet.write_text(LONG, encoding="utf-8")
    with daemon.client() as client:
        answers = client.cues(str(sheet), pairs={"out": str(tmp_path / "out"), "count": 1}, request_id=own_id)
        with pytest.raises(CancelledError):
            _cancelled_under_way(client, answers, own_id)
    record = (tmp_path / "out" / "cues.jsonl").read_text(encoding="utf-8").splitlines()
    assert 1 <= len(record) < 200
    assert (tmp_path / "out" / "report.html").exists()
    with Journal(daemon.folders.journal_file) as journal:
        assert journal.job(own_id).state is State.CANCELLED
        assert journal.waiting() == 0
        assert journal.running() is None
    sheet.write_text("".join(LONG.splitlines(keepends=True)[: len(record) + 3]), encoding="utf-8")
    before = set((tmp_path / "out" / "Foley").iterdir())
    course = cues(daemon, sheet, tmp_path / "out", count=1)
    assert course.answers[-1].values["delivered"] == len(record) + 2
    assert before < set((tmp_path / "out" / "Foley").iterdir())


def _cancelled_under_way(client: Client, answers: Iterator[Answer], own_id: str) -> None:
    for answer in answers:
        if answer.word == "progress" and float(answer.values["fraction"]) > 0.01:
            client.tell("/foley/cancel", own_id)  # more than once: UDP says things twice


def test_a_process_that_is_killed_is_told_and_what_it_made_is_gone_on_with(daemon: Served, tmp_path: Path) -> None:
    sheet, out = tmp_path / "long.csv", tmp_path / "out"
    sheet.write_text("".join(LONG.splitlines(keepends=True)[:31]), encoding="utf-8")
    with daemon.client() as client:
        answers = client.cues(str(sheet), pairs={"out": str(out), "count": 1})
        next(one for one in answers if one.word == "progress")
        _kill_worker()
        with pytest.raises(EngineCrashedError, match=r"signal 9.*What is made stays: ask again, with the same folder"):
            list(answers)
    before = set((out / "Foley").glob("*.wav"))
    assert cues(daemon, sheet, out, count=1).answers[-1].values["delivered"] == 30
    there = set((out / "Foley").iterdir())
    assert before <= there
    assert len(there) == 30


def _kill_worker() -> None:
    for one in psutil.Process().children():
        with suppress(psutil.ZombieProcess):
            if "foley_bridge.works.child" in one.cmdline():
                one.kill()


def test_a_waiting_sheet_is_cancelled_before_it_begins(daemon: Served, tmp_path: Path) -> None:
    sheet, first, second = tmp_path / "long.csv", new_id(), new_id()
    sheet.write_text(LONG, encoding="utf-8")
    with daemon.client() as client:
        for own_id in (first, second):
            client.tell("/foley/cues", str(sheet), pairs={"out": str(tmp_path / own_id)}, request_id=own_id)
        ended: dict[str, Answer] = {}
        for own_id in (second, first):
            client.tell("/foley/cancel", own_id)
        while len(ended) < 2:
            answer = client.receive(20)
            assert answer is not None
            if answer.final:
                ended[answer.id] = answer
    assert {one.values["code"] for one in ended.values()} == {"cancelled"}
    assert not (tmp_path / second).exists()


def test_a_sheet_that_cannot_be_made_fails_with_its_faults_and_leaves_nothing(
    daemon: Served, sheet: Path, tmp_path: Path
) -> None:
    sheet.write_text("time,prompt\n1,boots\n0:00:00:12,rain\n", encoding="utf-8")
    with pytest.raises(
        RequestError, match=r"(?s)row 2: it has neither length nor end.*row 3: '0:00:00:12' counts frames"
    ):
        cues(daemon, sheet, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ({"fps": "17"}, "fps is '17'"),
        ({"count": 17}, "count is 17"),
        ({"rate": 7}, "rate is 7"),
        ({"stems": 2}, "stems is 2"),
        ({"start": "noon"}, "'noon' is no time"),
        ({"out": "relative"}, "no absolute path"),
        ({"out": "/etc/foley"}, "belongs to the system"),
        ({"out": "/tmp/.hidden/x"}, "hidden folder"),
        ({"out": "/tmp/../etc"}, "'..'"),
    ],
)
def test_what_no_sheet_can_have_is_refused_at_once(
    daemon: Served, sheet: Path, tmp_path: Path, pairs: dict[str, Argument], said: str
) -> None:
    with daemon.client() as client, pytest.raises((RequestError, DestinationError), match=said):
        next(client.cues(str(sheet), pairs={"out": str(tmp_path / "out"), **pairs}))


def test_paths_are_absolute_of_known_kinds_and_never_in_the_daemons_own_folders(
    daemon: Served, sheet: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(daemon.folders.state)
    with daemon.client() as client:
        for path, out, said in (
            ("reel.csv", tmp_path, "absolute path of a cue sheet"),
            ("/etc/passwd", tmp_path, "ends in one of"),
            (str(sheet), daemon.folders.state / "x", "Foley Bridge's own"),
            (str(sheet), tmp_path / "link" / "x", "Foley Bridge's own"),
        ):
            with pytest.raises((RequestError, DestinationError), match=said):
                next(client.cues(path, pairs={"out": str(out)}))


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("takes")
    return [
        write_take(folder / f"take {place}.wav", hit(0.1, hertz=250 * (place + 1), level=0.4), index=place)
        for place in range(4)
    ]


@pytest.fixture(scope="module")
def ear(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("ear") / "pack")


def export(client: Client, takes: list[Path], pairs: Mapping[str, Argument], request_id: str | None = None) -> Course:
    return Course(tuple(client.export(*map(str, takes), pairs=pairs, request_id=request_id)))


def test_an_export_appears_whole_with_its_manifest_and_is_not_made_over(
    daemon: Served, takes: list[Path], ear: Path, tmp_path: Path
) -> None:
    out, own_id = tmp_path / "boots", new_id()
    pairs: dict[str, Argument] = {"out": str(out), "count": 3, "loudness": -20.0, "ogg": 0, "ear": str(ear)}
    with daemon.client() as client:
        course = export(client, takes, pairs, own_id)
        assert course.words[0] == "accepted"
        assert course.words[-2:] == ["made", "done"]
        manifest = json.loads(Path(str(course.made["list"])).read_text(encoding="utf-8"))
        assert (len(manifest["variants"]), manifest["request"]) == (3, own_id)
        assert course.answers[-1].values["delivered"] == 3
        assert "3 variants of 4" in str(course.answers[-1].values["text"])
        assert not (out / "ogg").exists()
        assert [one.name for one in tmp_path.iterdir()] == ["boots"]
        assert export(client, takes, pairs, own_id).words == ["made", "done"]
        with pytest.raises(RequestError, match="holds an export already: name another folder in out, or say replace"):
            export(client, takes, pairs)
        with pytest.raises(RequestError, match=r"hold 4 sounds that differ, and 9 variants are wanted"):
            export(client, takes, {"out": str(tmp_path / "nine"), "count": 9, "ear": str(ear)})
        with pytest.raises(RequestError, match="Say either takes or the pair prompt"):
            export(client, [], pairs)
        with pytest.raises(RequestError, match="must be said by its absolute path"):
            export(client, [Path("some/take.wav")], pairs)
    assert not (tmp_path / "nine").exists()


def test_hits_are_put_at_the_events_of_a_list(daemon: Served, tmp_path: Path) -> None:
    guide, out = tmp_path / "drops.csv", tmp_path / "out"
    guide.write_text("time,strength\n1,1\n2.5,0.5\n3.25,0.25\n", encoding="utf-8")
    with daemon.client() as client:
        pairs: dict[str, Argument] = {"out": str(out), "count": 2, "seconds": 0.5, "stem": 1}
        course = Course(tuple(client.spot("late raindrops", str(guide), pairs=pairs)))
    assert course.words[-2:] == ["made", "done"]
    assert course.answers[-1].values["delivered"] == 3
    assert [one["time"] for one in listed(course.made)["items"]] == [1.0, 2.5, 3.25]
    assert Path(str(course.made["reaper"])) == out / "spotted.RPP"
    assert soundfile.info(str(course.made["stem"])).duration > 3.25
    with daemon.client() as client, pytest.raises(RequestError, match="named is for those of a REAPER project"):
        next(client.spot("raindrops", str(guide), pairs={**pairs, "named": "drop"}))
