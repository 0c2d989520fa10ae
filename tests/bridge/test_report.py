"""What the command line says about a delivery."""

import io
import json
from dataclasses import replace
from pathlib import Path

from foley_bridge.delivery import Delivery, deliver
from foley_bridge.report import print_report, report_json
from foley_models.requests import GenerationRequest, GenerationResult
from tests.bridge.results import REQUEST, make_candidate, make_result, three_takes


def _report(
    result: GenerationResult, folder: Path, request: GenerationRequest = REQUEST, *, asked: Path | None = None
) -> str:
    stream = io.StringIO()
    print_report(_deliver(result, folder, request), result, request, asked=asked or folder, stream=stream)
    return stream.getvalue()


def _deliver(result: GenerationResult, folder: Path, request: GenerationRequest = REQUEST) -> Delivery:
    return deliver(result, request, folder, rate_hz=48_000)


def test_the_table_is_ranked_and_marks_what_did_not_pass(tmp_path: Path) -> None:
    rows = [line.split() for line in _report(three_takes(), tmp_path).splitlines()]
    assert ["rank", "score", "passed", "seed", "file"] in rows
    assert [row for row in rows if row and row[0] in "123"] == [
        ["1", "0.512", "yes", "1001", "01_heavy-boots-on-gravel_1001.wav"],
        ["2", "0.400", "yes", "1002", "02_heavy-boots-on-gravel_1002.wav"],
        ["3", "0.100", "no", "1003", "03_heavy-boots-on-gravel_1003.wav"],
    ]


def test_it_says_where_the_project_is(tmp_path: Path) -> None:
    assert f"Open {tmp_path / 'takes.RPP'} in REAPER" in _report(three_takes(), tmp_path)


def test_it_says_when_takes_are_missing(tmp_path: Path) -> None:
    text = _report(make_result(make_candidate(1), rejected=11), tmp_path)
    assert "2 of 3 takes are missing: 11 candidates were rejected." in text
    assert "missing" not in _report(three_takes(), tmp_path)


def test_it_says_when_a_take_was_turned_down(tmp_path: Path) -> None:
    text = _report(make_result(make_candidate(1, level=2.0)), tmp_path)
    assert "01_heavy-boots-on-gravel_1001.wav was turned down by 6.1 dB so as not to clip." in text


def test_it_says_when_the_folder_held_takes_already(tmp_path: Path) -> None:
    assert "holds takes already" not in _report(three_takes(), tmp_path)
    text = _report(three_takes(), tmp_path)
    assert f"{tmp_path} holds takes already" in text
    assert str(tmp_path / "run-2" / "takes.RPP") in text


def test_square_brackets_of_a_prompt_are_text_and_not_markup(tmp_path: Path) -> None:
    request = replace(REQUEST, prompt="[red]boots[/red] [bold]")
    assert "[red]boots[/red] [bold]" in _report(three_takes(), tmp_path, request)


def test_json_says_the_same_and_a_missing_score_is_null(tmp_path: Path) -> None:
    result = make_result(make_candidate(1, score=float("nan"), passed=False))
    values = json.loads(report_json(_deliver(result, tmp_path), result, REQUEST))
    assert values["prompt"] == "heavy boots on gravel"
    assert values["project"] == str(tmp_path / "takes.RPP")
    assert values["takes"] == [
        {
            "rank": 1,
            "score": None,
            "passed": False,
            "seed": 1001,
            "file": "01_heavy-boots-on-gravel_1001.wav",
            "gain_db": 0.0,
        }
    ]
