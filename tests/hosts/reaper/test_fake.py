"""The fake REAPER is as strict as it says: what the real one would refuse or crash on does not pass."""

from pathlib import Path

import pytest

from tests.hosts.reaper.fake_reaper import FakeReaper

ITEM = "local item = reaper.AddMediaItemToTrack(reaper.GetTrack(0, 0)) "


def errors(reaper: FakeReaper, folder: Path, text: str) -> str:
    script = folder / "script.lua"
    script.write_text(text, encoding="utf-8")
    reaper.run(str(script))
    while reaper.do("cycle")["busy"]:
        pass
    return "\n".join(reaper.do("state")["errors"])


@pytest.mark.parametrize("backend", ["lupa"], indirect=True)
@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("reaper.InsertTake()", "REAPER has no  InsertTake"),
        ("reaper.made = 1", "nothing may be put into"),
        ("reaper.CountTracks()", ""),  # proj may be nil
        ("reaper.CountTracks(1)", "it is no open project"),
        ("reaper.CountTracks(0, 0)", "2 arguments instead of 1"),
        ("reaper.GetTrack(0)", "argument 2 should be integer, but it is missing"),
        ("reaper.GetTrack(0, 0.5)", "it is no whole number"),
        ("reaper.GetTrack(0, 0.0)", ""),
        ("reaper.CountTakes(reaper.GetTrack(0, 0))", "should be MediaItem, but it is a MediaTrack"),
        ("reaper.ShowConsoleMsg(nil)", "it is missing"),
        ("reaper.SetMediaItemInfo_Value(nil, 'D_LENGTH', 1)", "it is missing"),
        (ITEM + "reaper.SetMediaItemInfo_Value(item, 'D_LENGHT', 1)", "no such number"),
        (ITEM + "local take = item.takes", "a handle has nothing inside"),
        ("reaper.PreventUIRefresh(1)", "drawing held 1"),
        ("reaper.PreventUIRefresh(-1)", "let go that was not held"),
        ("reaper.Undo_BeginBlock2(0)", "undo depth 1"),
        ("reaper.Undo_EndBlock2(0, 'x', -1)", "closed that was not opened"),
        ("reaper.defer(function() reaper.Undo_BeginBlock2(0) end)", "undo depth 1"),
        ("reaper.ExecProcess('x', 0)", "REAPER would stand still"),
        ("reaper.SetProjExtState(0, 'a', 'b', 'two\\nlines')", "more than one line"),
        (
            ITEM + "reaper.Undo_BeginBlock2(0) reaper.Undo_EndBlock2(0, 'x', -1) "
            "reaper.Undo_DoUndo2(0) reaper.CountTakes(item)",
            "REAPER does not know it any more",
        ),
    ],
)
def test_a_wrong_call_is_refused(reaper: FakeReaper, tmp_path: Path, text: str, error: str) -> None:
    found = errors(reaper, tmp_path, text)
    assert error in found
    assert (found == "") == (error == "")
