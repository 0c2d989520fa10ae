"""`foley-bridge train` and `adapters` as a person uses them, with a daemon whose engine only counts steps."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.folders import HOME_VARIABLE
from tests.bridge.daemon.served import Served, served
from tests.bridge.training.studio_recordings import write_recordings
from tests.models.tiny_core import write_tiny_pack


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home")) as running, running.client() as client:
        client.ask("/foley/use", str(write_tiny_pack(running.project / "tiny")))
        yield running


@pytest.fixture
def said(daemon: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Said":
    monkeypatch.setenv(HOME_VARIABLE, str(daemon.folders.home))
    return Said(capsys)


@pytest.fixture
def recordings(daemon: Served) -> Path:
    return write_recordings(daemon.project / "knocks", count=6)


class Said:
    """Runs a command and gives what it printed, on both streams."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        assert main(arguments) == code
        captured = self._capsys.readouterr()
        return captured.out + captured.err


def the_id(text: str) -> str:
    """The training's id, as the last line but the shell's says it."""
    return text.partition("train decide ")[2].split()[0]


def test_the_check_and_what_it_will_take_come_first_and_alone_on_a_dry_run(said: Said, recordings: Path) -> None:
    text = said("train", str(recordings), "--dry-run", "--batch", "4")
    assert "6 clips can be used" in text
    assert "GB of memory" in text
    assert "400 steps of about" in text
    assert not (recordings / "foley-bridge").exists()


def test_a_training_is_shown_to_its_end_and_decided_about(said: Said, recordings: Path) -> None:
    text = said("train", str(recordings), "--name", "knocks", "--steps", "10", "--licence", "CC0-1.0")
    assert "The adapter knocks is complete after 10 steps" in text
    assert "2.000 before    1.000 after" in text
    assert "not used: silent.wav: it is silent" in text
    assert "in use from now on" in said("train", "decide", the_id(text), "accept")
    listed = said("adapters")
    assert listed.startswith("in use")
    assert "knocks  (CC0-1.0)" in listed
    assert "Licence: CC0-1.0" in said("adapters", "info", "knocks")
    assert "as it is, without an adapter" in said("adapters", "use", "none")
    assert "is in use with" in said("adapters", "use", "knocks")
    assert "put aside" in said("adapters", "remove", "knocks")
    assert "There is no adapter yet" in said("adapters", "list")


def test_a_training_is_paused_resumed_and_cancelled_by_its_id(daemon: Served, said: Said, recordings: Path) -> None:
    with daemon.client() as client:
        answers = client.train(str(recordings), pairs={"name": "gate", "steps": 20, "save_every": 1}, request_id="mine")
        while next(answers).word != "training":
            pass
    assert "it was running" in said("train", "--pause", "mine")
    (recordings / "foley-bridge" / "training" / "gate" / "go").touch()
    text = said("train", "--resume", "mine")
    assert "The adapter gate is complete after 20 steps" in text
    assert "done already" in said("train", "--pause", "mine", code=2)
    assert "Cancelled; it was done" in said("train", "--cancel", "mine")


def test_who_follows_is_told_how_to_go_on_when_somebody_pauses(daemon: Served, said: Said, recordings: Path) -> None:
    def pause() -> None:
        with daemon.client() as client:
            while not (training := str(client.ask("/foley/status").values["training"])):
                time.sleep(0.01)
            client.pause(training)

    pausing = threading.Thread(target=pause)
    pausing.start()
    text = said("train", str(recordings), "--name", "gate again", code=1)
    pausing.join()
    assert "The training is paused. Go on with: foley-bridge train --resume train-" in text
    said("train", "--cancel", text.partition("--cancel ")[2].split()[0])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "Give one of PATH, --resume ID"),
        (("PATH", "--resume", "x"), 2, "Give one of PATH, --resume ID"),
        (("PATH", "--steps", "0"), 2, "steps"),
        (("PATH", "--method", "magic"), 2, "invalid choice: 'magic'"),
        (("EMPTY",), 2, "holds no sound file"),
        (("/nowhere",), 2, "is not there"),
        (("decide", "never", "accept"), 2, "No request 'never' is known"),
        (("decide", "never", "perhaps"), 2, "invalid choice: 'perhaps'"),
        (("latent-clap",), 2, "the following arguments are required"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    said: Said, recordings: Path, tmp_path: Path, *, arguments: tuple[str, ...], code: int, words: str
) -> None:
    places = {"PATH": str(recordings), "EMPTY": str(tmp_path)}
    text = said("train", *(places.get(one, one) for one in arguments), code=code)
    assert words.casefold() in text.casefold()
    assert not list(tmp_path.iterdir())
