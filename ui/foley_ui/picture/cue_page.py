"""The page of cue sheets: open one, see what is wrong with its rows, have it made, listen to what came of it."""

import time
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from foley_bridge.cues.job import Written, default_folder
from foley_bridge.spotting.events import SOUND_SUFFIXES
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.link.work import Task
from foley_ui.notices import Level
from foley_ui.opening import open_path
from foley_ui.picture.cue_options import CueOptions
from foley_ui.picture.cue_run import CueEnd, CueRun, CueStep, RunEnd
from foley_ui.picture.cues_table import CuesTable
from foley_ui.picture.fields import PathField, file_dialog
from foley_ui.picture.run_bar import RunBar
from foley_ui.picture.sheet import Sheet, read_choice
from foley_ui.picture.words import asks_words, estimate_words, pace_words, spoken, start_words
from foley_ui.sounds.detail import SoundDetail
from foley_ui.sounds.listed import Listed
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.widgets import EmptyState, Hint
from foley_ui.training.adding import local_paths
from foley_ui.training.sentence_box import SentenceBox
from foley_ui.turns import Steps

SHEET, FOLDER, COST = "cues.sheet", "cues.folder", "cues.cost"  # choices that are kept
SUBFOLDER = "Cue sheets"
TICK_MS = 1000
ENDINGS = "*.csv *.tsv *.txt *.rpp *.RPP *.CSV"


class CuePage(QWidget):
    """Built in steps. A run goes on while another panel, or no window, is shown."""

    chosen = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._sheet: Sheet | None = None
        self._written: Written | None = None
        self._reading: Task | None = None
        self._path: Path | None = None
        self._folder: Path | None = None  # one that a person chose
        self._why_ended = ""  # what ended the last run; it is said until the next one
        self.building = self._build()

    def _build(self) -> Steps:
        context = self._context
        self.run = CueRun(context, self)
        self._full = full = QWidget(self)
        self._empty = EmptyState(
            "picture",
            self.tr(
                "Drop a cue sheet here: a CSV with the columns time, length and prompt, or a REAPER project whose "
                "regions are named by what should be heard. Every cue gets takes of its own, at its time."
            ),
            self.tr("Open a cue sheet…"),
            self,
        )
        yield
        self.file = PathField(self.tr("Sheet"), self.tr("Open…"), self._dialog, full)
        self.file.button.setAccessibleName(self.tr("Open another cue sheet"))
        self.options = CueOptions(context.keeping, full)
        yield
        self.trouble = SentenceBox(full)
        self._asks = Hint(parent=full)
        self.table = CuesTable(context, full)
        yield
        self._why = Hint(parent=full)  # the chosen row's trouble, whole
        self.detail = SoundDetail(context, self.table, ("other",), full)
        yield
        self.foot = RunBar(context.theme, full)
        self.report = QPushButton(self.tr("Open report"), self.foot)
        self.open_folder = QPushButton(self.tr("Open folder"), self.foot)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        yield
        self._lay_out()
        yield
        self._connect()
        self._stand()

    def shown(self) -> None:
        """The sheet of the last time, as it stands now."""
        kept = str(self._context.keeping.choice(SHEET, ""))
        if self._path is None and kept:
            folder = str(self._context.keeping.choice(FOLDER, ""))
            self._folder = Path(folder) if folder else None
            self.open(Path(kept), fresh=False)
        elif not self.run.busy:
            self._read()

    def open(self, path: Path, *, fresh: bool = True) -> None:
        """Show a sheet; `fresh` forgets where another one went."""
        if self.run.busy:
            self._context.notices.tell(self.tr("A sheet is being made: cancel it first, or wait for its end."))
            return
        if path.suffix.casefold() in SOUND_SUFFIXES:
            said = self.tr("{name} is a recording, not a cue sheet: on the page “Hits on a guide” it can be a guide.")
            self._context.notices.tell(said.format(name=path.name), level=Level.WARN)
            return
        self._path, self._why_ended = path.absolute(), ""
        if fresh:
            self._folder = None
            self._context.keeping.choose(FOLDER, "")
        self._written = None
        self._context.keeping.choose(SHEET, str(self._path))
        self.chosen.emit()
        self._read()

    def start(self) -> None:
        """Make what is left."""
        sheet = self._sheet
        if sheet is None or sheet.faults or not sheet.cues or self.run.busy:
            return
        self._why_ended = ""
        self.trouble.say("")
        self.run.start(sheet)
        self.table.cues.set_running(running=True)
        self._tick.start()
        self._show_pace()
        self._stand()

    def cancel(self) -> bool:
        """Stop what is being made; False where nothing is."""
        if not self.run.busy:
            return False
        self.foot.stop.setEnabled(False)
        self.foot.say(self.tr("Stopping …"))
        self.run.stop()
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file."""
        if event.source() is None and len(local_paths(event.mimeData())) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open it."""
        event.acceptProposedAction()
        self.open(local_paths(event.mimeData())[0])

    def _into(self, path: Path) -> Path | None:
        """Where its sounds go; None while the daemon has not told where sounds are."""
        status = self._context.bridge.status
        if self._folder is not None:
            return self._folder
        if status is None or not status.sounds:
            return None
        return default_folder(path, Path(status.sounds) / SUBFOLDER)

    def _read(self) -> None:
        """Look at the sheet again."""
        if self._path is None or self.run.busy:
            return
        folder = self._into(self._path)
        if folder is None:
            return  # `reached` comes back here
        if self._reading is not None:
            self._reading.cancel()
        self.file.show_path(self._path)
        self.options.folder.show_path(folder)
        choice = self.options.choice(self._path, folder)
        self._reading = self._context.work.run(
            lambda _: read_choice(choice), owner=self, done=self._take, failed=self._refuse
        )
        self._stand()

    def _take(self, sheet: Sheet) -> None:
        self._reading, self._sheet = None, sheet
        self.trouble.say(self._why_ended, "bad")
        self.table.show_faults(faulty=bool(sheet.faults))
        self.table.cues.set_sheet(sheet)
        self._asks.setText(asks_words(sheet))
        self._choose_first()
        self._stand()

    def _refuse(self, error: FoleyError) -> None:
        self._reading = self._sheet = None
        self.table.cues.set_sheet(None)
        self._show_row(None)
        self._asks.setText("")
        self.trouble.say(spoken(str(error)), "bad")
        self._stand()

    def _choose_first(self) -> None:
        if self.table.cues.rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.table.cues.index(0, 0))
        self._show_row(self.table.listed)

    def _show_row(self, listed: Listed | None) -> None:
        """The chosen row's sound, or why it has none."""
        self.detail.show_sound(listed)
        self._why.setText(self.table.cues.trouble(self.table.currentIndex().row()))
        self._why.setVisible(bool(self._why.text()))

    def _stepped(self, step: CueStep) -> None:
        self.table.cues.show_step(step)
        self._show_pace()

    def _made(self, end: CueEnd) -> None:
        self.table.cues.show_end(end)
        self._show_pace()
        if self.run.pace is not None and end.made.takes:
            self._context.keeping.choose(COST, self.run.pace.cost(time.monotonic()))
        if self.detail.isHidden():
            self._show_row(self.table.listed)

    def _ended(self, end: RunEnd) -> None:
        self._written = end.written or self._written
        self._after()
        name = self._path.name if self._path is not None else ""
        if end.stopped:
            said = self.tr("{name}: cancelled. What is made stays, and the same button goes on from there.")
            self._context.notices.tell(said.format(name=name))
        elif end.failed:
            said = self.tr("{name}: not made are {count} cues; their rows say why. The same button tries them again.")
            self._context.notices.tell(said.format(name=name, count=end.failed), level=Level.WARN)
        else:
            action = (self.tr("Open report"), self._open_report)
            self._context.notices.tell(
                self.tr("{name}: every cue is made.").format(name=name), level=Level.GOOD, action=action
            )

    def _failed(self, sentence: str) -> None:
        self._why_ended = spoken(sentence)
        self._after()
        self.trouble.say(self._why_ended, "bad")
        if not self.isVisible() and self._path is not None:
            self._context.notices.tell(f"{self._path.name}: {self._why_ended}", level=Level.BAD)

    def _after(self) -> None:
        self._tick.stop()
        self.table.cues.set_running(running=False)
        self._stand()
        self._read()

    def _show_pace(self) -> None:
        pace = self.run.pace
        if pace is not None and self.foot.stop.isEnabled():
            self.foot.say(pace_words(pace, time.monotonic()))
            self.foot.show_share(pace.share)

    def _stand(self) -> None:
        """What can be pressed now."""
        sheet, running = self._sheet, self.run.busy
        self._pages.setCurrentWidget(self._full if self._path is not None else self._empty)
        self.foot.show_running(running=running)
        ready = sheet is not None and bool(sheet.cues) and not sheet.faults and self._reading is None
        self.foot.start.setEnabled(ready)
        self.foot.start.setText(start_words(sheet))
        if not running:
            cost = float(self._context.keeping.choice(COST, 0.0))
            self.foot.say(estimate_words(sheet, cost) if ready and sheet is not None else "")
        for widget in (self.options, self.file):
            widget.setEnabled(not running)
        there = self._page_path() is not None
        self.report.setVisible(there)
        self.open_folder.setVisible(there)

    def _page_path(self) -> Path | None:
        """The report, where one was written; of an earlier run where its cues are there."""
        if self._written is not None:
            return self._written.page
        if self._sheet is not None and self._sheet.made:
            from foley_bridge.cues.report import PAGE_FILE

            return self._sheet.choice.folder / PAGE_FILE
        return None

    def _open_report(self) -> None:
        page = self._page_path()
        if page is not None:
            open_path(self._context, page)

    def _open_folder(self) -> None:
        if self._sheet is not None:
            open_path(self._context, self._sheet.choice.folder)

    def _other_folder(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._context.keeping.choose(FOLDER, str(self._folder))
        self._read()

    def _wanted(self, name: str) -> None:
        if name == "other":
            self.table.cues.next_take(self.table.currentIndex().row())
            listed = self.table.listed
            self.detail.show_sound(listed)
            if listed is not None:
                self.table.doings.audition.play(listed)

    def _reached(self, reached: bool, _: str) -> None:  # noqa: FBT001  # Qt's signal gives it by position
        if reached and self._sheet is None:
            self._read()

    def _dialog(self, window: QWidget) -> QFileDialog:
        kinds = self.tr("Cue sheets and REAPER projects")
        return file_dialog(self.tr("Cue sheet"), f"{kinds} ({ENDINGS})")(window)

    def _connect(self) -> None:
        self._empty.acted.connect(self.file.open_dialog)
        self.file.taken_by(self.open)
        self.options.folder.taken_by(self._other_folder)
        self.options.changed.connect(self._read)
        self.table.chosen.connect(self._show_row)
        self.table.wanted.connect(self._wanted)
        self.run.stepped.connect(self._stepped)
        self.run.made.connect(self._made)
        self.run.ended.connect(self._ended)
        self.run.failed.connect(self._failed)
        self._tick.timeout.connect(self._show_pace)
        self.foot.start.clicked.connect(self.start)
        self.foot.stop.clicked.connect(self.cancel)
        self.report.clicked.connect(self._open_report)
        self.open_folder.clicked.connect(self._open_folder)
        self._context.bridge.reached.connect(self._reached)
        self._context.bridge.status_changed.connect(lambda _: self._read() if self._waits() else None)

    def _waits(self) -> bool:
        """Whether a sheet is there that could not be read before the daemon told where sounds are."""
        return self._path is not None and self._sheet is None and self._reading is None and not self.trouble.text

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        for button in (self.report, self.open_folder):
            self.foot.add(button)
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.setSpacing(SPACE)
        for widget in (self.file, self.options, self.trouble, self._asks):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self._why)
        column.addWidget(self.detail)
        column.addWidget(self.foot)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._full)
