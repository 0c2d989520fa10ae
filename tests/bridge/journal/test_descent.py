"""The history as a tree: what comes of which candidate, also in journals from before that was remembered."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from foley_bridge.cli import EXIT_BAD_REQUEST, main
from foley_bridge.commands.history import lines
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import Kind
from foley_bridge.journal.schema import STEPS, migrate

UDP = "udp:127.0.0.1:9001"
TREE = {"root": "", "soft": "root#1", "softer": "soft#0", "hard": "root#3", "other": "", "root#odd": "other#2"}


def order(prompt: str, parent: str, amount: float = 0.3) -> str:
    source = {"candidate": parent, "amount": amount, "recipe": "{}"} if parent else None
    return json.dumps({"request": {"prompt": prompt, "seconds": 2.0, "count": 4}, "source": source})


def write_tree(path: Path) -> None:
    with Journal(path) as journal:
        for name, parent in TREE.items():
            journal.accept(name, order(f"prompt {name}", parent), UDP)


def test_from_any_request_the_whole_tree_is_found_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    write_tree(path)
    reader = JournalReader(path)
    for name in ("root", "soft", "softer", "hard"):
        assert [row.job.id for row in reader.family(name)] == ["root", "soft", "softer", "hard"]
    assert [row.job.id for row in reader.family("other")] == ["other", "root#odd"]
    assert [row.parent for row in reader.family("hard")] == ["", "root#1", "soft#0", "root#3"]
    assert reader.family("nobody") == ()


def test_what_is_forgotten_above_leaves_the_rest_a_tree_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        journal.accept("late", order("late", "gone#2"), UDP)
        journal.accept("later", order("later", "late#0"), UDP)
    family = JournalReader(path).family("later")
    assert [row.job.id for row in family] == ["late", "later"]
    assert next(lines(family)).startswith("of gone#2, which is forgotten: late ")


def test_a_request_that_claims_to_come_of_itself_ends(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        journal.accept("a", order("a", "b#0"), UDP)
        journal.accept("b", order("b", "a#0"), UDP)
    assert {row.job.id for row in JournalReader(path).family("a")} == {"a", "b"}


def test_a_journal_from_before_knows_its_tree_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as earlier:
        migrate(earlier, STEPS[:4])
        columns = "id, order_text, route, state, batch_size, created_s, kind"
        rows = [(name, order(name, parent), UDP, "done", 8, 1.0, "generate") for name, parent in TREE.items()]
        rows += [
            ("train", json.dumps({"source": "a folder"}), UDP, "done", 8, 1.0, Kind.TRAIN.value),
            ("broken", "no JSON at all", UDP, "done", 8, 1.0, "generate"),
            ("number", json.dumps({"source": {"candidate": 3}}), UDP, "done", 8, 1.0, "generate"),
        ]
        earlier.executemany(f"INSERT INTO jobs ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    Journal(path).close()
    reader = JournalReader(path)
    parents = {row.job.id: row.parent for row in reader.page(limit=20)}
    assert parents == {**TREE, "train": "", "broken": "", "number": ""}
    assert [row.job.id for row in reader.family("softer")] == ["root", "soft", "softer", "hard"]


def test_the_command_draws_the_tree_behind_the_candidates_it_grew_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    path = user_folders().journal_file
    path.parent.mkdir(parents=True)
    write_tree(path)
    assert main(["history", "softer"]) == 0
    drawn = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in drawn[:1]] == ["root"]
    assert drawn[1].startswith("├─ #1 → soft  ")
    assert drawn[2].startswith("│  └─ #0 → softer  ")
    assert drawn[3].startswith("└─ #3 → hard  ")
    assert "prompt hard, amount 0.3: queued" in drawn[3]
    assert main(["history", "--tree"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(TREE)
    assert main(["history"]) == 0
    listed = capsys.readouterr().out
    assert "(of root#1)\n" in listed
    assert "└" not in listed
    assert "forgotten" not in "".join(line for line in listed.splitlines() if "other#2" not in line)
    assert main(["history", "--json", "--limit", "2"]) == 0
    assert [one["parent"] for one in json.loads(capsys.readouterr().out)] == ["other#2", None]


@pytest.mark.parametrize(("more", "said"), [(["nobody"], "'nobody' is known"), (["--limit", "0"], "limit is 0")])
def test_what_cannot_be_shown_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    assert main(["history", *more]) in (1, EXIT_BAD_REQUEST)
    assert said in capsys.readouterr().err
