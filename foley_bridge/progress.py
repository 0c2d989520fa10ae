"""Shows how far a request is: a bar on a terminal, one line a stage anywhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from foley_models.requests import Progress

LABELS = {
    "load": "loading the pack",
    "text": "reading the prompt",
    "denoise": "denoising",
    "decode": "decoding",
    "rank": "ranking",
    "write": "writing files",
}
_LABEL_WIDTH = max(map(len, LABELS.values()))


@contextmanager
def shown_progress(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    """A function to call with each Progress; what it shows on a terminal is gone afterwards."""
    if stream.isatty():
        with _bar(stream) as update:
            yield update
    else:
        yield _lines(stream)


@contextmanager
def _bar(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("".ljust(_LABEL_WIDTH), total=1.0)

        def update(progress: Progress) -> None:
            bar.update(task, description=_label(progress).ljust(_LABEL_WIDTH), completed=progress.overall)

        yield update


def _lines(stream: TextIO) -> Callable[[Progress], None]:
    shown: list[str] = []

    def update(progress: Progress) -> None:
        label = _label(progress)
        if shown[-1:] != [label]:
            shown.append(label)
            stream.write(f"{label} ...\n")
            stream.flush()

    return update


def _label(progress: Progress) -> str:
    return LABELS.get(progress.stage, progress.stage)
