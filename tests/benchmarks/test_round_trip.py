"""Real clips through codec and vocoder: counting, and the command with a real pack at tiny size."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.families import JUDGED_FAMILIES
from benchmarks.round_trip import Trip, agreed, main, markdown, there_and_back
from benchmarks.sounds import Sound
from foley_models.pack import load_pack
from tests.benchmarks.synthetic import write_recordings
from tests.benchmarks.tiny_ear import write_ear
from tests.models.tiny_core import write_tiny_pack

KEPT = Trip(first_kept=True, shared=1.0, fitted_before=True, fits_after=True, spectral=1.0)
LOST = Trip(first_kept=False, shared=0.4, fitted_before=True, fits_after=False, spectral=3.0)


def test_families_weigh_alike_whatever_their_number_of_clips() -> None:
    trips = {"rain": [KEPT], "clock": [LOST, LOST, LOST]}
    assert agreed(trips) == 0.5
    assert markdown(trips).splitlines()[-1] == "| **mean of families** | 1.00 | 0.50 | 0.50 | 0.50 | 0.70 | 2.00 | 4 |"


def test_clips_that_never_fitted_say_nothing_of_agreement() -> None:
    never = replace(LOST, fitted_before=False)
    assert agreed({"rain": [KEPT, never], "clock": [never]}) == 1.0
    assert agreed({"clock": [never]}) == 0.0
    assert markdown({"clock": [never]}).splitlines()[-2] == "| clock | 0.00 | – | 0.00 | 0.00 | 0.40 | 3.00 | 1 |"


@pytest.mark.parametrize("samples", [1, 4_000, 16_001])
def test_a_sound_comes_back_as_long_as_it_went(tmp_path: Path, samples: int) -> None:
    pack = load_pack(write_tiny_pack(tmp_path / "tiny"), device="cpu")
    rate_hz = pack.card.audio.rate_hz
    back = there_and_back(pack, Sound(np.full(samples, 0.1, dtype=np.float32), rate_hz))
    assert (len(back.samples), back.rate_hz) == (samples, rate_hz)


def test_the_command_prints_every_family_and_fails_where_the_ear_disagrees(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audio = write_recordings(tmp_path / "audio", ("dog_bark", "rain"), {"validation": 1, "studio": 1})
    ear, pack = write_ear(tmp_path / "ear"), write_tiny_pack(tmp_path / "tiny")
    code = main(["--ear", str(ear), "--audio", str(audio), "--pack", str(pack)])
    lines = capsys.readouterr().out.splitlines()
    rows = {line.split(" | ")[0].strip("| "): line for line in lines}
    assert set(rows) & set(JUDGED_FAMILIES) == {"dog_bark", "rain"}
    assert all(rows[name].endswith("| 2 |") for name in ("dog_bark", "rain"))
    share = rows["**mean of families**"].split(" | ")[2]
    assert code == (0 if share != "–" and float(share) >= 0.9 else 1)


def test_a_folder_that_is_no_ear_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audio = write_recordings(tmp_path / "audio", ("rain",), {"validation": 1})
    pack = write_tiny_pack(tmp_path / "tiny")
    assert main(["--ear", str(tmp_path), "--audio", str(audio), "--pack", str(pack)]) == 1
    assert str(tmp_path) in capsys.readouterr().err
