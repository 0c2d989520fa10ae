"""`foley-bridge spot` with the shipped pack: a hit at every event of a guide track, within five milliseconds."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.cli import EXIT_BAD_REQUEST, main
from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.spotting.guide import read_guide
from foley_models.pack_files import embedded_packs
from tests.bridge.rpp_reader import parse
from tests.bridge.spotting.clicks import hits_at

TIMES_S = (0.5, 1.1, 1.9, 2.45, 3.3)
STRENGTHS = (1.0, 0.5, 1.0, 0.35, 0.8)
MOST_S = 0.005
needs_core = pytest.mark.skipif("core" not in embedded_packs(), reason="the pack core is not built in")


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    path = tmp_path / "guide.wav"
    soundfile.write(path, hits_at(TIMES_S, STRENGTHS, 24_000, seconds=4.0), 24_000)
    return path


@needs_core
def test_every_event_gets_a_hit_of_its_own_within_five_milliseconds(
    guide: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    command = ["spot", "heavy boots on gravel", str(guide), "--out", str(out), "--stem"]
    assert main([*command, "--count", "2", "--seconds", "3", "--human", "0"]) == 0
    assert "dealt out to 5 events" in capsys.readouterr().out
    found = read_guide(out / "spotted.wav")
    for time_s in TIMES_S:
        assert min(abs(one.place_s - time_s) for one in found) < MOST_S
    (track,) = parse((out / "spotted.RPP").read_text(encoding="utf-8")).blocks("TRACK")
    items = track.blocks("ITEM")
    assert len(items) == len(TIMES_S)
    pieces = [(one.blocks("SOURCE")[0].line("FILE")[0], one.lines("SOFFS")[0][0]) for one in items]
    assert all(one != other for one, other in pairwise(pieces))
    assert all((out / file).is_file() for file, _ in pieces)
    sound, rate_hz = soundfile.read(out / "spotted.wav")
    levels = [np.abs(sound[round((at - 0.01) * rate_hz) : round((at + 0.08) * rate_hz)]).max() for at in TIMES_S]
    assert levels[0] > levels[1] > levels[3]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--human", "2"], "human is 2: choose a number from 0 to 1"),
        (["--note", "200"], "note is 200"),
        (["--least", "nan"], "least is nan"),
        (["--rate", "10"], "rate is 10"),
        (["--count", "99"], "count is 99"),
    ],
)
def test_a_mistake_is_named_before_anything_is_made(
    guide: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    assert main(["spot", "boots", str(guide), "--out", str(tmp_path / "out"), *more]) == EXIT_BAD_REQUEST
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
