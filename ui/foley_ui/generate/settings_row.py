"""The settings that every request has: length, number of sounds, category, pack and adapter; each under its name."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from foley_ui.generate.category_field import CategoryField
from foley_ui.generate.pack_fields import PackFields
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.widgets import Hint, set_look

SLIDER_STEPS_A_SECOND = 20
SPIN_STEP_S = 0.25


class LengthField(QWidget):
    """A slider for the ear's measure and a number for the picture's."""

    changed = Signal()

    def __init__(self, least_s: float, most_s: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(round(least_s * SLIDER_STEPS_A_SECOND), round(most_s * SLIDER_STEPS_A_SECOND))
        self.slider.setPageStep(SLIDER_STEPS_A_SECOND)
        self.slider.setAccessibleName(self.tr("Length"))
        self.slider.setMinimumWidth(60)
        self.spin = QDoubleSpinBox(self)
        self.spin.setRange(least_s, most_s)
        self.spin.setDecimals(2)
        self.spin.setSingleStep(SPIN_STEP_S)
        self.spin.setSuffix(self.tr(" s"))
        self.spin.setAccessibleName(self.tr("Length in seconds"))
        self.slider.valueChanged.connect(self._slid)
        self.spin.valueChanged.connect(self._typed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.slider, 1)
        row.addWidget(self.spin)

    @property
    def seconds(self) -> float:
        """The length."""
        return self.spin.value()

    def set_seconds(self, seconds: float) -> None:
        """Show another length."""
        self.spin.setValue(seconds)

    def _slid(self, value: int) -> None:
        self.spin.setValue(value / SLIDER_STEPS_A_SECOND)

    def _typed(self, seconds: float) -> None:
        with QSignalBlocker(self.slider):  # its steps are coarser than what was typed
            self.slider.setValue(round(seconds * SLIDER_STEPS_A_SECOND))
        self.changed.emit()


class SettingsRow(QWidget):
    """All of them in a line, each with its name above and what is wrong with it below."""

    changed = Signal()

    def __init__(self, category: CategoryField, packs: PackFields, parent: QWidget | None = None) -> None:
        from foley_models.limits import COUNT_MOST, SECONDS_LEAST, SECONDS_MOST

        super().__init__(parent)
        self.length = LengthField(SECONDS_LEAST, SECONDS_MOST, self)
        self.count = QSpinBox(self)
        self.count.setRange(1, COUNT_MOST)
        self.count.setAccessibleName(self.tr("How many sounds"))
        self.category = category
        self.packs = packs
        self._wrong: dict[str, Hint] = {}
        self._parts: Mapping[str, QWidget] = {
            "seconds": self.length,
            "count": self.count,
            "category": category,
            "pack": packs.pack,
            "adapter": packs.adapter,
        }
        self._lay_out((self.tr("Length"), self.tr("Sounds"), self.tr("Category"), self.tr("Pack"), self.tr("Adapter")))
        for part in (self.length.spin, self.count):
            part.setFixedHeight(packs.pack.sizeHint().height())
        for signal in (self.length.changed, self.count.valueChanged, category.changed, packs.changed):
            signal.connect(lambda *_: self.changed.emit())

    def complain(self, sentences: Mapping[str, str]) -> None:
        """Say at each field what is wrong with it."""
        for name, hint in self._wrong.items():
            sentence = sentences.get(name, "")
            hint.setText(sentence)
            hint.setVisible(bool(sentence))
            set_look(self._parts[name], "wrong", "true" if sentence else "false")

    def wrong(self, name: str) -> str:
        """What is said to be wrong with a field."""
        return self._wrong[name].text()

    def focus(self, name: str) -> bool:
        """Put the keyboard's focus into a field; False where it is not one of these."""
        part = self.length.spin if name == "seconds" else self._parts.get(name)
        if part is None:
            return False
        part.setFocus()
        return True

    def _lay_out(self, names: Sequence[str]) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE_S)
        stretches = (4, 0, 4, 3, 3)
        for column, (name, part, stretch) in enumerate(zip(self._parts, self._parts.values(), stretches, strict=True)):
            label = QLabel(names[column], self)
            label.setProperty("look", "small")
            label.setBuddy(self.length.spin if name == "seconds" else part)
            hint = Hint(parent=self)
            set_look(hint, "tone", "bad")
            hint.hide()
            self._wrong[name] = hint
            for line, widget in enumerate((label, part, hint)):
                grid.addWidget(widget, line, column)
            grid.setColumnStretch(column, stretch)
