"""One training as the journal and its folder have it: read in a worker, shown by pages; no Qt."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.journal.reading import JournalReader, TrainingRow
from foley_bridge.journal.records import State
from foley_bridge.protocol.training import TrainOrder
from foley_bridge.training.project import TrainingFolder
from foley_bridge.training.told import Ended
from foley_models.errors import FoleyError
from foley_ui.training.story import Story, read_story

if TYPE_CHECKING:
    from foley_bridge.listening.before_after import Preference


@dataclass(frozen=True)
class TrainingState:
    """What is known of it; `held_out` counts the recordings that it is measured by, None where nobody knows."""

    request: str
    name: str
    folder: Path
    source: str
    pack: str
    method: str
    state: State
    created_s: float
    text: str = ""  # of a failure
    decision: str = ""
    ended: Ended | None = None
    held_out: int | None = None
    preference: "Preference | None" = None

    @property
    def adapter(self) -> Path:
        """Where its adapter is, or will be."""
        folder = TrainingFolder(self.folder)
        return folder.rejected if folder.rejected.exists() else folder.adapter


@dataclass(frozen=True)
class Opened:
    """A training with all that it told."""

    state: TrainingState
    story: Story


def read_training(reader: JournalReader, request: str) -> TrainingState | None:
    """A training of this id; None where none is known (any more)."""
    row = next((one for one in reader.trainings() if one.job.id == request), None)
    return None if row is None else state_of(row, closely=True)


def read_trainings(reader: JournalReader) -> tuple[TrainingState, ...]:
    """All, newest first, from the journal alone."""
    found = (state_of(row, closely=False) for row in reader.trainings())
    return tuple(one for one in found if one is not None)


def open_training(reader: JournalReader, request: str) -> Opened | None:
    """The same with everything that it told so far."""
    state = read_training(reader, request)
    return None if state is None else Opened(state, read_story(state.folder))


def state_of(row: TrainingRow, *, closely: bool) -> TrainingState | None:
    """From a row of the journal; `closely` looks into its folder too. None for an order of another version."""
    try:
        order = TrainOrder.from_json(row.job.order)
    except FoleyError:
        return None
    ended = None
    with suppress(FoleyError):
        ended = Ended.from_json(row.record.outcome) if row.record.outcome else None
    folder = Path(order.folder)
    state = TrainingState(
        request=row.job.id,
        name=order.name,
        folder=folder,
        source=order.source,
        pack=order.pack,
        method=order.settings.method,
        state=row.job.state,
        created_s=row.job.created_s,
        text=row.job.text,
        decision=row.record.decision,
        ended=ended,
    )
    return _closely(state) if closely else state


def _closely(state: TrainingState) -> TrainingState:
    from foley_bridge.listening.before_after import read_preference  # it brings numpy

    check = TrainingFolder(state.folder).kept("check.json") or {}
    clips = check.get("clips")
    held_out = sum(one.get("split") == "validation" for one in clips) if isinstance(clips, list) else None
    preference = read_preference(state.adapter) if state.ended is not None else None
    return replace(state, held_out=held_out, preference=preference)
