"""The sitting in a terminal, through injected streams and through a real pseudo-terminal."""

import os
import pty
import sys
import termios
from io import StringIO
from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.listening.keys import open_keys
from foley_bridge.listening.session import Session
from foley_bridge.listening.terminal import listen, plain
from tests.bridge.listening.systems import SECRETS, NotedPlayer, make_ab, make_rating, write_systems


def _sit(session: Session, keys: str) -> tuple[bool, str, NotedPlayer]:
    """Lead a listener who presses these keys, a line each."""
    player, written = NotedPlayer(), StringIO()
    with open_keys(StringIO("".join(f"{key}\n" for key in keys.split()))) as read_key:
        done = listen(session, player, read_key=read_key, write=lambda text: void(written.write(text)))
    return done, written.getvalue(), player


def void(_: object) -> None:
    """A write that returns nothing."""


def test_a_comparison_is_answered_by_keys_and_never_says_who_is_who(tmp_path: Path) -> None:
    with Session(make_ab(tmp_path), "anna") as session:
        done, text, player = _sit(session, "1 2 0 a b 1 ? z 2 0")
        said = [session.said(number) for number in range(6)]
        expected = [trial.sounds for trial in session.trials]
    assert done
    assert [one and one["choice"] for one in said] == ["a", "b", "none", "a", "b", "none"]
    assert player.played[:3] == expected[:3]
    assert player.played[4:6] == [(expected[3][0],), (expected[3][1],)]
    assert "[6 of 6]" in text
    assert "All answered" in text
    assert not any(word in text for word in (*SECRETS, "before", "after", ".wav", str(tmp_path)))


def test_one_stops_goes_on_and_goes_back(tmp_path: Path) -> None:
    test = make_ab(tmp_path)
    with Session(test, "anna") as session:
        done, text, _ = _sit(session, "1 1 q")
        assert not done
        assert "Stopped: 4 left." in text
    with Session(test, "anna") as session:
        done, text, _ = _sit(session, "u 2 0 0")
        assert not done  # the input is over: as if stopped
        assert "6 questions, 2 answered" in text
        assert "You said: A is better." in text
        assert [(session.said(number) or {}).get("choice") for number in range(4)] == ["a", "b", "none", "none"]
        assert session.next_open() == 4


def test_ratings_are_digits_and_x_for_ten(tmp_path: Path) -> None:
    with Session(make_rating(tmp_path), "anna") as session:
        done, text, player = _sit(session, "7 x 10 0 z 3 u 4 5 q")
        assert not done
        assert [session.said(number) for number in range(3)] == [
            {"quality": 7, "fit": 10},
            {"quality": 4, "fit": 5},
            None,
        ]
    assert all(len(one) <= 1 for one in player.played)
    assert "unusable" in text
    assert "You said: quality 10, fit 0." in text
    assert not any(secret in text for secret in SECRETS)


def test_single_keys_of_a_real_terminal(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    keys = iter([b"a", b"1", b"\x1b[A", b"2", b"\n", b"0", b"\xc3\xa4", b"q"])
    player, written = NotedPlayer(), StringIO()
    try:
        with os.fdopen(slave, "r") as stream, Session(make_ab(tmp_path), "anna") as session:
            with open_keys(stream) as read_key:

                def press_and_read() -> str:
                    os.write(master, next(keys))
                    return read_key()

                assert not listen(
                    session, player, read_key=press_and_read, write=lambda text: void(written.write(text))
                )
            assert session.answered == 3
            assert player.played[1] == session.trials[0].sounds[:1]
            assert termios.tcgetattr(stream)[3] & termios.ICANON  # as it was before
    finally:
        os.close(master)
    assert "Stopped: 3 left." in written.getvalue()


def test_a_label_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in plain("dog\x1b[2J\r")


@pytest.mark.parametrize("failure", ["raise OSError('PortAudio library not found')", "no output"])
def test_no_sound_output_is_one_sentence_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failure: str
) -> None:
    library = tmp_path / "library"
    library.mkdir()
    silent = "class PortAudioError(Exception): pass\ndef query_devices(kind): raise PortAudioError('no output')\n"
    (library / "sounddevice.py").write_text(failure if failure.startswith("raise") else silent, encoding="utf-8")
    monkeypatch.syspath_prepend(str(library))
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    first, second = map(str, write_systems(tmp_path).values())
    out = str(tmp_path / "test")
    assert main(["listen", "ab", first, second, "--listener", "anna", "--out", out]) == 1
    assert "listen in a web browser instead, with --browser." in capsys.readouterr().err
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
