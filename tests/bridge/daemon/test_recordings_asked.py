"""Transform and fill through the real daemon: answered like a generation, refused at once where the file cannot be."""

import argparse
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.commands import fill as fill_command
from foley_bridge.engine.launch import Launch
from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.journal.journal import Journal
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_bridge.protocol.order import Order
from foley_models.errors import CancelledError, RequestError
from tests.bridge.daemon.served import Served, served
from tests.bridge.engine.quick_worker import quick_command, worker_command


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home"), launch=Launch(command=quick_command(), nice=0)) as running:
        yield running


@pytest.fixture(scope="module")
def take(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("takes") / "mouth.wav"
    times = np.arange(44_100) / 44_100
    sound = np.sin(2 * np.pi * 220 * times) * np.exp(-8 * (times % 0.4))
    soundfile.write(path, np.stack([0.4 * sound, 0.2 * sound], 1), 44_100, subtype="PCM_24")
    return path


def transformed(daemon: Served, path: Path, name: str | None = None, /, **pairs: Argument) -> list[Answer]:
    options = {"destination": str(daemon.project), **pairs}
    strength, count = float(options.pop("strength", 0.6)), int(options.pop("count", 2))
    prompt = str(options.pop("prompt", "boots"))
    with daemon.client() as client:
        return list(client.transform(str(path), prompt, strength=strength, count=count, pairs=options, request_id=name))


def filled(daemon: Served, path: Path, start_s: float, end_s: float, **pairs: Argument) -> list[Answer]:
    options = {"destination": str(daemon.project), **pairs}
    count = int(options.pop("count", 2))
    with daemon.client() as client:
        return list(client.fill(str(path), "rain", range_s=(start_s, end_s), count=count, pairs=options))


def paths(answers: list[Answer]) -> list[Path]:
    return [Path(str(one.values["path"])) for one in answers if one.word == "candidate"]


def _index(answers: list[Answer]) -> int:
    """Of the first candidate."""
    return next(int(one.values["index"]) for one in answers if one.word == "candidate")


def order_in(daemon: Served, name: str) -> Order:
    with Journal(daemon.folders.journal_file) as journal:
        return Order.from_json(journal.job(name).order)


def test_an_imitation_is_answered_like_a_generation_and_as_long_as_its_recording(daemon: Served, take: Path) -> None:
    answers = transformed(daemon, take, "like-mouth")
    words = [one.word for one in answers]
    assert (words[:2], words.count("candidate"), words[-1]) == (["looking", "accepted"], 2, "done")
    order = order_in(daemon, "like-mouth")
    assert order.imitated is not None
    assert order.imitated.recording.path == str(take)
    assert order.imitated.recording.subtype == "PCM_24"
    assert order.request.seconds == 1.0
    assert all(soundfile.info(str(path)).duration == 1.0 for path in paths(answers))


def test_the_same_message_again_is_the_same_request_also_when_its_file_is_gone(daemon: Served, tmp_path: Path) -> None:
    path = tmp_path / "gone.wav"
    soundfile.write(path, 0.1 * np.ones(8000), 8000)
    once = transformed(daemon, path, "gone")
    path.unlink()
    assert paths(transformed(daemon, path, "gone")) == paths(once)
    with pytest.raises(RequestError, match="belongs to another request already"):
        transformed(daemon, path, "gone", strength=0.7)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("nothing.wav", None, "nothing.wav cannot be used: it is not there"),
        ("empty.wav", b"", "empty.wav cannot be used: the file is empty: it has 0 bytes"),
        ("text.wav", b"once upon a time", "text.wav cannot be used: it holds no sound"),
        ("cut.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", "cut.wav cannot be used: it cannot be decoded"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_at_once(
    daemon: Served, tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(RequestError, match=reason):
        transformed(daemon, tmp_path / name)
    with pytest.raises(RequestError, match=reason):
        filled(daemon, tmp_path / name, 0.1, 0.2)


def test_what_is_out_of_bounds_is_refused_with_the_value(daemon: Served, take: Path, tmp_path: Path) -> None:
    for strength in (0.0, 1.2, math.nan):
        with pytest.raises(RequestError, match="strength is"):
            transformed(daemon, take, strength=strength)
    with pytest.raises(RequestError, match=r"from 0.5 to 1.5 s does not lie in the sound .*, which lasts 1.000 s"):
        filled(daemon, take, 0.5, 1.5)
    with pytest.raises(RequestError, match="only 0 seconds would stay"):
        filled(daemon, take, 0.0, 1.0)
    soundfile.write(tmp_path / "none.wav", np.zeros(0), 8000)
    with pytest.raises(RequestError, match="it holds no samples: its length is zero"):
        transformed(daemon, tmp_path / "none.wav")
    with pytest.raises(RequestError, match="must be the absolute path"):
        transformed(daemon, Path("mouth.wav"))


def test_other_hosts_are_served_while_a_recording_is_looked_at(daemon: Served, take: Path) -> None:
    with daemon.client() as one, daemon.client() as other:
        asked = one.tell("/foley/transform", str(take), "boots", 0.6, 1, pairs={"destination": str(daemon.project)})
        assert other.ask("/foley/status").word == "status"
        heard: list[Answer] = []
        while not heard or not heard[-1].final:
            answer = one.receive(20.0)
            assert answer is not None
            heard += [answer] if answer.id == asked else []
        assert heard[-1].word == "done"


def test_a_request_is_cancelled_like_any_other(daemon: Served, take: Path) -> None:
    heard = []
    with daemon.client() as client:
        answers = client.transform(str(take), "slow boots", strength=0.5, count=2, pairs=None, request_id="slow")
        with pytest.raises(CancelledError):  # noqa: PT012  # it comes among the answers
            for answer in answers:
                heard.append(answer.word)
                if answer.word == "progress":
                    client.tell("/foley/cancel", "slow")
    assert heard[:2] == ["looking", "accepted"]
    assert "candidate" not in heard


def test_what_was_filled_is_varied_in_its_recording_and_an_imitation_without(daemon: Served, take: Path) -> None:
    transformed(daemon, take, "fixed")
    with daemon.client() as client:
        list(client.fill(str(take), "rain", range_s=(0.2, 0.5), count=1, request_id="hole"))
        for name, less in (("fixed", False), ("hole", False), ("hole", True)):
            new = f"of-{name}-{less}"
            list(client.vary(f"{name}#0", amount=0.3, count=1, less=less, request_id=new))
            order = order_in(daemon, new)
            assert order.source is not None
            assert order.source.less is less
            assert order.imitated is None
            assert order.filled == order_in(daemon, name).filled
        with pytest.raises(RequestError, match="rate is 22050: a fill has its recording's, 44100"):
            list(client.vary("hole#0", amount=0.3, count=1, pairs={"rate": 22_050}))


def test_real_sounds_come_through_the_daemon_whole(tmp_path: Path, take: Path) -> None:
    launch = Launch(command=worker_command("foley_bridge.engine.worker"), device="cpu", dtype="float32", threads=1)
    quick: dict[str, Argument] = {"pack": "core", "seed": 3, "steps": 4, "threshold": -1.0, "count": 1, "pool": 2}
    with served(tmp_path / "home", launch=launch) as daemon:
        answers = filled(daemon, take, 0.0, 0.0, extend=0.5, **quick)
        (path,) = paths(answers)
        info = soundfile.info(str(path))
        assert (info.frames, info.channels, info.subtype) == (66_150, 2, "PCM_24")
        old, new = (soundfile.read(one, dtype="int32", always_2d=True)[0] for one in (take, path))
        assert np.array_equal(old[:-882], new[: len(old) - 882])
        with daemon.client() as client:
            again = list(
                client.vary(f"{answers[-1].id}#{_index(answers)}", amount=0.4, count=1, pairs={"steps": 4, "pool": 1})
            )
        (other,) = (soundfile.read(one, dtype="int32", always_2d=True)[0] for one in paths(again))
        assert np.array_equal(old[:-882], other[: len(old) - 882])
        assert not np.array_equal(new, other)
        answers = transformed(daemon, take, prompt="a dog barking", **quick)
        (alike,) = (read_recipe(path).imitation for path in paths(answers))
        assert alike is not None
        assert alike.correlation is not None
        assert alike.correlation >= 0.8
        assert "Correlation of the loudness over time with that of mouth.wav" in str(answers[-1].values["text"])


def test_the_command_line_says_what_a_range_lacks() -> None:
    parser = argparse.ArgumentParser()
    fill_command.add_parser(parser.add_subparsers())
    for said, reason in (
        ([], "by --from and --to, or how much to add, by --extend"),
        (["--from", "1"], "by --from and --to"),
        (["--from", "2", "--to", "1"], "--to is 1, which is not after --from 2"),
        (["--from", "-1", "--to", "1"], "--from is -1"),
        (["--extend", "1", "--to", "2"], "say it without --from and --to"),
        (["--extend", "20"], "The range is 20 seconds long"),
    ):
        with pytest.raises(RequestError, match=reason):
            fill_command.run(parser.parse_args(["fill", "rain.wav", "rain", *said]))
