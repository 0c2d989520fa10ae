"""How much CPU time of its own each event of the windows takes: python -m benchmarks.tray_handlers.

Every event that Qt delivers is measured in CPU time of Qt's thread, so a busy machine counts little. The real program
with the real daemon and the quick engine of the tests; history holds `--history` requests. A hand goes through all
panels, scrolls and searches history, types prompts with their suggestions, and asks for sounds.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget

from benchmarks.tray_stalls import fill_history
from tests.ui.turns import run_for, wait_for

if TYPE_CHECKING:
    from foley_ui.program import Program

LIMIT_MS = 16.0
WEIGHED = 20_000  # events


@dataclass(frozen=True)
class Handled:
    """One event."""

    cpu_ms: float
    kind: str
    receiver: str
    doing: str  # what the hand did at that time


class MeteredApplication(QApplication):
    """Measures each event that is delivered from the loop; what it causes at once belongs to it."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(words)
        self.handled: list[Handled] = []
        self.doing = ""
        self.detour_ms = 0.0  # what this measurement costs each event inside another one; taken off again
        self._inside = False
        self._nested = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """Deliver it."""
        if self._inside or not self.doing:
            self._nested += 1
            return super().notify(receiver, event)
        self._inside, self._nested = True, 0
        kind, name, began_s = event.type().name, type(receiver).__name__, time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self._inside = False
            cpu_ms = (time.thread_time() - began_s) * 1000 - self._nested * self.detour_ms
            self.handled.append(Handled(max(0.0, cpu_ms), kind, name, self.doing))

    def weigh(self) -> None:
        """Find out what the detour through Python costs an event, beside one that is delivered directly."""
        receiver, event = QObject(), QEvent(QEvent.Type.User)

        def cpu_s(deliver: Callable[[QObject, QEvent], object]) -> float:
            began_s = time.thread_time()
            for _ in range(WEIGHED):
                deliver(receiver, event)
            return time.thread_time() - began_s

        through, direct = cpu_s(QCoreApplication.sendEvent), cpu_s(super().notify)
        self.detour_ms = max(0.0, (through - direct) / WEIGHED * 1000)


def main(argv: Sequence[str] | None = None) -> int:
    """Run and print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.tray_handlers", description="CPU time of each event.")
    parser.add_argument("--history", type=int, default=10_000, help="requests in history (default 10000)")
    args = parser.parse_args(argv)
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        handled = measure(Path(home), args.history)
    print(report(handled, args.history))
    return 0


def measure(home: Path, history: int) -> list[Handled]:
    """All events of one round through the program."""
    from foley_bridge.engine.launch import Launch
    from foley_ui.app import Options, make_app
    from foley_ui.program import Program
    from tests.bridge.engine.quick_worker import quick_command

    app = make_app(MeteredApplication)
    assert isinstance(app, MeteredApplication)
    app.weigh()
    fill_history(home, history)
    with Program(app, Options(home=home), launch=Launch(command=quick_command(), nice=0)) as program:
        program.start()
        wait_for(lambda: program.context.bridge.status is not None, 60.0)
        for name in program.window.panel_names:  # made at first sight: that is the start, told apart
            app.doing = f"first sight of {name}"
            program.window.open(name)
            run_for(0.7)
        for doing, do in deeds(program):
            app.doing = doing
            do()
            run_for(0.4)
        app.doing = ""
    return app.handled


def deeds(program: "Program") -> Iterator[tuple[str, Callable[[], None]]]:
    """What a person does all day."""
    window = program.window
    for _ in range(3):
        for name in window.panel_names:
            yield f"going to {name}", lambda name=name: window.open(name)  # type: ignore[misc]
    yield "going to history", lambda: window.open("history")
    for _ in range(20):
        yield "scrolling history", lambda: _scroll(window.panel("history"))
    for letter in "gravel":
        yield "searching history", lambda letter=letter: _type(window.panel("history"), letter)  # type: ignore[misc]
    yield "going to generate", lambda: window.open("generate")
    for letter in "heavy boots":
        yield "typing a prompt", lambda letter=letter: _type(window.panel("generate"), letter)  # type: ignore[misc]
    for number in range(5):
        yield "sounds arriving", lambda number=number: _ask(program, number)  # type: ignore[misc]
    yield "dark", lambda: program.context.theme.set_mode("dark")
    yield "light", lambda: program.context.theme.set_mode("light")


def report(handled: Sequence[Handled], history: int) -> str:
    """The worst of each deed, and how many were over the limit."""
    worst: dict[str, Handled] = {}
    counts: dict[str, list[float]] = defaultdict(list)
    for one in handled:
        counts[one.doing].append(one.cpu_ms)
        if one.doing not in worst or one.cpu_ms > worst[one.doing].cpu_ms:
            worst[one.doing] = one
    lines = [
        f"{len(handled)} events, {history} requests in history; over {LIMIT_MS:g} ms of CPU time:",
        "",
        "| while | events | worst, ms | over | of |",
        "| --- | --- | --- | --- | --- |",
    ]
    for doing, one in sorted(worst.items(), key=lambda item: -item[1].cpu_ms):
        over = sum(cpu_ms > LIMIT_MS for cpu_ms in counts[doing])
        lines.append(f"| {doing} | {len(counts[doing])} | {one.cpu_ms:.1f} | {over} | {one.kind} to {one.receiver} |")
    return "\n".join(lines)


def _scroll(panel: QWidget | None) -> None:
    assert panel is not None
    views = [one for one in panel.findChildren(QAbstractItemView) if one.isVisible()]
    bar = views[0].verticalScrollBar()
    bar.setValue(bar.value() + 12 * bar.pageStep())


def _type(panel: QWidget | None, letter: str) -> None:
    assert panel is not None
    field = next(one for one in panel.findChildren(QLineEdit) if one.isVisible())
    field.setFocus()
    QTest.keyClicks(field, letter, Qt.KeyboardModifier.NoModifier)


def _ask(program: "Program", number: int) -> None:
    program.context.bridge.call("/foley/generate", f"a door, take {number}", 1.0, 4, owner=program)


if __name__ == "__main__":
    sys.exit(main())
