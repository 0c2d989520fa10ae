"""How long the tray application takes to be there: python -m benchmarks.tray_start [--runs 7].

Its imports, beside those of Qt alone, in fresh processes; and, where there is a display with a tray, the time from the
start of the process to an icon that has its place in the tray. The model is not loaded: it comes when it is asked for.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

QT = "import PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets, PySide6.QtNetwork"
TRAY = "import foley_ui.program"
# Tells when the icon has its place, then ends.
_ICON = """
import json, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from foley_ui.app import Options, make_app
from foley_ui.program import Program
app = make_app()
with Program(app, Options(home=Path(sys.argv[1]), hidden=True)) as program:
    def look():
        if program.tray.presence.there:
            print(json.dumps(time.time()), flush=True)
            app.exit(0)
        elif program.tray.presence.known:
            app.exit(3)
    clock = QTimer()
    clock.timeout.connect(look)
    clock.start(5)
    sys.exit(program.run())
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.tray_start", description="Time until the tray is there.")
    parser.add_argument("--runs", type=int, default=7, help="of each (default 7); medians are printed")
    args = parser.parse_args(argv)
    rows = [
        ("imports of Qt alone", _imports(QT, args.runs)),
        ("imports of the tray application", _imports(TRAY, args.runs)),
        ("… in CPU time of their own, which other programs hardly change", _imports(TRAY, args.runs, "process_time")),
    ]
    if os.environ.get("DISPLAY"):
        rows.append(("start of the process to the icon in the tray", _icons(args.runs)))
    print("| what | median, s | least | most |")
    print("| --- | --- | --- | --- |")
    for name, times_s in rows:
        values = (statistics.median(times_s), min(times_s), max(times_s)) if times_s else ("no tray", "", "")
        print(f"| {name} | " + " | ".join(f"{one:.2f}" if isinstance(one, float) else one for one in values) + " |")
    return 0


def _imports(statement: str, runs: int, clock: str = "perf_counter") -> list[float]:
    code = f"import time; began = time.{clock}(); {statement}; print(time.{clock}() - began)"
    ran = (
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True) for _ in range(runs)
    )
    return [float(one.stdout) for one in ran]


def _icons(runs: int) -> list[float]:
    times_s = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as home:
            began_s = time.time()
            command = [sys.executable, "-c", _ICON, str(Path(home))]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
            if done.returncode == 0:
                times_s.append(json.loads(done.stdout.splitlines()[0]) - began_s)
    return times_s


if __name__ == "__main__":
    sys.exit(main())
