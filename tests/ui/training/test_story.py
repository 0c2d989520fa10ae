"""What a training told: read from its folder, grown by events, drawn without more points than pixels."""

import math
from pathlib import Path

import numpy as np

from foley_bridge.training.project import EventLog, TrainingFolder
from foley_bridge.training.told import Ended, FileRefused, Noted, Sampled, Stepped
from foley_ui.training.choice import TrainChoice, expected_of
from foley_ui.training.comparing import Change, compare
from foley_ui.training.curves import SMOOTHING, Curve
from foley_ui.training.story import Remark, event_of, read_story


def test_everything_so_far_is_read_from_the_folder(tmp_path: Path) -> None:
    log = EventLog(TrainingFolder(tmp_path))
    told = (
        FileRefused("/x.wav", "x.wav: it is silent"),
        Noted(0, "few"),
        Stepped(1, 2, {"total": 1.0, "diffusion": 0.5}, math.nan),
        Sampled(1, 0, "rain", "/s.wav"),
        Stepped(2, 2, {"total": 0.5, "diffusion": 0.25}, 0.0),
    )
    for event in told:
        log.add(event)
    with (tmp_path / "events.jsonl").open("ab") as stream:
        stream.write(b'{"event": "Later", "x": 1}\n{"event": "Noted", "st')
    story = read_story(tmp_path)
    assert (story.step, story.steps) == (2, 2)
    assert story.remarks == [Remark(0, "x.wav: it is silent", refused=True), Remark(0, "few")]
    assert story.prompts == {0: "rain"}
    assert (story.sample_steps, story.newest) == ([1], told[3])
    assert list(story.curves.parts["total"].raw) == [1.0, 0.5]
    assert read_story(tmp_path / "gone").step == 0


def test_events_grow_it_and_what_is_known_is_not_told_twice(tmp_path: Path) -> None:
    story = read_story(tmp_path)
    events = [
        event_of("training", {"request": "x", "step": 3, "steps": 9, "total": 0.5, "latent": 0.1, "left": -1.0}),
        event_of("noted", {"request": "x", "step": 3, "text": "smaller batch"}),
        event_of("noted", {"request": "x", "step": 3, "text": "smaller batch"}),
        event_of("sample", {"request": "x", "step": 3, "number": 1, "prompt": "rain", "path": "/r.wav"}),
    ]
    for event in events:
        assert event is not None
        story.take(event)
    assert (story.step, len(story.remarks), len(story.samples)) == (3, 1, 1)
    assert math.isnan(story.left_s)
    assert set(story.curves.newest) == {"total", "latent"}
    assert event_of("delivered", {}) is None


def test_a_training_that_goes_on_from_a_checkpoint_draws_its_steps_once() -> None:
    curve = Curve()
    for step in (1, 2, 3, 4, 5, 3, 4):
        curve.add(step, float(step))
    assert list(curve.steps) == [1, 2, 3, 4]
    plain = Curve()
    for step in (1, 2, 3, 4):
        plain.add(step, float(step))
    assert curve.smooth == plain.smooth


def test_the_smoothed_line_begins_at_the_first_value_and_follows_the_mean() -> None:
    curve = Curve()
    for step in range(1, 501):
        curve.add(step, 2.0 + (-1) ** step)
    assert curve.smooth[0] == 1.0
    assert abs(curve.smooth[-1] - 2.0) < (1 - SMOOTHING)


def test_no_more_is_drawn_than_pixels_and_peaks_stay() -> None:
    curve = Curve()
    for step in range(1, 100_001):
        curve.add(step, 9.0 if step == 54_321 else 1.0)
    raw, smooth = curve.thinned(500)
    assert len(raw[0]) <= 2 * 500 + 400
    assert len(smooth[0]) <= 502
    assert raw[1].max() == 9.0
    assert smooth[0][-1] == 100_000
    assert np.all(np.diff(smooth[0]) > 0)
    assert [len(part) for part in Curve().thinned(10)[0]] == [0, 0]


def ended(before: dict[str, float], after: dict[str, float]) -> Ended:
    return Ended("/a", "a", "0", "p", "none", 1, 1, 3, 0, before, after)


def test_better_and_worse_are_said_where_there_is_enough_to_say_it() -> None:
    told = ended({"kad": 40.0, "score": 0.2}, {"kad": 30.0, "score": 0.1})
    assert [one.change for one in compare(told, 40)] == [Change.BETTER, Change.WORSE]
    assert [one.change for one in compare(told, 5)] == [Change.FEW, Change.FEW]
    assert [one.change for one in compare(ended({}, {}), 0)] == [Change.UNKNOWN, Change.UNKNOWN]
    same = ended({"kad": 40.0, "score": 0.2}, {"kad": 39.5, "score": 0.201})
    assert [one.change for one in compare(same, 40)] == [Change.SAME, Change.SAME]


def test_an_estimate_for_one_clip_serves_every_length() -> None:
    from foley_bridge.training.estimate import TrainingEstimate

    one = TrainingEstimate(2_000_000_000, 1_000_000_000, encode_s=2.0, step_s=0.5, steps=400)
    by_steps = expected_of(one, TrainChoice(steps=100), clips=30)
    assert (by_steps.seconds, by_steps.fits) == (110.0, False)
    by_minutes = expected_of(one, TrainChoice(minutes=10.0), clips=30)
    assert by_minutes.steps == 1200
