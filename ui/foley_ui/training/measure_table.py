"""The table of what was measured before and after, with the verdict in words."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from foley_ui.numbers import fixed
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Badge, Hint
from foley_ui.training.comparing import Change, Measured, compare
from foley_ui.training.training_state import TrainingState

TONES = {Change.BETTER: "good", Change.WORSE: "bad", Change.FEW: "warn"}
LEAST_TITLE = 120  # px: the titles break into lines before anything is cut off


class MeasureTable(QWidget):
    """Two rows, and a sentence about how far they can be trusted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trust = Hint("", self)
        self._cells = [(QLabel(self), QLabel(self), QLabel(self), Badge("", "", self)) for _ in range(2)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE)
        for column, title in enumerate((self.tr("Measured"), self.tr("Before"), self.tr("After"))):
            label = QLabel(title, self)
            label.setProperty("look", "small")
            grid.addWidget(label, 0, column, _side(column))
        for row, cells in enumerate(self._cells, start=1):
            for column, cell in enumerate(cells):
                # A text that breaks into lines is given its whole cell, or it is asked for its height too wide.
                grid.addWidget(cell, row, column, _side(column) if column else Qt.AlignmentFlag(0))
        grid.addWidget(self._trust, len(self._cells) + 1, 0, 1, 4)
        for what, *_ in self._cells:
            what.setWordWrap(True)
            what.setMinimumWidth(LEAST_TITLE)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(3, 1)

    def show_state(self, state: TrainingState) -> None:
        """Fill it in."""
        if state.ended is None:
            return
        for cells, one in zip(self._cells, compare(state.ended, state.held_out), strict=True):
            what, before, after, verdict = cells
            what.setText(self._title(one))
            before.setText(_number(one.before))
            after.setText(_number(one.after))
            verdict.setText(self._verdict(one))
            verdict.set_tone(TONES.get(one.change, ""))
            said = self.tr("{what}: {before} before, {after} after, {verdict}")
            after.setAccessibleName(
                said.format(what=what.text(), before=before.text(), after=after.text(), verdict=verdict.text())
            )
        self._trust.setText(self._trusted(state))

    def _title(self, one: Measured) -> str:
        if one.what == "kad":
            return self.tr("Distance to the held-out recordings (KAD, less is better)")
        return self.tr("Fit to their captions (CLAP score, more is better)")

    def _verdict(self, one: Measured) -> str:
        words = {
            Change.BETTER: self.tr("better"),
            Change.WORSE: self.tr("worse"),
            Change.SAME: self.tr("about the same"),
            Change.FEW: self.tr("too few recordings to say"),
            Change.UNKNOWN: self.tr("not measured"),
        }
        return words[one.change]

    def _trusted(self, state: TrainingState) -> str:
        if state.held_out == 0:
            return self.tr("No recording was held out, so no number says whether it is better: listen.")
        number = "" if state.held_out is None else f" ({state.held_out})"
        return self.tr(
            "Measured with the same noise before and after, against held-out recordings that were never "
            "learnt{number}. Numbers say how close sounds are to those; whether they are better only ears can say."
        ).format(number=number)


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in (1, 2) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _number(value: float | None) -> str:
    return "–" if value is None else fixed(value, 3)
