"""The settings that most studios leave alone, folded away."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFormLayout,
    QHBoxLayout,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from foley_bridge.protocol.training import LEAST_VALIDATION, MOST_VALIDATION
from foley_models.limits import SEED_MOST
from foley_ui.theme.decimal_box import DecimalBox
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.theme import Theme
from foley_ui.theme.widgets import Hint
from foley_ui.training.choice import TrainChoice

BY_ITSELF = 0.0  # a spin box at its least stands for what the program chooses


class AdvancedBox(QWidget):
    """Signals `changed` where a value is another."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fold = QToolButton(self)
        self._fold.setText(self.tr("Advanced"))
        self._fold.setCheckable(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setProperty("look", "entry")
        self._inside = QWidget(self)
        self._make_fields()
        self._lay_out()
        self._fold.toggled.connect(self._unfold)
        self._unfold(on=False)

    def read(self, choice: TrainChoice) -> TrainChoice:
        """The choice with what stands here."""
        return replace(
            choice,
            batch=self._batch.value(),
            rate=self._rate.value() or None,
            latent_weight=self._weight.value() or None,
            seed=self._seed.value(),
            share=round(self._share.value() / 100.0, 4),
            sample_every=self._sample_every.value(),
            judge_every=self._judge_every.value(),
        )

    def show_choice(self, choice: TrainChoice) -> None:
        """Fill in what was chosen."""
        self._batch.setValue(choice.batch)
        self._rate.setValue(choice.rate or BY_ITSELF)
        self._weight.setValue(choice.latent_weight or BY_ITSELF)
        self._seed.setValue(choice.seed)
        self._share.setValue(round(choice.share * 100))
        self._sample_every.setValue(choice.sample_every)
        self._judge_every.setValue(choice.judge_every)

    def _make_fields(self) -> None:
        itself = self.tr("by itself")
        self._share = _whole(self, round(LEAST_VALIDATION * 100), round(MOST_VALIDATION * 100), 20)
        self._share.setSuffix(self.tr(" %"))
        self._batch = _whole(self, 1, 4096, 16)
        self._rate = _small(self, 0.1, itself)
        self._weight = _small(self, 1e6, itself)
        self._sample_every = _whole(self, 1, 10_000_000, 100)
        self._judge_every = _whole(self, 0, 10_000_000, 0)
        self._judge_every.setSpecialValueText(self.tr("never"))
        self._seed = _whole(self, 0, SEED_MOST, 1)

    def _lay_out(self) -> None:
        form = QFormLayout(self._inside)
        form.setContentsMargins(SPACE, 0, 0, 0)
        form.setHorizontalSpacing(SPACE * 2)
        form.setVerticalSpacing(SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for title, field, meaning in (
            (self.tr("Held out"), self._share, self.tr("of the recordings, to measure by; never learnt")),
            (self.tr("Examples a step"), self._batch, self.tr("more is steadier and takes more memory")),
            (self.tr("Learning rate"), self._rate, self.tr("what suits the method, unless you say so")),
            (self.tr("Latent CLAP weight"), self._weight, self.tr("a tenth of the other loss's force by itself")),
            (self.tr("Steps between samples"), self._sample_every, self.tr("of the prompts to hear")),
            (self.tr("Steps between measurements"), self._judge_every, self.tr("of which the best is kept")),
            (self.tr("Seed"), self._seed, self.tr("of order, noise and what is held out")),
        ):
            field.setAccessibleName(title)
            field.setAccessibleDescription(meaning)
            field.setMinimumWidth(130)
            form.addRow(title, _beside(field, meaning))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._inside)
        for one in (self._share, self._batch, self._rate, self._weight, self._sample_every, self._judge_every):
            one.valueChanged.connect(lambda _: self.changed.emit())
        self._seed.valueChanged.connect(lambda _: self.changed.emit())

    def _unfold(self, on: bool) -> None:  # noqa: FBT001  # Qt's signal
        self._theme.dress(self._fold, "chevron_down" if on else "chevron_right")
        self._inside.setVisible(on)


def _whole(parent: QWidget, least: int, most: int, value: int) -> QSpinBox:
    box = QSpinBox(parent)
    box.setRange(least, most)
    box.setValue(value)
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.UpDownArrows)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box


def _small(parent: QWidget, most: float, itself: str) -> DecimalBox:
    box = DecimalBox(parent)
    box.setDecimals(6)
    box.setRange(BY_ITSELF, most)
    box.setSingleStep(0.0001 if most < 1 else 0.05)
    box.setSpecialValueText(itself)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box


def _beside(field: QWidget, meaning: str) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE)
    row.addWidget(field)
    row.addWidget(Hint(meaning, both), 1)
    return both
