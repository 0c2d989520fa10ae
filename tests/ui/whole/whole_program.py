"""The tray application as people run it, which also says in JSON where its widgets are, for a hand on a real screen.

python -m tests.ui.whole.whole_program SAID [--quick] [options of foley-bridge-tray]

With `--quick` the sounds are the quick engine's, and all that can be read or clicked in the window in front is said.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)

from foley_bridge.engine.launch import Launch
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.rows import Row
from foley_ui.app import make_app, parse
from foley_ui.generate.prompt_field import PromptField
from foley_ui.program import Program
from foley_ui.takes.card import TakeCard
from foley_ui.takes.outcome import Outcome
from tests.bridge.engine.quick_worker import quick_command

SAY_EVERY_MS, SAY_ALL_EVERY_MS = 50, 150
QUICK = "--quick"
_WARNINGS: list[str] = []


def main(said: Path, words: list[str]) -> int:
    """Run until it quits."""
    qInstallMessageHandler(_note)
    app = make_app()
    quick = QUICK in words
    launch = Launch(command=quick_command(), nice=0) if quick else None
    with Program(app, parse([word for word in words if word != QUICK]), launch=launch) as program:

        def say() -> None:
            _write(said, {**state(app, program), **(in_front(app, program) if quick else {})})

        clock = QTimer()
        clock.timeout.connect(say)
        clock.start(SAY_ALL_EVERY_MS if quick else SAY_EVERY_MS)
        return program.run()


def in_front(app: QApplication, program: Program) -> Mapping[str, object]:
    """What can be read in the window that the keyboard is in, and where what can be clicked there is."""
    window = app.activePopupWidget() or app.activeModalWidget() or app.activeWindow() or program.window
    inside = [one for one in window.findChildren(QWidget) if one.isVisible()]
    focus = app.focusWidget()
    return {
        "front": type(window).__name__,
        "focus": "" if focus is None else focus.accessibleName(),
        "texts": [one.text() for one in inside if isinstance(one, QLabel) and one.text()],
        "places": dict(place for one in inside for place in _clickable(one)),
        "rows": {
            one.accessibleName(): [str(one.model().index(0, 0).data()), one.model().rowCount()]
            for one in inside
            if isinstance(one, QAbstractItemView) and one.model() is not None
        },
    }


def _clickable(widget: QWidget) -> Iterator[tuple[str, list[int]]]:
    if isinstance(widget, QTabBar):
        for at in range(widget.count()):
            rect = widget.tabRect(at)
            corner = widget.mapToGlobal(rect.topLeft())
            yield widget.tabText(at), [corner.x(), corner.y(), rect.width(), rect.height()]
    elif isinstance(widget, QAbstractButton | QLineEdit | QAbstractItemView | QComboBox):
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if widget.isEnabled():
            yield text or widget.accessibleName(), _place(widget)


def state(app: QApplication, program: Program) -> Mapping[str, object]:
    """What a person could see."""
    icon, popup, window = program.tray.icon.geometry(), app.activePopupWidget(), program.window
    field = window.findChild(PromptField)
    status, newest = program.context.bridge.status, _newest(program)
    return {
        "there": program.tray.presence.there,
        "icon": [icon.x(), icon.y(), icon.width(), icon.height()],
        "tooltip": program.tray.icon.toolTip(),
        "window": _place(window) if window.isVisible() else [],
        "active": window.isActiveWindow(),
        "menu": _place(popup) if popup is not None else [],
        "prompt": _place(field) if field is not None and field.isVisible() else [],
        "written": field.text() if field is not None else "",
        "cards": [
            {"rank": card.take.rank, "path": str(card.take.path), "place": _place(card)}
            for card in window.findChildren(TakeCard)
            if card.isVisible()
        ],
        "outcome": next((one.sentence for one in window.findChildren(Outcome) if one.isVisible()), ""),
        "pack": status.pack if status is not None else "",
        "queued": status.queued if status is not None else -1,
        "newest": newest.job.id if newest is not None else "",
        "made": newest is not None and newest.job.state.final,
        "running": status.running if status is not None else "",
        "notices": [notice.sentence for notice in program.context.notices.recent],
        "warnings": _WARNINGS,
    }


def _newest(program: Program) -> Row | None:
    """The request that came last, as the journal has it."""
    rows = JournalReader(program.context.folders.journal_file).page(before=None, limit=1)
    return rows[0] if rows else None


def _place(widget: QWidget) -> list[int]:
    corner = widget.mapToGlobal(widget.rect().topLeft())
    return [corner.x(), corner.y(), widget.width(), widget.height()]


def _note(kind: QtMsgType, _: object, text: str) -> None:
    if kind is not QtMsgType.QtDebugMsg:
        _WARNINGS.append(text)
        sys.stdout.write(f"{text}\n")


def _write(said: Path, values: Mapping[str, object]) -> None:
    """Whole or not at all."""
    temporary = said.with_suffix(".tmp")
    temporary.write_text(json.dumps(values), encoding="utf-8")
    temporary.replace(said)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
