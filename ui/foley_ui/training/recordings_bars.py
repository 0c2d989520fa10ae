"""What stands above the table of recordings: what is learnt from, how it is searched, how far the check is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QWidget

from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import FlatButton, SubHeading
from foley_ui.training.adding import AddButton
from foley_ui.training.rows import Totals
from foley_ui.training.sources import Chosen, overview


class SetBar(QWidget):
    """The names of what was put together, and what can be done with it as a whole."""

    def __init__(self, take: Callable[[tuple[Path, ...]], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = SubHeading("", self)
        self._what.setMinimumWidth(60)
        self.watch = QCheckBox(self.tr("Watch this folder"), self)
        self.watch.setToolTip(self.tr("New takes join the table as soon as they are complete"))
        self.add = AddButton(take, self)
        self.clear = FlatButton(self.tr("Clear"), self)
        self.clear.setAccessibleName(self.tr("Take all recordings out"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._what, 1)
        for widget in (self.watch, self.add, self.clear):
            row.addWidget(widget)

    def show_set(self, chosen: Chosen) -> None:
        """Its names; only a folder is watched."""
        self._what.setText(overview(chosen.paths))
        self._what.setToolTip("\n".join(str(path) for path in chosen.paths))
        self.watch.setEnabled(chosen.folder is not None and not chosen.typed)


class FilterBar(QWidget):
    """Search, a filter for problems, and the progress of the check while there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search names, captions, categories"))
        self.search.setAccessibleName(self.tr("Search recordings"))
        self.search.setClearButtonEnabled(True)
        self.only_problems = QCheckBox(self.tr("Only problems"), self)
        self._progress = QProgressBar(self)
        self._progress.setAccessibleName(self.tr("Progress of the check"))
        self._progress.setTextVisible(False)
        self._told = QLabel("", self)
        self.stop = FlatButton(self.tr("Stop"), self)
        self.stop.setAccessibleName(self.tr("Stop the check"))
        self.again = FlatButton(self.tr("Check again"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.search, 2)
        row.addWidget(self.only_problems)
        row.addSpacing(SPACE_L)
        row.addWidget(self._progress, 1)
        for widget in (self._told, self.stop, self.again):
            row.addWidget(widget)

    def begin(self) -> None:
        """Nothing is known yet of how many there are."""
        self._progress.setRange(0, 0)
        self._told.setText(self.tr("Looking into files …"))
        self._show_progress(shown=True, again=False)

    def advance(self, done: int, total: int) -> None:
        """So many of so many."""
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._told.setText(self.tr("{done} of {total}").format(done=done, total=total))
        self._show_progress(shown=done < total, again=False)

    def end(self, *, again: bool) -> None:
        """Nothing goes on; `again` where one can ask for it once more."""
        self._show_progress(shown=False, again=again)

    def show_totals(self, totals: Totals) -> None:
        """How many problems there are."""
        said = self.tr("Only problems ({count})").format(count=totals.problems)
        self.only_problems.setText(said if totals.problems else self.tr("Only problems"))

    def _show_progress(self, *, shown: bool, again: bool) -> None:
        for widget in (self._progress, self._told, self.stop):
            widget.setVisible(shown)
        self.again.setVisible(again)
