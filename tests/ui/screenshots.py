"""Pictures of every panel for README and docs: python -m tests.ui.screenshots [--out FOLDER] [--scale 2].

    --language de     of the windows

    --panels imitation,fill,export     what begins from sounds: the form with a recording, two windows
    --panels library,picture,spot,routes     what shows something of the studio's own

The real program with its real daemon and the shipped pack, in a home of its own: prompts are generated, a training on
what they gave runs for some steps, then the window goes from panel to panel, in light and in dark.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.osc.message import Argument
from tests.ui.beginnings import BEGINNINGS, picture_beginning
from tests.ui.own_recordings import write_recordings
from tests.ui.stocked import STOCKED, leave, stock
from tests.ui.turns import run_for, wait_for

if TYPE_CHECKING:
    from foley_ui.program import Program

OUT = Path("docs/pictures/tray")
SIZE = (1180, 780)
PROMPTS = ("heavy boots on gravel", "a dog barking", "rain falling on leaves", "someone typing on a keyboard")
SETTLE_S = 1.5
TRAINING_STEPS, TRAINED_S = 60, 1800.0


@dataclass(frozen=True)
class Wanted:
    """What one run makes."""

    out: Path
    panels: tuple[str, ...]
    training: bool
    language: str


def main(argv: Sequence[str] | None = None) -> int:
    """Make them."""
    args = _parser().parse_args(argv)
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(args.scale)
    with tempfile.TemporaryDirectory() as temporary:
        make(
            args.home or Path(temporary),
            Wanted(args.out, tuple(args.panels.split(",")) if args.panels else (), args.training, args.language),
        )
    return 0


def make(home: Path, wanted: Wanted) -> None:
    """All pictures of one run, into `wanted.out`."""
    from foley_ui.app import Options, make_app
    from foley_ui.program import Program

    app = make_app()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with Program(app, Options(home=home, theme="dark", language=wanted.language)) as program:
        program.start()
        program.window.resize(*SIZE)
        wait_for(lambda: program.context.bridge.status is not None, 60.0)
        for prompt in PROMPTS if set(wanted.panels) - {*BEGINNINGS, *STOCKED} or not wanted.panels else ():
            _generate(program, prompt)
        if wanted.training:
            journal = program.context.folders.journal_file
            recordings = write_recordings(journal, home / "Studio takes", requests=len(PROMPTS))
            program.window.open("training", _train(program, recordings))
        for mode in ("dark", "light"):
            program.context.theme.set_mode(mode)
            for panel in wanted.panels or (*program.window.panel_names, *BEGINNINGS, "spot", "routes"):
                if panel in STOCKED:
                    _picture(program, stock(program, panel, home), wanted.out / f"{panel}-{mode}.png")
                    leave(program, panel)
                elif panel in BEGINNINGS:
                    picture_beginning(program, panel, wanted.out / f"{panel}-{mode}.png")
                else:
                    _picture(program, panel, wanted.out / f"{panel}-{mode}.png")


def _picture(program: "Program", panel: str, file: Path) -> None:
    from PySide6.QtGui import QCursor

    QCursor.setPos(program.window.frameGeometry().bottomRight() * 2)  # so that nothing looks hovered
    program.window.open(panel)
    wait_for(lambda: program.window.panel(panel) is not None and program.context.theme.settled, 60.0)
    wait_for(lambda: _at_rest(program, panel), 300.0)
    run_for(SETTLE_S)
    program.window.grab().save(str(file))
    print(file, f"{file.stat().st_size / 1000:.0f} kB")  # noqa: T201


def _at_rest(program: "Program", panel: str) -> bool:
    """Whether no notice lies over it, and the doctor has looked at everything."""
    from foley_ui.doctor.panel import DoctorPanel
    from foley_ui.window.notice_bar import NoticeCard

    shown = program.window.panel(panel)
    looks = isinstance(shown, DoctorPanel) and shown.busy.isVisible()
    return not looks and not any(one.isVisible() for one in program.window.findChildren(NoticeCard))


def _generate(program: "Program", prompt: str) -> None:
    """As a person does it: in the panel, with the keyboard's Enter."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from foley_ui.generate.prompt_field import PromptField

    program.window.open("generate")
    wait_for(lambda: program.window.panel("generate") is not None, 60.0)
    run_for(0.3)
    panel = program.window.panel("generate")
    assert panel is not None
    field = panel.findChild(PromptField)
    assert field is not None
    finished: list[str] = []

    def hear(told: object) -> None:
        if getattr(told, "kind", "") in ("finished", "failed"):
            finished.append("")

    program.context.bridge.told.connect(hear)
    field.clear()
    QTest.keyClicks(field, prompt)
    QTest.keyClick(field, Qt.Key.Key_Escape)  # the list of suggestions
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait_for(lambda: bool(finished), 900.0)
    program.context.bridge.told.disconnect(hear)
    run_for(SETTLE_S)


def _train(program: "Program", folder: Path) -> str:
    """A training that is begun in the daemon, as another host would; its id once it is there."""
    begun: list[str] = []
    steps: list[int] = []

    def hear(told: object) -> None:
        if getattr(told, "kind", "") == "trained":
            steps.append(1)

    program.context.bridge.told.connect(hear)
    pairs: dict[str, Argument] = {
        "steps": TRAINING_STEPS,
        "method": "tuning",
        "prompts": PROMPTS[0],
        "sample_every": 20,
        "name": "first try",
    }
    program.context.bridge.call(
        "/foley/train", str(folder), pairs=pairs, owner=program, done=lambda one: begun.append(one.id)
    )
    wait_for(lambda: bool(steps and begun), TRAINED_S)
    program.context.bridge.told.disconnect(hear)
    return begun[0]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.ui.screenshots", description="Pictures of every panel.")
    parser.add_argument("--out", type=Path, default=OUT, help=f"folder (default {OUT})")
    parser.add_argument("--scale", type=float, default=1.0, help="of the screen (default 1)")
    parser.add_argument("--language", default="en", help="of the windows (default en)")
    parser.add_argument("--panels", default="", help="some of them, with commas between (default: all)")
    parser.add_argument("--home", type=Path, help="where the program keeps its things; paths are seen in the pictures")
    parser.add_argument("--training", action="store_true", help="run a training first, some minutes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
