"""From a stack's candidates to what the daemon writes: gate, rate, length, level, category, recipe."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foley_bridge.engine.events import Advanced, EngineEvent, Made
from foley_bridge.engine.mastering import make_master
from foley_bridge.engine.production import Craft, Pace, Production
from foley_bridge.engine.studio import real_craft
from foley_bridge.files.recipe_reading import recipe_from
from foley_bridge.files.wav import decode_pcm
from foley_bridge.protocol.order import Order
from foley_models.errors import NothingPassedError
from foley_models.pack import load_pack
from foley_models.requests import Layout
from foley_models.stack import ModelStack
from tests.bridge.engine.orders import REQUEST, Told, order_of

ALL_PASS = Craft(lambda *_: None, lambda *_: None, predict_cat_id=lambda _: "ANMLDog")


@pytest.fixture(scope="module")
def stack(tiny_pack: Path) -> ModelStack:
    return ModelStack(load_pack(tiny_pack, device="cpu", dtype="float32"))


def produce(stack: ModelStack, order: Order, craft: Craft = ALL_PASS, *, skip: frozenset[int] = frozenset()) -> Told:
    events: list[EngineEvent] = []
    Production(stack, order, craft, tell=events.append).run(batch_size=4, skip=skip, cancelled=lambda: False)
    return Told(events)


def every_second() -> Callable[..., str | None]:
    """A check that refuses its first, third ... sound."""
    asked: list[object] = []

    def check(sound: object, _: int) -> str | None:
        asked.append(sound)
        return "it is odd" if len(asked) % 2 else None

    return check


@pytest.mark.parametrize("rate_hz", [8000, 44_100, 48_000, 192_000])
def test_a_sound_has_the_rate_and_the_exact_length_of_its_order(stack: ModelStack, rate_hz: int) -> None:
    order = order_of("tiny", rate_hz=rate_hz, request=replace(REQUEST, seconds=0.4567))
    for one in produce(stack, order).made:
        assert len(one.pcm) == 3 * round(0.4567 * rate_hz)
        assert one.rate_hz == rate_hz
        assert np.abs(decode_pcm(one.pcm)).max() <= 1.0
        assert one.gain_db <= 0.0
        assert one.peak_dbfs == pytest.approx(20 * math.log10(np.abs(decode_pcm(one.pcm)).max()), abs=1e-3)
        assert math.isfinite(one.loudness_lufs)


def test_what_the_gate_refuses_is_replaced_and_the_reasons_are_told(stack: ModelStack) -> None:
    craft = replace(ALL_PASS, check_sound=every_second())
    told = produce(stack, order_of("tiny"), craft)
    ranked = [one.index for one in produce(stack, order_of("tiny", request=replace(REQUEST, count=4))).made]
    assert [one.index for one in told.made] == [ranked[1], ranked[3]]
    assert [one.rank for one in told.made] == [1, 2]
    assert (told.finished.delivered, told.finished.rejected, told.finished.reasons) == (2, 2, "it is odd (2)")


def test_what_mastering_spoilt_is_replaced_too(stack: ModelStack) -> None:
    told = produce(stack, order_of("tiny"), replace(ALL_PASS, check_master=every_second()))
    assert (len(told.made), told.finished.rejected) == (2, 2)
    assert len({one.pcm for one in told.made}) == 2
    for one in told.made:
        assert one.recipe["sound"]["sha256"] == hashlib.sha256(one.pcm).hexdigest()


def test_where_the_gate_refuses_everything_the_error_says_why(stack: ModelStack) -> None:
    with pytest.raises(NothingPassedError, match=r"can be delivered: it is silent \(12\)"):
        produce(stack, order_of("tiny"), replace(ALL_PASS, check_sound=lambda *_: "it is silent"))


def test_the_real_gate_and_the_real_categories_work_on_real_sounds(stack: ModelStack) -> None:
    craft = real_craft(stack)
    assert craft.check_sound(np.zeros(4000, np.float32), 8000) is not None
    told = produce(stack, order_of("tiny"), replace(craft, check_sound=lambda *_: None))
    assert {one.cat_id[:4] for one in told.made} == {"ANML"}


def test_a_category_that_the_host_gave_goes_before_the_predicted(stack: ModelStack) -> None:
    assert {one.cat_id for one in produce(stack, order_of("tiny", cat_id="RAINGlas")).made} == {"RAINGlas"}


def test_a_recipe_makes_the_same_pcm_again(stack: ModelStack) -> None:
    for one in produce(stack, order_of("tiny", request=replace(REQUEST, threshold=None))).made:
        recipe = recipe_from(one.recipe)
        layout = Layout(recipe.layout["denoise"], recipe.layout["decode"])
        again = stack.remake(recipe.request, layout, recipe.choice.index)
        pcm = make_master(again.waveform, again.rate_hz, recipe.sound.rate_hz, seconds=recipe.request.seconds).pcm
        assert pcm == one.pcm
        assert recipe.sound.sha256 == hashlib.sha256(pcm).hexdigest()
        assert (recipe.choice.seed, recipe.choice.score) == (one.seed, one.score)
        assert (recipe.pack.name, recipe.pack.digest) == ("tiny", stack.pack.digest)


def test_a_sound_that_resampling_lifts_over_full_scale_is_turned_down_and_says_so() -> None:
    square: NDArray[np.float32] = np.where(np.arange(4000) // 10 % 2, 0.98, -0.98).astype(np.float32)
    master = make_master(square, 8000, 48_000, seconds=0.5)
    assert master.gain_db < -0.1
    assert np.abs(master.waveform).max() == pytest.approx(10 ** (-0.1 / 20))


def test_those_of_before_a_crash_are_not_told_again(stack: ModelStack) -> None:
    whole = produce(stack, order_of("tiny"))
    rest = produce(stack, order_of("tiny"), skip=frozenset({whole.made[0].index}))
    assert rest.sounds == {whole.made[1].index: whole.made[1].pcm}
    assert rest.standing == whole.standing


def test_what_is_left_is_judged_by_what_is_done() -> None:
    pace = Pace(100.0)
    assert math.isnan(pace.left_s(0.01, 105.0))
    assert pace.left_s(0.25, 110.0) == pytest.approx(30.0)
    assert pace.left_s(1.0, 140.0) == 0.0


def test_progress_is_told_with_an_estimate_that_ends_at_nothing(stack: ModelStack) -> None:
    told = [one for one in produce(stack, order_of("tiny")).events if isinstance(one, Advanced)]
    assert math.isnan(told[0].left_s)
    assert told[-1].left_s == 0.0
    assert not any(isinstance(one, Made) for one in told)
