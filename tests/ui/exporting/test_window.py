"""The window that exports variants, with real files and a pack that really hears how they differ."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from foley_ui.exporting.plan import ExportPlan, problem_of
from foley_ui.exporting.window import ExportWindow
from tests.bridge.roundrobin.takes import hit, write_take
from tests.models.tiny_core import write_tiny_pack
from tests.ui.takes.around import Around, around, shown

EXPORT_MS = 300_000  # an engine starts, at the lowest priority, on a machine that may be busy
PLACES_S = (0.11, 0.25, 0.02)


@pytest.fixture(scope="module")
def ear(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("ear") / "pack")


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("takes")
    return tuple(
        write_take(
            folder / f"take {place}.wav", hit(at_s, hertz=250 * (place + 1), level=0.3 + 0.2 * place), index=place
        )
        for place, at_s in enumerate(PLACES_S)
    )


@pytest.fixture
def parts(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path, start=False) as made:
        yield made


@pytest.fixture
def window(
    parts: Around, takes: tuple[Path, ...], ear: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExportWindow]:
    made = ExportWindow(parts.context, takes, "a wooden door", None)
    monkeypatch.setattr(made.fields, "pack_in_use", lambda: str(ear))  # as the daemon would tell; none runs here
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    made.fields.folder.setText(str(tmp_path / "game"))
    made.fields.name.setText("door")
    with shown(made, 600, 420):
        yield made


def finished(window: ExportWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.working, timeout=EXPORT_MS)


def threads_at_work() -> int:
    return sum(one.name == "foley-ui-long" for one in threading.enumerate())


def test_an_export_is_whole_told_in_sentences_and_never_replaced_unasked(
    window: ExportWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.fields.count.setValue(2)
    window.start()
    assert window.cancel.isVisible()
    assert not window.go.isEnabled()
    finished(window, qtbot)
    folder = tmp_path / "game" / "door"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["variants"]) == 2
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".wav", ".ogg", ".json", ".csv", ".txt"}
    assert "2 variants of 3" in window.sentence
    assert "how they differ was heard with pack" in window.sentence
    assert window.show_it.isVisible()
    window.start()
    finished(window, qtbot)
    assert "holds an export already" in window.sentence
    assert "--" not in window.sentence  # no option of a command
    assert not window.show_it.isVisible()
    window.fields.replace.setChecked(True)
    window.fields.ogg.setChecked(False)
    window.fields.godot.setCurrentIndex(window.fields.godot.findData(4))
    window.fields.loud.setChecked(True)
    window.fields.lufs.setValue(-30.0)
    window.start()
    finished(window, qtbot)
    assert "at -30.0 LUFS" in window.sentence
    assert not list(folder.rglob("*.ogg"))
    assert list(folder.rglob("*.tres"))
    assert not (folder / "variants.csv").exists()  # Godot would take it for translations


def test_a_cancelled_export_leaves_nothing(window: ExportWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.start()
    window.stop()
    assert "Nothing was written" in window.sentence
    assert window.go.isEnabled()
    qtbot.waitUntil(lambda: threads_at_work() == 0, timeout=EXPORT_MS)
    assert not (tmp_path / "game").exists()


def test_a_window_that_is_closed_ends_its_export(window: ExportWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.start()
    window.done(0)
    qtbot.waitUntil(lambda: threads_at_work() == 0, timeout=EXPORT_MS)
    assert not (tmp_path / "game").exists()


def test_too_many_variants_and_strange_folders_are_told_in_words(
    window: ExportWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.fields.hits.setChecked(True)
    window.fields.count.setValue(9)
    window.start()
    finished(window, qtbot)
    assert "9 variants are wanted: want fewer" in window.sentence
    (tmp_path / "game" / "door").mkdir(parents=True)
    (tmp_path / "game" / "door" / "mine.txt").write_text("mine")
    window.fields.replace.setChecked(True)
    window.start()
    finished(window, qtbot)
    assert "no export wrote" in window.sentence
    assert (tmp_path / "game" / "door" / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("folder", "name", "count", "said"),
    [
        ("relative", "door", 0, "whole path"),
        ("/tmp", " ", 0, "a name"),
        ("/tmp", "door", 7, "7 variants cannot come of 3 sounds"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_read(
    window: ExportWindow, folder: str, name: str, count: int, *, said: str
) -> None:
    window.fields.folder.setText(folder)
    window.fields.name.setText(name)
    window.fields.count.setValue(count)
    window.start()
    assert said in window.sentence
    assert not window.working


def test_sounds_that_are_gone_cannot_be_exported() -> None:
    plan = ExportPlan(
        (),
        Path("/tmp/door"),
        None,
        hits=False,
        ogg=True,
        loudness_lufs=None,
        replace=False,
        device="cpu",
        godot=None,
        ear="",
    )
    assert "None of these sounds" in problem_of(plan)


def test_folder_and_formats_are_remembered(
    parts: Around, window: ExportWindow, takes: tuple[Path, ...], qtbot: QtBot, tmp_path: Path
) -> None:
    window.fields.ogg.setChecked(False)
    window.start()
    window.stop()
    other = ExportWindow(parts.context, takes, "rain", None)
    assert other.fields.folder.text() == str(tmp_path / "game")
    assert not other.fields.ogg.isChecked()
    other.deleteLater()
    qtbot.waitUntil(lambda: threads_at_work() == 0, timeout=EXPORT_MS)
