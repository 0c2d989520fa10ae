"""Frames on a pipe: whole or refused, and never larger than their bounds."""

import io
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.engine.events import Advanced, EngineEvent, Finished, Made, Ranked
from foley_bridge.engine.frames import BODY_LIMIT_BYTES, MAGIC, Frame, FrameError, read_frame, write_frame
from foley_bridge.engine.messages import (
    Generate,
    Settings,
    event_frame,
    failed_frame,
    generate_frame,
    read_event,
    read_failure,
    read_generate,
    read_settings,
    settings_frame,
)
from foley_models import errors

MADE = Made(
    index=3,
    rank=1,
    score=0.25,
    passed=True,
    seed=17,
    pcm=bytes(range(256)) * 3,
    rate_hz=48_000,
    gain_db=-0.5,
    peak_dbfs=-0.1,
    true_peak_dbtp=0.1,
    loudness_lufs=-23.0,
    cat_id="ANMLDog",
    recipe={"request": {"prompt": "ein Häher ruft"}},
)
FINISHED = Finished(2, 1, "too noisy (1)", "dog_bark", 0.3, guidance=2.0, steps=20, sampler="ddim")


def written(*frames: Frame) -> bytes:
    stream = io.BytesIO()
    for one in frames:
        write_frame(stream, one)
    return stream.getvalue()


def test_frames_come_out_as_they_went_in_one_after_the_other() -> None:
    frames = [Frame({"tell": "a", "text": "ü\n\0"}), Frame({}, b"\0\xff"), Frame({"list": [1, None, 2.5]}, b"")]
    stream = io.BytesIO(written(*frames))
    assert [read_frame(stream) for _ in frames] == frames
    assert read_frame(stream) is None


@pytest.mark.parametrize("event", [Advanced("denoise", 0.5, 3.5), MADE, Ranked((3, 1, 2)), FINISHED])
def test_every_event_comes_out_as_it_went_in(event: EngineEvent) -> None:
    frame = read_frame(io.BytesIO(written(event_frame(5, event))))
    assert frame is not None
    assert frame.header["run"] == 5
    assert read_event(frame) == event


def test_numbers_that_are_unknown_stay_so() -> None:
    unscored = read_event(event_frame(1, replace(MADE, score=math.nan, loudness_lufs=-math.inf)))
    assert isinstance(unscored, Made)
    assert math.isnan(unscored.score)
    assert unscored.loudness_lufs == -math.inf


def test_commands_come_out_as_they_went_in() -> None:
    command = Generate(7, "job", '{"prompt": "rain"}', batch_size=4, skip=(1, 5))
    assert read_generate(generate_frame(command)) == command
    settings = Settings("cpu", "float32", threads=2, nice=10)
    assert read_settings(settings_frame(settings)) == settings


@pytest.mark.parametrize(
    "kind", [errors.RequestError, errors.NothingPassedError, errors.DeviceMemoryError, errors.PackError]
)
def test_an_error_keeps_its_kind_and_its_sentence(kind: type[errors.FoleyError]) -> None:
    error = read_failure(failed_frame(1, kind.code, "Choose another."))
    assert type(error) is kind
    assert str(error) == "Choose another."


def test_an_error_of_an_unknown_code_is_one_all_the_same() -> None:
    assert type(read_failure(failed_frame(1, "internal", "x"))) is errors.FoleyError


@pytest.mark.parametrize("kept", range(1, len(written(Frame({"a": 1}, b"body")))))
def test_a_frame_that_was_cut_short_is_refused_wherever_it_was_cut(kept: int) -> None:
    with pytest.raises(FrameError, match="cut short"):
        read_frame(io.BytesIO(written(Frame({"a": 1}, b"body"))[:kept]))


def test_a_size_over_the_bounds_is_refused_before_anything_is_read() -> None:
    with pytest.raises(FrameError, match="at most"):
        read_frame(io.BytesIO(MAGIC + b"\xff" * 8))
    with pytest.raises(FrameError, match="at most"):
        written(Frame({}, bytes(BODY_LIMIT_BYTES + 1)))


@given(st.sampled_from([b"", MAGIC, MAGIC + bytes(3)]), st.binary(max_size=200))
def test_garbage_is_refused_and_never_anything_worse(start: bytes, data: bytes) -> None:
    try:
        frame = read_frame(io.BytesIO(start + data))
    except FrameError:
        return
    assert frame is None or isinstance(frame.header, dict)


@pytest.mark.parametrize(
    "header",
    [{}, {"tell": "gold"}, {"tell": ["made"]}, {"tell": "ranked"}, {"tell": "advanced", "stage": "x", "more": 1}],
)
def test_what_is_no_event_is_refused(header: dict[str, object]) -> None:
    with pytest.raises(FrameError):
        read_event(Frame(header))
