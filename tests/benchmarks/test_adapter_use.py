"""What a switch of adapters costs, and programs that keep cores busy."""

from pathlib import Path

import psutil
import pytest

from benchmarks import adapter_use
from benchmarks.adapter_use import Switch
from benchmarks.busy_cores import burning


def test_a_switch_is_the_answer_and_what_the_first_sound_takes_longer() -> None:
    assert Switch(0.01, 0.5, 0.2).whole_s == pytest.approx(0.31)
    assert Switch(0.01, 0.2, 0.5).whole_s == pytest.approx(0.01)


def test_an_adapter_that_is_not_there_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert adapter_use.main([str(tmp_path / "none.safetensors")]) == 1
    assert "none.safetensors is no file" in capsys.readouterr().err


def test_busy_programs_end_with_the_measurement() -> None:
    before = set(psutil.Process().children())
    with burning(1):
        (program,) = set(psutil.Process().children()) - before
    assert not program.is_running()
