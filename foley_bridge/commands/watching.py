"""What `foley-bridge recordings FOLDER --watch` and `foley-bridge train FOLDER --watch` do with a watched folder."""

import argparse
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from foley_models.errors import CancelledError, RequestError

if TYPE_CHECKING:
    from foley_bridge.recordings.changes import Changes
    from foley_bridge.recordings.records import Checked

QUIET_S = 30.0  # takes come in a row: a training begins when none came for so long


def watched_folder(path: Path, option: str = "--watch") -> Path:
    """The folder as the watch takes it. RequestError for a list or a project: they do not grow by themselves."""
    folder = path.expanduser().resolve()
    if folder.exists() and not folder.is_dir():
        raise RequestError(f"{option} is for a folder, and {folder} is none: give the folder that new takes come into.")
    return folder


def watch_recordings(args: argparse.Namespace) -> None:
    """Print what joins and leaves until Ctrl-C."""
    from foley_bridge.recordings.newest import Newest
    from foley_bridge.recordings.watch import Watch

    folder, newest = watched_folder(args.path), Newest(_show)
    with Watch(folder, newest, validation_share=args.validation, seed=args.seed), suppress(KeyboardInterrupt):
        print(f"Watching {folder}; Ctrl-C ends it.", flush=True)
        while True:
            newest.wait()


def train_watched(folder: Path, train: Callable[[], None], *, share: float, seed: int, quiet_s: float = QUIET_S) -> int:
    """Train, and once more whenever takes have joined, left or got other captions, until Ctrl-C; how many trainings.

    A running training keeps the recordings it began with: only so does it end with the same bits when it is resumed.
    Each one starts from the pack, so that what it learnt depends on the recordings alone. CancelledError where Ctrl-C
    paused a training.
    """
    from foley_bridge.recordings.newest import Newest
    from foley_bridge.recordings.watch import Watch

    newest, trainings = Newest(_show), 0
    with Watch(folder, newest, validation_share=share, seed=seed):
        try:
            newest.wait(QUIET_S)
            learnt = newest.settled(None, quiet_s=0.0)
            while True:
                train()
                trainings += 1
                print(f"Watching {folder}: the next training begins when takes join. Ctrl-C ends it.", flush=True)
                learnt = newest.settled(learnt, quiet_s=quiet_s)
        except KeyboardInterrupt:
            if trainings == 0:
                raise CancelledError("Nothing was trained.") from None
    return trainings


def _show(checked: "Checked", changes: "Changes") -> None:
    from foley_bridge.commands.recordings import plain, summary

    for line in (*changes.lines(), summary(checked)):
        print(plain(line), flush=True)
