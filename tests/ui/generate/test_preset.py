"""What the generate panel asks for: kept, turned into a call, read back from an order."""

from foley_bridge.protocol.order import Order
from foley_models.requests import GenerationRequest
from foley_ui.generate.preset import Preset

FULL = Preset(
    prompt="boots",
    seconds=2.5,
    count=3,
    category="FEETHmn",
    pack="core",
    adapter="",
    seed=0,
    steps=12,
    guidance=0.0,
    sampler="ddim",
    negative="music",
    threshold=0.0,
    under="drop",
    pool=9,
    target="audio",
    destination="/sounds",
    rate=96_000,
)


def test_a_preset_is_the_same_after_it_was_kept() -> None:
    assert Preset.of_plain(FULL.plain()) == FULL
    assert Preset.of_plain(Preset().plain()) == Preset()


def test_what_is_left_open_is_not_said_and_zeros_are() -> None:
    assert Preset(prompt="boots").pairs() == {}
    said = FULL.pairs()
    assert (said["seed"], said["guidance"], said["threshold"], said["adapter"]) == (0, 0.0, 0.0, "")
    assert not {"prompt", "seconds", "count", "loop", "diversity"} & said.keys()
    assert Preset(loop=True).pairs() == {"loop": 1}


def test_what_was_kept_by_another_version_is_left_out() -> None:
    assert Preset.of_plain({"seconds": 3, "count": "many", "unknown": 1, "loop": True}) == Preset(
        seconds=3.0, loop=True
    )


def test_an_order_in_the_journal_becomes_the_preset_that_asks_for_the_same() -> None:
    request = GenerationRequest("boots", 2.5, 3, pool=9, seed=7, steps=12, under="drop", target="audio")
    order = Order(request, 96_000, "/sounds", 0.0, pack="core", adapter="/a.safetensors", cat_id="FEETHmn")
    preset = Preset.of_order(order.to_json())
    assert (preset.prompt, preset.seconds, preset.count, preset.seed) == ("boots", 2.5, 3, 7)
    assert (preset.rate, preset.destination, preset.category) == (96_000, "/sounds", "FEETHmn")
    assert (preset.pack, preset.adapter, preset.pool, preset.under) == ("core", "/a.safetensors", 9, "drop")
    assert Preset.of_order("no JSON") == Preset()


def test_a_wish_is_taken_over_without_what_belongs_to_the_one_who_had_it() -> None:
    request = GenerationRequest("boots", 2.5, 3, seed=7, negative="music")
    order = Order(request, 48_000, "/project", 0.0, pack="/packs/core", adapter="/a.safetensors", cat_id="FEETHmn")
    wish = Preset(prompt="boots", seconds=2.5, count=3, category="FEETHmn", negative="music")
    assert Preset.of_order(order.to_json()).anew() == wish
