"""Clocks and the speed command, with a real pack at tiny size."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks.speed import PEER, REQUEST, Process, SpeedResult, main, markdown, peak_bytes, time_process
from benchmarks.timing import STAGES, TOTAL, StageClock, median_of, time_request
from foley_models.errors import NotAvailableError
from foley_models.pack import load_pack
from foley_models.requests import GenerationRequest, Progress
from foley_models.stack import ModelStack
from tests.models.tiny_core import write_tiny_pack


@pytest.fixture(scope="module")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("tiny"))


def test_time_goes_to_the_stage_that_was_running() -> None:
    times = iter([0.0, 1.0, 1.5, 4.5, 5.0, 7.0])
    clock = StageClock(lambda: next(times))
    for stage in ("text", "denoise", "decode", "denoise"):
        clock.note(Progress(stage, 0.0, 0.0))
    assert clock.finish() == {"text": 1.5, "denoise": 5.0, "decode": 0.5, "rank": 0.0, TOTAL: 7.0}


def test_stages_of_a_real_request_add_up_to_the_total(pack_folder: Path) -> None:
    stack = ModelStack(load_pack(pack_folder, device="cpu"))
    seconds = time_request(stack, GenerationRequest(prompt="rain falling", seconds=0.5, count=1))
    assert sum(seconds[stage] for stage in STAGES) == pytest.approx(seconds[TOTAL])
    assert seconds["denoise"] > 0.0
    assert seconds["rank"] > 0.0


def test_the_median_is_taken_of_each_stage() -> None:
    assert median_of([{"a": 1.0, "b": 9.0}, {"a": 3.0, "b": 2.0}, {"a": 2.0, "b": 4.0}]) == {"a": 2.0, "b": 4.0}


def test_the_peer_differs_from_our_request_in_sampler_and_steps_only() -> None:
    assert (PEER.sampler, PEER.steps) == ("ddim", 50)
    assert (PEER.prompt, PEER.seconds, PEER.count, PEER.seed, PEER.pool) == (
        REQUEST.prompt,
        REQUEST.seconds,
        REQUEST.count,
        REQUEST.seed,
        REQUEST.pool,
    )


def test_the_command_measures_a_pack(pack_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pack", str(pack_folder), "--device", "cpu", "--runs", "1", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert set(result["pools"]) == {"4", "8", "16"}
    assert result["process"]["second_s"] > 0.1
    assert result["peer"][TOTAL] > result["pools"]["4"][TOTAL]
    if sys.platform != "win32":
        assert result["process"]["peak_bytes"] > 50_000_000
        assert result["peak_bytes"] > 50_000_000


def test_a_process_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(NotAvailableError, match="no pack"):
        time_process(tmp_path / "none", "cpu")


def test_no_runs_are_refused(pack_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pack", str(pack_folder), "--runs", "0"]) == 1
    assert "runs is 0" in capsys.readouterr().err


def test_the_report_says_what_is_measured_and_the_ratio() -> None:
    seconds = dict.fromkeys((*STAGES, TOTAL), 2.0)
    result = SpeedResult(
        settings={"threads": 2},
        process=Process(20.0, 9.0, None),
        load_s=0.5,
        pools={4: seconds, 16: seconds},
        default_pool=16,
        runs=5,
        peer=dict.fromkeys((*STAGES, TOTAL), 5.0),
        peer_runs=3,
        peak_bytes=1_234_000_000,
    )
    text = markdown(result)
    for said in ("9.0 s", "not told by this system", "1234 MB", "2.50 times", "| pool 16 |", "threads 2"):
        assert said in text


def test_memory_is_told_in_bytes() -> None:
    used = peak_bytes(of_children=False)
    assert used is None if sys.platform == "win32" else used is not None and 50_000_000 < used < 100_000_000_000
