"""`foley-bridge doctor`: all checks together, for a person and as JSON, and when it ends with 1."""

import argparse
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.commands import doctor
from foley_bridge.commands.doctor import ProblemsFoundError
from foley_bridge.daemon.session import load_token
from foley_bridge.doctor import examination
from foley_bridge.doctor.context import Context, context_of
from foley_bridge.doctor.examination import examine
from foley_bridge.doctor.finding import Finding, fine
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.logs import LOG_FILE
from tests.bridge.processes import environment


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])  # for the processes that it asks
    return tmp_path


def run(*arguments: str) -> None:
    parser = argparse.ArgumentParser()
    doctor.add_parser(parser.add_subparsers())
    args = parser.parse_args(["doctor", *arguments])
    args.func(args)


def test_neither_the_doctor_nor_the_daemon_s_rooms_bring_torch_themselves() -> None:
    rooms = "doctor.examination, foley_bridge.journal.journal, foley_bridge.settings, foley_bridge.logs"
    code = f"import sys, foley_bridge.{rooms}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=environment(), check=False).returncode == 0


def test_a_machine_without_problems_is_described_in_sentences(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run()
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(("ok     ", "note   ", "         -> ")) for line in lines)
    for name in ("python", "torch", "packs", "settings", "folders", "journal", "udp", "spool", "daemon", "sound"):
        assert any(f" {name}: " in line for line in lines), name
    assert list(home.iterdir()) == []


def test_a_problem_is_named_with_its_remedy_and_fails_the_command(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = user_folders(home)
    folders.config.mkdir()
    folders.settings_file.write_text("[engine]\nnice = 99\n", encoding="utf-8")
    folders.logs.touch()
    with pytest.raises(ProblemsFoundError, match="2 to be put right: settings, folders"):
        run("--json")
    findings = json.loads(capsys.readouterr().out)
    assert {tuple(sorted(one)) for one in findings} == {("level", "name", "remedy", "sentence")}
    problems = [one for one in findings if one["level"] == "problem"]
    assert [one["name"] for one in problems] == ["settings", "folders"]
    assert all(one["remedy"] for one in problems)
    assert "99" in problems[0]["sentence"]


def test_a_report_is_for_sending_and_holds_no_token(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "examine", lambda _: iter((fine("python", "It is new."),)))
    folders = user_folders(home)
    token = load_token(folders)
    folders.logs.mkdir()
    (folders.logs / LOG_FILE).write_text(f"a line\na slip of {token}\n", encoding="utf-8")
    run("--report")
    report = capsys.readouterr().out
    assert "ok      python: It is new." in report
    assert report.endswith("a line\na slip of [token]\n")


def test_neither_who_wants_no_more_findings_nor_the_end_waits_for_a_check(home: Path) -> None:
    never = threading.Event()
    begun = threading.Event()

    def check_quick(_: Context) -> Iterator[Finding]:
        yield fine("quick", "It is there.")

    def check_slow(_: Context) -> Iterator[Finding]:
        begun.set()
        never.wait(60)
        yield fine("slow", "It came after all.")

    findings = examine(context_of(user_folders(home), {}), (check_quick, *[check_slow] * 8))
    assert next(findings).name == "quick"
    assert begun.wait(10)
    findings.close()  # type: ignore[attr-defined]  # a generator
    slow = [one for one in threading.enumerate() if one.name.startswith("doctor-")]
    assert all(one.daemon for one in slow)
    never.set()
    for one in slow:
        one.join(10)
        assert not one.is_alive()


def test_what_goes_wrong_in_a_check_is_raised_where_its_findings_are_read(home: Path) -> None:
    def check_broken(_: Context) -> Iterator[Finding]:
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        list(examine(context_of(user_folders(home), {}), (check_broken,)))
