"""The settings that every request has: length, number of sounds, category, pack and adapter; each under its name."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from foley_ui.generate.category_field import CategoryField
from foley_ui.generate.pack_fields import PackFields
from foley_ui.theme.decimal_box import DecimalBox
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.widgets import Hint, set_look

SLIDER_STEPS = 400  # evenly for the ear: as far from 0.1 to 1 second as from 10 to 100
SPIN_STEP_S = 0.25
_STEPS = ((1.0, 0.05), (10.0, 0.1), (30.0, 0.5), (math.inf, 1.0))
LENGTH_WIDTH, COUNT_WIDTH = 92, 68
WIDE, LEAST_WIDTH, COLUMNS = 640, 380, 6  # px, px, of the grid


@dataclass(frozen=True)
class Place:
    """Where a field is: its line, its first column and how many it takes."""

    line: int
    column: int
    columns: int = 1
    stretch: int = 1


_WIDE = (Place(0, 0, stretch=4), Place(0, 1, stretch=0), Place(0, 2, stretch=4), Place(0, 3, stretch=3),
         Place(0, 4, stretch=3))  # fmt: skip
_NARROW = (Place(0, 0, 2), Place(0, 2), Place(0, 3, 3), Place(1, 0, 3), Place(1, 3, 3))


class LengthField(QWidget):
    """A slider for the ear's measure and a number for the picture's."""

    changed = Signal()

    def __init__(self, least_s: float, most_s: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self._least_s, self._most_s = least_s, most_s
        self.slider.setRange(0, SLIDER_STEPS)
        self.slider.setPageStep(SLIDER_STEPS // 20)
        self.slider.setAccessibleName(self.tr("Length"))
        self.slider.setMinimumWidth(60)
        self.spin = DecimalBox(self)
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
        seconds = self._least_s * (self._most_s / self._least_s) ** (value / SLIDER_STEPS)
        self.spin.setValue(_handy(seconds))

    def _typed(self, seconds: float) -> None:
        with QSignalBlocker(self.slider):  # its steps are coarser than what was typed
            share = math.log(seconds / self._least_s) / math.log(self._most_s / self._least_s)
            self.slider.setValue(round(share * SLIDER_STEPS))
        self.changed.emit()


def _handy(seconds: float) -> float:
    """A length as somebody would say it: a short one to a twentieth of a second, a long one to a whole second."""
    step = next(step for most, step in _STEPS if seconds < most)
    return round(seconds / step) * step


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
        self._labels: list[QLabel] = []
        self._wrong: dict[str, Hint] = {}
        self._parts: Mapping[str, QWidget] = {
            "seconds": self.length,
            "count": self.count,
            "category": category,
            "pack": packs.pack,
            "adapter": packs.adapter,
        }
        self._lay_out((self.tr("Length"), self.tr("Sounds"), self.tr("Category"), self.tr("Pack"), self.tr("Adapter")))
        for part, width in ((self.length.spin, LENGTH_WIDTH), (self.count, COUNT_WIDTH)):
            part.setFixedSize(width, packs.pack.sizeHint().height())
        order = (self.length.slider, self.length.spin, self.count, category, packs.pack, packs.adapter)
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)
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

    def minimumSizeHint(self) -> QSize:
        """That of two lines: it becomes them where there is no room for one."""
        return QSize(LEAST_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line where there is room."""
        super().resizeEvent(event)
        self._arrange(_WIDE if self.width() >= WIDE else _NARROW)

    def _lay_out(self, names: Sequence[str]) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE_S)
        self._places: Sequence[Place] = ()
        for name, (field, part) in zip(names, self._parts.items(), strict=True):
            label = QLabel(name, self)
            label.setProperty("look", "small")
            label.setBuddy(self.length.spin if field == "seconds" else part)
            hint = Hint(parent=self)
            set_look(hint, "tone", "bad")
            hint.hide()
            self._labels.append(label)
            self._wrong[field] = hint
        self._arrange(_WIDE)

    def _arrange(self, places: Sequence[Place]) -> None:
        if places is self._places:
            return
        self._places = places
        for column in range(COLUMNS):
            stretches = [one.stretch for one in places if one.column == column and one.line == 0]
            self._grid.setColumnStretch(column, stretches[0] if stretches else 1 if places is _NARROW else 0)
        fields = zip(self._labels, self._parts.values(), self._wrong.values(), strict=True)
        for place, widgets in zip(places, fields, strict=True):
            for line, widget in enumerate(widgets):
                self._grid.addWidget(widget, 3 * place.line + line, place.column, 1, place.columns)
