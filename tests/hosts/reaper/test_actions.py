"""The other actions in the fake REAPER against a real daemon."""

from pathlib import Path

from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.journal.journal import Journal
from foley_bridge.protocol.order import Order
from tests.bridge.daemon.served import Served
from tests.hosts.reaper.fake_reaper import FakeReaper

GENERATE = "Generate Foley"


def order_in(daemon: Served, request: str) -> Order:
    with Journal(daemon.folders.journal_file) as journal:
        return Order.from_json(journal.job(request).order)


def generate(reaper: FakeReaper, prompt: str = "boots on gravel", *, count: int = 2, seconds: str = "0.5") -> None:
    reaper.do("fill", prompt, count, seconds)
    reaper.run(GENERATE)
    reaper.until_idle()


def test_the_time_selection_gives_place_and_length(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("selection", 3.25, 4.5)
    generate(reaper, seconds="1.25")
    state = reaper.state()
    assert state["forms"][0]["values"].split("\n")[2] == "1.25"
    assert (state["items"][0]["position"], state["items"][0]["length"]) == (3.25, 1.25)


def test_the_last_values_are_remembered_with_the_project(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper, "a, b", count=3, seconds="0.75")
    reaper.do("save")
    reaper.do("reopen")
    reaper.do("fill")
    reaper.run(GENERATE)
    assert reaper.state()["forms"][1]["values"] == "a, b\n3\n0.75"


def test_what_cannot_be_asked_is_said_and_asked_again(reaper: FakeReaper, daemon: Served) -> None:
    for given in (("", 2, "1"), ("boots", 17, "1"), ("boots", 2, "181"), ("boots", 2, "long")):
        reaper.do("fill", *given)
    reaper.do("fill")
    reaper.run(GENERATE)
    state = reaper.until_idle()
    assert len(state["messages"]) == 4
    assert "prompt is empty" in state["messages"][0]
    assert "1 to 16" in state["messages"][1]
    assert "0.1 to 180" in state["messages"][2]
    assert state["items"] == []


def test_the_best_is_active_when_it_comes_last(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper, "reverse boots", count=4)
    takes = reaper.takes()
    assert [take.name[:1] for take in takes] == ["4", "3", "2", "1"]
    assert [take.active for take in takes] == [False, False, False, True]


def test_a_new_seed_gives_more_takes_in_the_same_item(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper)
    reaper.do("select_item", 1)
    reaper.run("Generate again with a new seed")
    state = reaper.until_idle()
    (item,) = state["items"]
    assert len(item["takes"]) == 4
    assert len({take.ext["seed"] for take in reaper.takes()}) == 4
    assert [take.active for take in reaper.takes()] == [False, False, True, False]
    assert len(state["points"]) == 2
    reaper.do("undo")
    assert len(reaper.takes()) == 2


def test_without_an_item_of_ours_a_new_seed_is_refused_in_words(reaper: FakeReaper, daemon: Served) -> None:
    reaper.run("Generate again with a new seed")
    state = reaper.until_idle()
    assert state["messages"] == ["Select an item that Foley Bridge made first."]


def test_more_like_this_adds_variations_of_the_active_take_in_one_undo_step(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper)
    (active,) = [take for take in reaper.takes() if take.active]
    reaper.do("select_item", 1)
    reaper.run("More like this take")
    state = reaper.until_idle()
    assert state["messages"] == []
    assert state["pending"] == ""
    (item,) = state["items"]
    assert len(item["takes"]) == 4
    assert len(state["points"]) == 2
    added = [take for take in reaper.takes() if take.ext["request"] != active.ext["request"]]
    for take in added:
        source = read_recipe(Path(take.file)).source
        assert source is not None
        assert source.candidate == f"{active.ext['request']}#{active.ext['index']}"
    assert len(added) == 2
    reaper.do("undo")
    assert len(reaper.takes()) == 2


def test_an_item_is_imitated_as_more_takes_of_it(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper)
    (item,) = reaper.state()["items"]
    first = next(take.file for take in reaper.takes() if take.active)
    reaper.do("select_item", 1)
    for given in (("", 2, "0.6"), ("a dog", 2, "0"), ("a dog", 2, "much"), ("a dog", 2, "0.7")):
        reaper.do("fill", *given)
    reaper.run("Imitate the selected item")
    state = reaper.until_idle()
    assert [message[:20] for message in state["messages"]] == ["Say what should be h", *["The strength must be"] * 2]
    assert len(state["items"][0]["takes"]) == 4
    added = [take for take in reaper.takes() if take.ext["prompt"] == "a dog"]
    assert len(added) == 2
    order = order_in(daemon, added[0].ext["request"])
    assert order.imitated is not None
    assert (order.imitated.recording.path, order.imitated.strength) == (first, 0.7)
    assert order.request.seconds == item["length"]
    reaper.do("undo")
    assert len(reaper.takes()) == 2


def test_a_time_selection_of_an_item_is_filled_as_more_takes_of_it(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("selection", 2, 2.5)
    generate(reaper)
    reaper.do("select_item", 1)
    reaper.do("selection", 2.1, 2.3)
    reaper.do("fill", "rain", 3)
    reaper.run("Fill the time selection")
    state = reaper.until_idle()
    assert len(state["items"][0]["takes"]) == 5
    order = order_in(daemon, next(take.ext["request"] for take in reaper.takes() if take.ext["prompt"] == "rain"))
    assert order.filled is not None
    rate_hz = order.filled.recording.rate_hz
    assert (order.filled.first, order.filled.last) == (round(0.1 * rate_hz), round(0.3 * rate_hz))
    assert order.rate_hz == rate_hz


def test_what_cannot_be_filled_or_imitated_is_said(reaper: FakeReaper, daemon: Served) -> None:
    for action in ("Imitate the selected item", "Fill the time selection"):
        reaper.run(action)
    generate(reaper)
    reaper.do("select_item", 1)
    reaper.do("selection", 20, 21)
    reaper.run("Fill the time selection")
    reaper.do("offset", 0.1)
    reaper.run("Imitate the selected item")
    messages = reaper.until_idle()["messages"]
    assert [message[:24] for message in messages] == [
        *["Select an item with a re"] * 2,
        "Select 0.05 to 8 seconds",
        "The item plays its recor",
    ]


def test_training_ends_with_what_to_do_about_its_adapter(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper)
    reaper.do("select_item", 1)
    reaper.run("Train on selected items")
    state = reaper.until_idle()
    (message,) = state["messages"]
    assert "is complete" in message
    assert "foley-bridge train decide reaper-" in message


def test_every_region_becomes_an_item_named_by_its_prompt(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("region", 1, 1.5, "door slams")
    reaper.do("region", 2, 2.05, "rain")
    reaper.do("region", 20, 21, "")
    reaper.do("region", 30, "", "a marker beside regions")
    reaper.do("fill", 2)
    reaper.run("Generate for every region or marker")
    state = reaper.until_idle()
    found = sorted((item["position"], item["length"], item["takes"][0]["ext"]["prompt"]) for item in state["items"])
    assert found == [(1, 0.5, "door slams"), (2, 0.1, "rain")]
    assert sorted(state["points"]) == ["Foley: door slams", "Foley: rain"]
    assert any("passed over" in line for line in state["console"])
    assert any("shorter than 0.1" in line for line in state["console"])


def test_markers_serve_where_there_is_no_region(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("region", 30, "", "thunder")
    reaper.do("selection", 0, 1.5)
    reaper.do("fill", 1)
    reaper.run("Generate for every region or marker")
    (item,) = reaper.until_idle()["items"]
    assert (item["position"], item["length"]) == (30, 1.5)


def test_cancel_stops_what_is_under_way(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("fill", "slow boots", 2, "0.5")
    reaper.run(GENERATE)
    reaper.cycle()
    reaper.run("Cancel")
    state = reaper.until_idle()
    assert (state["pending"], state["items"], state["points"], state["messages"]) == ("", [], [], [])
    reaper.run("Cancel")
    assert reaper.state()["messages"] == ["Nothing is being made for this project."]


def test_cancel_stops_what_a_closed_script_left(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("fill", "slow boots", 2, "0.5")
    reaper.run(GENERATE)
    reaper.cycle()
    reaper.do("close")
    reaper.run("Cancel")
    state = reaper.until_idle()
    assert (state["pending"], state["items"]) == ("", [])


def test_a_pack_is_chosen_by_its_number(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("fill", 1)
    reaper.run("Choose pack")
    state = reaper.until_idle()
    assert "1  core" in state["messages"][0]
    assert state["messages"][1] == "From now on: core"


def test_the_daemon_is_found_and_described(reaper: FakeReaper, daemon: Served) -> None:
    reaper.run("Start or find the daemon")
    state = reaper.until_idle()
    assert "runs: pack core" in state["messages"][0]


def test_two_actions_share_one_script_that_runs_the_requests(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("fill", "slow boots", 1, "0.5")
    reaper.run(GENERATE)
    reaper.cycle()
    reaper.do("region", 5, 6, "door")
    reaper.do("fill", 1)
    reaper.run("Generate for every region or marker")
    state = reaper.until_idle()
    assert len(state["items"]) == 2
    assert len(state["points"]) == 2


def test_the_action_started_again_takes_over_from_itself(reaper: FakeReaper, daemon: Served) -> None:
    for prompt in ("slow boots", "slow rain"):
        reaper.do("fill", prompt, 2, "0.5")
        reaper.run(GENERATE)
        reaper.cycle()
    state = reaper.until_idle()
    assert [len(item["takes"]) for item in state["items"]] == [2, 2]
    assert len(state["points"]) == 2


def test_a_take_that_the_person_chose_or_named_stays_so(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper, count=3)
    reaper.do("activate", 2)
    reaper.do("select_item", 1)
    reaper.run("Generate again with a new seed")
    reaper.until_idle()
    # New takes were asked for, so the best of those is heard; but nothing else touches the choice.
    assert [take.active for take in reaper.takes()].index(True) == 3


def test_spool_and_window_are_left_as_they_were(reaper: FakeReaper, daemon: Served) -> None:
    before = set(daemon.folders.spool.glob("*/reaper-*"))  # an answer to the host of another test may have come late
    generate(reaper)
    assert reaper.state()["window"] == ""
    assert set(daemon.folders.spool.glob("*/reaper-*")) <= before
