"""What a batch is: a sheet, the folder its sounds go to, and with how many threads and candidates at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.cues.job import DEFAULT_RATE_HZ, CueJob
from foley_bridge.journal.journal import FIRST_BATCH_SIZE
from foley_bridge.osc.message import Argument
from foley_models.errors import RequestError

# Bits depend on the number of threads: one that is always the same makes them the same with any number of workers.
DEFAULT_THREADS = 1
WORKERS_MOST = 1024
THREADS_MOST = 1024
BATCH_SIZE_MOST = 1024


@dataclass(frozen=True)
class BatchJob:
    """What is made of a sheet, and where; None leaves pack and adapter to what is in use."""

    sheet: Path
    folder: Path  # absolute
    rate_hz: int = DEFAULT_RATE_HZ
    seed: int = 1
    pack: str | None = None
    adapter: str | None = None
    threads: int = DEFAULT_THREADS  # of each worker
    batch_size: int = FIRST_BATCH_SIZE  # candidates at a time
    stems: bool = False

    @property
    def cues(self) -> CueJob:
        """The same as `foley-bridge cues` has it: seeds are drawn and reports written alike."""
        return CueJob(
            self.sheet, self.folder, self.rate_hz, self.seed, pack=self.pack, adapter=self.adapter, stems=self.stems
        )

    @property
    def options(self) -> Mapping[str, Argument]:
        """What every cue is asked with."""
        return self.cues.options


def check_number(name: str, value: int, most: int) -> None:
    """RequestError where an option is no number from 1 to `most`."""
    if not 1 <= value <= most:
        raise RequestError(f"{name} is {value}: choose a whole number from 1 to {most}.")
