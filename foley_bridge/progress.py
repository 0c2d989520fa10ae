"""Shows how far a request is: a bar on a terminal, one line a stage anywhere else."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

LABELS = {
    "start": "reaching the daemon",
    "load": "loading the pack",
    "text": "reading the prompt",
    "source": "going back to the source",
    "denoise": "denoising",
    "decode": "decoding",
    "rank": "ranking",
    "write": "writing files",
    "check": "looking into files",
    "encode": "encoding",
    "train": "training",
    "evaluate": "measuring",
    "fetch": "fetching",
    "copy": "copying",
    "convert": "converting",
    "verify": "checking",
}
_LABEL_WIDTH = max(map(len, LABELS.values()))


class ShownProgress(Protocol):
    """What shows it."""

    def stage(self, stage: str) -> None:
        """A stage begins of which nothing more is known."""
        ...

    def advance(self, stage: str, overall: float, left_s: float, *, detail: str = "") -> None:
        """The whole is at `overall`, 0 to 1; `left_s` is below 0 where there is no estimate."""
        ...

    def say(self, text: str) -> None:
        """Lines for standard output, above what is shown."""
        ...


@contextmanager
def shown_progress(stream: TextIO) -> Iterator[ShownProgress]:
    """What to tell of each progress; what it shows on a terminal is gone afterwards."""
    if not stream.isatty():
        yield _Lines(stream)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}", markup=False),
    )
    console = Console(file=stream)
    # What goes to standard output is no business of the bar's: it may be a file.
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
        yield _Bar(bar, bar.add_task(_label("start"), total=1.0, left=""))


class _Bar:
    def __init__(self, bar: "Progress", task: "TaskID") -> None:
        self._bar = bar
        self._task = task

    def stage(self, stage: str) -> None:
        self._bar.update(self._task, description=_label(stage))

    def advance(self, stage: str, overall: float, left_s: float, *, detail: str = "") -> None:
        left = f"{left_s:.0f} s left" if left_s >= 0 else ""
        self._bar.update(self._task, description=_label(stage), completed=overall, left=f"{left}  {detail}".strip())

    def say(self, text: str) -> None:
        if sys.stdout.isatty():
            # Above the bar, as it is: a prompt's brackets are no markup.
            self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            sys.stdout.write(text + "\n")


class _Lines:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = ""

    def stage(self, stage: str) -> None:
        label = LABELS.get(stage, stage)
        if label != self._shown:
            self._shown = label
            self._stream.write(f"{label} ...\n")
            self._stream.flush()

    def advance(self, stage: str, overall: float, left_s: float, *, detail: str = "") -> None:  # noqa: ARG002  # no numbers
        self.stage(stage)

    def say(self, text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _label(stage: str) -> str:
    return LABELS.get(stage, stage).ljust(_LABEL_WIDTH)
