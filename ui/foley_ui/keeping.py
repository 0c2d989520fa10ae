"""Keeps what the windows remember between two starts, and tells them when it changes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QTimer, Signal

from foley_models.errors import FoleyError
from foley_ui.kept import MARKS_MOST, PROMPTS_MOST, BrokenError, Kept, Plain, read_kept, set_aside, write_kept
from foley_ui.link.work import Work

WRITE_AFTER_MS = 400  # changes come in rows: a slider that is dragged is one write

FILE = "tray.json"


class Keeping(QObject):
    """In Qt's thread; files are written in a worker, a little after the last change, and at `close`.

    `complain` takes a sentence for the user where the file cannot be read or written.
    """

    favourites_changed = Signal()
    hidden_changed = Signal()
    prompts_changed = Signal()

    def __init__(self, path: Path, work: Work, complain: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._work = work
        self._complain = complain
        self._now = self._written = self._read()
        self._marks = frozenset(self._now.favourites)
        self._writing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WRITE_AFTER_MS)
        self._timer.timeout.connect(self._write)

    @property
    def favourites(self) -> tuple[str, ...]:
        """Candidates, as `REQUEST#INDEX`, oldest mark first."""
        return self._now.favourites

    @property
    def hidden(self) -> tuple[str, ...]:
        """Ids of the requests that history does not show."""
        return self._now.hidden

    @property
    def prompts(self) -> tuple[str, ...]:
        """What was asked for here, newest first, each once."""
        return self._now.prompts

    @property
    def generate(self) -> Mapping[str, Plain]:
        """The generate panel's last settings, by name."""
        return self._now.generate

    def is_favourite(self, candidate: str) -> bool:
        """Whether a candidate (`REQUEST#INDEX`) is marked."""
        return candidate in self._marks

    def set_favourite(self, candidate: str, *, on: bool) -> None:
        """Mark a candidate (`REQUEST#INDEX`), or take its mark away."""
        if on != self.is_favourite(candidate):
            others = tuple(one for one in self._now.favourites if one != candidate)
            marked = (*others, candidate)[-MARKS_MOST:] if on else others
            self._marks = frozenset(marked)
            self._change(replace(self._now, favourites=marked))
            self.favourites_changed.emit()

    def set_hidden(self, requests: Collection[str], *, hidden: bool) -> None:
        """Leave requests out of history, or show them again; their files stay as they are."""
        others = tuple(one for one in self._now.hidden if one not in requests)
        self._change(replace(self._now, hidden=(*others, *requests)[-MARKS_MOST:] if hidden else others))
        self.hidden_changed.emit()

    def add_prompt(self, prompt: str) -> None:
        """Remember a prompt as the newest."""
        others = (one for one in self._now.prompts if one != prompt)
        self._change(replace(self._now, prompts=(prompt, *others)[:PROMPTS_MOST]))
        self.prompts_changed.emit()

    def set_generate(self, values: Mapping[str, Plain]) -> None:
        """Remember the generate panel's settings."""
        self._change(replace(self._now, generate=dict(values)))

    def choice(self, name: str, default: Plain) -> Plain:
        """What was chosen under a name, such as `player.volume`; the default where it is of another type."""
        value = self._now.choices.get(name, default)
        if isinstance(default, float) and isinstance(value, int):
            return float(value)
        return value if type(value) is type(default) else default

    def choose(self, name: str, value: Plain) -> None:
        """Remember a choice under a name."""
        self._change(replace(self._now, choices={**self._now.choices, name: value}))

    def geometry(self, window: str) -> QByteArray:
        """What Qt saved of a window or splitter; empty where nothing was kept."""
        return QByteArray.fromHex(self._now.geometry.get(window, "").encode("ascii", "ignore"))

    def set_geometry(self, window: str, state: QByteArray) -> None:
        """Remember what Qt saves of a window or splitter."""
        digits = bytes(state.toHex().data()).decode("ascii")
        self._change(replace(self._now, geometry={**self._now.geometry, window: digits}))

    def close(self) -> None:
        """Write what is not written yet, in this thread."""
        self._timer.stop()
        if self._now != self._written:
            try:
                write_kept(self._path, self._now)
            except FoleyError as error:
                self._complain(str(error))
            self._written = self._now

    def _change(self, kept: Kept) -> None:
        if kept != self._now:
            self._now = kept
            self._timer.start()

    def _write(self) -> None:
        if self._writing:  # one at a time, so that an older state never replaces a newer one
            self._timer.start()
            return
        self._writing, kept = True, self._now
        self._work.run(
            lambda _: write_kept(self._path, kept),
            owner=self,
            done=lambda _: self._wrote(kept),
            failed=self._failed,
        )

    def _wrote(self, kept: Kept) -> None:
        self._writing, self._written = False, kept

    def _failed(self, error: FoleyError) -> None:
        self._writing = False
        self._complain(str(error))

    def _read(self) -> Kept:
        try:
            return read_kept(self._path)
        except BrokenError as error:
            self._set_aside(str(error))
        except OSError as error:
            said = self.tr("{path} cannot be read ({reason}): favourites and settings begin anew.")
            self._complain(said.format(path=self._path, reason=error.strerror))
        return Kept()

    def _set_aside(self, reason: str) -> None:
        try:
            kept = set_aside(self._path)
        except OSError:
            return  # the next write replaces it, or says why it cannot
        said = self.tr("{reason}. It was kept as {name}; favourites and settings begin anew.")
        self._complain(said.format(reason=reason, name=kept.name))
