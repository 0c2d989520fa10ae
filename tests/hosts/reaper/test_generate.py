"""Generate Foley in the fake REAPER against a real daemon: takes of one item, one undo step, nothing doubled."""

from pathlib import Path

from tests.bridge.daemon.served import Served
from tests.hosts.reaper.fake_reaper import FakeReaper

GENERATE = "Generate Foley"


def generate(reaper: FakeReaper, prompt: str = "boots on gravel", *, count: int = 3, seconds: str = "0.5") -> None:
    reaper.do("fill", prompt, count, seconds)
    reaper.run(GENERATE)


def test_candidates_become_takes_of_one_item_best_active_in_one_undo_step(reaper: FakeReaper, daemon: Served) -> None:
    reaper.do("cursor", 12.5)
    generate(reaper, "boots, on gravel – 100 % “wet”")
    state = reaper.until_idle()
    (item,) = state["items"]
    assert (item["position"], round(item["length"], 3)) == (12.5, 0.5)
    takes = reaper.takes()
    assert [take.name for take in takes] == [
        f"{rank} · {0.9 - 0.05 * rank:.2f} · boots, on gravel – 100 % “wet”" for rank in (1, 2, 3)
    ]
    assert [take.active for take in takes] == [True, False, False]
    assert state["points"] == ["Foley: boots, on gravel – 100 % “wet”"]
    assert state["pending"] == ""
    assert state["messages"] == []


def test_takes_carry_where_they_come_from_and_lie_in_the_projects_media_folder(
    reaper: FakeReaper, daemon: Served
) -> None:
    generate(reaper)
    reaper.until_idle()
    for index, take in enumerate(reaper.takes()):
        assert take.ext["prompt"] == "boots on gravel"
        assert take.ext["index"] == str(index)
        assert take.ext["request"].startswith("reaper-")
        assert float(take.ext["score"]) > 0.7
        assert int(take.ext["seed"]) >= 0
        assert Path(take.file).is_relative_to(reaper.media)


def test_the_daemon_hears_that_they_are_there(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper)
    reaper.until_idle()
    request = reaper.takes()[0].ext["request"]
    with daemon.client() as client:
        answers = client.call("/foley/cancel", request)
        assert next(answers).values["state"] == "done"


def test_undo_takes_all_takes_away_at_once(reaper: FakeReaper, daemon: Served) -> None:
    generate(reaper)
    reaper.until_idle()
    reaper.do("undo")
    assert reaper.state()["items"] == []


def test_the_checks_for_a_real_reaper_pass_in_the_fake(bare: FakeReaper, daemon: Served) -> None:
    bare.do("resources", bare.media.parent)
    bare.run(str(Path(__file__).with_name("in_reaper.lua")))
    state = bare.until_idle()
    found = (bare.media.parent / "foley-bridge-check.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in found if line.startswith("FAILED")] == []
    assert len([line for line in found if line.startswith("ok")]) == 11
    assert state["items"] == []
