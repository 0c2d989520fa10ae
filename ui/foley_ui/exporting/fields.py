"""What an export is to be: where, how many, which files, how loud."""

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from foley_bridge.files.naming import slug
from foley_bridge.roundrobin.limits import LOUDNESS_LEAST_LUFS, LOUDNESS_MOST_LUFS, VARIANTS_MOST
from foley_ui.context import Context
from foley_ui.exporting.plan import ExportPlan
from foley_ui.theme.decimal_box import DecimalBox
from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_S
from foley_ui.theme.widgets import Hint, IconButton

USUAL_LUFS = -23.0
FOLDER_CHOICE, OGG_CHOICE, GODOT_CHOICE = "export.folder", "export.ogg", "export.godot"  # in Keeping
NUMBER_WIDTH = 150  # px


class ExportFields(QWidget):
    """`plan` is what they say; folder and formats are remembered once an export begins."""

    def __init__(self, context: Context, takes: tuple[Path, ...], prompt: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._takes = takes
        self._make_place(prompt)
        self._make_kind()
        self._lay_out()
        self.folder.textChanged.connect(self._show_place)
        self.name.textChanged.connect(self._show_place)
        self.loud.toggled.connect(self.lufs.setEnabled)
        self._show_place()
        self.set_working(working=False)

    @property
    def plan(self) -> ExportPlan:
        """What is to be made."""
        name = self.name.text().strip()
        return ExportPlan(
            takes=self._takes,
            folder=Path(self.folder.text().strip()) / slug(name) if name else Path("/"),
            count=self.count.value() or None,
            hits=self.hits.isChecked(),
            ogg=self.ogg.isChecked(),
            loudness_lufs=self.lufs.value() if self.loud.isChecked() else None,
            replace=self.replace.isChecked(),
            device=self._context.settings.current.engine.device,
            godot=self.godot.currentData() or None,
            ear=self.pack_in_use(),
        )

    def pack_in_use(self) -> str:
        """The pack that hears where the one that made the sounds is gone."""
        status = self._context.bridge.status
        return status.pack if status is not None else self._context.settings.current.engine.pack

    def remember(self) -> None:
        """The same the next time."""
        choose = self._context.keeping.choose
        choose(FOLDER_CHOICE, value=self.folder.text().strip())
        choose(OGG_CHOICE, value=self.ogg.isChecked())
        choose(GODOT_CHOICE, value=int(self.godot.currentData()))

    def set_working(self, *, working: bool) -> None:
        """While it is made, nothing of it is changed."""
        self.setEnabled(not working)
        self.lufs.setEnabled(not working and self.loud.isChecked())

    def _show_place(self) -> None:
        """Where it will be, as soon as it has a name."""
        self._place.setText(str(self.plan.folder) if self.name.text().strip() else "")

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Folder for exports"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _make_place(self, prompt: str) -> None:
        usual = str(self._context.folders.sounds / "Exports")
        self.folder = QLineEdit(str(self._context.keeping.choice(FOLDER_CHOICE, default="")) or usual, self)
        self.folder.setAccessibleName(self.tr("Folder for exports"))
        self.browse = IconButton(self._context.theme, "folder", self.tr("Choose a folder"), parent=self)
        self.browse.clicked.connect(self._choose_folder)
        self.name = QLineEdit(slug(prompt) if prompt.strip() else "", self)
        self.name.setAccessibleName(self.tr("Name of the export"))
        self._place = Hint(parent=self)
        self.replace = QCheckBox(self.tr("Replace an export that is there already"), self)

    def _make_kind(self) -> None:
        keeping = self._context.keeping
        self.count = QSpinBox(self)
        self.count.setRange(0, VARIANTS_MOST)
        self.count.setSpecialValueText(self.tr("all that there are"))
        self.count.setAccessibleName(self.tr("How many variants"))
        self.hits = QCheckBox(self.tr("Every hit in a sound is a variant"), self)
        self.hits.setToolTip(self.tr("As of footsteps: each step becomes a file of its own"))
        self.ogg = QCheckBox(self.tr("OGG beside WAV"), self)
        self.ogg.setChecked(bool(keeping.choice(OGG_CHOICE, default=True)))
        self.godot = QComboBox(self)
        for words, version in ((self.tr("no resource for Godot"), 0), ("Godot 4", 4), ("Godot 3", 3)):
            self.godot.addItem(words, version)
        self.godot.setCurrentIndex(max(0, self.godot.findData(keeping.choice(GODOT_CHOICE, default=0))))
        self.godot.setToolTip(
            self.tr("A resource beside the files that plays them by turns; then without variants.csv")
        )
        self.godot.setAccessibleName(self.tr("Resource for Godot"))
        self.loud = QCheckBox(self.tr("Bring all to"), self)
        self.lufs = DecimalBox(self)
        self.lufs.setRange(LOUDNESS_LEAST_LUFS, LOUDNESS_MOST_LUFS)
        self.lufs.setDecimals(1)
        self.lufs.setValue(USUAL_LUFS)
        self.lufs.setSuffix(" LUFS")
        self.lufs.setAccessibleName(self.tr("Loudness in LUFS"))
        self._usual = QLabel(self.tr("else their own median"), self)
        self._usual.setProperty("look", "hint")
        for box in (self.count, self.lufs):
            box.setFixedWidth(NUMBER_WIDTH)

    def _lay_out(self) -> None:
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
            (self.tr("Files"), _row(self.ogg, self.godot)),
            (self.tr("Loudness"), _row(self.loud, self.lufs, self._usual)),
        )
        for line, (name, row) in enumerate(rows):
            grid.addWidget(QLabel(name, self), line, 0)
            grid.addLayout(row, line, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(grid)
        column.addWidget(self.replace)


def _row(*widgets: QWidget, stretched: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE)
    for widget in widgets:
        row.addWidget(widget, 1 if stretched else 0)
    if not stretched:
        row.addStretch(1)
    return row
