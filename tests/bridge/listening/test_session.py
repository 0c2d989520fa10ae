"""A sitting: blind, balanced, stored answer by answer, and going on where it stopped."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.files.atomic import NameTakenError
from foley_bridge.listening.answers import read_all_answers
from foley_bridge.listening.compare import compare_before_after
from foley_bridge.listening.plan import AB, TEST_FILE, read_test, write_test
from foley_bridge.listening.results import collect
from foley_bridge.listening.session import Session, prepare, rules
from foley_bridge.listening.trials import Given
from foley_models.errors import RequestError
from tests.bridge.listening.systems import NAMES, SECRETS, make_ab, make_rating, write_system, write_systems
from tests.bridge.processes import environment

ANSWERING = """
import sys
from pathlib import Path
from foley_bridge.listening.plan import read_test
from foley_bridge.listening.session import Session
from foley_bridge.listening.trials import Given

with Session(read_test(Path(sys.argv[1])), "anna") as session:
    while (number := session.next_open()) is not None:
        session.answer(number, Given({"choice": "a"}))
        print(number, flush=True)
        sys.stdin.readline()
"""


def _choose(choice: str = "a") -> Given:
    return Given({"choice": choice}, plays=2, seconds=1.5)


def test_every_listener_has_an_order_of_their_own_and_keeps_it(tmp_path: Path) -> None:
    test = make_ab(tmp_path)
    orders = {}
    for name in ("anna", "ben", "Zoë", "雨"):
        with Session(test, name) as session:
            orders[name] = [(trial.item.key, trial.order) for trial in session.trials]
        with Session(test, name) as again:
            assert orders[name] == [(trial.item.key, trial.order) for trial in again.trials]
    assert len({tuple(key for key, _ in order) for order in orders.values()}) == 4
    assert all(sorted(key for key, _ in order) == sorted(NAMES) for order in orders.values())


@pytest.mark.parametrize("seed", range(8))
def test_sides_are_balanced_for_a_listener_in_each_class_and_for_each_pair_over_two_listeners(
    tmp_path: Path, seed: int
) -> None:
    test = replace(make_ab(tmp_path), seed=seed)
    trials = [rules(test).draw_trials(test, name, number) for number, name in enumerate(("anna", "ben", "cleo", "dan"))]
    for own in trials:
        assert Counter(trial.order for trial in own) == {(0, 1): 3, (1, 0): 3}
        for category in ("dog", "rain"):
            counts = Counter(trial.order for trial in own if trial.item.category == category)
            assert abs(counts[(0, 1)] - counts[(1, 0)]) <= 1
    for item in test.items:
        orders = [next(trial.order for trial in own if trial.item == item) for own in trials]
        assert Counter(orders) == {(0, 1): 2, (1, 0): 2}


def test_a_sitting_goes_on_where_it_stopped_and_the_later_of_two_answers_holds(tmp_path: Path) -> None:
    test = make_ab(tmp_path)
    with Session(test, "anna") as session:
        for _ in range(3):
            session.answer(session.next_open() or 0, _choose())
        session.answer(1, _choose("none"))
    with Session(read_test(test.folder), "anna") as again:
        assert (again.answered, again.next_open()) == (3, 3)
        assert [again.said(number) for number in (0, 1, 3)] == [{"choice": "a"}, {"choice": "none"}, None]
    (latest,) = collect(test).latest
    assert [(one["trial"], one["choice"]) for one in latest] == [(0, "a"), (1, "none"), (2, "a")]


def test_an_answer_that_was_confirmed_survives_a_kill(tmp_path: Path) -> None:
    test = make_ab(tmp_path)
    command = (sys.executable, "-c", ANSWERING, str(test.folder))
    seen: list[int] = []
    for confirmed in (1, 2):
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            for _ in range(confirmed):
                seen.append(int(child.stdout.readline()))
                if len(seen) not in (1, 3):
                    child.stdin.write("\n")
                    child.stdin.flush()
            os.kill(child.pid, signal.SIGKILL)
    assert seen == [0, 1, 2]
    with Session(test, "anna") as session:
        assert session.next_open() == 3
        assert session.torn == 0


def test_a_torn_line_is_skipped_and_counted_and_the_next_answer_is_whole(tmp_path: Path) -> None:
    test = make_ab(tmp_path)
    with Session(test, "anna") as session:
        session.answer(0, _choose())
    with (test.answers_folder / "0000.jsonl").open("ab") as stream:
        stream.write(b'{"record": "answer", "trial": 1, "ite')
    with Session(test, "anna") as session:
        assert (session.torn, session.next_open()) == (1, 1)
        session.answer(1, _choose("b"))
    (answers,) = read_all_answers(test.answers_folder, test_id=test.id)
    assert [(one["trial"], one["choice"]) for one in answers.records] == [(0, "a"), (1, "b")]
    assert collect(test).torn == 1


def test_a_listener_whose_first_line_never_reached_the_disk_is_nobody(tmp_path: Path) -> None:
    test = make_ab(tmp_path)
    test.answers_folder.mkdir()
    (test.answers_folder / "0000.jsonl").write_bytes(b'{"record": "lis')
    with Session(test, "anna") as session:
        session.answer(0, _choose())
    assert [one.number for one in read_all_answers(test.answers_folder, test_id=test.id)] == [1]


def test_one_listener_cannot_sit_in_two_places_but_two_listeners_can(tmp_path: Path) -> None:
    test = make_ab(tmp_path)
    elsewhere = pytest.raises(RequestError, match="anna is listening elsewhere already")
    with Session(test, "anna"), Session(test, "ben"), elsewhere:
        Session(test, "anna")
    Session(test, "anna").close()


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "an\x1bna", "a\nb"])
def test_a_name_that_cannot_be_one_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RequestError, match="is no listener's name"):
        Session(make_ab(tmp_path), name)


@pytest.mark.parametrize(
    "said", [{}, {"choice": "c"}, {"choice": None}, {"choice": "a", "x": 1}, {"quality": 3, "fit": 4}]
)
def test_what_is_no_choice_is_not_stored(tmp_path: Path, said: dict[str, object]) -> None:
    with Session(make_ab(tmp_path), "anna") as session:
        with pytest.raises(RequestError):
            session.answer(0, Given(said))
        assert session.next_open() == 0


@pytest.mark.parametrize("value", [-1, 11, 2.5, True, "7", None])
def test_a_rating_is_a_whole_number_from_0_to_10(tmp_path: Path, value: object) -> None:
    with Session(make_rating(tmp_path), "anna") as session:
        with pytest.raises(RequestError, match="a whole number from 0 to 10"):
            session.answer(0, Given({"quality": 5, "fit": value}))
        assert len(session.trials) == 18
        assert {trial.order for trial in session.trials} == {(0,), (1,), (2,)}


def test_a_test_is_made_once_tells_nothing_and_needs_its_folders_no_more(tmp_path: Path) -> None:
    folders = write_systems(tmp_path)
    test, left_out = prepare(tmp_path / "test", AB, folders, seed=5)
    assert (len(test.items), left_out) == (6, ())
    copies = {path.name: path.stat().st_mtime_ns for path in test.sounds_folder.iterdir()}
    for name in copies:
        data = (test.sounds_folder / name).read_bytes()
        assert not any(secret.encode() in data or secret in name for secret in SECRETS)
    assert prepare(test.folder, AB, folders)[0] == test
    with pytest.raises(RequestError, match="holds another listening test"):
        prepare(test.folder, AB, dict(reversed(folders.items())))
    with pytest.raises(NameTakenError):
        write_test(test)
    (test.folder / TEST_FILE).unlink()  # as if the preparation had been interrupted: its copies are used again
    assert prepare(test.folder, AB, folders, seed=5)[0].items == test.items
    assert {path.name: path.stat().st_mtime_ns for path in test.sounds_folder.iterdir()} == copies
    for folder in folders.values():
        folder.rename(folder.with_name("gone " + folder.name))
    with Session(read_test(test.folder), "anna") as session:
        assert all(session.sound(trial.number, 1).is_file() for trial in session.trials)


@pytest.mark.parametrize(
    ("key", "value"),
    [("schema", 2), ("id", "../x"), ("kind", "mushra"), ("seed", "1"), ("systems", ["a", "a"]), ("items", [])],
)
def test_a_plan_that_was_changed_is_refused(tmp_path: Path, key: str, value: object) -> None:
    test = make_ab(tmp_path)
    _change(test.folder / TEST_FILE, {key: value})
    with pytest.raises(RequestError, match="is no listening test of this version"):
        read_test(test.folder)


def test_a_plan_whose_sounds_lead_elsewhere_is_refused(tmp_path: Path) -> None:
    test = make_ab(tmp_path)
    items = json.loads((test.folder / TEST_FILE).read_text(encoding="utf-8"))["items"]
    items[0]["sounds"][0] = "../../../etc/passwd"
    _change(test.folder / TEST_FILE, {"items": items})
    with pytest.raises(RequestError, match="name of a sound"):
        read_test(test.folder)


def test_answers_to_another_test_or_changed_by_hand_are_refused(tmp_path: Path) -> None:
    test = make_ab(tmp_path)
    with Session(test, "anna") as session:
        session.answer(0, _choose())
    with pytest.raises(RequestError, match="belongs to another listening test"):
        Session(replace(test, id="0" * 32), "anna")
    with (test.answers_folder / "0000.jsonl").open("a") as stream:
        stream.write('{"record": "answer", "trial": 1, "item": 1, "preferred": "somebody"}\n')
    with pytest.raises(RequestError, match="changed by hand"):
        collect(test)


def test_before_and_after_are_compared_in_one_call(tmp_path: Path) -> None:
    before, after = write_systems(tmp_path).values()

    def prefer_the_second_system(session: Session) -> None:
        for trial in session.trials:
            session.answer(trial.number, _choose("ab"[trial.order.index(1)]))

    results = compare_before_after(before, after, tmp_path / "out", "anna", present=prefer_the_second_system)
    assert results.systems == ("before", "after")
    assert (results.rows[0].first, results.rows[0].second, results.rows[0].undecided) == (0, 6, 0)
    assert [row.category for row in results.rows] == ["", "dog", "rain"]
    assert results.rows[0].p == pytest.approx(2 / 2**6)


def test_nobody_has_answered_yet(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="Nobody has answered"):
        collect(make_ab(tmp_path))
    with pytest.raises(RequestError, match="holds no listening test"):
        read_test(write_system(tmp_path / "elsewhere"))


def _change(path: Path, values: dict[str, object]) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values), encoding="utf-8")
