"""What a prompt may become: prompts of before and categories."""

import time

import pytest

from foley_bridge.files.ucs import Catalogue
from foley_ui.generate.prompt_history import PromptHistory
from foley_ui.generate.suggestions import ALL_MOST, OWN_MOST, Suggester


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester.load(Catalogue.load())


def test_own_prompts_come_first_newest_first_then_categories(suggester: Suggester) -> None:
    prompts = [f"footsteps on floor {number}" for number in range(9)]
    found = suggester.suggest("foot", prompts)
    assert [one.text for one in found[:OWN_MOST]] == prompts[:OWN_MOST]
    assert all(one.cat_id for one in found[OWN_MOST:])
    assert len(found) == ALL_MOST


def test_a_category_is_found_by_its_id_its_names_and_what_people_say(suggester: Suggester) -> None:
    for typed in ("feethmn", "footsteps hum", "helicop", "chopp"):
        ids = [one.cat_id for one in suggester.suggest(typed, ())]
        assert {"FEETHmn", "AEROHeli"} & set(ids), typed
    assert suggester.suggest("chopper", ())[0].cat_id == "AEROHeli"
    assert "AEROHeli · AIRCRAFT HELICOPTER" in [one.category for one in suggester.suggest("chopp", ())]


def test_each_category_is_suggested_once_and_nothing_for_nothing(suggester: Suggester) -> None:
    ids = [one.cat_id for one in suggester.suggest("a", ())]
    assert len(ids) == len(set(ids))
    assert suggester.suggest("   ", ["boots"]) == ()
    assert suggester.suggest("no such thing at all", ()) == ()


def test_what_is_written_already_is_not_suggested(suggester: Suggester) -> None:
    own = [one.text for one in suggester.suggest("boots", ["boots", "boots on gravel"]) if not one.cat_id]
    assert own == ["boots on gravel"]


def test_a_letter_takes_no_frame(suggester: Suggester) -> None:
    prompts = [f"a prompt of many words, number {number}" for number in range(500)]
    before_s = time.thread_time()
    for typed in ("a", "me", "metal", "metal door sl"):
        suggester.suggest(typed, prompts)
    assert (time.thread_time() - before_s) / 4 < 0.1  # 16 ms on a machine of its own, far more here


def test_the_history_goes_back_and_returns_to_what_was_being_written() -> None:
    history = PromptHistory(lambda: ("newest", "older"))
    assert history.newer() is None
    assert [history.older("draft"), history.older("newest"), history.older("older")] == ["newest", "older", None]
    assert [history.newer(), history.newer(), history.newer()] == ["newest", "draft", None]


def test_the_history_leaves_out_what_is_shown_already_and_begins_anew_after_writing() -> None:
    history = PromptHistory(lambda: ("newest", "older"))
    assert history.older("newest") == "older"
    history.written()
    assert history.older("something") == "newest"
