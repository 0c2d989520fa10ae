"""What goes wrong while REAPER waits for takes: nothing is doubled, nothing stands still, undo stays whole."""

from pathlib import Path

import pytest

from benchmarks.reliability.daemons import DaemonProcess
from tests.bridge.daemon.served import Served
from tests.hosts.reaper.fake_reaper import FakeReaper

GENERATE = "Generate Foley"
NOT_RUNNING = "Foley Bridge is not running. Start it with: foley-bridge serve"


def ask(reaper: FakeReaper, prompt: str = "slow boots", *, count: int = 4) -> None:
    reaper.do("fill", prompt, count, "0.5")
    reaper.run(GENERATE)


def resume(reaper: FakeReaper) -> None:
    """Start the action and cancel its form: what is under way goes on."""
    reaper.do("fill")
    reaper.run(GENERATE)


def assert_complete(reaper: FakeReaper, count: int = 4) -> None:
    state = reaper.state()
    assert [len(item["takes"]) for item in state["items"]] == [count]
    takes = reaper.takes()
    assert sorted(int(take.ext["index"]) for take in takes) == list(range(count))
    assert [take.active for take in takes].count(True) == 1
    assert len({take.file for take in takes}) == count
    assert state["pending"] == ""


def test_without_a_daemon_the_person_is_told_and_nothing_is_left(reaper: FakeReaper) -> None:
    reaper.do("answer", "no")
    reaper.run(GENERATE)
    state = reaper.state()
    assert not state["busy"]
    assert state["messages"] == [f"{NOT_RUNNING}\n\nStart it now?"]
    assert (state["pending"], state["commands"], state["points"]) == ("", [], [])


def test_a_daemon_that_is_started_on_demand_makes_the_takes(reaper: FakeReaper, process: DaemonProcess) -> None:
    reaper.do("answer", "yes")
    ask(reaper, "boots")
    state = reaper.state()
    assert state["commands"] == ['/bin/sh -lc "exec foley-bridge serve"']
    process.start()
    reaper.until_idle()
    assert_complete(reaper)


@pytest.mark.parametrize("backend", ["lupa"], indirect=True)  # it waits five seconds, with either
def test_a_daemon_that_ended_without_a_word_is_asked_about_once(reaper: FakeReaper, process: DaemonProcess) -> None:
    process.start()
    process.kill()  # its session file stays
    reaper.do("answer", "no")
    ask(reaper)
    before = reaper.cycles
    state = reaper.until_idle()
    assert reaper.cycles - before > 50, "REAPER stood still while the script waited"
    assert state["messages"] == [f"{NOT_RUNNING}\n\nStart it now?"]
    assert (state["pending"], state["items"], state["points"]) == ("", [], [])
    assert list(process.folders.spool.glob("in/*/*.osc")) == []


def test_a_daemon_killed_in_the_middle_and_started_again_doubles_nothing(
    reaper: FakeReaper, process: DaemonProcess
) -> None:
    process.start()
    ask(reaper)
    reaper.until(lambda state: "denoise" in state["drawn"] or bool(state["items"]))
    process.kill()
    for _ in range(10):
        reaper.cycle()
    process.start()
    reaper.until_idle()
    assert_complete(reaper)
    assert reaper.state()["points"] == ["Foley: slow boots"]


def test_a_daemon_killed_between_two_takes_doubles_nothing(reaper: FakeReaper, process: DaemonProcess) -> None:
    process.start()
    ask(reaper, count=16)
    reaper.until(lambda state: bool(state["items"]))
    process.kill()
    process.start()
    reaper.until_idle()
    assert_complete(reaper, 16)


def test_a_script_closed_in_the_middle_is_taken_up_by_the_next_action(reaper: FakeReaper, daemon: Served) -> None:
    ask(reaper)
    reaper.cycle()
    reaper.do("close")
    state = reaper.state()
    assert state["pending"] != ""
    assert not state["busy"]
    resume(reaper)
    reaper.until_idle()
    assert_complete(reaper)
    assert reaper.state()["points"] == ["Foley: slow boots"]


def test_takes_that_were_there_when_the_script_was_closed_can_be_undone(reaper: FakeReaper, daemon: Served) -> None:
    ask(reaper, count=16)
    reaper.until(lambda state: bool(state["items"]))
    reaper.do("close")
    assert len(reaper.state()["points"]) == 1
    reaper.do("undo")
    assert reaper.state()["items"] == []


def test_reaper_killed_in_the_middle_finds_its_request_in_the_saved_project(reaper: FakeReaper, daemon: Served) -> None:
    ask(reaper)
    reaper.cycle()
    reaper.do("save")
    reaper.do("vanish")
    reaper.do("reopen")
    resume(reaper)
    reaper.until_idle()
    assert_complete(reaper)


def test_reaper_killed_between_two_takes_adds_only_the_missing_ones(reaper: FakeReaper, daemon: Served) -> None:
    ask(reaper, count=16)
    reaper.until(lambda state: bool(state["items"]))
    reaper.do("save")
    reaper.do("vanish")
    reaper.do("reopen")
    resume(reaper)
    reaper.until_idle()
    assert_complete(reaper, 16)


def test_both_killed_at_once_double_nothing(reaper: FakeReaper, process: DaemonProcess) -> None:
    process.start()
    ask(reaper)
    reaper.until(lambda state: "denoise" in state["drawn"] or bool(state["items"]))
    reaper.do("save")
    process.kill()
    reaper.do("vanish")
    reaper.do("reopen")
    process.start()
    resume(reaper)
    reaper.until_idle()
    assert_complete(reaper)


def test_undo_in_the_middle_gives_the_takes_back_at_the_end(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("edit")
    ask(reaper, count=16)
    reaper.until(lambda state: bool(state["items"]))
    reaper.do("undo")  # of what the person did before; it takes the first takes with it
    reaper.until_idle()
    state = reaper.state()
    assert state["pending"] == ""
    assert [len(item["takes"]) for item in state["items"]] in ([16], [])  # [] where all of it was there already


def test_a_full_disk_is_said_and_leaves_the_timeline_whole(reaper: FakeReaper, daemon: Served, small: Path) -> None:
    reaper.do("media", small)
    reaper.do("fill", "boots", 16, "10")
    reaper.run(GENERATE)
    state = reaper.until_idle()
    (message,) = state["messages"]
    assert "space" in message.lower() or "full" in message.lower()
    assert state["pending"] == ""
    assert len(state["points"]) == len(state["items"])


def test_a_project_that_was_never_saved_uses_the_daemons_own_folder_and_says_so(
    unsaved: FakeReaper, daemon: Served
) -> None:
    ask(unsaved, "boots")
    unsaved.until_idle()
    assert_complete(unsaved)
    assert any("not saved" in line for line in unsaved.state()["console"])
    assert all(Path(take.file).is_relative_to(daemon.folders.sounds) for take in unsaved.takes())


def test_without_a_selected_track_the_takes_go_onto_a_track_of_their_own(bare: FakeReaper, daemon: Served) -> None:
    for _ in range(2):
        ask(bare, "boots")
        bare.until_idle()
    state = bare.state()
    assert (state["tracks"], [item["track"] for item in state["items"]]) == (1, ["Foley", "Foley"])
    assert any("No track is selected" in line for line in state["console"])
    assert len(state["points"]) == 2
    bare.do("undo")
    bare.do("undo")
    assert bare.state()["tracks"] == 0


def test_a_candidate_whose_file_went_away_is_named_and_the_request_kept(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("blind", "yes")  # REAPER cannot open any file
    ask(reaper, "boots")
    state = reaper.until_idle()
    assert "REAPER cannot read" in state["messages"][0]
    assert (state["items"], state["points"]) == ([], [])
    assert state["pending"] != ""
    reaper.do("blind", "no")
    resume(reaper)
    reaper.until_idle()
    assert_complete(reaper)


def test_an_error_while_placing_leaves_undo_and_drawing_balanced(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("break", "SetMediaItemTake_Source")
    ask(reaper, "boots")
    state = reaper.until_idle()
    assert "broken on purpose" in state["messages"][0]


def test_nothing_ever_waits(reaper: FakeReaper, daemon: Served) -> None:
    ask(reaper)
    reaper.until_idle()
    assert reaper.slowest_s < 1.0  # a turn takes milliseconds; a wait for the daemon would take seconds
