"""`foley-bridge send`, `token`, `protocol` and `serve` as a person uses them, with real processes."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.client import Client
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.protocol.table import TO_DAEMON
from tests.bridge.daemon.served import Served, served
from tests.bridge.processes import COMMAND, environment


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def said(daemon: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Said":
    monkeypatch.setenv(HOME_VARIABLE, str(daemon.folders.home))
    return Said(capsys)


class Said:
    """Runs a command and gives what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        assert main(arguments) == code
        captured = self._capsys.readouterr()
        return captured.err if code else captured.out


def test_a_prompt_is_sent_and_every_answer_is_a_line(daemon: Served, said: Said) -> None:
    options = ("--seconds", "0.5", "--count", "2", "--destination", str(daemon.project), "--id", "mine")
    lines = said("send", "generate", "boots on gravel", *options).splitlines()
    assert lines[0] == "mine accepted place=0"
    candidates = [line for line in lines if line.startswith("mine candidate index=")]
    assert len(candidates) == 2
    assert "path=" in candidates[0]
    assert lines[-1] == 'mine done delivered=2 rejected=0 text=""'


def test_answers_are_json_where_a_program_reads_them(said: Said) -> None:
    status = json.loads(said("send", "status", "--json"))
    assert (status["answer"], status["queued"], status["pack"]) == ("status", 0, "core")


def test_every_address_has_its_word(said: Said) -> None:
    with pytest.raises(SystemExit):
        main(["send", "--help"])
    for address in TO_DAEMON:
        with pytest.raises(SystemExit) as stopped:
            main(["send", address.word, "--help"])
        assert stopped.value.code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("hello",), "welcome protocol=1 version="),
        (("ping",), "pong"),
        (("packs",), "pack name=core"),
        (("use", "core"), "pack-changed pack=core"),
    ],
)
def test_a_word_is_answered(said: Said, arguments: tuple[str, ...], words: str) -> None:
    assert words in said("send", *arguments)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("train", "relative"), 2, "give the absolute path of a folder"),
        (("cancel", "never"), 2, "No request 'never' is known"),
        (("generate", "x", "--count", "99"), 2, "count is 99"),
        (("generate",), 2, "required: PROMPT"),
        (("dance",), 2, "invalid choice: 'dance'"),
    ],
)
def test_a_refusal_is_one_sentence(said: Said, arguments: tuple[str, ...], *, code: int, words: str) -> None:
    sentence = said("send", *arguments, code=code)
    assert sentence.startswith("foley-bridge: ")
    assert words in sentence
    assert sentence.count("\n") == 1


def test_the_token_is_printed_with_the_ports(daemon: Served, said: Said) -> None:
    assert said("token", "--only").strip() == daemon.session.token
    values = json.loads(said("token", "--json"))
    spool = str(daemon.folders.spool)
    assert values == {
        "token": daemon.session.token,
        "udp_port": daemon.session.port,
        "tcp_port": None,
        "spool": spool,
    }
    assert f"UDP PORT {daemon.session.port}" in said("token")


def test_without_a_daemon_it_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    assert main(["send", "status"]) == 1
    assert "start one with `foley-bridge serve`" in capsys.readouterr().err


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_serve_listens_until_it_is_told_to_end(tmp_path: Path, wish: signal.Signals) -> None:
    environ = environment() | {HOME_VARIABLE: str(tmp_path)}
    with subprocess.Popen([*COMMAND, "serve"], stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        assert "listens on UDP 127.0.0.1:" in process.stdout.readline()
        pong = subprocess.run([*COMMAND, "send", "ping"], capture_output=True, text=True, env=environ, check=True)
        assert pong.stdout.endswith(" pong\n")
        second = subprocess.run([*COMMAND, "serve"], capture_output=True, text=True, env=environ, check=False)
        assert second.returncode == 1
        assert "A Foley Bridge daemon runs already" in second.stderr
        process.send_signal(wish)
        assert process.wait(20) == 0
    assert not (tmp_path / "state" / "session.json").exists()


def test_torch_is_not_loaded_by_the_daemon_and_its_start_is_quick() -> None:
    program = "import sys, foley_bridge.cli, foley_bridge.daemon.daemon; sys.exit('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], env=environment(), check=False)
    assert done.returncode == 0


def test_the_first_answer_comes_while_the_model_is_still_being_loaded(tmp_path: Path) -> None:
    """Two seconds are the promise; here the order counts: the answer is there before the engine is."""
    environ = environment() | {HOME_VARIABLE: str(tmp_path), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen([*COMMAND, "serve", "--device", "cpu"], stdout=subprocess.PIPE, env=environ) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            with Client.connect(user_folders(tmp_path)) as client, Client.connect(user_folders(tmp_path)) as other:
                stream = client.generate("boots", seconds=0.3, count=1, pairs={"pool": 1, "steps": 1})
                assert next(stream).word == "accepted"
                while next(stream).word != "progress":
                    pass
                assert other.ask("/foley/status").values["engine"] == "loading"
                assert list(stream)[-1].word == "done"
        finally:
            process.terminate()
