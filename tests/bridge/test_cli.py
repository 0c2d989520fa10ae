"""The command line as a person meets it: each mistake is one sentence and an exit code, and leaves no file."""

import subprocess
import sys
from pathlib import Path

import pytest

from foley_bridge.cli import build_parser, main
from tests.bridge.processes import COMMAND, environment

COMMANDS = (
    *(
        "generate",
        "vary",
        "serve",
        "send",
        "packs",
        "show",
        "again",
        "doctor",
        "settings",
        "token",
        "protocol",
        "recipe",
    ),
    *("recordings", "train", "adapters", "evaluate", "thresholds", "targets", "listen", "ablate"),
)


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and the one sentence of a command that fails."""
    code = main(arguments)
    captured = capsys.readouterr()
    lines = [line for line in captured.err.splitlines() if not line.endswith(" ...")]
    assert captured.out == ""
    assert len(lines) == 1
    assert lines[0].startswith("foley-bridge: ")
    assert lines[0].endswith(".")
    return code, lines[0].removeprefix("foley-bridge: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "required: COMMAND"),
        (("frobnicate",), "invalid choice: 'frobnicate'"),
        (("generate",), "required: PROMPT"),
        (("generate", ""), "The prompt is empty"),
        (("generate", " \t"), "The prompt is empty"),
        (("generate", "x" * 501), "501 characters, the limit is 500"),
        (("generate", "two\nlines"), "U+000A"),
        (("generate", "rain", "--negative", "x" * 501), "The negative prompt has 501 characters"),
        (("generate", "rain", "--seconds", "0.05"), "seconds is 0.05: choose a value from 0.1 to 180"),
        (("generate", "rain", "--seconds", "180.01"), "from 0.1 to 180"),
        (("generate", "rain", "--seconds", "0.5", "--loop"), "seconds is 0.5: choose at least 1 for a loop"),
        (("generate", "rain", "--seconds", "nan"), "seconds is nan"),
        (("generate", "rain", "--seconds", "long"), "--seconds: 'long' is no number"),
        (("generate", "rain", "--count", "0"), "count is 0"),
        (("generate", "rain", "--count", "2.5"), "--count: '2.5' is no whole number"),
        (("generate", "rain", "on", "tin"), "on tin (put words that belong together in quotes)"),
        (("vary", "gone.wav"), "gone.wav is neither a file nor a request and index"),
        (("spot", "boots", "gone.wav", "--note", "36"), "gone.wav has no notes: --note 36 is for"),
        (("spot", "boots", "gone.mid", "--named", "step"), "gone.mid has no markers: --named 'step' is for"),
        (("protocol", "--renew", "gone.md"), "gone.md cannot be renewed"),
        (("generate", "rain", "--count", "4", "--pool", "3"), "pool is 3"),
        (("generate", "rain", "--seed", "-1"), "seed is -1"),
        (("generate", "rain", "--steps", "0"), "steps is 0"),
        (("generate", "rain", "--guidance", "inf"), "guidance is inf"),
        (("generate", "rain", "--threshold", "2"), "threshold is 2"),
        (("generate", "rain", "--sampler", "euler"), "--sampler: invalid choice: 'euler'"),
        (("generate", "rain", "--under", "hide"), "--under: invalid choice: 'hide'"),
        (("generate", "rain", "--target", "sound"), "--target: invalid choice: 'sound'"),
        (("generate", "rain", "--rate", "1"), "rate is 1"),
        (("generate", "rain", "--loud"), "Unrecognized arguments: --loud"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_in_one_sentence(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, sentence = _refusal(capsys, *arguments)
    assert code == 2
    assert words in sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--out", "file"), "file cannot be written: a part of the path is a file, not a folder"),
        (("--out", "file/sub"), "is a file, not a folder"),
        (("--out", "x" * 300), "the name is too long"),
    ],
)
def test_a_place_that_takes_no_files_is_refused_and_no_folder_is_left(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    code, sentence = _refusal(capsys, "generate", "rain", *arguments)
    assert code == 1
    assert words in sentence
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a folder that nobody may write into, root included")
def test_a_folder_that_cannot_be_written_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, sentence = _refusal(capsys, "generate", "rain", "--out", "/sys/takes")
    assert code == 1
    assert "/sys/takes cannot be written" in sentence


def test_wrong_requests_are_refused_without_loading_torch() -> None:
    program = (
        "import sys; from foley_bridge.cli import main; code = main(['generate', 'rain', '--seconds', '999']);"
        "sys.exit(code if 'torch' not in sys.modules else 'torch was loaded')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment()
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_the_help_of_every_command_has_an_example_or_says_what_it_lists(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            main([command, "--help"])
        assert stopped.value.code == 0
        assert command in capsys.readouterr().out
    assert all(command in build_parser().format_help() for command in COMMANDS)


def test_the_module_runs_like_the_script() -> None:
    done = subprocess.run([*COMMAND, "generate", ""], capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 2
    assert done.stderr == "foley-bridge: The prompt is empty: say in a few words what should be heard.\n"
