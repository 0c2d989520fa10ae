"""What is said of the hits that are put to a guide: which events count, how alike the hits are, where it goes."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from foley_bridge.spotting.events import MIDI_SUFFIXES, PROJECT_SUFFIXES, Wanted
from foley_bridge.spotting.job import RANGE_MOST_DB, SpotJob
from foley_models.errors import RequestError
from foley_models.limits import COUNT_MOST
from foley_ui.keeping import Keeping
from foley_ui.picture.fields import SEED_MOST, Named, PathField, folder_dialog, number_box, whole_box
from foley_ui.picture.words import translate
from foley_ui.theme.flow import FlowLayout
from foley_ui.theme.metrics import SPACE

AFTER_TYPING_MS = 300
SECONDS_LEAST, SECONDS_MOST = 0.5, 60.0
KEPT = "spot."


@dataclass(frozen=True)
class SpotChoice:
    """All of it but prompt, source and folder."""

    named: str = ""
    notes: str = ""
    least: float = 0.0
    range_db: float = 24.0
    human: float = 0.5
    count: int = 8
    seconds: float = 4.0
    seed: int = 1
    stem: bool = True

    @property
    def wanted(self) -> Wanted:
        """Which events count. RequestError where the notes are none."""
        return Wanted(self.named.strip(), notes_of(self.notes), self.least)

    def job(self, prompt: str, source: Path, folder: Path) -> SpotJob:
        """As the command line makes it. RequestError."""
        return SpotJob(
            prompt,
            source,
            folder,
            wanted=self.wanted,
            range_db=self.range_db,
            human=self.human,
            count=self.count,
            seconds=self.seconds,
            seed=self.seed,
            stem=self.stem,
        )


def notes_of(text: str) -> tuple[int, ...]:
    """MIDI notes that are parted by commas or blanks. RequestError for what is none."""
    parts = text.replace(",", " ").replace(";", " ").split()
    for part in parts:
        if not part.isascii() or not part.isdecimal() or len(part) > 3:
            said = translate("Picture", "Notes: “{part}” is no MIDI note. Write numbers from 0 to 127, such as 36, 38.")
            raise RequestError(said.format(part=part[:20]))
    return tuple(int(part) for part in parts)


class SpotOptions(QWidget):
    """`changed` a little after the last of several changes."""

    changed = Signal()

    def __init__(self, keeping: Keeping, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeping = keeping
        self.named = QLineEdit()
        self.named.setToolTip(self.tr("Only markers and regions whose name holds this"))
        self.notes = QLineEdit()
        self.notes.setPlaceholderText(self.tr("all"))
        self.notes.setToolTip(self.tr("Only these MIDI notes, such as 36, 38"))
        self.least = number_box(0.0, 1.0, 0.0, step=0.05)
        self.least.setToolTip(self.tr("Leave weaker events out, 0 to 1"))
        self.range = number_box(0.0, RANGE_MOST_DB, 24.0, step=3.0, decimals=0)
        self.range.setSuffix(self.tr(" dB"))
        self.range.setToolTip(self.tr("From the strongest event to the weakest"))
        self.human = number_box(0.0, 1.0, 0.5, step=0.1)
        self.human.setToolTip(self.tr("How much loudness and pitch vary, as when a person does it again"))
        self.count = whole_box(1, COUNT_MOST, 8)
        self.count.setToolTip(self.tr("Takes that the hits are drawn from"))
        self.seconds = number_box(SECONDS_LEAST, SECONDS_MOST, 4.0, step=0.5)
        self.seconds.setSuffix(self.tr(" s"))
        self.seed = whole_box(0, SEED_MOST, 1)
        self.stem = QCheckBox(self.tr("All in one file"))
        self.stem.setToolTip(self.tr("Beside the items, a sound file with every hit in its place"))
        self.folder = PathField(
            self.tr("Into"), self.tr("Change…"), folder_dialog(self.tr("Folder for the hits")), self
        )
        self.folder.button.setAccessibleName(self.tr("Choose where the hits go"))
        self.folder.nothing = self.tr("a folder that is named by what should be heard")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_TYPING_MS)
        self._soon.timeout.connect(self._tell)
        self._restore()
        self._connect()
        self._lay_out()

    @property
    def choice(self) -> SpotChoice:
        """What is chosen now."""
        return SpotChoice(
            named=self.named.text(),
            notes=self.notes.text(),
            least=self.least.value(),
            range_db=self.range.value(),
            human=self.human.value(),
            count=self.count.value(),
            seconds=self.seconds.value(),
            seed=self.seed.value(),
            stem=self.stem.isChecked(),
        )

    def show_source(self, source: Path | None) -> None:
        """Only what this kind of source has can be narrowed."""
        suffix = source.suffix.casefold() if source is not None else ""
        self._named.setVisible(suffix in PROJECT_SUFFIXES)
        self._notes.setVisible(suffix in MIDI_SUFFIXES)
        self.updateGeometry()

    def _tell(self) -> None:
        keep = self._keeping.choose
        for name, box in (("least", self.least), ("range", self.range), ("human", self.human), ("s", self.seconds)):
            keep(f"{KEPT}{name}", box.value())
        keep(f"{KEPT}count", self.count.value())
        keep(f"{KEPT}stem", self.stem.isChecked())
        self.changed.emit()

    def _restore(self) -> None:
        kept = self._keeping.choice
        for name, box in (("least", self.least), ("range", self.range), ("human", self.human), ("s", self.seconds)):
            box.setValue(float(kept(f"{KEPT}{name}", box.value())))
        self.count.setValue(int(kept(f"{KEPT}count", 8)))
        self.stem.setChecked(bool(kept(f"{KEPT}stem", default=True)))

    def _connect(self) -> None:
        for signal in (
            self.named.textChanged,
            self.notes.textChanged,
            self.least.valueChanged,
            self.range.valueChanged,
            self.human.valueChanged,
            self.count.valueChanged,
            self.seconds.valueChanged,
            self.seed.valueChanged,
            self.stem.toggled,
        ):
            signal.connect(lambda _: self._soon.start())

    def _lay_out(self) -> None:
        fields = QWidget(self)
        flow = FlowLayout(fields)
        self._named = Named(self.tr("Markers named"), self.named, fields, width=130)
        self._notes = Named(self.tr("MIDI notes"), self.notes, fields, width=110)
        flow.addWidget(self._named)
        flow.addWidget(self._notes)
        for name, field, width in (
            (self.tr("Weakest event"), self.least, 100),
            (self.tr("Loudness range"), self.range, 110),
            (self.tr("Human"), self.human, 84),
            (self.tr("Takes"), self.count, 76),
            (self.tr("Length of a take"), self.seconds, 110),
            (self.tr("Seed"), self.seed, 100),
        ):
            flow.addWidget(Named(name, field, fields, width=width))
        flow.addWidget(Named(self.tr("Stem"), self.stem, fields))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(fields)
        column.addWidget(self.folder)
