"""Which loudness a sound is played at: by itself, in a group, and beside the one it is switched with."""

import os
import subprocess
import sys
from math import log10
from pathlib import Path

import pytest

from foley_bridge.audition.levels import TARGET_LUFS, Level, amplitude
from foley_ui.sound.matching import QUIETEST_TARGET_LUFS, Matching

EVEN, PEAKY, CLICK = Level(-20.0, -10.0), Level(-30.0, -2.0), Level(-45.0, -0.1)
A, B, C = Path("a.wav"), Path("b.wav"), Path("c.wav")


def heard_lufs(matching: Matching, path: Path, level: Level) -> float:
    return level.lufs + 20 * log10(matching.gain(path, level))


def test_by_itself_a_sound_is_at_the_target_or_where_its_peaks_allow() -> None:
    matching = Matching()
    matching.begin(EVEN)
    assert heard_lufs(matching, A, EVEN) == pytest.approx(TARGET_LUFS)
    matching.begin(PEAKY)
    assert heard_lufs(matching, B, PEAKY) == pytest.approx(-29.0)
    matching.begin(EVEN)
    assert heard_lufs(matching, A, EVEN) == pytest.approx(TARGET_LUFS)


def test_two_that_are_switched_between_are_equally_loud_from_then_on() -> None:
    matching = Matching()
    matching.begin(EVEN)
    matching.join(PEAKY)
    assert heard_lufs(matching, B, PEAKY) == heard_lufs(matching, A, EVEN) == pytest.approx(-29.0)
    matching.join(EVEN)
    assert heard_lufs(matching, A, EVEN) == pytest.approx(-29.0)


def test_all_of_a_group_are_equally_loud_and_others_are_not_drawn_into_it() -> None:
    matching = Matching()
    matching.compare({A: EVEN, B: PEAKY})
    matching.begin(EVEN)
    assert heard_lufs(matching, A, EVEN) == heard_lufs(matching, B, PEAKY) == pytest.approx(-29.0)
    assert heard_lufs(matching, C, EVEN) == pytest.approx(TARGET_LUFS)


def test_one_click_does_not_make_all_others_silent() -> None:
    matching = Matching()
    matching.compare({A: EVEN, B: CLICK})
    assert heard_lufs(matching, A, EVEN) == pytest.approx(QUIETEST_TARGET_LUFS)
    assert heard_lufs(matching, B, CLICK) == pytest.approx(-45.9)


def test_switched_off_everything_is_as_it_is() -> None:
    matching = Matching()
    matching.on = False
    matching.compare({A: EVEN, B: PEAKY})
    assert matching.gain(A, EVEN) == matching.gain(B, PEAKY) == amplitude(0.0) == 1.0


def test_the_player_and_the_view_are_there_before_anything_heavy_is_imported() -> None:
    code = (
        "import sys, foley_ui.sound.player, foley_ui.sound.take_view\n"
        "heavy = {'numpy', 'scipy', 'soundfile', 'soxr', 'sounddevice', 'torch'} & set(sys.modules)\n"
        "print(', '.join(sorted(heavy)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=_environment())
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", "")


def _environment() -> dict[str, str]:
    root = Path(__file__).parents[3]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(path) for path in (root, root / "models", root / "ui"))}
