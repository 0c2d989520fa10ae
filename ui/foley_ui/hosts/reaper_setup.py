"""Installs the scripts for REAPER, as `foley-bridge install-reaper` does, and says what became of them."""

import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from foley_bridge.reaper_scripts import Plan, carry_out, plan_installation, resource_folder, scripts_folder
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.hosts.section import Sentence
from foley_ui.theme.flow import FlowLayout
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.resting import rest, wake
from foley_ui.theme.widgets import FlatButton, PrimaryButton


@dataclass(frozen=True)
class Found:
    """How the scripts stand in a resource folder."""

    folder: Path  # of the scripts
    files: int
    due: int  # files that are missing there, or older


class ReaperSetup(QWidget):
    """The button, REAPER's folder where it is elsewhere, and one sentence."""

    installed = Signal(object)  # Path

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._resource: Path | None = None  # where the person says that it is
        self.install = PrimaryButton(self.tr("Install the scripts"), self)
        self.install.setAccessibleName(self.tr("Install the scripts for REAPER"))
        self.choose = FlatButton(self.tr("REAPER is elsewhere…"), self)
        self.choose.setAccessibleName(self.tr("Choose the folder of a portable REAPER"))
        self.says = Sentence(context.theme, self)
        self._buttons = FlowLayout()
        self._buttons.addWidget(self.install)
        self._buttons.addWidget(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(self._buttons)
        column.addWidget(self.says)
        self.install.clicked.connect(self._install)
        self.choose.clicked.connect(self._choose)

    def add(self, button: QWidget) -> None:
        """Put one more beside them."""
        self._buttons.addWidget(button)

    def look(self) -> None:
        """See how the scripts stand, without a word where there is no REAPER."""
        resource = self._resource
        self._context.work.run(
            lambda _: _found(_plan(resource)), owner=self, done=self._looked, failed=lambda _: self.says.tell("", "")
        )

    def use_folder(self, folder: Path) -> None:
        """Another resource folder than this user's usual one."""
        self._resource = folder
        self._install()

    def _install(self) -> None:
        rest(self.install)
        resource = self._resource
        self._context.work.run(lambda _: _carried_out(resource), owner=self, done=self._done, failed=self._failed)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("REAPER's resource folder"))
        if chosen:
            self.use_folder(Path(chosen))

    def _looked(self, found: Found) -> None:
        if found.due == 0:
            self.says.tell("good", self.tr("The scripts are in {folder}, up to date.").format(folder=found.folder))
        elif found.due < found.files:
            self.says.tell("warn", self.tr("The scripts in {folder} are older.").format(folder=found.folder))

    def _done(self, found: Found) -> None:
        wake(self.install)
        said = self.tr("The scripts are in {folder}. Go on with step 2, in REAPER.")
        self.says.tell("good", said.format(folder=found.folder))
        self.installed.emit(found.folder)

    def _failed(self, error: FoleyError) -> None:
        wake(self.install)
        self.says.tell("bad", str(error))


def _plan(resource: Path | None) -> Plan:
    return plan_installation(resource or resource_folder(os.environ), scripts_folder())


def _carried_out(resource: Path | None) -> Found:
    plan = _plan(resource)
    carry_out(plan)
    return _found(plan)


def _found(plan: Plan) -> Found:
    wanted = [step for step in plan.steps if step.deed in ("new", "newer", "same")]
    return Found(plan.folder, len(wanted), sum(step.deed != "same" for step in wanted))
