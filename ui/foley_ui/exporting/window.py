"""The window that exports sounds as a round robin: what it is to be, how far it is, and what became of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from foley_bridge.files.naming import slug
from foley_bridge.roundrobin.limits import LOUDNESS_LEAST_LUFS, LOUDNESS_MOST_LUFS, VARIANTS_MOST
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.exporting.making import Exported, export
from foley_ui.exporting.plan import ExportPlan, problem_of
from foley_ui.takes.disk import reveal
from foley_ui.takes.words import percent, stage_word
from foley_ui.theme.decimal_box import DecimalBox
from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_S
from foley_ui.theme.widgets import Heading, Hint, IconButton, PrimaryButton, set_look

if TYPE_CHECKING:
    from foley_ui.link.work import Task

WIDTH = 600  # px
USUAL_LUFS = -23.0
FOLDER_CHOICE, OGG_CHOICE = "export.folder", "export.ogg"  # in Keeping
NUMBER_WIDTH = 150


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
        self._make_parts(prompt)
        self._lay_out()
        self._connect()
        self._show_place()
        self._show_working(working=False)
        self.resize(WIDTH, self.sizeHint().height())

    @property
    def plan(self) -> ExportPlan:
        """What is to be made."""
        return ExportPlan(
            takes=self.takes,
            folder=Path(self.folder.text().strip()) / slug(self.name.text()) if self.name.text().strip() else Path("/"),
            count=self.count.value() or None,
            hits=self.hits.isChecked(),
            ogg=self.ogg.isChecked(),
            loudness_lufs=self.lufs.value() if self.loud.isChecked() else None,
            replace=self.replace.isChecked(),
            device=self._context.settings.current.engine.device,
            ear=self._pack_in_use(),
        )

    @property
    def sentence(self) -> str:
        """What it says became of it, or is wrong."""
        return self._said.text()

    def start(self) -> None:
        """Begin, or say what is missing."""
        plan = self.plan
        problem = problem_of(plan)
        self._say(problem, tone="bad")
        if problem or self._task is not None:
            return
        self._context.keeping.choose(FOLDER_CHOICE, value=self.folder.text().strip())
        self._context.keeping.choose(OGG_CHOICE, value=plan.ogg)
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

    def _pack_in_use(self) -> str:
        status = self._context.bridge.status
        return status.pack if status is not None else self._context.settings.current.engine.pack

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

    def _show_working(self, *, working: bool) -> None:
        for widget in self._inputs:
            widget.setEnabled(not working)
        self.lufs.setEnabled(not working and self.loud.isChecked())
        self._working.setVisible(working)
        self.cancel.setVisible(working)
        self.close_it.setVisible(not working)
        self.show_it.setVisible(self._exported is not None and not working)
        self.go.setEnabled(not working)
        if working:
            self._say("", tone="")
            self.cancel.setFocus()

    def _show_place(self) -> None:
        """Where it will be, as soon as it has a name."""
        plan = self.plan
        self._place.setText(str(plan.folder) if self.name.text().strip() else "")

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder for exports"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _make_parts(self, prompt: str) -> None:
        theme, keeping = self._context.theme, self._context.keeping
        folder = str(keeping.choice(FOLDER_CHOICE, default="")) or str(self._context.folders.sounds / "Exports")
        self.folder = QLineEdit(folder, self)
        self.browse = IconButton(theme, "folder", self.tr("Choose a folder"), parent=self)
        self.browse.clicked.connect(self._choose_folder)
        self.name = QLineEdit(slug(prompt) if prompt.strip() else "", self)
        self._place = Hint(parent=self)
        self.count = QSpinBox(self)
        self.count.setRange(0, VARIANTS_MOST)
        self.count.setSpecialValueText(self.tr("all that there are"))
        self.hits = QCheckBox(self.tr("Every hit in a sound is a variant"), self)
        self.hits.setToolTip(self.tr("As of footsteps: each step becomes a file of its own"))
        self.ogg = QCheckBox(self.tr("OGG beside WAV"), self)
        self.ogg.setChecked(bool(keeping.choice(OGG_CHOICE, default=True)))
        self.loud = QCheckBox(self.tr("Bring all to"), self)
        self.lufs = DecimalBox(self)
        self.lufs.setRange(LOUDNESS_LEAST_LUFS, LOUDNESS_MOST_LUFS)
        self.lufs.setDecimals(1)
        self.lufs.setValue(USUAL_LUFS)
        self.lufs.setSuffix(" LUFS")
        self.replace = QCheckBox(self.tr("Replace an export that is there already"), self)
        for field, name in (
            (self.folder, self.tr("Folder for exports")),
            (self.name, self.tr("Name of the export")),
            (self.count, self.tr("How many variants")),
            (self.lufs, self.tr("Loudness in LUFS")),
        ):
            field.setAccessibleName(name)
        for box in (self.count, self.lufs):
            box.setFixedWidth(NUMBER_WIDTH)
        self._usual = QLabel(self.tr("else their own median"), self)
        self._usual.setProperty("look", "hint")
        self._word = QLabel(self)
        self._word.setProperty("look", "hint")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._said = Hint(parent=self)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._make_buttons()
        self._inputs: tuple[QWidget, ...] = (
            self.folder, self.browse, self.name, self.count, self.hits, self.ogg, self.loud, self.replace,
        )  # fmt: skip

    def _make_buttons(self) -> None:
        self.go = PrimaryButton(self.tr("Export"), self)
        self.go.setDefault(True)
        self.cancel, self.close_it = QPushButton(self.tr("Cancel"), self), QPushButton(self.tr("Close"), self)
        self.show_it = QPushButton(self.tr("Show folder"), self)
        self._context.theme.dress(self.show_it, "folder")
        for button in (self.cancel, self.close_it, self.show_it):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.folder.textChanged.connect(self._show_place)
        self.name.textChanged.connect(self._show_place)
        self.loud.toggled.connect(self.lufs.setEnabled)
        self.go.clicked.connect(self.start)
        self.cancel.clicked.connect(self.stop)
        self.close_it.clicked.connect(self.reject)
        self.show_it.clicked.connect(self.show_folder)

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
        column.addLayout(self._fields())
        column.addWidget(self.replace)
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

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE)
        where = QHBoxLayout()
        where.setSpacing(SPACE_S)
        where.addWidget(self.folder, 1)
        where.addWidget(self.browse)
        rows = (
            (self.tr("Folder"), where),
            (self.tr("Name"), _row(self.name, stretched=True)),
            ("", _row(self._place, stretched=True)),
            (self.tr("Variants"), _row(self.count, self.hits)),
            (self.tr("Files"), _row(self.ogg)),
            (self.tr("Loudness"), _row(self.loud, self.lufs, self._usual)),
        )
        for line, (name, row) in enumerate(rows):
            grid.addWidget(QLabel(name, self), line, 0)
            grid.addLayout(row, line, 1)
        grid.setColumnStretch(1, 1)
        return grid


def _row(*widgets: QWidget, stretched: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE)
    for widget in widgets:
        row.addWidget(widget, 1 if stretched else 0)
    if not stretched:
        row.addStretch(1)
    return row
