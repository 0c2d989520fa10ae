"""The page that puts a hit to every event of a guide: a recording, MIDI, markers or a list."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from foley_bridge.spotting.events import SOUND_SUFFIXES, Event, read_events
from foley_bridge.spotting.job import SpotJob, Spotted, check_job, default_folder
from foley_models.errors import FoleyError, RequestError
from foley_models.limits import PROMPT_LIMIT_CHARACTERS
from foley_ui.context import Context
from foley_ui.link.work import Task
from foley_ui.notices import Level
from foley_ui.opening import open_path
from foley_ui.picture.events_view import EventsView
from foley_ui.picture.fields import Named, PathField, file_dialog
from foley_ui.picture.run_bar import RunBar
from foley_ui.picture.spot_options import SpotOptions
from foley_ui.picture.spot_run import SpotRun
from foley_ui.picture.spotted_table import SpottedTable
from foley_ui.picture.words import clock, number
from foley_ui.sounds.detail import SoundDetail
from foley_ui.takes.following import Progress
from foley_ui.takes.words import progress_words
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.widgets import EmptyState, Hint
from foley_ui.training.adding import local_paths
from foley_ui.training.sentence_box import SentenceBox
from foley_ui.turns import Steps

SUBFOLDER = "To picture"
EVENTS_HEIGHT = 132
TYPING_MS = 150
ENDINGS = "*.wav *.flac *.aif *.aiff *.ogg *.mp3 *.caf *.opus *.mid *.midi *.rpp *.RPP *.csv *.tsv *.txt *.WAV *.MID"


class SpotPage(QWidget):
    """Built in steps; Enter in the prompt makes it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._source: Path | None = None
        self._folder: Path | None = None  # one that a person chose
        self._events: tuple[Event, ...] = ()
        self._reading: Task | None = None
        self._spotted: Spotted | None = None
        self.building = self._build()

    def _build(self) -> Steps:
        context = self._context
        self.run = SpotRun(context, self)
        self._full = full = QWidget(self)
        self._empty = EmptyState(
            "picture",
            self.tr(
                "Drop a guide here: a recording of the steps or hits, a MIDI file, a REAPER project with markers, or a "
                "list of times. Every event gets a hit of its own, none twice in a row."
            ),
            self.tr("Open a guide…"),
            self,
        )
        yield
        self.file = PathField(self.tr("Guide"), self.tr("Open…"), self._dialog, full)
        self.file.button.setAccessibleName(self.tr("Open another guide"))
        self.prompt = QLineEdit(full)
        self.prompt.setPlaceholderText(self.tr("heavy boots on gravel"))
        self.prompt.setMaxLength(PROMPT_LIMIT_CHARACTERS)
        self.prompt.setAccessibleName(self.tr("What should be heard at each event"))
        yield
        self.options = SpotOptions(context.keeping, full)
        self.trouble = SentenceBox(full)
        yield
        self.events = EventsView(context, full)
        self.events.setFixedHeight(EVENTS_HEIGHT)
        self._asks = Hint(parent=full)
        self.table = SpottedTable(context, full)
        yield
        self.detail = SoundDetail(context, self.table, (), full)
        self.foot = RunBar(context.theme, full)
        self.project = QPushButton(self.tr("Open project"), self.foot)
        self.project.setToolTip(self.tr("In REAPER: each event is an item, T changes its take"))
        self.open_folder = QPushButton(self.tr("Open folder"), self.foot)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        yield
        self._lay_out()
        yield
        self._connect()
        self._stand()

    def open(self, path: Path) -> None:
        """Show the events of a guide."""
        self._source = path.absolute()
        self._spotted = None
        self.table.show_spotted(None)
        is_sound = path.suffix.casefold() in SOUND_SUFFIXES
        self.events.set_events(())
        self.events.set_path(self._source if is_sound else None)
        self.file.show_path(self._source)
        self.options.show_source(self._source)
        self._read()
        self.prompt.setFocus()

    def start(self) -> None:
        """Make it, or say what is missing."""
        if self.run.busy or not self._events:
            return
        job = self._job()
        if job is None:
            return
        self.trouble.say("")
        self.run.start(job, self._events)
        self.foot.say(self.tr("Asked for …"))
        self.foot.show_share(0.0)
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

    def _job(self) -> SpotJob | None:
        """What is asked for; None where something is wrong with it, which is said."""
        folder, prompt = self._into(), self.prompt.text().strip()
        if not prompt:
            self.trouble.say(
                self.tr("Write what should be heard at each event, such as “heavy boots on gravel”."), "bad"
            )
            self.prompt.setFocus()
            return None
        if self._source is None or folder is None:
            self.trouble.say(self._context.bridge.trouble or self.tr("The daemon is not there yet: try again."), "bad")
            return None
        try:
            job = self.options.choice.job(prompt, self._source, folder)
            check_job(job)
        except RequestError as error:
            self.trouble.say(str(error), "bad")
            return None
        return job

    def _into(self) -> Path | None:
        """Where it goes; None while nothing says so."""
        status, prompt = self._context.bridge.status, self.prompt.text().strip()
        if self._folder is not None:
            return self._folder
        if status is None or not status.sounds or not prompt:
            return None
        return default_folder(prompt, Path(status.sounds) / SUBFOLDER)

    def _read(self) -> None:
        """Find the events again."""
        self._show_folder()
        if self._source is None or self.run.busy:
            return
        if self._reading is not None:
            self._reading.cancel()
        source, choice = self._source, self.options.choice
        self._asks.setText(self.tr("Looking for the events …"))
        self._reading = self._context.work.run(
            lambda _: read_events(source, choice.wanted), owner=self, done=self._take, failed=self._refuse
        )
        self._stand()

    def _take(self, events: tuple[Event, ...]) -> None:
        self._reading, self._events = None, events
        self.trouble.say("")
        self.events.set_events(events)
        self._asks.setText(
            self.tr("Events: {count}, from {first} to {last}").format(
                count=number(len(events)), first=clock(events[0].place_s), last=clock(events[-1].place_s)
            )
        )
        self._stand()

    def _refuse(self, error: FoleyError) -> None:
        self._reading, self._events = None, ()
        self.events.set_events(())
        self._asks.setText("")
        self.trouble.say(str(error), "bad")
        self._stand()

    def _progressed(self, progress: Progress) -> None:
        if self.foot.stop.isEnabled():
            self.foot.say(progress_words(progress))
            self.foot.show_share(progress.fraction)

    def _ended(self, spotted: Spotted) -> None:
        self._spotted = spotted
        self.table.show_spotted(spotted)
        self._stand()
        self.foot.say(
            self.tr("Hits in the takes: {hits}, dealt out to {events} events").format(
                hits=number(spotted.hits), events=number(spotted.events)
            )
        )
        self._context.notices.tell(self.tr("Every event has its hit."), level=Level.GOOD)

    def _failed(self, sentence: str, cancelled: bool) -> None:  # noqa: FBT001  # a signal gives it by position
        self._stand()
        self.trouble.say("" if cancelled else sentence, "bad")
        if not cancelled and not self.isVisible():
            self._context.notices.tell(sentence, level=Level.BAD)
        self.foot.say(sentence if cancelled else "")

    def _show_folder(self) -> None:
        self.options.folder.show_path(self._into())

    def _stand(self) -> None:
        """What can be pressed now."""
        running = self.run.busy
        self._pages.setCurrentWidget(self._full if self._source is not None else self._empty)
        self.foot.show_running(running=running)
        self.foot.start.setEnabled(bool(self._events) and self._reading is None)
        self.foot.start.setText(self.tr("Put a hit to every event"))
        for widget in (self.options, self.file, self.prompt):
            widget.setEnabled(not running)
        there = self._spotted is not None
        self.table.setVisible(there)
        if not there:
            self.detail.hide()
        self.project.setVisible(there)
        self.open_folder.setVisible(there)
        self._rest.setVisible(not there)
        if not running and not there:
            self.foot.say("")

    def _other_folder(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._show_folder()

    def _open_project(self) -> None:
        if self._spotted is not None:
            open_path(self._context, self._spotted.project)

    def _open_folder(self) -> None:
        if self._spotted is not None:
            open_path(self._context, self._spotted.project.parent)

    def _dialog(self, window: QWidget) -> QFileDialog:
        kinds = self.tr("Recordings, MIDI, projects and lists")
        return file_dialog(self.tr("Guide"), f"{kinds} ({ENDINGS})")(window)

    def _connect(self) -> None:
        self._empty.acted.connect(self.file.open_dialog)
        self.file.taken_by(self.open)
        self.options.folder.taken_by(self._other_folder)
        self.options.changed.connect(self._read)
        self.prompt.textChanged.connect(lambda _: self._typing.start())
        self.prompt.returnPressed.connect(self.start)
        self._typing.timeout.connect(self._show_folder)
        self.table.chosen.connect(self.detail.show_sound)
        self.run.progressed.connect(self._progressed)
        self.run.ended.connect(self._ended)
        self.run.failed.connect(self._failed)
        self.foot.start.clicked.connect(self.start)
        self.foot.stop.clicked.connect(self.cancel)
        self.project.clicked.connect(self._open_project)
        self.open_folder.clicked.connect(self._open_folder)

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        for button in (self.project, self.open_folder):
            self.foot.add(button)
        self._rest = QWidget(self._full)  # keeps what is above at the top while nothing is below
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.file)
        column.addWidget(Named(self.tr("What should be heard"), self.prompt, self._full))
        for widget in (self.options, self.trouble, self._asks, self.events):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self._rest, 1)
        column.addWidget(self.detail)
        column.addWidget(self.foot)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._full)
