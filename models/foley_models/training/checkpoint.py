"""Checkpoints that are whole or not there: tensors first, then a small manifest with their hash.

Two are kept, so that one that a crash of the machine spoiled costs the way from the one before, and nothing else.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import save_file
from torch import Tensor

from foley_models.card import hash_file
from foley_models.errors import PackError
from foley_models.strict_json import read_object
from foley_models.weights import read_tensors

KEPT = 2


@dataclass(frozen=True)
class Checkpoint:
    """Where a training stands: tensors by name, and the plain numbers that go on from there."""

    step: int
    tensors: Mapping[str, Tensor]
    numbers: Mapping[str, float]


class Checkpoints:
    """The checkpoints in a folder, of one training; `belongs` says which, and none of another is ever read."""

    def __init__(self, folder: Path, belongs: str) -> None:
        self._folder, self._belongs = folder, belongs

    def save(self, checkpoint: Checkpoint) -> None:
        """Keeps a checkpoint, forced to the disk, and removes the oldest. OSError where the disk is full."""
        self._folder.mkdir(parents=True, exist_ok=True)
        tensors = self._folder / f"step-{checkpoint.step:08d}.safetensors"
        temporary = tensors.with_suffix(".part")
        save_file({name: one.contiguous() for name, one in checkpoint.tensors.items()}, temporary)
        _settle(temporary, tensors)
        manifest = {
            "step": checkpoint.step,
            "belongs": self._belongs,
            "sha256": hash_file(tensors),
            "numbers": dict(checkpoint.numbers),
        }
        written = tensors.with_suffix(".json.part")
        written.write_text(json.dumps(manifest), encoding="utf-8")
        _settle(written, tensors.with_suffix(".json"))
        self._remove_old()

    def newest(self) -> Checkpoint | None:
        """The newest sound checkpoint; None where there is none. One that is not sound is passed over."""
        for manifest in sorted(self._folder.glob("step-*.json"), reverse=True):
            found = self._read(manifest)
            if found is not None:
                return found
        return None

    def _read(self, manifest: Path) -> Checkpoint | None:
        tensors = manifest.with_suffix(".safetensors")
        try:
            fields = read_object(manifest)
            if fields.text("belongs") != self._belongs or fields.text("sha256") != hash_file(tensors):
                return None
            numbers = fields.child("numbers")
            values = {name: numbers.number(name, -1e300, 1e300) for name in numbers.values}
            return Checkpoint(fields.integer("step", least=0), read_tensors(tensors), values)
        except (PackError, OSError):
            return None

    def _remove_old(self) -> None:
        """Keep the newest, and clear away what a crash left half-written."""
        steps = sorted((_step(path) for path in self._folder.glob("step-*.json")), reverse=True)
        for path in self._folder.glob("step-*"):
            if _step(path) not in steps[:KEPT] or path.name.endswith(".part"):
                path.unlink(missing_ok=True)


def _step(path: Path) -> int:
    found = re.match(r"step-(\d+)\.", path.name)
    return int(found[1]) if found else -1


def _settle(temporary: Path, final: Path) -> None:
    """Give a file its final name once its bytes are on the disk."""
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    temporary.replace(final)
