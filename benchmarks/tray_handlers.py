"""How much CPU time of its own each event of the windows takes: python -m benchmarks.tray_handlers.

Every event that Qt delivers, and every call of what a hand does, is measured in CPU time of Qt's thread, so a busy
machine counts little. The real program with the real daemon and the quick engine of the tests; history holds
`--history` requests, all of them one family. A hand does what `tray_deeds` lists: opens every panel and page for the
first time and again, scrolls and searches history, types prompts with their suggestions, asks for sounds, begins from
sounds, searches a library, opens a sheet of 10,000 cues, and switches between light and dark on each panel. It is done
`--rounds` times, each with a program of its own in a fresh process, and of each deed the best round counts: what other
programs do to the caches of a processor is no work of ours. The exit status is 1 where something took over 16 ms in all
of them.

The start itself, from nothing to a window, is told but not judged: nobody can do anything before it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from benchmarks.tray_deeds import deeds, there
from benchmarks.tray_stalls import fill_history
from tests.ui.turns import run_for, wait_for

if TYPE_CHECKING:
    from foley_ui.program import Program

LIMIT_MS = 16.0
DEED_S = 0.4  # for what comes a moment later
WEIGHED = 20_000  # events
START = "the start"


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
        # As bare tuples, of which Python's collector makes nothing: what is measured must not be this list.
        self.handled: list[tuple[float, str, str, str]] = []
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
            self.handled.append((max(0.0, cpu_ms), kind, name, self.doing))

    def call(self, do: Callable[[], object]) -> None:
        """Measure what a hand does: in the window it is the handler of a key or of a button."""
        self._inside, self._nested, began_s = True, 0, time.thread_time()
        try:
            do()
        finally:
            self._inside = False
            cpu_ms = (time.thread_time() - began_s) * 1000 - self._nested * self.detour_ms
            self.handled.append((max(0.0, cpu_ms), "call", "it", self.doing))

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
    """Run and print the table; 1 where something took over 16 ms."""
    parser = argparse.ArgumentParser(prog="benchmarks.tray_handlers", description="CPU time of each event.")
    parser.add_argument("--history", type=int, default=10_000, help="requests in history (default 10000)")
    parser.add_argument("--rounds", type=int, default=3, help="programs, one after the other (default 3)")
    parser.add_argument("--one", metavar="FILE", help=argparse.SUPPRESS)  # one round; writes what it measured there
    args = parser.parse_args(argv)
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if args.one:
        with tempfile.TemporaryDirectory() as home:
            Path(args.one).write_text(json.dumps([asdict(one) for one in measure(Path(home), args.history)]))
        return 0
    rounds = [one_round(args.history) for _ in range(args.rounds)]
    print(report(rounds, args.history))
    return 1 if over(rounds) else 0


def one_round(history: int) -> list[Handled]:
    """What a fresh process measured."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "handled.json"
        command = [sys.executable, "-m", "benchmarks.tray_handlers", "--history", str(history), "--one", str(file)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return [Handled(**one) for one in json.loads(file.read_text())]


def measure(home: Path, history: int) -> list[Handled]:
    """All events of one round through the program."""
    from foley_bridge.engine.launch import Launch
    from foley_ui.app import Options, make_app
    from foley_ui.program import Program
    from tests.bridge.engine.quick_worker import quick_command

    app = make_app(MeteredApplication)
    assert isinstance(app, MeteredApplication)
    app.weigh()
    fill_history(home, history, family=True)
    options = Options(home=home, theme="light")
    with Program(app, options, launch=Launch(command=quick_command(), nice=0)) as program:
        app.doing = START
        program.start()
        wait_for(lambda: program.context.bridge.status is not None and there(program, "generate"), 60.0)
        app.doing = "a moment after the start"
        run_for(3.0)
        for deed in deeds(program, home):
            app.doing = deed.doing
            app.call(deed.do)
            run_for(DEED_S)
            wait_for(lambda deed=deed: settled(program) and deed.until(), 600.0)  # type: ignore[misc]
        app.doing = ""
    return [Handled(*one) for one in app.handled]


def settled(program: "Program") -> bool:
    """Whether the panel in front is made, and all widgets have their colours."""
    return program.context.theme.settled and there(program, program.window.current)


def worst(handled: Sequence[Handled]) -> dict[str, Handled]:
    """The longest of each deed."""
    found: dict[str, Handled] = {}
    for one in handled:
        if one.doing not in found or one.cpu_ms > found[one.doing].cpu_ms:
            found[one.doing] = one
    return found


def best(rounds: Sequence[Sequence[Handled]]) -> dict[str, Handled]:
    """The longest of each deed, in the round where that was shortest."""
    found: dict[str, Handled] = {}
    for handled in rounds:
        for doing, one in worst(handled).items():
            if doing not in found or one.cpu_ms < found[doing].cpu_ms:
                found[doing] = one
    return found


def over(rounds: Sequence[Sequence[Handled]]) -> list[Handled]:
    """What took over the limit in all rounds; the start is told apart."""
    return [one for doing, one in best(rounds).items() if one.cpu_ms > LIMIT_MS and doing != START]


def report(rounds: Sequence[Sequence[Handled]], history: int) -> str:
    """The worst of each deed, in its best round and in its worst one."""
    counts = Counter(one.doing for one in rounds[0])
    most = worst([one for handled in rounds for one in handled])
    judged = [one for handled in rounds for one in handled if one.doing != START]
    too_long = sum(one.cpu_ms > LIMIT_MS for one in judged)
    lines = [
        f"{len(rounds)} rounds, {history} requests in history; {len(judged)} events, {too_long} of them over "
        f"{LIMIT_MS:g} ms of CPU time; deeds with one over it in every round: {len(over(rounds))}.",
        "",
        "| while | events | longest, ms | of | longest in the worst round |",
        "| --- | --- | --- | --- | --- |",
    ]
    for doing, one in sorted(best(rounds).items(), key=lambda item: -item[1].cpu_ms):
        of = f"{one.kind} to {one.receiver}"
        lines.append(f"| {doing} | {counts[doing]} | {one.cpu_ms:.1f} | {of} | {most[doing].cpu_ms:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
