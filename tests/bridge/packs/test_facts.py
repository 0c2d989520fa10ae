"""Packs, adapters and licences as a person is told of them."""

import subprocess
import sys
from pathlib import Path

import pytest

from foley_bridge.packs.facts import AdapterKnown, adapter_facts, memory_of, pack_facts, size_of
from foley_bridge.packs.licences import Use, terms_of
from foley_bridge.packs.meter import Meter, Progress
from foley_bridge.packs.places import Origin, PackPlace, find_place, folder_of
from foley_models.card import CARD_FILE, read_card
from foley_models.errors import CancelledError, PackError
from tests.bridge.packs.adapter_files import write_adapter_file
from tests.bridge.processes import environment
from tests.models.tiny_core import change_card


@pytest.mark.parametrize(
    ("licence", "use"),
    [
        ("Apache-2.0", Use.YES),
        ("apache license 2.0", Use.YES),
        ("MIT", Use.YES),
        ("BSD-3-Clause", Use.YES),
        ("CC0-1.0", Use.YES),
        ("CC-BY-4.0", Use.YES),
        ("cc by 4.0", Use.YES),
        ("CC-BY-SA-4.0", Use.CONDITIONS),
        ("CC-BY-NC-4.0", Use.NO),
        ("CC-BY-NC-SA-4.0", Use.NO),
        ("CC-BY-NC-ND-4.0", Use.NO),
        ("CreativeML-OpenRAIL-M", Use.CONDITIONS),
        ("Stability AI Community License", Use.CONDITIONS),
        ("Our studio's own", Use.CONDITIONS),
    ],
)
def test_a_licence_says_whether_money_may_be_made(licence: str, use: Use) -> None:
    terms = terms_of(licence, commercial_use=use is not Use.NO)
    assert terms.use is use
    assert all(text.endswith(".") for text in (terms.sounds, terms.credit, terms.pack))


def test_the_stricter_of_card_and_licence_counts() -> None:
    assert terms_of("CC-BY-NC-4.0", commercial_use=True).use is Use.NO
    strict = terms_of("MIT", commercial_use=False)
    assert strict.use is Use.NO
    assert "card says so" in strict.sounds
    assert terms_of("Our studio's own", commercial_use=False).use is Use.NO


def test_the_shipped_pack_in_facts(tmp_path: Path) -> None:
    facts = pack_facts(find_place("core", tmp_path), in_use=True)
    card = read_card(facts.folder / CARD_FILE)
    assert (facts.problem, facts.origin, facts.in_use) == ("", Origin.BUILT_IN, True)
    assert (
        facts.disk_bytes
        == size_of(card)
        == sum((facts.folder / one.file).stat().st_size for one in (*card.files.values(), *card.assets.values()))
    )
    assert 600e6 < memory_of(card) < 800e6, "636 MB were measured"
    large = sum(card.files[part].parameters or 0 for part in ("denoiser", "vocoder"))
    needed = dict(facts.memory)
    assert needed["float32"].whole == facts.memory_bytes
    assert needed["float32"].whole - needed["bfloat16"].whole == 2 * large
    assert needed["float32"].whole == needed["float32"].layers, "it is small, and stays"
    assert len(facts.categories) == len(card.categories)
    assert any("780" in text for text in facts.trained_on)
    assert any(one.what == "matched at least 0.30" for one in facts.measured)
    assert facts.attribution is not None
    assert facts.attribution.is_file()


def test_a_card_that_would_move_the_cursor_or_fill_the_screen_does_not(tiny: Path) -> None:
    change_card(tiny, lambda values: values.update(description="\x1b[2J" + "x" * 100_000, version="1\n2"))
    change_card(tiny, lambda values: values["licence"].update(weights="MIT\r\x1b[31m", note="a\u202eb"))
    facts = pack_facts(PackPlace("tiny", tiny, Origin.INSTALLED), in_use=False)
    assert facts.terms is not None
    assert len(facts.description) < 2100
    shown = (facts.description, facts.version, facts.licence_note, facts.terms.licence, facts.terms.title)
    assert all(text.isprintable() for text in shown)


def test_what_is_wrong_with_a_pack_is_a_sentence(tiny: Path, tmp_path: Path) -> None:
    place = PackPlace("tiny", tiny, Origin.INSTALLED)
    assert pack_facts(place, in_use=False).problem == ""
    change_card(tiny, lambda values: values.update(family="tomorrow"))
    assert "asks for the model family 'tomorrow'" in pack_facts(place, in_use=False).problem
    (tiny / "vocab.txt").write_text("x")
    assert pack_facts(place, in_use=False).problem.startswith("Its file vocab.txt has 1 bytes")
    (tiny / CARD_FILE).unlink()
    assert "cannot be read" in pack_facts(place, in_use=False).problem
    gone = PackPlace("x", tmp_path / "nowhere", Origin.ELSEWHERE)
    assert pack_facts(gone, in_use=True).problem == f"Its folder is not there any more: {tmp_path / 'nowhere'}"


def test_an_adapter_in_facts_and_one_that_is_gone(tmp_path: Path) -> None:
    file = write_adapter_file(tmp_path / "boots.safetensors", "Wet boots")
    facts = adapter_facts(AdapterKnown(str(file), "as noted", "as noted", in_use=True, job="j"))
    assert (facts.name, facts.licence, facts.recordings, facts.method) == ("Wet boots", "our studio's", 2, "lora")
    assert facts.measured == (("kad", 0.031, 0.012), ("score", 0.41, 0.47))
    assert facts.bytes == file.stat().st_size
    file.write_bytes(b"?")
    assert "is no adapter" in adapter_facts(AdapterKnown(str(file), "n", "l", in_use=False, job="")).problem
    file.unlink()
    gone = adapter_facts(AdapterKnown(str(file), "as noted", "l", in_use=False, job=""))
    assert (gone.name, gone.problem) == ("as noted", f"Its file is not there any more: {file}")


def test_a_pack_is_found_by_name_by_path_and_from_where_one_stands(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny.parent)
    assert folder_of("tiny", tmp_path) == Path("tiny")
    assert folder_of(str(tiny), tmp_path) == tiny
    assert folder_of("core", tmp_path).name == "core"
    for said in ("", "nothing", "/nowhere", "\0"):
        with pytest.raises(PackError, match="There is no pack"):
            folder_of(said, tmp_path)


def test_progress_tells_speed_and_time_left_of_what_came_now(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now_s)
    told: list[Progress] = []
    meter = Meter("fetch", 1000, tell=told.append, cancelled=lambda: now_s > 5, there=500)
    assert (told[-1].fraction, told[-1].left_s) == (0.5, -1.0)
    now_s = 1.0
    meter.add(100)
    assert (told[-1].bytes_a_second, told[-1].left_s) == (100.0, 4.0)
    meter.finish()
    assert told[-1].fraction == 1.0
    now_s = 6.0
    with pytest.raises(CancelledError):
        meter.add(1)


def test_the_backend_brings_neither_torch_nor_qt() -> None:
    rooms = "facts, foley_bridge.packs.shelf, foley_bridge.packs.download, foley_bridge.packs.install"
    code = f"import sys, foley_bridge.packs.{rooms}; sys.exit('torch' in sys.modules or 'PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=environment(), check=False).returncode == 0
