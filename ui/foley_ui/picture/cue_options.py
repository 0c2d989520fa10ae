"""What is said of a sheet as a whole: how its times are read, how many takes, where it goes."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from foley_bridge.cues.times import FRAME_RATES
from foley_models.limits import COUNT_MOST
from foley_ui.keeping import Keeping
from foley_ui.packs.words import rate_words
from foley_ui.picture.fields import SEED_MOST, Named, PathField, choice_box, folder_dialog, number_box, whole_box
from foley_ui.picture.sheet import SheetChoice
from foley_ui.theme.flow import FlowLayout
from foley_ui.theme.metrics import SPACE

AFTER_TYPING_MS = 300
SECONDS_MOST = 600.0
RATES_HZ = (44_100, 48_000, 96_000)
KEPT = "cues."


class CueOptions(QWidget):
    """`changed` a little after the last of several changes. What was chosen last is there at the next start."""

    changed = Signal()

    def __init__(self, keeping: Keeping, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeping = keeping
        self.count = whole_box(1, COUNT_MOST, 4)
        self.count.setToolTip(self.tr("Takes of a cue that gives no number of its own"))
        self.seconds = number_box(0.0, SECONDS_MOST, 0.0, step=0.5)
        self.seconds.setSpecialValueText(self.tr("must be given"))
        self.seconds.setSuffix(self.tr(" s"))
        self.seconds.setToolTip(self.tr("Length of cues that give neither length nor end"))
        rates = [(name, name) for name in FRAME_RATES]
        self.fps = choice_box([(self.tr("no timecode"), ""), *rates])
        self.fps.setToolTip(self.tr("Frames a second of times such as 01:00:02:12"))
        self.start = QLineEdit("0")
        self.start.setToolTip(self.tr("The sheet's time at the project's zero, such as 01:00:00:00"))
        self.rate = choice_box([(rate_words(rate), rate) for rate in RATES_HZ])
        self.seed = whole_box(0, SEED_MOST, 1)
        self.seed.setToolTip(self.tr("Of cues that give none: the same gives the same sounds"))
        self.stems = QCheckBox(self.tr("Also a stem for each track"))
        self.folder = PathField(
            self.tr("Into"), self.tr("Change…"), folder_dialog(self.tr("Folder for the cues' sounds")), self
        )
        self.folder.button.setAccessibleName(self.tr("Choose where the sounds go"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_TYPING_MS)
        self._soon.timeout.connect(self._tell)
        self._restore()
        self._connect()
        self._lay_out()

    def choice(self, sheet: Path, folder: Path) -> SheetChoice:
        """For a sheet and where it goes."""
        return SheetChoice(
            sheet=sheet,
            folder=folder,
            count=self.count.value(),
            seconds=self.seconds.value(),
            fps=str(self.fps.currentData()),
            start=self.start.text().strip() or "0",
            rate_hz=int(self.rate.currentData()),
            seed=self.seed.value(),
            stems=self.stems.isChecked(),
        )

    def _tell(self) -> None:
        keep = self._keeping.choose
        keep(f"{KEPT}count", self.count.value())
        keep(f"{KEPT}seconds", self.seconds.value())
        keep(f"{KEPT}fps", str(self.fps.currentData()))
        keep(f"{KEPT}start", self.start.text())
        keep(f"{KEPT}rate", int(self.rate.currentData()))
        keep(f"{KEPT}seed", self.seed.value())
        keep(f"{KEPT}stems", self.stems.isChecked())
        self.changed.emit()

    def _restore(self) -> None:
        kept = self._keeping.choice
        self.count.setValue(int(kept(f"{KEPT}count", 4)))
        self.seconds.setValue(float(kept(f"{KEPT}seconds", 0.0)))
        self.fps.setCurrentIndex(max(0, self.fps.findData(kept(f"{KEPT}fps", ""))))
        self.start.setText(str(kept(f"{KEPT}start", "0")))
        self.rate.setCurrentIndex(max(0, self.rate.findData(kept(f"{KEPT}rate", 48_000))))
        self.seed.setValue(int(kept(f"{KEPT}seed", 1)))
        with QSignalBlocker(self.stems):
            self.stems.setChecked(bool(kept(f"{KEPT}stems", default=False)))

    def _connect(self) -> None:
        for signal in (
            self.count.valueChanged,
            self.seconds.valueChanged,
            self.fps.currentIndexChanged,
            self.start.textChanged,
            self.rate.currentIndexChanged,
            self.seed.valueChanged,
            self.stems.toggled,
        ):
            signal.connect(lambda _: self._soon.start())

    def _lay_out(self) -> None:
        fields = QWidget(self)
        flow = FlowLayout(fields)
        for name, field, width in (
            (self.tr("Takes of a cue"), self.count, 84),
            (self.tr("Length where none is given"), self.seconds, 150),
            (self.tr("Timecode"), self.fps, 130),
            (self.tr("Starts at"), self.start, 110),
            (self.tr("Sample rate"), self.rate, 110),
            (self.tr("Seed"), self.seed, 100),
        ):
            flow.addWidget(Named(name, field, fields, width=width))
        flow.addWidget(Named(self.tr("Stems"), self.stems, fields))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(fields)
        column.addWidget(self.folder)
