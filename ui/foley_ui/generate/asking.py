"""Sends requests of this window to the daemon: new ones, the same again, more like one that is there."""

import uuid
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from foley_bridge.journal.records import Job
from foley_models.errors import FoleyError
from foley_ui.generate.preset import Preset
from foley_ui.keeping import Keeping
from foley_ui.link.bridge import Bridge
from foley_ui.takes.take import Take, source_of

OWN = "tray-"  # how the ids of this window's requests begin


@dataclass(frozen=True)
class Refused:
    """A request that the daemon did not accept."""

    request: str
    code: str
    sentence: str


def is_own(request: str) -> bool:
    """Whether a request was asked for in this window."""
    return request.startswith(OWN)


class Asking(QObject):
    """Each of its methods returns the id that the request will have, at once."""

    accepted = Signal(str)  # id; it is on disk
    refused = Signal(object)  # Refused

    def __init__(self, bridge: Bridge, keeping: Keeping, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._keeping = keeping

    def ask(self, preset: Preset) -> str:
        """Ask for what a preset says, and remember its prompt."""
        self._keeping.add_prompt(preset.prompt)
        return self._generate(preset)

    def again(self, job: Job, *, exact: bool) -> str:
        """Ask for the same again, with a new seed unless `exact`; a variation varies the same sound."""
        same = Preset.of_order(job.order)
        preset = same if exact else replace(same, seed=None)
        source = source_of(job.order)
        if source is None:
            return self._generate(preset)
        return self._send("/foley/variation", source.candidate, source.amount, preset.count, preset=preset)

    def more_like(self, take: Take, *, amount: float, count: int) -> str:
        """Ask for sounds like one, `amount` (0 to 1) away from it."""
        return self._send("/foley/variation", take.key, amount, count)

    def cancel(self, request: str) -> None:
        """Stop a request within a step."""
        self._bridge.call("/foley/cancel", request, owner=self)

    def _generate(self, preset: Preset) -> str:
        return self._send("/foley/generate", preset.prompt, float(preset.seconds), preset.count, preset=preset)

    def _send(self, address: str, subject: str, number: float, count: int, *, preset: Preset | None = None) -> str:
        request = f"{OWN}{uuid.uuid4().hex}"
        self._bridge.call(
            address,
            subject,
            number,
            count,
            pairs=preset.pairs() if preset is not None else None,
            request_id=request,
            owner=self,
            done=lambda _: self.accepted.emit(request),
            failed=lambda error: self._refuse(request, error),
        )
        return request

    def _refuse(self, request: str, error: FoleyError) -> None:
        self.refused.emit(Refused(request, error.code, str(error)))
