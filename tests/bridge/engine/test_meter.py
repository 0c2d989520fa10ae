"""Progress is told often enough for a bar and no oftener."""

import math
import time

import pytest

from foley_bridge.engine.meter import PROGRESS_EVERY_S, Meter


def test_progress_of_a_stage_is_due_ten_times_a_second_and_a_new_stage_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now_s)
    meter, told = Meter(), []
    for step in range(64):
        now_s = 50.0 + step / 64  # fractions that floats hold
        stage = "denoise" if step < 60 else "decode"
        if meter.due(stage):
            told.append(step)
    every = math.ceil(PROGRESS_EVERY_S * 64)
    assert told == [*range(0, 60, every), 60]
