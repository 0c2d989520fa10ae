"""Recordings beside the takes of a request: one table, one project, and the same scores."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from foley_bridge.cli import main
from foley_bridge.client import Client
from foley_bridge.daemon.daemon import Daemon
from foley_bridge.folders import HOME_VARIABLE, user_folders
from foley_bridge.library.beside import beside_rows, library_takes
from foley_bridge.library.records import Hit
from foley_bridge.osc.message import Argument
from foley_bridge.recordings.gather import gather
from foley_bridge.rpp import Take, project_text
from foley_bridge.settings import EngineSettings, NetworkSettings, Settings
from foley_bridge.takes import HeardTake
from tests.bridge.library.recordings import LONG_AGO_S, settled, write_hum, write_two_hums
from tests.models.tiny_core import write_tiny_pack

PROMPT = "heavy boots on gravel"
TINY_HZ = 8000
MADE = (
    HeardTake(0, 1, 0.5, passed=True, file=Path("/takes/first.wav"), seed=1),
    HeardTake(1, 2, 0.1, passed=False, file=Path("/takes/second.wav"), seed=2),
)


def hit(score: float, path: str, *, start_s: float = 0.0, seconds: float = 4.0, length_s: float = 4.0) -> Hit:
    return Hit(1, score, path, start_s, seconds, "", length_s, there=True)


def test_takes_and_recordings_stand_in_one_order_with_whose_they_are() -> None:
    hits = [hit(0.6, "/sounds/best.wav"), hit(0.15, "/sounds/long.wav", start_s=20.0, seconds=10.0, length_s=60.0)]
    rows = [line.split() for line in beside_rows(MADE, hits, 0.2)][4:]
    assert [(row[0], row[1], row[2], row[3]) for row in rows] == [
        ("1", "0.600", "yes", "yours"),
        ("2", "0.500", "yes", "made"),
        ("3", "0.150", "no", "yours"),
        ("4", "0.100", "no", "made"),
    ]
    assert " ".join(rows[2][4:]) == "/sounds/long.wav from 20.0 to 30.0 s"


def test_a_further_take_plays_the_best_window_of_the_original(tmp_path: Path) -> None:
    made = write_hum(tmp_path / "made.wav", 300)
    short = write_hum(tmp_path / "studio" / "short.flac", 300, seconds=4.0)
    long = write_two_hums(tmp_path / "studio" / "long.wav", 300, 600, half_s=10.0)
    further = library_takes([hit(0.4, str(short)), hit(0.3, str(long), start_s=10.0, seconds=10.0, length_s=20.0)])
    project = tmp_path / "takes.RPP"
    text = project_text("boots", [Take("1", made.name), *further], samples=64_000, rate_hz=16_000)
    project.write_text(text, encoding="utf-8")
    assert "SOURCE FLAC" in text
    found = [(take.path, take.start_s) for take in gather(project, all_takes=True).takes]
    assert found == [(made, 0.0), (short, 0.0), (long, 10.0)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A daemon with the real engine and a pack of random weights in use."""
    pack = write_tiny_pack(tmp_path_factory.mktemp("pack"))
    folder = tmp_path_factory.mktemp("home")
    engine = EngineSettings(pack=str(pack), device="cpu", nice=0)
    with Daemon(Settings(engine=engine, network=NetworkSettings(spool=False)), user_folders(folder)):
        yield folder


def test_a_recording_has_the_score_that_it_would_have_as_a_candidate(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(home))
    own = tmp_path / "studio"
    own.mkdir()
    short: dict[str, Argument] = {"steps": 2, "pool": 3, "seed": 3, "rate": TINY_HZ, "destination": str(tmp_path)}
    with Client.connect() as client:
        scores = {}
        for answer in client.generate(PROMPT, seconds=0.5, count=2, pairs=short):
            if answer.word == "candidate":
                samples, rate_hz = soundfile.read(str(answer.values["path"]))
                name = f"recording {answer.values['index']}.wav"
                soundfile.write(own / name, samples, rate_hz, subtype="PCM_24")  # without what says that it was made
                os.utime(own / name, (LONG_AGO_S, LONG_AGO_S))
                scores[name] = float(answer.values["score"])
        client.library("add", folder=str(own))
        assert settled(client).heard == 2
        found = {Path(one.path).name: one.score for one in client.search(PROMPT)}
        assert found == pytest.approx(scores, abs=2e-3)
    _generate_beside(tmp_path, own, capsys)


def _generate_beside(folder: Path, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--seconds", "0.5", "--count", "2", "--pool", "3", "--steps", "2", "--seed", "3"]
    assert main(["generate", PROMPT, "--out", str(folder / "takes"), *options, "--library", "2"]) == 0
    shown = capsys.readouterr().out
    assert "beside the studio's own recordings" in shown
    assert shown.count("  yours   ") == 2
    assert len(gather(folder / "takes" / "takes.RPP", all_takes=True).takes) == 4
    assert sorted(path.name for path in own.iterdir()) == ["recording 0.wav", "recording 1.wav"]
    assert main(["library", "search", PROMPT, "--limit", "1", "--json"]) == 0
    (best,) = json.loads(capsys.readouterr().out)
    assert Path(best["path"]).parent == own
    assert main(["library", "list"]) == 0
    assert "2 of 2 files can be found" in capsys.readouterr().out
    assert main(["library", "search", " "]) == 2
    assert "neither words nor --like" in capsys.readouterr().err
    assert main(["generate", PROMPT, "--library", "2", "--target", "mixed"]) == 2
    assert main(["library", "remove", str(own)]) == 0
    assert main(["library", "search", PROMPT]) == 1
    assert "add a folder" in capsys.readouterr().err
