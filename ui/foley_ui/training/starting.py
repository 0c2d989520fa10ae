"""Begins a training: the list is written where one is needed, then the daemon is asked."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from foley_bridge.protocol.answers import Answer
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.training.choice import TrainChoice
from foley_ui.training.rows import RecordingRow
from foley_ui.training.sources import Chosen, path_for_daemon


class Starter(QObject):
    """Signals `begun` with the id of the request, or `refused` with the sentence why not."""

    begun = Signal(str)
    refused = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def start(self, chosen: Chosen, rows: Sequence[RecordingRow], choice: TrainChoice) -> None:
        """The same training is never begun twice: its id is drawn here."""
        sounds = self._sounds()
        request = f"train-{secrets.token_hex(6)}"

        def send(path: Path) -> None:
            self._context.bridge.call(
                "/foley/train",
                str(path),
                owner=self,
                pairs=choice.pairs(),
                request_id=request,
                done=self._begun,
                failed=self._refuse,
            )

        self._context.work.run(
            lambda _: path_for_daemon(chosen, rows, choice.name, sounds),
            owner=self,
            done=send,
            failed=self._refuse,
        )

    def _sounds(self) -> Path:
        """The folder of sounds as the daemon has it; our own before it said so."""
        status = self._context.bridge.status
        return Path(status.sounds) if status is not None and status.sounds else self._context.folders.sounds

    def _begun(self, answer: Answer) -> None:
        self.begun.emit(answer.id)

    def _refuse(self, error: FoleyError) -> None:
        self.refused.emit(str(error))
