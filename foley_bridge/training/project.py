"""Where a training's things lie: in a folder of its own beside the recordings or the project that it learns from.

PROJECT FOLDER/foley-bridge/training/NAME/
├── settings.json        what was asked, and what was settled at the start
├── check.json           which recordings are used, and why others are not
├── cache/               latents and embeddings, by content
├── checkpoints/         from which it goes on
├── samples/             the sample prompts as they were on the way
├── measured.json        before and after, on held-out recordings
├── events.jsonl         everything that was told, with its time
├── rejected/            the adapter, where it was rejected
└── adapter.safetensors  what was learnt
"""

import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import ON_WINDOWS
from foley_bridge.files.folder_opening import Guard, close_quietly, open_folder, open_subfolder
from foley_bridge.files.folder_rules import name_refusal
from foley_bridge.files.naming import slug
from foley_bridge.recordings.records import Gathered
from foley_bridge.training.told import Stepped, TrainingTold
from foley_models.errors import DestinationError, RequestError

OURS = "foley-bridge"
TRAINING = "training"
ADAPTER_FILE = "adapter.safetensors"
REJECTED = "rejected"
NAMES_TRIED_MOST = 1000
STEP_LOGGED_EVERY_S = 1.0


@dataclass(frozen=True)
class TrainingFolder:
    """One training's folder."""

    path: Path

    @property
    def cache(self) -> Path:
        """Features of recordings, by content."""
        return self.path / "cache"

    @property
    def samples(self) -> Path:
        """Sample prompts as they were on the way."""
        return self.path / "samples"

    @property
    def adapter(self) -> Path:
        """What was learnt."""
        return self.path / ADAPTER_FILE

    @property
    def rejected(self) -> Path:
        """The same where it was rejected."""
        return self.path / REJECTED / ADAPTER_FILE

    @property
    def lock(self) -> Path:
        """Held by the engine that trains here."""
        return self.path / ".lock"

    def keep(self, name: str, values: Mapping[str, Any]) -> None:
        """Write a JSON file, whole or not at all. DestinationError, DiskFullError."""
        text = json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False)
        self.put(self.path / name, text.encode("utf-8", "surrogateescape") + b"\n")

    def kept(self, name: str) -> dict[str, Any] | None:
        """What `keep` wrote; None where there is nothing, or nothing sound."""
        with suppress(OSError, ValueError):
            values = json.loads((self.path / name).read_bytes().decode("utf-8", "surrogateescape"))
            return values if isinstance(values, dict) else None
        return None

    def put(self, file: Path, data: bytes) -> None:
        """Write a file in this folder, whole or not at all, in place of an earlier one."""
        temporary = file.with_name(f".{file.name}.part")
        with explained(file):
            file.parent.mkdir(exist_ok=True)
            with temporary.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(file)


class EventLog:
    """What a training tells, one JSON object a line with its time; of steps that come quickly only some."""

    def __init__(self, folder: TrainingFolder) -> None:
        self._file = folder.path / "events.jsonl"
        self._logged_s = 0.0

    def add(self, event: TrainingTold) -> None:
        """Add an event. DestinationError, DiskFullError."""
        now_s = time.monotonic()
        if isinstance(event, Stepped):
            if event.step < event.steps and now_s - self._logged_s < STEP_LOGGED_EVERY_S:
                return
            self._logged_s = now_s
        line = json.dumps({"time_s": round(time.time(), 3), "event": type(event).__name__, **asdict(event)})
        with explained(self._file), self._file.open("ab") as stream:
            stream.write(line.encode() + b"\n")


def project_folder(source: Path) -> Path:
    """The folder that a training of `source` lies beside: the folder itself, or that of the project or list."""
    return source if source.is_dir() else source.parent


def reserve_folder(source: Path, name: str, *, reserved: Sequence[Path]) -> tuple[str, Path]:
    """Make an empty folder for a new training: the adapter's name and the folder; numbered where the name is taken.

    RequestError where there is no such source; DestinationError, DiskFullError where nothing must or can be written.
    """
    if not source.exists():
        raise RequestError(f"{source} is not there: give a folder, an .RPP or a CSV.")
    called = name or source.stem or "training"
    trainings, descriptor = _open_trainings(project_folder(source), reserved)
    try:
        for number in range(1, NAMES_TRIED_MOST):
            end = "" if number == 1 else f"-{number}"
            with explained(trainings), suppress(FileExistsError):
                folder = trainings / f"{slug(called)}{end}"
                os.mkdir(folder if descriptor is None else folder.name, dir_fd=descriptor)
                return f"{called}{end}", folder
    finally:
        close_quietly(descriptor)
    raise DestinationError(f"{trainings} holds {NAMES_TRIED_MOST} trainings of this name: give another name.")


def give_folder_back(folder: Path) -> None:
    """Remove a reserved folder that nothing was put into."""
    with suppress(OSError):
        folder.rmdir()
    for above in folder.parents[:2]:
        with suppress(OSError):
            above.rmdir()


def without_ours(gathered: Gathered, source: Path) -> Gathered:
    """What was found, without what trainings keep beside it: nothing is learnt from that, and nobody need be told."""
    ours = project_folder(source) / OURS
    takes = tuple(one for one in gathered.takes if not one.path.is_relative_to(ours))
    return replace(gathered, takes=takes, refused=tuple(one for one in gathered.refused if one.path != ours))


def put_aside(folder: TrainingFolder) -> Path:
    """Move the adapter among the rejected; where it is now."""
    return _moved(folder.adapter, folder.rejected)


def put_back(folder: TrainingFolder) -> Path:
    """Move a rejected adapter back; where it is now."""
    return _moved(folder.rejected, folder.adapter)


def _moved(source: Path, target: Path) -> Path:
    with explained(target):
        if source.exists():
            target.parent.mkdir(exist_ok=True)
            source.replace(target)
    if not target.exists():
        raise DestinationError(f"The adapter {target.name} is neither at {source} nor at {target}: it was moved away.")
    return target


def _open_trainings(project: Path, reserved: Sequence[Path]) -> tuple[Path, int | None]:
    """The folder of all trainings of a project, made where it is missing and opened."""
    with explained(project):
        real = Path(os.path.realpath(project, strict=True))
        for path in (project, real):
            reason = name_refusal(path.parts[1:], windows=ON_WINDOWS)
            if reason is not None:
                raise DestinationError(
                    f"A training cannot lie in {str(project)[:200]!r}: {reason}. Put the recordings, or a CSV that "
                    "names them, into the project's folder."
                )
        path = real / OURS / TRAINING
        guard = Guard(path, reserved)
        opened = open_folder(real, guard.check)
        for folder in (real / OURS, path):
            outer = opened
            try:
                opened = open_subfolder(outer, folder, guard.check)
            finally:
                close_quietly(outer)
        return path, opened
