"""The parts of the loss while it trains: a smoothed line over the faint raw values, drawn by pyqtgraph.

pyqtgraph is loaded in a worker when the plot is first seen; at most ten times a second it is drawn anew.
"""

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from foley_ui.context import Context
from foley_ui.link.work import Task
from foley_ui.numbers import fixed
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import Hint
from foley_ui.training.curves import PARTS, Curves
from foley_ui.turns import Steps, Turns

REDRAW_MS = 100
RAW_ALPHA, RAW_WIDTH, SMOOTH_WIDTH = 70, 1.0, 2.0
ROLES = {"total": Role.TEXT, "diffusion": Role.ACCENT, "latent": Role.WARN}
LEAST_HEIGHT = 150


class LossPlot(QWidget):
    """Shows curves that grow elsewhere: `changed` says that they did."""

    drawn = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._curves = Curves()
        self._plot: Any = None
        self._lines: dict[str, tuple[Any, Any]] = {}
        self._loading: Task | None = None
        self._parts = {name: _PartBox(name, self._title(name), context.theme, self) for name in PARTS}
        self._log = QCheckBox(self.tr("Log scale"), self)
        self._empty = Hint(self.tr("The losses appear with the first steps."), self)
        self._turns = Turns(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REDRAW_MS)
        self._timer.timeout.connect(self._draw)
        self._lay_out()
        self._log.toggled.connect(self._set_log)
        for box in self._parts.values():
            box.toggled.connect(self.changed)
        context.theme.changed.connect(self._colour)

    def set_curves(self, curves: Curves) -> None:
        """Show another training's."""
        self._curves = curves
        self.changed()

    def changed(self) -> None:
        """Draw soon."""
        if not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Load what draws, the first time."""
        super().showEvent(event)
        if self._plot is None and self._loading is None:
            self._loading = self._context.work.run(_load, owner=self, done=lambda _: self._turns.begin(self._build()))
        self.changed()

    def _title(self, name: str) -> str:
        return {"total": self.tr("Total"), "diffusion": self.tr("Diffusion"), "latent": self.tr("Latent CLAP")}[name]

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for box in self._parts.values():
            row.addWidget(box)
        row.addStretch(1)
        row.addWidget(self._log)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self._column.addLayout(row)
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        self.setMinimumHeight(LEAST_HEIGHT)

    def _build(self) -> Steps:
        import pyqtgraph

        item = pyqtgraph.PlotItem(enableMenu=False)
        yield
        plot = pyqtgraph.PlotWidget(self, background=None, plotItem=item)
        plot.hide()
        yield
        plot.setStyleSheet("background: transparent; border: none;")
        plot.setAccessibleName(self.tr("Losses over steps"))
        plot.setMouseEnabled(x=False, y=False)
        plot.hideButtons()
        item.showGrid(x=False, y=True, alpha=0.15)
        item.setLabel("bottom", self.tr("step"))
        for side in ("bottom", "left"):
            item.getAxis(side).enableAutoSIPrefix(enable=False)
            yield
        item.getAxis("left").setWidth(52)
        for name in PARTS:
            raw, smooth = plot.plot(), plot.plot()
            self._lines[name] = (raw, smooth)
            yield
        self._plot = plot
        self._column.takeAt(self._column.count() - 1)
        self._column.addWidget(plot, 1)
        self._set_log(on=self._log.isChecked())
        self._colour()

    def _set_log(self, on: bool) -> None:  # noqa: FBT001  # Qt's signal
        if self._plot is not None:
            self._plot.setLogMode(x=False, y=on)
            self.changed()

    def _colour(self) -> None:
        if self._plot is None:
            return
        import pyqtgraph

        theme = self._context.theme
        for name, (raw, smooth) in self._lines.items():
            faint = theme.colour(ROLES[name])
            faint.setAlpha(RAW_ALPHA)
            raw.setPen(pyqtgraph.mkPen(faint, width=RAW_WIDTH))
            smooth.setPen(pyqtgraph.mkPen(theme.colour(ROLES[name]), width=SMOOTH_WIDTH))
        for side in ("left", "bottom"):
            axis = self._plot.getPlotItem().getAxis(side)
            axis.setPen(theme.colour(Role.LINE))
            axis.setTextPen(theme.colour(Role.FAINT))
        self.changed()

    def _draw(self) -> None:
        newest = self._curves.newest
        for name, box in self._parts.items():
            box.set_value(newest.get(name))
        self._empty.setVisible(not newest)
        if self._plot is None or not self.isVisible():
            return
        self._plot.setVisible(bool(newest))
        pixels = max(100, self._plot.width())
        for name, (raw, smooth) in self._lines.items():
            curve = self._curves.parts[name]
            shown = self._parts[name].isChecked() and len(curve) > 0
            raw.setVisible(shown)
            smooth.setVisible(shown)
            if shown:
                thin, line = curve.thinned(pixels)
                raw.setData(*thin)
                smooth.setData(*line)
        self.drawn.emit()


class _PartBox(QCheckBox):
    """A part of the loss with its colour and its newest value; unticked it is not drawn."""

    def __init__(self, name: str, title: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._title, self._role, self._theme = title, ROLES[name], theme
        self.setChecked(True)
        self._swatch()
        theme.changed.connect(self._swatch)

    def set_value(self, value: float | None) -> None:
        """Show the newest value; without one the part does not take part."""
        self.setEnabled(value is not None)
        self.setText(self._title if value is None else f"{self._title}  {fixed(value, 4)}")

    def _swatch(self) -> None:
        self.setIcon(self._theme.icon("dot", self._role))


def _load(_: Task) -> None:
    """Half a second of imports, beside the window."""
    import pyqtgraph  # noqa: F401
