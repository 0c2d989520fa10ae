"""A batch on this machine: each cue once, the same bits with any number of workers, whatever ends in between."""

import hashlib
import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from foley_bridge.batch.estimate import needed_bytes
from foley_bridge.batch.on_ray.hand import found_here, placed_here
from foley_bridge.batch.record import FOLDER, BatchRecord
from foley_bridge.batch.timing import FILE
from foley_bridge.cli import EXIT_BAD_REQUEST, EXIT_FAILED, main
from foley_bridge.files.recipe_reading import read_recipe
from foley_bridge.folders import HOME_VARIABLE
from foley_models.card import CARD_FILE
from foley_models.errors import DiskFullError, NotAvailableError, PackError, RequestError
from foley_models.pack_files import packs_folder
from tests.bridge.batch.batches import QUICK, RATE_HZ, Studio, Told, on_ray, quick
from tests.bridge.daemon.served import served


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "own"))
    return Studio(tmp_path)


def test_the_same_seed_gives_the_same_sounds_with_any_number_of_workers(studio: Studio) -> None:
    sheet, told = studio.cues(7), Told()
    assert studio.batch(sheet, "one").make(quick(1), told)
    assert studio.batch(sheet, "three").make(quick(3), Told())
    one, three = studio.sounds("one"), studio.sounds("three")
    assert len(one) == 14
    assert one == three
    assert any(line.startswith("7/7") for line in told.lines)
    assert studio.batch(sheet, "other", seed=2).make(quick(2), Told())
    assert not set(studio.sounds("other").values()) & set(one.values())


def test_the_same_command_again_makes_only_what_is_missing_or_new(studio: Studio) -> None:
    sheet = studio.cues(4)
    assert studio.batch(sheet).make(quick(), Told())
    first, told = studio.sounds(), Told()
    assert studio.batch(sheet).make(quick(), told)
    assert studio.sounds() == first
    assert told.made == []
    gone = next(name for name, samples in first.items() if list(first.values()).count(samples) == 1)
    (studio.home / "out" / "Foley" / gone).unlink()
    sheet.write_text(sheet.read_text("utf-8") + "rain on a roof,0.1,1\n", "utf-8")
    told = Told()
    assert studio.batch(sheet).make(quick(), told)
    assert len(told.made) == 2
    assert studio.sounds().items() >= first.items(), "the one that is gone is made again, under its name"
    assert len(studio.sounds()) == len(first) + 1, "and not those that were there"


def test_ctrl_c_leaves_nothing_half_written_and_the_next_start_goes_on(studio: Studio) -> None:
    sheet = studio.cues(8)
    assert studio.batch(sheet, "whole").make(quick(), Told())
    with pytest.raises(KeyboardInterrupt):
        studio.batch(sheet).make(quick(), Told(interrupt_at="3/8"))
    assert list((studio.home / "out").rglob("*.part")) == []
    there = studio.sounds()
    assert (studio.home / "out" / "report.html").is_file()
    told = Told()
    assert studio.batch(sheet).make(quick(), told)
    assert studio.sounds() == studio.sounds("whole")
    assert there.items() <= studio.sounds().items()
    assert len(told.made) <= 5


def test_an_engine_that_ends_over_a_cue_changes_no_bit_and_loses_nothing(studio: Studio) -> None:
    rows = "".join(f"{{}}boots,0.1,2,{seed}\n" for seed in range(5))
    whole = studio.sheet("prompt,length,count,seed\n" + rows.format("", "", "", "", ""), "whole.csv")
    assert studio.batch(whole, "whole").make(quick(), Told())
    ended = studio.sheet("prompt,length,count,seed\n" + rows.format("", "", "crash ", "", ""), "ended.csv")
    told = Told()
    assert studio.batch(ended).make(quick(), told)
    assert sum("Row 4 is made again by another worker. It ended by itself" in line for line in told.lines) == 2
    assert sorted(studio.sounds().values()) == sorted(studio.sounds("whole").values())
    timing = json.loads((studio.home / "out" / FILE).read_text("utf-8"))
    assert {one["row"]: one["tries"] for one in timing["cues"]} == {2: 1, 3: 1, 4: 3, 5: 1, 6: 1}


def test_a_cue_that_ends_every_engine_is_given_up_and_the_others_are_made(studio: Studio) -> None:
    sheet = studio.sheet("prompt,length,count\nboots,0.1,1\ncrash,0.1,7\nrain,0.1,1\n")
    told = Told()
    assert not studio.batch(sheet).make(quick(), told)
    assert any("crash: engine-crashed. Its worker ended 4 times over it." in line for line in told.lines)
    table = (studio.home / "out" / "report.csv").read_text("utf-8-sig")
    assert table.count(",made,") == 2
    assert "engine-crashed" in table
    assert len(studio.sounds()) == 6
    assert studio.batch(sheet).make(quick(), told), "what was made of it is kept, so four more tries make the rest"
    assert len(set(studio.sounds().values())) == len(studio.sounds()) == 9


class Replacing(Told):
    """Puts another pack of the same name in its place when a line begins so."""

    def __init__(self, line: str, card: Path) -> None:
        super().__init__()
        self._line, self._card = line, card

    def say(self, text: str) -> None:
        super().say(text)
        if text.startswith(self._line):
            replace_pack(self._card)


def replace_pack(card: Path) -> None:
    card.write_bytes(card.read_bytes().rstrip() + b"  ")


def digests(studio: Studio) -> list[str]:
    return [read_recipe(one).pack.digest for one in (studio.home / "out" / "Foley").iterdir()]


def test_a_pack_that_is_replaced_in_the_middle_is_not_mixed_in(studio: Studio) -> None:
    card = studio.home / "mine" / CARD_FILE
    card.parent.mkdir()
    shutil.copy(packs_folder() / "core" / CARD_FILE, card)
    before, pack = card.read_bytes(), str(card.parent)
    sheet = studio.sheet("prompt,length,count\nboots,0.3,1\nslow crash rain,0.2,2\na door,0.1,1\n")
    with pytest.raises(PackError, match=r"The pack core .* was replaced while the batch was made .* Put the old one"):
        studio.batch(sheet, pack=pack).make(quick(1), Replacing("1/3", card))
    assert digests(studio) == [hashlib.sha256(before).hexdigest()] * 2
    with pytest.raises(PackError, match=r"is another one than the sounds in .*out were made with .*--destination"):
        studio.batch(sheet, pack=pack).make(quick(1), Told())
    card.write_bytes(before)
    assert studio.batch(sheet, pack=pack).make(quick(1), Told())
    assert digests(studio) == [hashlib.sha256(before).hexdigest()] * 4
    replace_pack(card)
    shutil.rmtree(studio.home / "out")
    assert studio.batch(sheet, pack=pack).make(quick(1), Told()), "nothing is left to be mixed with"


def test_the_room_that_is_needed_counts_both_channels_of_a_stereo_pack(studio: Studio) -> None:
    card = studio.home / "mine" / CARD_FILE
    card.parent.mkdir()
    said = json.loads((packs_folder() / "core" / CARD_FILE).read_text("utf-8"))
    said["shapes"]["codec"]["audio_channels"] = 2
    card.write_text(json.dumps(said), "utf-8")
    sheet = studio.sheet("prompt,length,count\nboots,60,10\n")
    mono, stereo = (needed_bytes(studio.batch(sheet, pack=pack).tasks) for pack in (None, str(card.parent)))
    assert stereo == pytest.approx(2 * mono, rel=0.1)


def test_the_timing_says_where_each_cues_time_went(studio: Studio) -> None:
    assert studio.batch(studio.cues(3)).make(quick(), Told())
    timing = json.loads((studio.home / "out" / FILE).read_text("utf-8"))
    assert (timing["workers"], timing["threads"], timing["lost"]) == (2, 1, 0)
    assert {one["row"] for one in timing["cues"]} == {2, 3, 4}
    for one in timing["cues"]:
        assert {"decode", "publish", "journal"} <= one["stages"].keys()
        assert 0 < sum(one["stages"].values()) <= one["ended_s"] - one["began_s"] + 1e-3
        assert one["bytes"] > 2 * one["seconds"] * 8000 * 3


def test_two_at_a_time_are_not_made_into_one_folder(studio: Studio) -> None:
    batch = studio.batch(studio.cues(1))
    (studio.home / "out").mkdir()
    with (
        BatchRecord(studio.home / "out", studio.folders, QUICK.files),
        pytest.raises(RequestError, match=r"Another foley-bridge batch makes sounds into .*out: wait"),
    ):
        batch.make(quick(), Told())


def test_a_dry_run_makes_nothing_and_says_how_long_it_takes(studio: Studio) -> None:
    told = Told()
    batch = studio.batch(studio.cues(5))
    batch.estimate(quick(), told)
    assert "MB of sound files" in told.lines[0]
    assert "with 2 workers (by its shortest and its longest cue, made in memory just now" in told.lines[1]
    assert not (studio.home / "out").exists()
    batch.estimate(quick(), told)
    assert "as the last run was measured" in told.lines[3]


def test_a_dry_run_whose_cues_do_not_pass_says_so(studio: Studio) -> None:
    told = Told()
    studio.batch(studio.sheet("prompt,length,count\ndrop-all,0.1,4\n")).estimate(quick(), told)
    assert told.lines[1] == "How long it takes is not known: neither of the two cues that were tried was made."


def test_too_small_a_disk_is_told_before_anything_is_made(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(DiskFullError, match=r"The sounds need about 0 MB and .* has 0 MB free: free some"):
        studio.batch(studio.cues(2)).make(quick(), Told())
    assert not (studio.home / "out").exists()


@pytest.mark.parametrize(
    ("sheet", "options", "said"),
    [
        ("length\n1\n", (), "has no column 'prompt': its first row must name prompt at least."),
        ("prompt,length\nboots,1\nrain,soon\n", (), "row 3: 'soon' is no time"),
        ("prompt,length\nboots,1\n,2\n", (), "row 3: it has no prompt."),
        ("prompt\nboots\n", (), "row 2: it has neither length nor end"),
        ("prompt,length,category\nboots,1,NOSUCH\n", (), "row 2: "),
        ("prompt,length\nboots,1\n", ("--pack", "nothere"), "There is no pack 'nothere'"),
        ("prompt,length\nboots,1\n", ("--workers", "0"), "workers is 0: choose a whole number from 1 to 1024."),
        ("prompt,length\nboots,1\n", ("--threads", "0"), "threads is 0: choose"),
    ],
)
def test_each_mistake_gets_one_sentence_and_nothing_is_made(
    studio: Studio, sheet: str, options: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = studio.sheet(sheet)
    out = studio.home / "out"
    assert main(["batch", str(path), "--destination", str(out), *options]) in (EXIT_BAD_REQUEST, EXIT_FAILED)
    assert said in capsys.readouterr().err
    assert not out.exists()


@pytest.fixture
def without_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)


@pytest.mark.usefixtures("without_ray")
def test_where_ray_is_not_installed_it_is_said_how_to_install_it(studio: Studio) -> None:
    with pytest.raises(NotAvailableError, match=r"Ray is not installed: pip install 'foley-bridge\[ray\]' adds it"):
        studio.batch(studio.cues(1)).make(on_ray(), Told())
    assert not (studio.home / "out" / "Foley").exists()


def test_a_machine_without_the_pack_or_with_another_one_is_named(studio: Studio) -> None:
    batch = studio.batch(studio.cues(1))
    (needed,) = batch.needed
    places, fault = found_here([needed])
    assert (places, fault) == ({"core": "core"}, "")
    assert placed_here(batch.tasks[0].order, {"core": "/elsewhere/core"}).pack == "/elsewhere/core"
    other = type(needed)(needed.kind, needed.said, needed.name, "0" * 64)
    assert "has another pack 'core" in found_here([other])[1]
    absent = type(needed)("pack", "/gone/rain", "rain 1.0", "0" * 64)
    assert "has no pack 'rain 1.0' (/gone/rain): install it there" in found_here([absent])[1]
    adapter = type(needed)("adapter", "/gone/mine.safetensors", "mine.safetensors", "0" * 64)
    assert "has no adapter /gone/mine.safetensors: put the file there" in found_here([adapter])[1]


def test_a_journal_of_another_folder_is_none_of_this_one(studio: Studio) -> None:
    sheet = studio.cues(1)
    assert studio.batch(sheet, "a/out").make(quick(), Told())
    assert studio.batch(sheet, "b/out").make(quick(), Told())
    assert len(list((studio.folders.state / FOLDER).glob("out-*.sqlite3"))) == 2
    assert len(studio.sounds("a/out")) == len(studio.sounds("b/out")) == 2


def test_a_batch_sounds_as_the_same_sheet_made_by_the_daemon(studio: Studio, tmp_path: Path) -> None:
    sheet = studio.sheet("time,prompt,length,count\n0,boots,0.2,2\n1,boots,0.2,2\n2,rain,0.1,1\n")
    assert studio.batch(sheet).make(quick(), Told())
    assert (studio.home / "out" / "cues.RPP").is_file()
    with served(tmp_path):
        assert main(["cues", str(sheet), "--out", str(tmp_path / "daemon"), "--rate", str(RATE_HZ)]) == 0
    assert sorted(studio.sounds("daemon").values()) == sorted(studio.sounds().values())
