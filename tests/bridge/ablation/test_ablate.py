"""`foley-bridge ablate` from recordings to tables, with the real trainer on a real pack at tiny size."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from foley_bridge.ablation.running import check_pack
from foley_bridge.cli import main
from foley_bridge.daemon.instance import single_instance
from foley_models.errors import NotAvailableError
from foley_models.pack import load_pack
from tests.bridge.evaluation.studio import write_folder
from tests.bridge.processes import COMMAND, environment
from tests.models.evaluation.ears import write_yamnet
from tests.models.tiny_core import write_tiny_pack

SMALL = (
    *("--seeds=2", "--samplings=2", "--steps=3", "--per-class=4", "--candidates=2", "--targets=2", "--batch=4"),
    *("--seconds=0.5", "--device=cpu", "--validation-share=0.4"),
)
PATIENCE_S = 900.0  # a net, no measure: a busy machine starts programs slowly


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("studio")
    write_folder(root / "recordings", {"dog_bark": 8, "rain": 8}, seed=1)
    write_tiny_pack(root / "pack")
    return root


@pytest.fixture(scope="module")
def done(studio: Path) -> Path:
    """Two tables, made once, with all that is written."""
    out = [f"--{name}={studio / f'out.{name}'}" for name in ("csv", "json", "markdown")]
    assert main(_words(studio, studio / "work", "--table=k1", "--table=lambda", *_SWEEP, *out)) == 0
    return studio


_SWEEP = ("--weight=0", "--weight=2")


def _words(studio: Path, work: Path, *more: str) -> list[str]:
    pack = f"--pack={studio / 'pack'}"
    return ["ablate", str(studio / "recordings"), f"--work={work}", pack, *SMALL, *more]


def _numbers(file: Path, table: str) -> list[dict[str, Any]]:
    values = json.loads(file.read_text(encoding="utf-8"))
    (found,) = [one for one in values["tables"] if one["name"] == table]
    numbers: list[dict[str, Any]] = found["numbers"]
    return numbers


def _timeless(file: Path) -> list[object]:
    """All numbers but those of time."""
    tables = json.loads(file.read_text(encoding="utf-8"))["tables"]
    return [one for table in tables for one in table["numbers"] if one["measure"] != "seconds a clip"]


def test_table_1_of_karchkhadze_has_every_system_with_and_without_filter_and_real_audio(done: Path) -> None:
    numbers = _numbers(done / "out.json", "k1")
    systems = ("before", "LDM", "+Tuning", "+Latent", "+Tuning+Latent")
    everything = "all classes together"
    kad = {(n["system"], n["choice"]): n for n in numbers if n["measure"] == "kad" and n["label"] == everything}
    assert list(kad) == [(name, choice) for choice in ("none", "filter") for name in systems] + [("real audio", "none")]
    assert all(n["low"] < n["value"] < n["high"] for n in kad.values())
    assert all(n["spread"] >= 0 for line, n in kad.items() if line[0] != "real audio")
    values = [n["value"] for n in kad.values()]
    assert len(set(values)) == len(values)  # each training did something, and so did the filter


def test_differences_are_told_to_before_and_of_the_latent_loss_to_the_same_without_it(done: Path) -> None:
    numbers = _numbers(done / "out.json", "k1")
    compared = {(n["system"], n["against"]) for n in numbers if n["measure"] == "kad difference"}
    assert {("+Latent", "LDM"), ("+Tuning+Latent", "+Tuning"), ("LDM", "before")} <= compared
    assert ("+Latent", "LDM, filter") in compared
    assert all(n["low"] <= n["value"] <= n["high"] for n in numbers if n["measure"] == "kad difference")


def test_the_filter_costs_candidates_and_seconds_that_are_told(done: Path) -> None:
    found = {
        (n["measure"], n["choice"]): n["value"] for n in _numbers(done / "out.json", "k1") if n["system"] == "+Tuning"
    }
    assert found["candidates a clip", "none"] == 1
    assert 1 < found["candidates a clip", "filter"] <= 2
    assert found["seconds a clip", "filter"] > found["seconds a clip", "none"] > 0
    assert found["passed", "none"] <= found["passed", "filter"] <= 1


def test_the_floor_is_the_recordings_that_are_learnt_from_against_those_held_out(done: Path) -> None:
    kad = {n["system"]: n["value"] for n in _numbers(done / "out.json", "k1") if n["measure"] == "kad"}
    assert kad["real audio"] < min(value for name, value in kad.items() if name != "real audio")


def test_a_lambda_of_0_is_the_training_without_that_loss_and_trained_once(done: Path) -> None:
    sweep = {n["system"]: n["value"] for n in _numbers(done / "out.json", "lambda") if n["measure"] == "clap score"}
    k1 = {n["system"]: n["value"] for n in _numbers(done / "out.json", "k1") if n["measure"] == "clap score"}
    k1_plain = {
        n["system"]: n["value"] for n in _numbers(done / "out.json", "k1")[::-1] if n["measure"] == "clap score"
    }
    assert sweep["+Latent, lambda 0"] in (k1["LDM"], k1_plain["LDM"])
    assert len(list((done / "work" / "adapters").iterdir())) == 2 * (4 + 2)  # of two seeds: k1's, and two of lambda 2


def test_the_same_numbers_are_written_as_csv_and_page(done: Path) -> None:
    with (done / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(_numbers(done / "out.json", "k1")) + len(_numbers(done / "out.json", "lambda"))
    page = (done / "out.markdown").read_text(encoding="utf-8")
    assert "### Systems with and without the latent CLAP loss (K, table I)" in page
    assert "| +Tuning+Latent | filter |" in page


def test_a_second_run_finds_everything_and_says_the_same(
    done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {path: path.stat().st_mtime_ns for path in (done / "work").rglob("*.*") if path.suffix != ".lock"}
    again, plot = tmp_path / "again.json", tmp_path / "again.png"
    words = ("--table=k1", "--table=lambda", *_SWEEP, f"--json={again}", f"--plot={plot}")
    assert main(_words(done, done / "work", *words)) == 0
    assert "0 trainings of 3 steps" in capsys.readouterr().out
    assert (
        json.loads(again.read_text(encoding="utf-8"))["tables"]
        == json.loads((done / "out.json").read_text(encoding="utf-8"))["tables"]
    )
    assert {path: path.stat().st_mtime_ns for path in made} == made
    assert plot.read_bytes().startswith(b"\x89PNG")


def test_a_dry_run_says_what_it_would_take_and_trains_nothing(
    studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_words(studio, tmp_path / "work", "--table=all", *_SWEEP, "--dry-run")) == 0
    shown = capsys.readouterr().out
    assert "10 recordings to learn from, 6 held out, 2 classes; tables: k1, y1, y2, lambda." in shown
    assert "trainings of 3 steps" in shown
    assert "of memory" in shown
    assert not (tmp_path / "work").exists()


def test_yuans_tables_chain_two_trainings_and_choose_from_one_pool(studio: Path, tmp_path: Path) -> None:
    out, yamnet = tmp_path / "out.json", write_yamnet(tmp_path)
    words = ("--table=y1", "--table=y2", "--seeds=1", "--samplings=1", f"--json={out}", f"--embedding=yamnet={yamnet}")
    assert main(_words(studio, tmp_path / "work", *words)) == 0
    steps = [n for n in _numbers(out, "y1") if n["measure"] == "kad" and n["label"] == "all classes together"]
    assert [n["system"] for n in steps] == [
        *("before", "before", "LDM-S", "+Pre", "+Text", "+Filter", "+Tuned", "real audio"),
    ]
    assert {n["embedding"] for n in steps} == {"yamnet"}
    assert len(list((tmp_path / "work" / "adapters").iterdir())) == 5  # labels, audio, then labels, captions, tuned
    choices = [n["choice"] for n in _numbers(out, "y2") if n["measure"] == "clap score"]
    assert choices == ["none", "label text", "other texts", "tuned embedding", "audio embeddings", "none"]
    scores = {n["choice"]: n["value"] for n in _numbers(out, "y2")[::-1] if n["measure"] == "clap score"}
    assert scores["other texts"] > scores["none"]  # what is chosen by a text fits a text


def test_a_killed_run_goes_on_and_ends_with_the_same_numbers(studio: Path, tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole.json", tmp_path / "parts.json"
    words = ("--table=k1", "--seeds=1", "--samplings=1")
    assert main(_words(studio, tmp_path / "whole", *words, f"--json={whole}")) == 0
    process = subprocess.Popen(
        [*COMMAND, *_words(studio, tmp_path / "parts", *words)],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _wait_for(lambda: len(list((tmp_path / "parts" / "sets").glob("*.npz"))) >= 2, process)
    process.kill()
    process.wait()
    assert main(_words(studio, tmp_path / "parts", *words, f"--json={parts}")) == 0
    assert _timeless(parts) == _timeless(whole)


@pytest.mark.skipif(sys.platform == "win32", reason="ended as POSIX ends processes")
def test_in_the_background_it_outlives_its_command_and_says_how_to_follow_and_stop_it(
    studio: Path, tmp_path: Path
) -> None:
    out, log = tmp_path / "out.csv", tmp_path / "work" / "ablate.log"
    words = _words(studio, tmp_path / "work", "--table=y2", "--seeds=1", "--samplings=1", f"--csv={out}")
    started = subprocess.run(
        [*COMMAND, *words, "--background"], env=environment(), capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert started.returncode == 0, started.stderr
    assert f"tail -f '{log}'" in started.stdout
    pid = int(started.stdout.split("kill ")[1].split(".")[0])
    try:
        _wait_for(lambda: f"Written: {out}" in log.read_text(encoding="utf-8"))
    except AssertionError:
        os.kill(pid, signal.SIGKILL)
        raise
    assert out.is_file()


def test_mistakes_are_said_before_anything_is_made(
    studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_folder(tmp_path / "few", {"rain": 4}, seed=1)
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    work = tmp_path / "work"
    faults = {
        "--seeds is 0: choose a number from 1 to 100": _words(studio, work, "--seeds=0"),
        "--weight is for the sweep over lambda": _words(studio, work, "--weight=1"),
        "A sweep over one lambda is none": _words(studio, work, "--table=lambda", "--weight=1"),
        "lambda is -1: choose numbers": _words(studio, work, "--table=lambda", "--weight=-1", "--weight=1"),
        "There is no embedding 'ear'": _words(studio, work, "--embedding=ear"),
        "its folder is not there": _words(studio, work, f"--csv={tmp_path / 'nowhere' / 'out.csv'}"),
        ", of 4 that can be used; at least 4 are needed: give more recordings": [
            *("ablate", str(tmp_path / "few"), f"--work={work}", f"--pack={studio / 'pack'}", *SMALL),
        ],
        "holds no sound file": ["ablate", str(tmp_path / "empty"), f"--pack={studio / 'pack'}", f"--work={work}"],
        "cannot be written": _words(studio, tmp_path / "file", "--table=y2"),
    }
    for sentence, words in faults.items():
        assert main(words) in (1, 2), sentence
        assert sentence in capsys.readouterr().err
    assert not work.exists()


def test_a_pack_without_latent_clap_encoder_is_refused_for_tables_that_need_it_alone(studio: Path) -> None:
    whole = load_pack(studio / "pack", device="cpu")
    pack = replace(whole, parts=replace(whole.parts, latent_scorer=None))
    with pytest.raises(NotAvailableError, match="has no latent CLAP encoder: train one with foley-bridge train"):
        check_pack(pack, latent=True)
    check_pack(pack, latent=False)


def test_two_at_once_in_one_folder_are_refused(
    studio: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with single_instance(tmp_path / ".lock"):
        for more in ((), ("--background",)):
            assert main(_words(studio, tmp_path, "--table=y2", *more)) == 1
            assert "Another process works in" in capsys.readouterr().err


def _wait_for(what: Any, process: "subprocess.Popen[bytes] | None" = None) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not what():
        assert process is None or process.poll() is None, "it ended before it was to be killed"
        assert time.monotonic() < until_s
        time.sleep(0.01)
