"""The settings panel: search, groups, what is wrong with the file, and the bar that saves."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from foley_bridge.settings import Settings
from foley_bridge.settings_saving import Saved, changes
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.notices import Level
from foley_ui.opening import open_path
from foley_ui.settings.bar import SaveBar, Standing
from foley_ui.settings.broken import BrokenFile
from foley_ui.settings.draft import AT_NEXT_START, AT_ONCE, Draft
from foley_ui.settings.page import SettingsPage
from foley_ui.settings.places import OutputEditor, PackEditor
from foley_ui.settings.row import Surroundings
from foley_ui.settings.words import Key, label_of
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.theme import Role
from foley_ui.theme.widgets import FlatButton, Heading, Hint

_SEARCH_PX = 260


class SettingsPanel(QWidget):
    """Built from the fields of Settings; nothing holds before it is saved. Its rows come a moment after it."""

    wants = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self._store = context.settings
        self.draft = Draft(self._store.current)
        self.search = QLineEdit(self)
        self.broken = BrokenFile(context.theme, self)
        self.page = SettingsPage(self.draft, Surroundings(context.work, context.theme), self, alone=whole)
        self.building = self.page.building
        self.bar = SaveBar(self)
        self._open = FlatButton(self.tr("Open the file"), self)
        self._looked = False
        self._doing = ""
        self._lay_out()
        self._connect()
        self._tell_trouble(self._store.trouble)

    def shown(self) -> None:
        """Look again at the file, and once for the packs and sound outputs."""
        before = self._store.current
        self._store.reload(owner=self, done=lambda now: self._tell_edited(before, now))
        if not self._looked:
            self._looked = True
            if self.page.is_complete:
                self._look()
            else:
                self.page.completed.connect(self._look)

    def hidden(self) -> None:
        """What is typed stays."""

    def show_group(self, name: str) -> None:
        """Go to a group: device, files, network, memory, sound, tray or log."""
        self.search.clear()
        self.page.show_group(name)

    def take(self, thing: object) -> None:
        """Show what another panel wants shown: a group by its name."""
        if isinstance(thing, str):
            self.show_group(thing)

    def save(self) -> None:
        """Save what is changed, then let it hold."""
        if self._doing or not self.draft.changed or self.draft.wrong:
            return
        keys = self.draft.changed
        self._do(self.tr("Saving…"))
        self._store.save(
            self.draft.settings, owner=self, done=lambda saved: self._saved(saved, keys), failed=self._failed
        )

    def revert(self) -> None:
        """Back to what is saved."""
        self.draft.revert()
        self.page.refresh()
        self._stand()

    def _look(self) -> None:
        for row in self.page.rows.values():
            if isinstance(row.editor, OutputEditor):
                row.editor.look()
            elif isinstance(row.editor, PackEditor):
                row.editor.look(self._context.work, self._context.folders.packs)

    def _saved(self, saved: Saved, keys: tuple[Key, ...]) -> None:
        if saved.kept is not None:
            self._tell_kept(saved.kept)
        if all(table in AT_ONCE for table, _ in keys):
            self._do("")
            self._tell_held(keys)
            return
        self._do(self.tr("Saved. The daemon starts anew…"))
        self._context.bridge.restart(owner=self, done=lambda _: self._restarted(keys), failed=self._not_restarted)

    def _restarted(self, keys: tuple[Key, ...]) -> None:
        self._do("")
        self._tell_held(keys)

    def _not_restarted(self, error: FoleyError) -> None:
        self._do("")
        said = self.tr("Saved, but not in force yet. {error}").format(error=error)
        again = (self.tr("Start the daemon anew"), self._restart_again)
        self._context.notices.tell(said, level=Level.WARN, action=again if self._context.bridge.hosting else None)

    def _restart_again(self) -> None:
        self._do(self.tr("The daemon starts anew…"))
        self._context.bridge.restart(owner=self, done=lambda _: self._do(""), failed=self._not_restarted)

    def _tell_held(self, keys: tuple[Key, ...]) -> None:
        labels = ", ".join(label_of(key) for key in keys if key not in AT_NEXT_START)
        if not labels:  # of the others it is told elsewhere when they hold
            return
        said = self.tr("Saved, and in force: {settings}.").format(settings=labels)
        self._context.notices.tell(said, level=Level.GOOD)

    def _tell_kept(self, kept: Path) -> None:
        said = self.tr(
            "Your settings file was written in a way that cannot be changed line by line, so it was written anew. "
            "The old one, with your comments, is {file}."
        )
        action = (self.tr("Open the old file"), lambda: open_path(self._context, kept))
        self._context.notices.tell(said.format(file=kept), level=Level.WARN, action=action)

    def _failed(self, error: FoleyError) -> None:
        self._do("")
        self._context.notices.tell(self.tr("Not saved. {error}").format(error=error), level=Level.BAD)
        self._store.reload(owner=self)  # a mistake that came into the file meanwhile is shown

    def _tell_edited(self, before: Settings, now: Settings) -> None:
        """The file was edited elsewhere: the daemon reads it at its start alone."""
        if self._store.trouble or all(one.table in AT_ONCE for one in changes(before, now)):
            return
        said = self.tr("The settings file was changed. The daemon goes by it when it is started anew.")
        again = (self.tr("Start the daemon anew"), self._restart_again)
        self._context.notices.tell(said, action=again if self._context.bridge.hosting else None)

    def _start_over(self) -> None:
        def kept(file: Path) -> None:
            said = self.tr("The defaults hold. The file with the mistake is kept as {file}.").format(file=file)
            action = (self.tr("Open the old file"), lambda: open_path(self._context, file))
            self._context.notices.tell(said, level=Level.GOOD, action=action)
            self._restart_quietly()

        self._store.start_from_defaults(owner=self, done=kept)

    def _read_again(self) -> None:
        def read(_: Settings) -> None:
            if not self._store.trouble:
                self._context.notices.tell(self.tr("The settings file is fine now."), level=Level.GOOD)
                self._restart_quietly()

        self._store.reload(owner=self, done=read)

    def _restart_quietly(self) -> None:
        """The daemon could not start with a file that has a mistake, or runs with what was before it."""
        if self._context.bridge.hosting:
            self._restart_again()

    def _take_settings(self, settings: Settings) -> None:
        self.draft.rebase(settings)
        self.page.refresh()
        self._stand()

    def _tell_trouble(self, sentence: str) -> None:
        self.broken.tell(sentence)
        self.page.setEnabled(not sentence)
        if sentence:
            self.revert()

    def _do(self, sentence: str) -> None:
        self._doing = sentence
        self._stand()

    def _stand(self) -> None:
        draft = self.draft
        self.bar.stand(
            Standing(
                changes=len(draft.changed),
                wrong=len(draft.wrong),
                restarts=draft.restarts,
                hosting=self._context.bridge.hosting,
                waits=draft.waits,
                doing=self._doing,
            )
        )

    def _show_wrong(self) -> None:
        self.search.clear()
        if self.draft.wrong:
            self.page.show_setting(self.draft.wrong[0])

    def _connect(self) -> None:
        self.search.textChanged.connect(self.page.search)
        self.page.edited.connect(self._stand)
        self.page.completed.connect(self._order_tabs)
        self.bar.saves.connect(self.save)
        self.bar.reverts.connect(self.revert)
        self.bar.shows_wrong.connect(self._show_wrong)
        self.broken.opens.connect(self._open_file)
        self.broken.reads_again.connect(self._read_again)
        self.broken.starts_over.connect(self._start_over)
        self._open.clicked.connect(self._open_file)
        self._store.changed.connect(self._take_settings)
        self._store.trouble_changed.connect(self._tell_trouble)
        for keys, act in (
            (QKeySequence.StandardKey.Save, self.save),
            (QKeySequence.StandardKey.Find, self.search.setFocus),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _order_tabs(self) -> None:
        """The rows were built after what stands below them."""
        before = self.page.last_stop
        for button in (*self.bar.buttons, self._open):
            self.setTabOrder(before, button)
            before = button

    def _open_file(self) -> None:
        file = self._store.file
        if not file.exists():
            said = self.tr("There is no settings file yet: the first save makes it.")
            self._context.notices.tell(said)
            return
        open_path(self._context, file)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(self.tr("Search in all settings"))
        self.search.setAccessibleName(self.tr("Search in all settings"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(_SEARCH_PX)
        glass = QAction(self)
        self._context.theme.dress(glass, "search", Role.FAINT)
        self.search.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(Heading(self.tr("Settings"), self))
        head.addStretch(1)
        head.addWidget(self.search, 1)
        foot = QHBoxLayout()
        foot.addWidget(Hint(self.tr("All of them are in {file}.").format(file=self._store.file), self), 1)
        foot.addWidget(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE)
        column.setSpacing(SPACE_L)
        column.addLayout(head)
        column.addWidget(self.broken)
        column.addWidget(self.page, 1)
        column.addWidget(self.bar)
        column.addLayout(foot)
