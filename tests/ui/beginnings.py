"""Pictures of what begins from sounds in the tray, for docs: with the real daemon and the shipped pack."""

from pathlib import Path
from typing import TYPE_CHECKING

import soundfile

from tests.ui.turns import run_for, wait_for

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from foley_ui.generate.panel import GeneratePanel
    from foley_ui.program import Program

BEGINNINGS = ("imitation", "fill", "export")
PROMPT, FILLED, SEED, RATE_HZ = "heavy boots on gravel", "steady rain on a tin roof", 9, 24_000
MADE_S, SETTLE_S = 900.0, 1.5


def picture_beginning(program: "Program", name: str, file: Path) -> None:
    """Do it as a person does, and write its picture."""
    program.window.open("generate")
    wait_for(lambda: program.window.panel("generate") is not None, 60.0)
    panel = program.window.panel("generate")
    from foley_ui.generate.panel import GeneratePanel

    assert isinstance(panel, GeneratePanel)
    panel.takes.beside.set_shown(on=False)  # the sounds that are made are what these show
    path = _gesture(program.context.folders.state / "mouth steps.wav")
    _imitate(panel, path)
    if name == "imitation":
        run_for(SETTLE_S)
        program.window.grab().save(str(file))
        panel.form.guide.leave()
    else:
        panel.form.guide.leave()
        window = _filled(panel) if name == "fill" else _exported(panel)
        run_for(SETTLE_S)
        window.grab().save(str(file))
        window.close()
    run_for(0.3)
    print(file, f"{file.stat().st_size / 1000:.0f} kB")  # noqa: T201


def _gesture(path: Path) -> Path:
    """Five bursts such as a mouth makes."""
    from benchmarks.imitation_and_fill import guide

    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, guide(SEED, 2.5, RATE_HZ), RATE_HZ, "PCM_24")
    return path


def _imitate(panel: "GeneratePanel", path: Path) -> None:
    """Once in a run: the second picture shows the same sounds."""
    panel.form.follow(path)
    wait_for(lambda: panel.form.guide.guide is not None, 60.0)
    panel.form.prompt.setText(PROMPT)
    if not _shows_imitation(panel):
        panel.generate()
        wait_for(lambda: _shows_imitation(panel), MADE_S)


def _shows_imitation(panel: "GeneratePanel") -> bool:
    from foley_ui.takes.origins import imitated_in

    asked = panel.takes.asked
    return asked is not None and imitated_in(asked.row.job.order) is not None and asked.row.job.state.final


def _shows_done(panel: "GeneratePanel", prompt: str) -> bool:
    asked = panel.takes.asked
    return asked is not None and asked.row.prompt == prompt and asked.row.job.state.final


def _filled(panel: "GeneratePanel") -> "QWidget":
    """The best of another prompt, with a range on it."""
    panel.form.prompt.setText(FILLED)
    panel.generate()
    wait_for(lambda: _shows_done(panel, FILLED), MADE_S)
    asked = panel.takes.asked
    assert asked is not None
    window = panel.fillings.open(asked.takes[0].path, asked.row.prompt)
    wait_for(lambda: window.bar.span is not None, 60.0)
    return window


def _exported(panel: "GeneratePanel") -> "QWidget":
    """An export that is done."""
    from foley_ui.exporting.window import ExportWindow

    panel.takes.act("export")
    windows = panel.window().findChildren(ExportWindow)
    windows[0].fields.replace.setChecked(True)
    windows[0].start()
    wait_for(lambda: windows[0].sentence != "", MADE_S)
    return windows[0]
