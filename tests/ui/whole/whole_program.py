"""The tray application as people run it, which also says in JSON where its widgets are, for a hand on a real screen.

python -m tests.ui.whole.whole_program SAID [options of foley-bridge-tray]
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from foley_bridge.journal.reading import JournalReader
from foley_ui.app import make_app, parse
from foley_ui.generate.prompt_field import PromptField
from foley_ui.program import Program
from foley_ui.takes.card import TakeCard
from foley_ui.takes.outcome import Outcome

SAY_EVERY_MS = 50
_WARNINGS: list[str] = []


def main(said: Path, words: list[str]) -> int:
    """Run until it quits."""
    qInstallMessageHandler(_note)
    app = make_app()
    with Program(app, parse(words)) as program:
        clock = QTimer()
        clock.timeout.connect(lambda: _write(said, state(app, program)))
        clock.start(SAY_EVERY_MS)
        return program.run()


def state(app: QApplication, program: Program) -> Mapping[str, object]:
    """What a person could see."""
    icon, popup, window = program.tray.icon.geometry(), app.activePopupWidget(), program.window
    field = window.findChild(PromptField)
    status = program.context.bridge.status
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
        "newest": _newest(program),
        "running": status.running if status is not None else "",
        "notices": [notice.sentence for notice in program.context.notices.recent],
        "warnings": _WARNINGS,
    }


def _newest(program: Program) -> str:
    """Id of the request that came last, as the journal has it."""
    rows = JournalReader(program.context.folders.journal_file).page(before=None, limit=1)
    return rows[0].job.id if rows else ""


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
