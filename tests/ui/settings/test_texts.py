"""Every text of the three panels can be translated, and a language with long words is not cut off."""

import ctypes
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from foley_bridge.doctor.finding import fine, problem
from foley_bridge.logs import LOG_FILE
from foley_bridge.packs.hub import HUB
from foley_ui.context import Context
from foley_ui.doctor import panel as doctor
from foley_ui.doctor.panel import DoctorPanel
from foley_ui.log.panel import LogPanel
from foley_ui.settings.panel import SettingsPanel
from tests.ui.settings.around import context_in

MARK = "»"
# Names and values that are the same in each language, and what comes from the daemon.
PLAIN = {"core", "auto", "127.0.0.1", "FB", "NONE", "system", "en", "Python", "laion-clap", "torchaudio", HUB}
UNITS = re.compile(r"[\d.]+ (min|h|kHz|kB|MB)")  # of the SI and beside it
FOUND = "Found by the doctor, in English as the log is."


class LongWords(QTranslator):
    """A language that is half as long again as English.

    PySide6 6.12 gives back a reference to None at each call that it never took; before Python 3.12 that ends the
    program after some thousand calls, so that each call takes one for it.
    """

    def translate(  # Qt's arguments
        self,
        context: str,  # noqa: ARG002
        sourceText: str,  # noqa: N803
        disambiguation: str | None = None,  # noqa: ARG002
        n: int = -1,  # noqa: ARG002
    ) -> str:
        """A marked text with words behind it."""
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(None))
        return f"{MARK}{sourceText}{' und mehr' * (1 + len(sourceText) // 18)}" if sourceText else ""


@pytest.fixture
def context(tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    monkeypatch.setattr(doctor, "look", lambda _: iter((fine("sound", FOUND), problem("daemon", FOUND, FOUND))))
    translator = LongWords()
    qapp.installTranslator(translator)
    with context_in(tmp_path) as made:
        made.folders.logs.mkdir()
        (made.folders.logs / LOG_FILE).write_text(f"2026-11-22T09:00:00.123Z INFO x: {FOUND}\n", encoding="utf-8")
        yield made
    qapp.removeTranslator(translator)


def made(make: Callable[[Context], QWidget], context: Context, qtbot: QtBot, *, width: int) -> QWidget:
    panel = make(context)
    qtbot.addWidget(panel)
    panel.resize(width, 640)
    panel.show()
    panel.shown()  # type: ignore[attr-defined]
    if isinstance(panel, SettingsPanel):
        qtbot.waitUntil(lambda: panel.page.is_complete)
        panel.draft.put(("engine", "nice"), 99)
        panel.page.refresh()
        panel._stand()
    if isinstance(panel, LogPanel):
        qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
        panel.view.go_to(0)
    if isinstance(panel, DoctorPanel):
        qtbot.waitUntil(lambda: len(panel.findings) == 2)
    qtbot.wait(20)
    return panel


def texts(panel: QWidget) -> Iterator[str]:
    for one in panel.findChildren(QWidget):
        if isinstance(one, QLabel | QAbstractButton):
            yield one.text()
        elif isinstance(one, QLineEdit):
            yield one.placeholderText()
        elif isinstance(one, QComboBox) and not one.isEditable():
            yield from (one.itemText(at) for at in range(one.count()))
        yield from (one.toolTip(), one.accessibleName(), one.accessibleDescription())


@pytest.mark.parametrize("make", [SettingsPanel, LogPanel, DoctorPanel])
def test_every_text_can_be_translated(make: Callable[[Context], QWidget], context: Context, qtbot: QtBot) -> None:
    home = str(context.folders.home)
    panel = made(make, context, qtbot, width=900)
    said = {one for one in texts(panel) if re.search(r"[A-Za-z]", UNITS.sub("", one))} - PLAIN
    assert {one for one in said if MARK not in one and home not in one} - {FOUND} == set()


@pytest.mark.parametrize("width", [620, 760, 1100])
@pytest.mark.parametrize("make", [SettingsPanel, LogPanel, DoctorPanel])
def test_long_words_are_not_cut_off(
    make: Callable[[Context], QWidget], context: Context, qtbot: QtBot, width: int
) -> None:
    panel = made(make, context, qtbot, width=width)
    assert panel.width() == width, "the window would have to be wider"

    def everything_fits() -> None:
        assert cut_off(panel) == []
        for area in panel.findChildren(QScrollArea):
            inner = area.widget()
            assert inner is not None
            assert inner.width() <= area.viewport().width()

    qtbot.waitUntil(everything_fits, timeout=3_000)  # layouts settle over some turns


@pytest.mark.parametrize("make", [SettingsPanel, LogPanel, DoctorPanel])
def test_the_keyboard_goes_through_a_panel_as_the_eye_does(
    make: Callable[[Context], QWidget], context: Context, qtbot: QtBot
) -> None:
    panel = made(make, context, qtbot, width=1000)
    qtbot.waitUntil(lambda: len(stops(panel)) > 2)
    places = [(one, one.mapTo(panel, one.rect().topLeft()).y()) for one in stops(panel)]
    for (one, top), (following, below) in itertools.pairwise(places):
        if scrolled(one, panel) == scrolled(following, panel):
            assert below + following.height() > top, f"{following} comes after {one}, which is below it"
    inside = [scrolled(one, panel) for one, _ in places]
    assert len(list(itertools.groupby(inside))) <= 3  # into the page and out of it once
    assert all(one.accessibleName() or getattr(one, "text", str)() for one, _ in places)


def scrolled(one: QWidget, panel: QWidget) -> bool:
    return any(area.isAncestorOf(one) for area in panel.findChildren(QScrollArea))


def stops(panel: QWidget) -> list[QWidget]:
    """Where Tab stops within a panel, from its first."""
    chain: list[QWidget] = [panel]
    while (following := chain[-1].nextInFocusChain()) is not None and following is not panel:
        chain.append(following)
    return [
        one
        for one in chain
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and not one.focusProxy()
    ]


def cut_off(panel: QWidget) -> list[str]:
    return [
        f"{one.text()!r} has {one.width()} x {one.height()}"
        for one in panel.findChildren(QWidget)
        if isinstance(one, QLabel | QAbstractButton) and one.isVisible() and one.text() and not fits(one)
    ]


def fits(one: QWidget) -> bool:
    least = one.minimumSizeHint()
    high = one.heightForWidth(one.width()) if one.hasHeightForWidth() else least.height()
    return one.width() >= least.width() and one.height() >= high
