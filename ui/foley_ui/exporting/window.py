"""The window that exports sounds as a round robin: what it is to be, how far it is, and what became of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.exporting.fields import ExportFields
from foley_ui.exporting.making import Exported, export
from foley_ui.exporting.plan import problem_of
from foley_ui.takes.disk import reveal
from foley_ui.takes.words import percent, stage_word
from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_S
from foley_ui.theme.widgets import Heading, Hint, PrimaryButton, set_look

if TYPE_CHECKING:
    from foley_ui.link.work import Task

WIDTH = 600  # px


class ExportWindow(QDialog):
    """Stays beside the other windows; closing it ends an export that is not done."""

    def __init__(self, context: Context, takes: tuple[Path, ...], prompt: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._context = context
        self.takes = takes
        self._task: Task | None = None
        self._exported: Exported | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export variants"))
        self.fields = ExportFields(context, takes, prompt, self)
        self._make_parts()
        self._lay_out()
        self.go.clicked.connect(self.start)
        self.cancel.clicked.connect(self.stop)
        self.close_it.clicked.connect(self.reject)
        self.show_it.clicked.connect(self.show_folder)
        self.resize(WIDTH, 0)
        self._show_working(working=False)

    @property
    def sentence(self) -> str:
        """What it says became of it, or is wrong."""
        return self._said.text()

    @property
    def working(self) -> bool:
        """Whether an export is being made."""
        return self._task is not None

    def start(self) -> None:
        """Begin, or say what is missing."""
        plan = self.fields.plan
        problem = problem_of(plan)
        self._say(problem, tone="bad")
        if problem or self.working:
            return
        self.fields.remember()
        self._exported = None
        self._show_working(working=True)
        self._progress("start", -1.0)
        folders = self._context.folders
        self._task = self._context.work.run(
            lambda task: export(task, plan, folders, self._progress),
            owner=self,
            done=self._done,
            failed=self._failed,
            long=True,
        )

    def stop(self) -> None:
        """End it: what was begun leaves nothing behind."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._show_working(working=False)
            self._say(self.tr("Cancelled. Nothing was written."), tone="")

    def show_folder(self) -> None:
        """Show what was made in the file manager."""
        if self._exported is not None:
            manifest = self._exported.folder / "manifest.json"
            self._context.work.run(lambda _: reveal(manifest), owner=self)

    def done(self, result: int) -> None:
        """Closing ends what is not done."""
        if self._task is not None:
            self._task.cancel()
        super().done(result)

    def _progress(self, stage: str, share: float) -> None:
        words = self.tr("beginning") if stage == "start" else stage_word(stage)
        self._word.setText(f"{words} · {percent(share)}" if share >= 0 else words)
        self._bar.setRange(0, 0 if share < 0 else 1000)  # without a share it moves to and fro
        self._bar.setValue(round(1000 * max(0.0, share)))

    def _done(self, exported: Exported) -> None:
        self._task, self._exported = None, exported
        self._show_working(working=False)
        self._say("\n".join(exported.sentences), tone="good")
        self.show_it.setFocus()

    def _failed(self, error: FoleyError) -> None:
        self._task = None
        self._show_working(working=False)
        self._say(str(error), tone="bad")

    def _say(self, text: str, *, tone: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))
        set_look(self._said, "tone", tone)
        self._grow()

    def _show_working(self, *, working: bool) -> None:
        self.fields.set_working(working=working)
        self._working.setVisible(working)
        self.cancel.setVisible(working)
        self.close_it.setVisible(not working)
        self.show_it.setVisible(self._exported is not None and not working)
        self.go.setEnabled(not working)
        if working:
            self._say("", tone="")
            self.cancel.setFocus()
        self._grow()

    def _grow(self) -> None:
        """As high as what it says needs: nothing is squeezed."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _make_parts(self) -> None:
        self._word = QLabel(self)
        self._word.setProperty("look", "hint")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._said = Hint(parent=self)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.go = PrimaryButton(self.tr("Export"), self)
        self.go.setDefault(True)
        self.cancel, self.close_it = QPushButton(self.tr("Cancel"), self), QPushButton(self.tr("Close"), self)
        self.show_it = QPushButton(self.tr("Show folder"), self)
        self._context.theme.dress(self.show_it, "folder")
        for button in (self.cancel, self.close_it, self.show_it):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE)
        column.addWidget(Heading(self.tr("Export variants"), self))
        about = self.tr(
            "A round robin for a game engine, of sounds: {count}. Each is cut at its attack, all are equally loud, and "
            "those that are least alike are chosen. WAV files of 24 bits, with manifest.json, variants.csv and a list "
            "for Wwise."
        )
        column.addWidget(Hint(about.format(count=len(self.takes)), self))
        column.addSpacing(SPACE_S)
        column.addWidget(self.fields)
        column.addSpacing(SPACE_S)
        self._working = QWidget(self)
        working = QVBoxLayout(self._working)
        working.setContentsMargins(0, 0, 0, 0)
        working.setSpacing(SPACE_S)
        working.addWidget(self._word)
        working.addWidget(self._bar)
        column.addWidget(self._working)
        column.addWidget(self._said)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.show_it)
        buttons.addStretch(1)
        for button in (self.cancel, self.close_it, self.go):
            buttons.addWidget(button)
        column.addLayout(buttons)
