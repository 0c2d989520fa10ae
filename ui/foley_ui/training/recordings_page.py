"""Step 1: which recordings, what each is called, and what the check says of it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from foley_ui.context import Context
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.widgets import EmptyState, Hint, PrimaryButton
from foley_ui.training.caption_bar import CaptionBar
from foley_ui.training.checking import Checker
from foley_ui.training.current_stack import CurrentStack
from foley_ui.training.looking import Found, Split
from foley_ui.training.recordings_bars import FilterBar, SetBar
from foley_ui.training.recordings_model import Column, RecordingsModel
from foley_ui.training.recordings_table import RecordingsTable
from foley_ui.training.rows import RecordingRow, Totals, renamed, totals_of
from foley_ui.training.sentence_box import SentenceBox
from foley_ui.training.sources import Chosen, type_in_list
from foley_ui.training.typing_captions import CaptionKeeper
from foley_ui.training.verdicts import advice, totals_words, verdict

SEARCH_AFTER_MS = 150


class RecordingsPage(QWidget):
    """Signals `changed` when the set or its check changed, `go_on` when the next step is wanted."""

    changed = Signal()
    go_on = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._chosen, self._split = Chosen(), Split()
        self._keeper = CaptionKeeper(context, self)
        self._checker = Checker(context, self)
        self._model = RecordingsModel(context.theme, self)
        self._searching = QTimer(self)
        self._searching.setSingleShot(True)
        self._searching.setInterval(SEARCH_AFTER_MS)
        self._build()
        self._connect()
        self._show_set()

    @property
    def chosen(self) -> Chosen:
        """What was put together."""
        return self._chosen

    @property
    def rows(self) -> tuple[RecordingRow, ...]:
        """All rows, as the last check left them."""
        return self._model.rows

    @property
    def totals(self) -> Totals:
        """Their sums."""
        return totals_of(self._model.rows)

    @property
    def checking(self) -> bool:
        """Whether the check goes on, or something that was typed is not on the disk yet."""
        return self._checker.busy or self._keeper.busy

    def add(self, paths: Iterable[Path]) -> None:
        """Take these in, too, and check."""
        paths = tuple(path.absolute() for path in paths)
        before = self._chosen
        self._chosen = self._chosen.with_paths(paths)
        if self._chosen != before:
            self._watch.setChecked(False)
            self._check()

    def clear(self) -> None:
        """Begin with nothing."""
        self._checker.cancel()
        self._watch.setChecked(False)
        self._chosen = Chosen()
        self._problem.say("")
        self._notes.setText("")
        self._model.set_rows(())
        self._show_set()

    def set_split(self, split: Split) -> None:
        """Hold out another part: the check says which."""
        if split != self._split:
            self._split = split
            if self._chosen.paths:
                self._check()

    def close_files(self) -> None:
        """End what reads files; for the end of the program."""
        self._checker.close()

    def _build(self) -> None:
        self._empty = EmptyState(
            "folder",
            self.tr(
                "Drop a folder of recordings here, sound files, a list (.csv) or a REAPER project (.RPP). "
                "Nothing in them is changed; what you type about them is kept in captions.csv beside them."
            ),
            self.tr("Add a folder…"),
        )
        self._stack = CurrentStack(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._build_full())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _build_full(self) -> QWidget:
        full = QWidget(self)
        self._bar, self._filters = SetBar(self.add, full), FilterBar(full)
        self._watch, self._stop, self._again = self._bar.watch, self._filters.stop, self._filters.again
        self._only_problems = self._filters.only_problems
        self._table = RecordingsTable(self._model, full)
        self._captions = CaptionBar(full)
        self._problem = SentenceBox(full)
        self._detail = Hint("", full)
        self._detail.hide()
        self._notes = Hint("", full)
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._bar)
        column.addWidget(self._filters)
        column.addWidget(self._problem)
        column.addWidget(self._table, 1)
        column.addWidget(self._detail)
        column.addWidget(self._captions)
        column.addWidget(self._notes)
        column.addSpacing(SPACE)
        column.addLayout(self._build_foot(full))
        return full

    def _build_foot(self, parent: QWidget) -> QHBoxLayout:
        self._totals = QLabel("", parent)
        self._next = PrimaryButton(self.tr("Settings"), parent)
        self._next.setAccessibleName(self.tr("Go on to the settings"))
        row = QHBoxLayout()
        row.addWidget(self._totals, 1)
        row.addWidget(self._next)
        return row

    def _connect(self) -> None:
        self._empty.acted.connect(self._bar.add.ask_folder)
        self._bar.clear.clicked.connect(self.clear)
        self._watch.toggled.connect(lambda _: self._check())
        self._filters.search.textChanged.connect(lambda _: self._searching.start())
        self._searching.timeout.connect(lambda: self._model.set_filter(words=self._filters.search.text()))
        self._only_problems.toggled.connect(lambda on: self._model.set_filter(only_problems=on))
        self._stop.clicked.connect(self._stopped)
        self._again.clicked.connect(self._check)
        self._next.clicked.connect(self.go_on)
        self._model.typed.connect(self._cell_typed)
        self._captions.typed.connect(self._bar_typed)
        self._table.chosen_changed.connect(self._show_chosen)
        self._table.play.connect(self._play)
        self._keeper.kept.connect(self._kept)
        self._keeper.lost.connect(self._check)
        self._checker.began.connect(self._filters.begin)
        self._checker.progressed.connect(self._filters.advance)
        self._checker.found.connect(self._found)
        self._checker.failed.connect(self._failed)

    def _check(self) -> None:
        self._problem.say("")
        if not self._chosen.paths:
            return
        if self._watch.isChecked() and self._chosen.folder is not None:
            self._checker.watch(self._chosen, self._split)
        else:
            self._checker.check(self._chosen, self._split)
        self._show_set()

    def _stopped(self) -> None:
        self._watch.setChecked(False)
        self._checker.cancel()
        self._filters.end(again=not self._watch.isChecked())
        self._problem.say(self.tr("The check was stopped. Check again to go on with these recordings."))
        self.changed.emit()

    def _found(self, found: Found) -> None:
        self._filters.end(again=not self._watch.isChecked())
        self._model.set_rows(found.rows)
        self._show_chosen()
        notes = list(found.notes)
        if found.others:
            notes.append(self.tr("Files that are no sounds: {count}.").format(count=found.others))
        self._notes.setText(" ".join(notes) if found.rows else "")
        self._problem.say(self._trouble(found), "bad")
        self._show_set()

    def _trouble(self, found: Found) -> str:
        """Why nothing can be learnt from it; "" where something can."""
        if any(row.usable for row in found.rows):
            return ""
        if found.rows:
            return self.tr("None of these recordings can be used: the last column says why.")
        if found.notes:  # a watched folder that is gone, or whose list has a mistake
            return " ".join(found.notes)
        return self.tr("There is no sound file in it. Add a folder with WAV, FLAC, AIFF, OGG or MP3 files.")

    def _failed(self, sentence: str) -> None:
        self._filters.end(again=not self._watch.isChecked())
        self._watch.setChecked(False)
        self._problem.say(sentence, "bad")
        self._model.set_rows(())
        self._show_set()

    def _show_set(self) -> None:
        totals = self.totals
        self._stack.setCurrentIndex(1 if self._chosen.paths else 0)
        self._bar.show_set(self._chosen)
        self._filters.show_totals(totals)
        self._totals.setText(totals_words(totals))
        self._next.setEnabled(totals.usable > 0)
        self.changed.emit()

    def _show_chosen(self) -> None:
        """What the bar speaks of, and the whole verdict where one row with a problem is chosen."""
        rows = self._table.chosen()
        self._captions.set_chosen(rows)
        wrong = rows[0] if len(rows) == 1 and not rows[0].usable else None
        self._detail.setVisible(wrong is not None)
        if wrong is not None:
            self._detail.setText(f"{verdict(wrong)} {advice(wrong)}")

    def _play(self, row: RecordingRow) -> None:
        if row.playable:
            if row.start_s:
                self._context.player.play(row.path, start_s=row.start_s)
            else:
                self._context.player.toggle(row.path)

    def _cell_typed(self, row: RecordingRow, column: int, text: str) -> None:
        if column == Column.CAPTION:
            self._typed((row,), caption=text, category=None)
        else:
            self._typed((row,), caption=None, category=text)

    def _bar_typed(self, caption: str | None, category: str | None) -> None:
        self._typed(self._table.chosen(), caption=caption, category=category)

    def _typed(self, rows: Sequence[RecordingRow], *, caption: str | None, category: str | None) -> None:
        """Show it at once, keep it, and look again."""
        if not rows:
            return
        self._model.set_rows(renamed(self._model.rows, rows, caption=caption, category=category))
        folder = self._chosen.folder
        if folder is None or self._chosen.typed:
            self._chosen = type_in_list(self._chosen, rows, caption=caption, category=category)
            self._check()
            return
        if not self._checker.watching:  # what goes on has not seen it
            self._checker.cancel()
        self._keeper.keep(folder, rows, caption=caption, category=category)

    def _kept(self) -> None:
        if not self._checker.watching:  # a watch sees it by itself
            self._check()
