"""The four steps above the page: which one is looked at, and which ones can be gone to."""

from enum import IntEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from foley_ui.theme.metrics import SPACE
from foley_ui.theme.theme import Role, Theme

DISC, GAP, HEIGHT, LINE_LEAST = 24, 8, 36, 16


class Step(IntEnum):
    """In their order."""

    RECORDINGS = 0
    SETTINGS = 1
    RUNNING = 2
    RESULT = 3


class StepBar(QWidget):
    """Signals `wanted` with the step that was clicked."""

    wanted = Signal(object)  # Step

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        titles = (self.tr("Recordings"), self.tr("Settings"), self.tr("Running"), self.tr("Result"))
        self._buttons = {step: _StepButton(theme, step, title, self) for step, title in zip(Step, titles, strict=True)}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for step, button in self._buttons.items():
            self._group.addButton(button)
            button.clicked.connect(lambda _=False, one=step: self.wanted.emit(one))
            if step:
                row.addWidget(_Line(theme, self), 1)
            row.addWidget(button)

    @property
    def first(self) -> QWidget:
        """What the tab key comes to first."""
        return self._buttons[Step.RECORDINGS]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for all titles, the current one has its own."""
        wanted = sum(button.whole_width for button in self._buttons.values()) + 3 * (LINE_LEAST + 2 * SPACE)
        for button in self._buttons.values():
            button.set_short(short=event.size().width() < wanted)
        super().resizeEvent(event)

    def set_standing(self, current: Step | None, reachable: frozenset[Step]) -> None:
        """Mark the current step, None for none, and let those be clicked that lead somewhere."""
        self._group.setExclusive(False)
        for step, button in self._buttons.items():
            button.setChecked(step is current)
            button.setEnabled(step is current or step in reachable)
            button.done = current is not None and step < current
            button.updateGeometry()
            button.update()
        self._group.setExclusive(current is not None)


class _StepButton(QAbstractButton):
    def __init__(self, theme: Theme, step: Step, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._number = theme, step + 1
        self.done = self._short = False
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(self.tr("Step {number}: {title}").format(number=self._number, title=title))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def whole_width(self) -> int:
        """With its title, in bold."""
        font = self.font()
        font.setBold(True)
        return DISC + GAP + QFontMetrics(font).horizontalAdvance(self.text()) + 2 * GAP

    def set_short(self, *, short: bool) -> None:
        """Show the title only while this is the current step."""
        if short != self._short:
            self._short = short
            self.setToolTip(self.text() if short else "")
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the disc, and for the title where it is shown."""
        return QSize(self.whole_width if self._titled() else DISC + GAP, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never without its disc."""
        return QSize(DISC + GAP, HEIGHT)

    def _titled(self) -> bool:
        return self.isChecked() or not self._short

    def paintEvent(self, _: QPaintEvent) -> None:
        """A disc with the number, and the title."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc, text, number = self._colours()
        top = (self.height() - DISC) // 2
        painter.setPen(self._theme.colour(Role.EDGE) if disc is None else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if disc is None else disc)
        painter.drawEllipse(GAP // 2, top, DISC, DISC)
        if self.done:
            painter.drawPixmap(GAP // 2 + 4, top + 4, self._theme.pixmap("check", DISC - 8, Role.ACCENT))
        else:
            painter.setPen(number)
            painter.drawText(GAP // 2, top, DISC, DISC, Qt.AlignmentFlag.AlignCenter, str(self._number))
        if self._titled():
            font = self.font()
            font.setBold(self.isChecked())
            painter.setFont(font)
            painter.setPen(text)
            left = GAP // 2 + DISC + GAP
            painter.drawText(left, 0, self.width() - left, self.height(), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setPen(self._theme.colour(Role.ACCENT))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)

    def _colours(self) -> tuple[QColor | None, QColor, QColor]:
        """Of the disc (None: only its edge), the title and the number."""
        colour = self._theme.colour
        if self.isChecked():
            return colour(Role.ACCENT), colour(Role.TEXT), colour(Role.ON_ACCENT)
        if self.isEnabled():
            return None, colour(Role.TEXT), colour(Role.TEXT)
        return None, colour(Role.FAINT), colour(Role.FAINT)


class _Line(QWidget):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setMinimumWidth(LINE_LEAST)
        self.setFixedHeight(HEIGHT)

    def paintEvent(self, _: QPaintEvent) -> None:
        """From step to step."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() // 2, self.width(), 1, self._theme.colour(Role.LINE))
