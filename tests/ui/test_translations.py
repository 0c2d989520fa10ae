"""German: complete, true to the placeholders, compiled, and nothing of it cut off."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from foley_bridge.engine.launch import Launch
from foley_bridge.settings import TraySettings
from foley_ui.app import Options
from foley_ui.language import FOLDER, Language, languages
from foley_ui.program import Program
from foley_ui.theme.widgets import PrimaryButton
from foley_ui.window.keys import native
from tests.bridge.engine.quick_worker import quick_command
from tests.ui.translations import LUPDATE, Text, collect, read, tool

PANELS = ("generate", "library", "picture", "history", "training", "packs", "hosts", "settings", "log", "doctor")
FILES = sorted(FOLDER.glob("*.ts"))
TRANSLATED_LEAST = 0.95
SIZE = (1180, 780)
PLACEHOLDER = re.compile(r"\{\w*\}")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_translation_keeps_its_placeholders(file: Path) -> None:
    wrong = [one for one in read(file) if one.translated and placeholders(one.source) != placeholders(one.translated)]
    assert wrong == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_translation_keeps_the_blanks_at_its_ends(file: Path) -> None:
    wrong = [one for one in read(file) if one.translated and ends(one.source) != ends(one.translated)]
    assert wrong == []


def test_a_lost_placeholder_would_be_found() -> None:
    assert placeholders("{count} of {total}") == placeholders("{total}, davon {count}")
    assert placeholders("{count} of {total}") != placeholders("alle {total}")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nearly_every_text_of_the_code_is_translated(file: Path, tmp_path: Path) -> None:
    if tool(LUPDATE) is None:
        pytest.skip(f"{LUPDATE} is not on this machine: it comes with PySide6-Essentials")
    texts = collected(file, tmp_path)
    missing = [one for one in texts if not one.translated]
    assert len(missing) <= (1 - TRANSLATED_LEAST) * len(texts), f"make translations, then translate {missing}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_the_program_reads_is_what_the_translators_wrote(file: Path, qapp: QApplication) -> None:
    compiled = QTranslator()
    assert compiled.load(str(file.with_suffix(".qm")))
    differs = [
        one
        for one in read(file)
        if one.translated and compiled.translate(one.context, one.source, one.comment or None) != one.translated
    ]
    assert differs == [], "make translations"


def test_the_settings_suggest_every_language_that_is_there() -> None:
    rule = TraySettings.__dataclass_fields__["language"].metadata["rule"]
    assert set(languages()) <= set(rule.words)


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def collected(file: Path, folder: Path) -> tuple[Text, ...]:
    copy = folder / file.name
    shutil.copy(file, copy)
    collect(copy)
    return read(copy)


def test_a_language_goes_when_it_is_closed(qapp: QApplication) -> None:
    before = QLocale()
    language = Language(qapp, "de")
    assert qapp.translate("Form", "Generate") == "Erzeugen"
    assert QLocale().toString(48_000) == "48.000"
    assert native("Ctrl+PgUp").startswith("Strg+")
    language.close()
    assert QLocale() == before
    assert qapp.translate("Form", "Generate") == "Generate"


def test_english_stays_english_on_a_desktop_that_speaks_german_besides(tmp_path: Path) -> None:
    desktop = {**os.environ, "LANGUAGE": "en_GB:de_DE", "LANG": "en_GB.UTF-8", "HOME": str(tmp_path)}
    desktop["PYTHONPATH"] = os.pathsep.join(sys.path)
    code = (
        "from foley_ui.app import make_app; app = make_app(); from foley_ui.language import Language; "
        "language = Language(app, 'system'); print(app.translate('Form', 'Generate'))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=desktop, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Generate"


@pytest.fixture(scope="module")
def german(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The whole program in German, with the quick engine."""
    options = Options(home=tmp_path_factory.mktemp("home"), theme="light", language="de")
    with Program(qapp, options, launch=Launch(command=quick_command(), nice=0)) as program:
        program.start()
        yield program


def test_the_main_button_is_german(german: Program, qtbot: QtBot) -> None:
    widget = opened(german, qtbot, "generate")
    assert [one.text() for one in widget.findChildren(PrimaryButton) if one.isVisible()] == ["Erzeugen"]


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_german_is_cut_off(german: Program, qtbot: QtBot, panel: str) -> None:
    opened(german, qtbot, panel)
    assert (german.window.width(), german.window.height()) == SIZE
    qtbot.waitUntil(lambda: cut_off(german.window) == [], timeout=5_000)  # layouts settle over some turns


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_stays_english(german: Program, qtbot: QtBot, panel: str) -> None:
    opened(german, qtbot, panel)
    shown = [said for one in german.window.findChildren(QWidget) if one.isVisible() for said in said_by(one)]
    assert len(shown) > 10
    assert english_texts().intersection(shown) == set()


def english_texts() -> set[str]:
    texts = read(FOLDER / "foley_de.ts")
    return {one.source for one in texts} - {one.translated for one in texts}


def test_a_text_that_does_not_fit_would_be_found(qtbot: QtBot) -> None:
    label = QLabel("Die Aufnahmen werden geprüft")
    qtbot.addWidget(label)
    label.resize(40, 20)
    label.show()
    assert not fits(label)


def opened(program: Program, qtbot: QtBot, panel: str) -> QWidget:
    qtbot.waitUntil(lambda: program.context.bridge.status is not None, timeout=60_000)
    program.window.resize(*SIZE)
    program.window.open(panel)
    qtbot.waitUntil(lambda: program.window.panel(panel) is not None)
    qtbot.wait(300)  # what a worker reads for it is there, or its placeholder is
    widget = program.window.panel(panel)
    assert widget is not None
    return widget


def said_by(widget: QWidget) -> tuple[str, ...]:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return tuple(said for said in (text, widget.toolTip(), widget.accessibleName()) if said)


def cut_off(window: QWidget) -> list[str]:
    return [
        f"{one.text()!r} has {one.width()} x {one.height()}"
        for one in window.findChildren(QWidget)
        if isinstance(one, QLabel | QAbstractButton) and one.isVisible() and shows_text(one) and not fits(one)
    ]


def shows_text(one: QLabel | QAbstractButton) -> bool:
    icon_only = isinstance(one, QToolButton) and one.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    return bool(one.text()) and not icon_only


def fits(one: QLabel | QAbstractButton) -> bool:
    """Whether its layout gave it what its text needs; one that elides by itself asks for little."""
    least = one.minimumSizeHint()
    high = one.heightForWidth(one.width()) if one.hasHeightForWidth() else least.height()
    wide = least.width() if isinstance(one, QLabel) else max(least.width(), words_px(one))
    return one.width() >= wide and one.height() >= high


def words_px(button: QAbstractButton) -> int:
    return QFontMetrics(button.font()).horizontalAdvance(button.text().replace("&", ""))
