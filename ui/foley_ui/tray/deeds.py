"""What the tray's menu does."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from foley_bridge.protocol.answers import Answer
from foley_models.errors import FoleyError
from foley_ui.autostart import Autostart
from foley_ui.context import Context
from foley_ui.notices import Level
from foley_ui.window.standing import Standing
from foley_ui.window.strip_words import short


class Deeds(QObject):
    """In Qt's thread; what takes time is done by the daemon or a worker."""

    def __init__(
        self, context: Context, standing: Standing, autostart: Autostart, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._standing = standing
        self._autostart = autostart

    def generate(self, prompt: str) -> None:
        """Ask for a prompt again, with the generate panel's last settings and a new seed."""
        from foley_ui.generate.preset import Preset

        preset = replace(Preset.of_plain(self._context.keeping.generate), prompt=prompt, seed=None)
        self._context.bridge.call(
            "/foley/generate",
            prompt,
            float(preset.seconds),
            preset.count,
            pairs=preset.pairs(),
            owner=self,
            done=lambda answer: self._tell_accepted(prompt, answer),
        )

    def cancel(self) -> None:
        """Stop what is being made."""
        now = self._standing.now
        if now.is_making:
            self._context.bridge.call("/foley/cancel", now.status.running, owner=self)

    def pause_or_resume(self) -> None:
        """Hold the training, or let it go on."""
        training = self._standing.now.training
        if training is not None:
            address = "/foley/resume" if training.paused else "/foley/pause"
            self._context.bridge.call(address, training.id, owner=self)

    def copy_token(self) -> None:
        """Put the token into the clipboard, for a program that speaks OSC."""
        session = self._context.bridge.session
        if session is None:
            self._context.notices.tell(self.tr("There is no token yet: the daemon is not running."), level=Level.WARN)
            return
        QGuiApplication.clipboard().setText(session.token)
        self._context.notices.tell(self.tr("The token is in the clipboard. Whoever has it can use Foley Bridge."))

    def open_sounds(self) -> None:
        """Show the folder where sounds go whose host names none."""
        folder = Path(self._standing.now.status.sounds or self._context.folders.sounds)
        self._context.work.run(lambda _: _made(folder), owner=self, done=self._reveal)

    def start_with_session(self, *, on: bool) -> None:
        """Let the session start us, or not; the settings say the same from then on."""
        settings = self._context.settings.current
        self._context.settings.save(replace(settings, tray=replace(settings.tray, start_with_session=on)), owner=self)

    def look_at_session(self, tell: Callable[[bool], None]) -> None:
        """Say whether the session starts us, as the system has it."""
        self._context.work.run(lambda _: self._autostart.is_on(), owner=self, done=tell, failed=_unknown)

    def _tell_accepted(self, prompt: str, answer: Answer) -> None:
        self._context.keeping.add_prompt(prompt)
        place = int(answer.values.get("place", 0))
        text = (
            self.tr("Generating “{prompt}” again.") if place == 0 else self.tr("“{prompt}” waits: {count} before it.")
        )
        self._context.notices.tell(text.format(prompt=short(prompt), count=place))

    def _reveal(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            text = self.tr("No program of this desktop shows folders. The sounds are in {folder}.")
            self._context.notices.tell(text.format(folder=folder), level=Level.WARN)


def _made(folder: Path) -> Path:
    from foley_bridge.files.disk_errors import explained

    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _unknown(_: FoleyError) -> None:
    """Where it cannot be read, the check stays as it was."""
