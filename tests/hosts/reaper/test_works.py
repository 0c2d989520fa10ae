"""Cue sheets and exports in the fake REAPER against a real daemon."""

import json
from pathlib import Path

import pytest

from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import Kind
from foley_bridge.works.order import WorkOrder
from tests.bridge.daemon.served import Served
from tests.hosts.reaper.fake_reaper import SCRIPTS, FakeReaper
from tests.hosts.reaper.test_actions import generate

SHEET = """time,length,prompt,track,count,gain
0:00:00.5,0.5,boots on gravel,Feet,2,
01:00:03:12,0.5,a door slams,Türen,1,-6
0:00:05,,boots on gravel,Feet,2,
"""


def test_a_sheet_goes_onto_its_tracks_in_one_undo_step_and_again_changes_nothing(
    reaper: FakeReaper, daemon: Served, tmp_path: Path
) -> None:
    sheet = tmp_path / "reel 1.csv"
    sheet.write_text(SHEET.replace("0:00:0", "1:00:0"), encoding="utf-8")
    for given in (("0.75", "40", "25", "3600"), ("0.75", "4", "25", "1:00:00")):
        reaper.do("fill", *given)
    reaper.do("choose", sheet)
    reaper.run("Make a cue sheet")
    state = reaper.until_idle()
    assert state["messages"] == ["The number of takes must be 1 to 16."]
    assert any("3 of 3 cues made, 5 takes in all." in line for line in state["console"])
    assert [one["position"] for one in state["items"]] == [0.5, 5.0, 3.48]  # by tracks: the sheet's two are new
    assert [one["length"] for one in state["items"]] == [0.5, 0.75, 0.5]
    assert [len(one["takes"]) for one in state["items"]] == [2, 2, 1]
    assert state["items"][2]["volume"] == pytest.approx(10 ** (-6 / 20))
    assert len(state["points"]) == 1
    out = reaper.media / "reel 1"
    for item in range(3):
        takes = reaper.takes(item)
        assert [take.active for take in takes] == [True, False][: len(takes)]
        assert all(Path(take.file).parent == out / "Foley" for take in takes)
    with Journal(daemon.folders.journal_file) as journal:  # what a take says of itself is what the daemon knows
        take = reaper.takes(2)[0]
        assert take.name.startswith("1 · ")
        known = {one.index: one.path for one in journal.candidates(take.ext["request"])}
    assert known[int(take.ext["index"])] == take.file
    reaper.do("fill", "0.75", "4", "25", "1:00:00")
    reaper.do("choose", sheet)
    reaper.run("Make a cue sheet")
    again = reaper.until_idle()
    assert (len(again["items"]), len(again["points"])) == (3, 1)
    reaper.do("undo")
    assert reaper.state()["items"] == []


def test_a_sheet_with_faults_is_told_and_one_that_nobody_chooses_is_not_asked_for(
    reaper: FakeReaper, daemon: Served, tmp_path: Path
) -> None:
    reaper.do("choose", "")
    reaper.run("Make a cue sheet")
    assert reaper.until_idle()["messages"] == []
    sheet = tmp_path / "faults.csv"
    sheet.write_text("time,prompt\n1,boots\n", encoding="utf-8")
    reaper.do("choose", sheet)
    reaper.do("fill", "", "4", "", "0")
    reaper.run("Make a cue sheet")
    (said,) = reaper.until_idle()["messages"]
    assert "row 2: it has neither length nor end" in said
    assert not (reaper.media / "faults").exists()


def test_selected_items_are_asked_for_as_a_round_robin(reaper: FakeReaper, daemon: Served) -> None:
    reaper.run("Export selected items as round robin")
    said = "Select items that Foley Bridge made first: their takes become the variants."
    assert reaper.until_idle()["messages"] == [said]
    generate(reaper)
    generate(reaper, "a door slams")
    candidates = [f"{one.ext['request']}#{one.ext['index']}" for item in (0, 1) for one in reaper.takes(item)]
    reaper.do("select_items", 1)
    for given in (("x", "3", "", "", "0"), ("/not here", "", "loud", "", "0"), ()):
        reaper.do("fill", *given)
    reaper.run("Export selected items as round robin")
    state = reaper.until_idle()
    assert state["messages"][1:] == [
        "2 takes are selected: they cannot become 3 variants.",
        "The loudness is a number of LUFS such as -20, or nothing for the takes' median.",
    ]
    assert state["forms"][-1]["values"].startswith("/not here\n")
    folder = reaper.file.parent / "Exports" / "boots on gravel"
    reaper.do("select_items", 1, 2)
    reaper.do("fill", folder, "2", "-20", "4", "1")
    reaper.run("Export selected items as round robin")
    state = reaper.until_idle()
    assert "quick" in state["messages"][-1]  # the engine of tests has no pack that could hear how takes differ
    with Journal(daemon.folders.journal_file) as journal:
        job = next(one for one in journal.recent(10) if one.kind is Kind.EXPORT)
    order = WorkOrder.from_json(job.order)
    assert order.takes == (candidates[0], candidates[2])
    assert order.options == {"count": 2, "loudness": -20.0, "godot": 4, "replace": 1}
    assert order.folder == str(folder)


def test_json_is_read_as_python_writes_it() -> None:
    lupa = pytest.importorskip("lupa.lua54", reason="lupa is not installed")
    runtime = lupa.LuaRuntime(unpack_returned_tuples=True)
    runtime.execute(f"package.path = [[{SCRIPTS}/lib/?.lua;]] .. package.path")
    decode = runtime.execute("return (require('json').decode)")
    value = {"a": ['Ä "q" \\ \n 🥾', -1.5e-3, 7], "b": {"c": True, "d": False}, "e": [], "f": ""}
    for text in (json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False)):
        read = decode(text)
        assert list(read["a"].values()) == value["a"]
        assert (read["b"]["c"], read["b"]["d"], len(read["e"]), read["f"]) == (True, False, 0, "")
    assert decode('{"x": null}')["x"] is None
    for broken in ("", "{", '{"a" 1}', "[1,]", '"open', "[1] 2", "nil", '"\\ud83e"', "[" * 40 + "]" * 40):
        value, why = decode(broken)
        assert value is None
        assert why.startswith("no JSON at byte ")
