"""What the command line says about a request."""

import io
import json
from dataclasses import replace
from pathlib import Path

from foley_bridge.files.recipe import Choice, Environment, PackOrigin, Recipe, Sound
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_bridge.report import Outcome, report_json, table_row, write_summary
from foley_bridge.takes import HeardTake, Takes, take_name
from foley_models.requests import GenerationRequest

TAKES = (
    HeardTake(0, 1, 0.512, passed=True, file=Path("/x/FEETHmn_Boots_FB_NONE_a.wav"), seed=1001),
    HeardTake(1, 2, 0.1, passed=False, file=Path("/x/FEETHmn_Boots_FB_NONE_b.wav"), seed=1002),
    HeardTake(2, 3, None, passed=False, file=Path("/x/FEETHmn_Boots_FB_NONE_c.wav"), seed=1003),
)


def _recipe(take: HeardTake, *, gain_db: float = 0.0, commercial_use: bool = True) -> Recipe:
    request = GenerationRequest(
        "boots", steps=20, guidance=2.5, threshold=0.2, sampler="ddim", category="footstep", pool=8
    )
    return Recipe(
        program="foley-bridge 1.0",
        request=request,
        choice=Choice(take.index, take.seed, take.rank, score=take.score, passed=take.passed),
        sound=Sound(48_000, gain_db, "FEETHmn", "0" * 64),
        pack=PackOrigin("core", "0.1.0", "0" * 64, "CC0-1.0", commercial_use),
        layout={"denoise": (0,), "decode": (0,)},
        environment=Environment("cpu", "float32", 2, "none", "none", {}),
    )


OUTCOME = Outcome(
    prompt="boots [red]",
    asked=3,
    takes=TAKES,
    recipes=tuple(_recipe(one) for one in TAKES),
    rejected=0,
    reasons="",
    project=Path("/x/takes.RPP"),
    reordered=False,
)


def _summary(outcome: Outcome) -> str:
    stream = io.StringIO()
    write_summary(outcome, stream)
    return stream.getvalue()


def test_a_row_says_rank_score_whether_it_passed_and_where_it_is() -> None:
    assert [table_row(one).split() for one in TAKES] == [
        ["1", "0.512", "yes", "1001", "FEETHmn_Boots_FB_NONE_a.wav"],
        ["2", "0.100", "no", "1002", "FEETHmn_Boots_FB_NONE_b.wav"],
        ["3", "-", "no", "1003", "FEETHmn_Boots_FB_NONE_c.wav"],
    ]


def test_it_says_what_the_choice_was_made_by_and_what_may_be_done_with_the_sounds() -> None:
    text = _summary(OUTCOME)
    assert "Filed as FEETHmn; judged as footstep: 20 steps of ddim, guidance 2.5, threshold 0.2." in text
    assert "core 0.1.0 (CC0-1.0; commercial use allowed)" in text
    assert "Open /x/takes.RPP in REAPER" in text
    kept = replace(OUTCOME, recipes=tuple(_recipe(one, commercial_use=False) for one in TAKES))
    assert "NOT for commercial use" in _summary(kept)


def test_it_says_when_takes_are_missing_and_why() -> None:
    text = _summary(replace(OUTCOME, asked=5, rejected=11, reasons="11 were silent."))
    assert "2 of 5 takes are missing: 11 candidates were rejected." in text
    assert "11 were silent." in text
    assert "missing" not in _summary(OUTCOME)


def test_it_says_when_a_take_was_turned_down() -> None:
    recipes = (_recipe(TAKES[0], gain_db=-6.1), _recipe(TAKES[1], gain_db=-0.01), _recipe(TAKES[2]))
    text = _summary(replace(OUTCOME, recipes=recipes))
    assert text.count("turned down") == 1
    assert "FEETHmn_Boots_FB_NONE_a.wav was turned down by 6.1 dB so as not to clip." in text


def test_the_final_order_is_shown_where_it_is_not_the_one_that_was_told() -> None:
    assert "in their final order" in _summary(replace(OUTCOME, reordered=True))
    assert "in their final order" not in _summary(OUTCOME)


def test_json_says_the_same_and_a_missing_score_is_null() -> None:
    values = json.loads(report_json(OUTCOME))
    assert (values["prompt"], values["project"], values["cat_id"]) == ("boots [red]", "/x/takes.RPP", "FEETHmn")
    assert [one["score"] for one in values["takes"]] == [0.512, 0.1, None]


def _candidate(index: int, rank: int, score: float) -> Answer:
    values: dict[str, Argument] = {
        "index": index,
        "rank": rank,
        "score": score,
        "passed": 1,
        "path": f"/x/{index}.wav",
        "seed": 7,
    }
    return Answer("/foley/candidate", "id", values)


def test_takes_are_collected_in_the_order_of_their_newest_rank() -> None:
    takes = Takes()
    assert takes.hear(Answer("/foley/progress", "id", {})) is None
    first = takes.hear(_candidate(4, 1, 0.3))
    assert first is not None
    assert first.file == Path("/x/4.wav")
    assert takes.hear(_candidate(4, 1, 0.3)) is None
    assert takes.hear(_candidate(9, 2, -2.0)) is not None
    assert not takes.reordered
    takes.hear(Answer("/foley/ranking", "id", {}, rest=(9, 4)))
    assert takes.reordered
    assert [(one.index, one.rank, one.score) for one in takes.best_first()] == [(9, 1, None), (4, 2, 0.3)]


def test_a_takes_name_says_rank_score_and_prompt() -> None:
    assert take_name(TAKES[0], "boots") == "1 · 0.512 · boots"
    assert take_name(TAKES[1], "boots") == "2 · 0.100 (under the threshold) · boots"
    assert take_name(TAKES[2], "boots") == "3 · not scored (under the threshold) · boots"
