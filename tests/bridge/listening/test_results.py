"""What answers show, and how it leaves the program."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from foley_bridge.listening import export
from foley_bridge.listening.plan import ListeningTest
from foley_bridge.listening.ratings import RatingResults
from foley_bridge.listening.results import Collected, collect
from foley_bridge.listening.session import Session
from foley_bridge.listening.trials import Given
from tests.bridge.listening.systems import SECRETS, make_ab, make_rating

QUALITY = {0: 3, 1: 5, 2: 9}  # by system; a listener adds nothing, an item one where its number is odd


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about power cuts, and a busy disk takes its time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def _rate(test: ListeningTest, *listeners: str) -> Collected:
    for name in listeners:
        with Session(test, name) as session:
            for trial in session.trials:
                quality = QUALITY[trial.order[0]] + trial.item.number % 2
                session.answer(trial.number, Given({"quality": quality, "fit": 10 - quality}, 1, 2.0))
    return collect(test)


def _results(collected: Collected) -> RatingResults:
    assert isinstance(collected.results, RatingResults)
    return collected.results


def test_means_are_by_system_class_and_scale(tmp_path: Path) -> None:
    results = _results(_rate(make_rating(tmp_path), "anna", "ben"))
    means = {(one.system, one.category, one.scale): (one.mean, one.ratings) for one in results.means}
    assert means[SECRETS[0], "", "quality"] == (3.5, 12)
    assert means[SECRETS[2], "", "fit"] == (0.5, 12)
    assert means[SECRETS[1], "dog", "quality"][1] == 6
    assert len(means) == 3 * 3 * 2


def test_systems_that_differ_everywhere_are_told_apart_by_every_test(tmp_path: Path) -> None:
    results = _results(_rate(make_rating(tmp_path), "anna", "ben"))
    (overall,) = (one for one in results.overall if one.scale == "quality")
    assert overall.blocks == 12
    assert overall.statistic == pytest.approx(24.0)  # all blocks agree: n (k - 1)
    pairs = {(one.first, one.second): one for one in results.pairs if one.scale == "quality"}
    assert len(pairs) == 3
    assert pairs[SECRETS[0], SECRETS[2]].difference == 6
    assert all(one.holm_p is not None and one.wilcoxon_p is not None for one in pairs.values())
    assert all((one.holm_p or 1) < 0.01 and (one.holm_p or 0) >= (one.wilcoxon_p or 1) for one in pairs.values())
    assert results.reference == SECRETS[2]


def test_half_a_sitting_counts_and_is_said(tmp_path: Path) -> None:
    test = make_rating(tmp_path)
    with Session(test, "ben") as session:
        session.answer(0, Given({"quality": 5, "fit": 5}))
    collected = collect(test)
    assert "ben has answered 1 of 18." in export.results_markdown(collected)
    json.loads(export.results_json(collected))
    assert export.plot_png(collected)


def test_the_answers_as_a_table_hold_every_one_and_no_formula(tmp_path: Path) -> None:
    collected = _rate(make_rating(tmp_path), "=cmd()", "Zoë 雨")
    rows = list(csv.DictReader(io.StringIO(export.answers_csv(collected))))
    assert len(rows) == 2 * 18
    assert {row["listener"] for row in rows} == {"'=cmd()", "Zoë 雨"}
    assert {row["system"] for row in rows} == set(SECRETS)
    assert {int(row["quality"]) + int(row["fit"]) for row in rows} == {10}


def test_results_are_written_as_csv_json_markdown_and_picture(tmp_path: Path) -> None:
    collected = _rate(make_rating(tmp_path), "anna", "ben")
    names = (export.ANSWERS_CSV, export.TABLE_CSV, export.RESULTS_JSON, export.RESULTS_MD, export.PLOT_PNG)
    for _ in range(2):  # over those of before
        paths = export.write_results(collected, tmp_path / "results", names)
    assert sorted(path.name for path in paths) == sorted(path.name for path in (tmp_path / "results").iterdir())
    table = list(csv.DictReader(io.StringIO(paths[1].read_text(encoding="utf-8"))))
    assert {row["what"] for row in table} == {"mean", "mean (t)", "Wilcoxon", "Wilcoxon, Holm", "paired t", "Friedman"}
    means = {one["mean"] for one in json.loads(paths[2].read_text(encoding="utf-8"))["results"]["means"]}
    assert 3.5 in means
    text = paths[3].read_text(encoding="utf-8")
    assert "## Quality, 0 to 10" in text
    assert f"| {SECRETS[2]} (real) | all | 12 | 9.50 |" in text
    assert "Friedman over all systems: χ² = 24.00, p < 0.001, 12 blocks." in text
    assert paths[4].read_bytes().startswith(b"\x89PNG")


def test_a_name_cannot_break_the_table_or_steer_a_terminal(tmp_path: Path) -> None:
    test = make_ab(tmp_path)
    with Session(test, "a|b") as session:
        session.answer(0, Given({"choice": "none"}))
    collected = collect(test)
    text = export.results_markdown(collected)
    assert "a\\|b has answered 1 of 6." in text
    assert "| all | 0 | 0 | 1 | – | – | – |" in text
    assert export.plot_png(collected).startswith(b"\x89PNG")
