"""One listener's blind comparison of an adapter: sounds made, questions asked, answers on the disk; no widgets."""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from foley_models.errors import FoleyError, RequestError
from foley_ui.context import Context
from foley_ui.link.work import Task

if TYPE_CHECKING:
    from foley_bridge.listening.before_after import Preference
    from foley_bridge.listening.session import Session


@dataclass(frozen=True)
class Question:
    """What is asked: two sounds under names that tell nothing, and what they should be."""

    number: int
    of: int
    answered: int
    label: str
    sounds: tuple[Path, Path]
    said: str  # a, b, none, or "" before there is an answer


class Sitting(QObject):
    """In Qt's thread; everything that touches files or the model happens in workers, one after the other."""

    preparing = Signal(int, int)  # sounds done, of how many
    asked = Signal(object)  # Question
    finished = Signal(object)  # Preference: what all listeners said so far
    failed = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session: Session | None = None
        self._adapter = Path()
        self._task: Task | None = None
        self._number = 0
        self._since_s, self.plays = 0.0, 0

    @property
    def open(self) -> bool:
        """Whether questions can be answered."""
        return self._session is not None

    @property
    def busy(self) -> bool:
        """Whether sounds are being made, or an answer is being stored."""
        return self._task is not None

    def begin(self, adapter: Path, listener: str, *, prompts: tuple[str, ...] = (), device: str = "auto") -> None:
        """Make what is missing and ask the first open question."""
        self.close()
        self._adapter = adapter

        def prepare(task: Task) -> "Session":
            from foley_bridge.listening.before_after import comparison_in, comparison_of, listening_folder, make_ready
            from foley_bridge.listening.session import Session

            wanted, out = comparison_of(adapter, prompts=prompts), listening_folder(adapter)
            make_ready(
                wanted,
                out,
                device=device,
                on_progress=lambda *counts: task.tell(lambda: self.preparing.emit(*counts)),
                cancelled=lambda: task.cancelled,
            )
            test = comparison_in(out)
            task.check()
            return Session(test, listener)

        self._task = self._context.work.run(prepare, owner=self, done=self._begun, failed=self._fail)

    def answer(self, choice: str) -> None:
        """Store `a`, `b` or `none`; the next open question is asked once it is on the disk."""
        session, number = self._session, self._number
        if session is None or self.busy:
            return
        plays, seconds = self.plays, time.monotonic() - self._since_s

        def store(_: Task) -> None:
            from foley_bridge.listening.trials import Given

            session.answer(number, Given({"choice": choice}, plays, seconds))

        self._task = self._context.work.run(store, owner=self, done=lambda _: self._stored(), failed=self._fail_answer)

    def back(self) -> None:
        """Ask the question before; the later answer holds."""
        if self._session is not None and not self.busy:
            self._ask(max(0, self._number - 1))

    def leave(self) -> None:
        """End the sitting before its end: what was said so far is summed up, the listener can go on later."""
        session, adapter = self._session, self._adapter
        self._session = None
        self.close()
        if session is None:
            return

        def sum_up(_: Task) -> "Preference | None":
            with session, suppress(RequestError, OSError):  # nobody answered yet; the adapter was moved meanwhile
                return _said(session, adapter)
            return None

        self._context.work.run(sum_up, owner=self, done=self._left)

    def close(self) -> None:
        """End the sitting: answers are stored, the listener can go on later."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._session is not None:
            session, self._session = self._session, None
            self._context.work.run(lambda _: session.close(), owner=self)

    def _begun(self, session: "Session") -> None:
        self._task = None
        self._session = session
        self._go_on()

    def _stored(self) -> None:
        self._task = None
        self._go_on()

    def _go_on(self) -> None:
        if self._session is None:
            return
        number = self._session.next_open()
        if number is None:
            self._finish()
        else:
            self._ask(number)

    def _ask(self, number: int) -> None:
        session = self._session
        if session is None:
            return
        self._number, self._since_s, self.plays = number, time.monotonic(), 0
        trial = session.trials[number]
        said = session.said(number) or {}
        self.asked.emit(
            Question(
                number=number,
                of=len(session.trials),
                answered=session.answered,
                label=trial.label,
                sounds=(session.sound(number, 0), session.sound(number, 1)),
                said=str(said.get("choice", "")),
            )
        )

    def _finish(self) -> None:
        session, adapter = self._session, self._adapter
        if session is None:
            return

        self._task = self._context.work.run(
            lambda _: _said(session, adapter), owner=self, done=self._summed_up, failed=self._fail
        )

    def _left(self, preference: "Preference | None") -> None:
        if preference is not None and not self.open and not self.busy:
            self.finished.emit(preference)

    def _summed_up(self, preference: "Preference") -> None:
        self._task = None
        self.close()
        self.finished.emit(preference)

    def _fail(self, error: FoleyError) -> None:
        self._task = None
        self.close()
        self.failed.emit(str(error))

    def _fail_answer(self, error: FoleyError) -> None:
        self._task = None
        self.failed.emit(str(error))
        self._ask(self._number)  # it was not stored: the same question again


def _said(session: "Session", adapter: Path) -> "Preference":
    """In a worker: what all listeners said, kept beside the adapter."""
    from foley_bridge.listening.before_after import keep_said

    return keep_said(adapter, session.test.folder.parent)
