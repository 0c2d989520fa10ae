"""The tray's menu; what it says is brought up to date when it opens."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from foley_ui.context import Context
from foley_ui.theme.theme import Role
from foley_ui.tray.deeds import Deeds
from foley_ui.window.standing import Now, Standing
from foley_ui.window.strip_words import short

PROMPTS_SHOWN = 8


class TrayMenu(QObject):
    """Owns the QMenu."""

    open_wanted = Signal(str)  # a panel's name; "" for the window as it is
    quit_wanted = Signal()

    def __init__(self, context: Context, standing: Standing, deeds: Deeds, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._standing = standing
        self._deeds = deeds
        self.menu = QMenu()
        self._prompts = QMenu(self.tr("Generate again"), self.menu)
        self._doing = QAction(self)
        self._cancel = self._action("cancel", self.tr("Cancel"))
        self._training = self._action("pause", self.tr("Pause the training"))
        self._with_session = QAction(self.tr("Start with the session"), self, checkable=True)
        self._said: tuple[object, ...] = ()  # what it is about now
        self._fill()
        self._connect()

    def refresh(self) -> None:
        """Say how things stand now."""
        now = self._standing.now
        self._show_doing()
        self._cancel.setVisible(now.is_making)
        training = now.training
        self._training.setVisible(training is not None)
        if training is not None:
            words = self.tr("Resume training “{name}”") if training.paused else self.tr("Pause training “{name}”")
            self._training.setText(_plain(words.format(name=short(training.name))))
            self._context.theme.dress(self._training, "resume" if training.paused else "pause")
        self._show_prompts()
        self._deeds.look_at_session(self._with_session.setChecked)

    def _follow(self, now: Now) -> None:
        """Again where another thing is being made; how far it is the menu does not say."""
        said = (now.trouble, now.making, now.is_making, now.is_training, now.training)
        if said != self._said:
            self._said = said
            self.refresh()

    def _show_doing(self) -> None:
        now = self._standing.now
        if now.trouble:
            text, icon = now.trouble, "warn"
        elif now.is_making:
            text, icon = self.tr("Making “{prompt}”").format(prompt=short(now.making)), "generate"
        elif now.is_training and now.training is not None:
            text, icon = self.tr("Training “{name}”").format(name=short(now.training.name)), "training"
        else:
            text, icon = self.tr("Nothing is being made"), "check"
        self._doing.setText(_plain(short(text)))
        self._context.theme.dress(self._doing, icon, Role.FAINT)

    def _show_prompts(self) -> None:
        self._prompts.clear()
        prompts = self._context.keeping.prompts[:PROMPTS_SHOWN]
        self._prompts.setEnabled(bool(prompts))
        for prompt in prompts:
            self._prompts.addAction(_plain(short(prompt))).triggered.connect(partial(self._again, prompt))

    def _again(self, prompt: str, _: bool = False) -> None:  # noqa: FBT001, FBT002  # Qt's signal gives it by position
        self._deeds.generate(prompt)

    def _fill(self) -> None:
        self._doing.setEnabled(False)
        theme, menu = self._context.theme, self.menu
        opened = self._action("tray", self.tr("Open Foley Bridge"))
        opened.triggered.connect(lambda: self.open_wanted.emit(""))
        token = self._action("key", self.tr("Copy token"))
        token.triggered.connect(lambda: self._deeds.copy_token())
        sounds = self._action("folder", self.tr("Sounds folder"))
        sounds.triggered.connect(lambda: self._deeds.open_sounds())
        settings = self._action("settings", self.tr("Settings"))
        settings.triggered.connect(lambda: self.open_wanted.emit("settings"))
        leave = self._action("quit", self.tr("Quit"))
        leave.triggered.connect(self.quit_wanted)
        theme.dress(self._prompts.menuAction(), "again")
        menu.addAction(opened)
        menu.setDefaultAction(opened)
        menu.addMenu(self._prompts)
        menu.addSeparator()
        menu.addActions([self._doing, self._cancel, self._training])
        menu.addSeparator()
        menu.addActions([token, sounds, self._with_session])
        menu.addSeparator()
        menu.addActions([settings, leave])

    def _connect(self) -> None:
        self.menu.aboutToShow.connect(self.refresh)
        self._cancel.triggered.connect(lambda: self._deeds.cancel())
        self._training.triggered.connect(lambda: self._deeds.pause_or_resume())
        self._with_session.triggered.connect(lambda on: self._deeds.start_with_session(on=on))
        # Desktops that show the menu themselves (D-Bus) do not always say when they open it.
        self._standing.changed.connect(self._follow)
        self._context.keeping.prompts_changed.connect(self._show_prompts)
        self.refresh()

    def _action(self, icon: str, text: str) -> QAction:
        action = QAction(text, self)
        self._context.theme.dress(action, icon)
        return action


def _plain(text: str) -> str:
    """A text in which no letter is taken for a key."""
    return text.replace("&", "&&")
