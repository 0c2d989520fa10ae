"""Everything a person reads can be translated, and every control has a name for those who hear the screen."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

import foley_ui
from foley_bridge.engine.launch import Launch
from foley_ui.app import Options
from foley_ui.program import Program
from tests.bridge.engine.quick_worker import quick_command

PANELS = ("generate", "library", "picture", "history", "training", "packs", "hosts", "settings", "log", "doctor")
CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSlider,
    QAbstractSpinBox,
    QPlainTextEdit,
    QAbstractItemView,
    QTabBar,
)
INSIDE = (QComboBox, QAbstractItemView, QLineEdit, QAbstractSpinBox, QTabBar)  # their parts are not their own
SOURCES = sorted(Path(foley_ui.__file__).parent.rglob("*.py"))
# What shows a text to a person. A literal among its arguments is one that no translator ever sees.
SHOWING = frozenset(
    "setText setToolTip setPlaceholderText setAccessibleName setAccessibleDescription setWindowTitle setTitle "
    "setStatusTip setHeaderLabels addAction addMenu addRow addTab insertItem setSpecialValueText setSuffix setPrefix "
    "QLabel QPushButton QCheckBox QRadioButton QGroupBox QAction QMenu Heading SubHeading Hint Badge EmptyState "
    "PrimaryButton FlatButton IconButton tell".split()
)
# Names of icons and tones, units and file types, names of products: the same in every language.
SAME_EVERYWHERE = frozenset("A/B OSC UDP TCP MB GB kB Hz kHz LUFS dB % s × … Foley Bridge".split()) | {"Foley Bridge"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_no_text_is_shown_that_could_not_be_translated(source: Path) -> None:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    shown = [(node.lineno, text) for node in ast.walk(tree) if isinstance(node, ast.Call) for text in literals(node)]
    assert shown == []


def test_a_text_that_is_shown_as_it_is_written_would_be_found() -> None:
    tree = ast.parse('label.setText("Nothing yet"); label.setText(self.tr("Nothing yet")); QLabel(f"{count} sounds")')
    found = [text for node in ast.walk(tree) if isinstance(node, ast.Call) for text in literals(node)]
    assert found == ["Nothing yet", " sounds"]


def literals(call: ast.Call) -> list[str]:
    """Words that a call shows as they are written in the source."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in SHOWING:
        return []
    given = [*call.args, *(word.value for word in call.keywords if word.arg in ("text", "tooltip", "sentence"))]
    parts = [part for one in given for part in (one.values if isinstance(one, ast.JoinedStr) else [one])]
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return [text for text in texts if is_language(text)]


def is_language(text: str) -> bool:
    """Not a name of an icon (one lower-case word), a unit, a key of the keyboard or a sign."""
    bare = text.strip()
    return (
        any(letter.isalpha() for letter in bare)
        and len(bare) > 1
        and bare not in SAME_EVERYWHERE
        and not bare.startswith("/foley/")
        and not (bare.replace("_", "").isalpha() and bare.islower() and bare == text)
    )


@pytest.fixture(scope="module")
def program(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The whole program, with the quick engine."""
    options = Options(home=tmp_path_factory.mktemp("home"), theme="light", language="en")
    with Program(qapp, options, launch=Launch(command=quick_command(), nice=0)) as program:
        program.start()
        yield program


@pytest.mark.parametrize("panel", PANELS)
def test_every_control_of_a_panel_has_a_name(program: Program, qtbot: QtBot, panel: str) -> None:
    qtbot.waitUntil(lambda: program.context.bridge.status is not None, timeout=60_000)
    program.window.open(panel)
    qtbot.waitUntil(lambda: program.window.panel(panel) is not None)
    qtbot.wait(300)  # what a worker reads for it is there, or its placeholder is
    widget = program.window.panel(panel)
    assert widget is not None
    controls = [one for one in widget.findChildren(QWidget) if isinstance(one, CONTROLS) and is_own(one)]
    assert controls
    assert [chain(one) for one in controls if not named(one)] == []


def is_own(widget: QWidget) -> bool:
    """One that a person can use now, and no part of another one."""
    inner = isinstance(widget, QScrollBar) or any(isinstance(one, INSIDE) for one in parents(widget))
    return not inner and widget.isVisible() and widget.isEnabled()


def named(widget: QWidget) -> bool:
    visible = widget.text() if isinstance(widget, QAbstractButton) else ""
    return bool(widget.accessibleName() or visible)


def parents(widget: QWidget) -> Iterator[QWidget]:
    one = widget.parentWidget()
    while one is not None:
        yield one
        one = one.parentWidget()


def chain(widget: QWidget) -> str:
    return " in ".join(type(one).__name__ for one in (widget, *list(parents(widget))[:3]))
