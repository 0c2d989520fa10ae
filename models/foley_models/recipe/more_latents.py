"""Stage `more`: segments beyond the bank, for the denoiser alone, so only their latents and embeddings are kept.

A denoiser that sees each segment dozens of times learns them by heart, and drawing more is cheap. They go on where the
bank ended: its seed, the next numbers. Samples and log-mels, several times as large, are not kept.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from foley_models.recipe.bank import BANK_SEED, Bank, SegmentDrawer, read_bank
from foley_models.recipe.latent_sets import LatentSet, SegmentEncoder, load_latents, save_latents

DONE = "more.json"
PART = 2_000  # segments a file


def draw_more(audio: Path, work: Path, size: int, *, on_progress: Callable[[str], None]) -> None:
    """Draw `size` more segments of the training split; parts that an earlier run left are kept."""
    drawer = SegmentDrawer(audio, "train", on_progress)
    encoder, first = SegmentEncoder(work), len(read_bank(work, "train").notes)
    for start in range(0, size, PART):
        numbers = range(first + start, first + min(size, start + PART))
        file = _part(work, start)
        if not (file.exists() and file.with_suffix(".json").exists()):
            data = encoder.encode(_drawn(drawer, numbers))
            file.with_suffix(".json").write_text(json.dumps(data.families), encoding="utf-8")
            save_latents(data, file)
        on_progress(f"more segments: {min(size, start + PART)}/{size}")
    (work / DONE).write_text(json.dumps({"segments": size}), encoding="utf-8")


def read_more(work: Path) -> Iterator[LatentSet]:
    """The parts that the stage left; none where it did not run."""
    if not (work / DONE).exists():
        return
    for start in range(0, json.loads((work / DONE).read_text(encoding="utf-8"))["segments"], PART):
        file = _part(work, start)
        yield load_latents(file, json.loads(file.with_suffix(".json").read_text(encoding="utf-8")))


def _drawn(drawer: SegmentDrawer, numbers: range) -> Bank:
    """A bank in memory without samples, which nothing here asks for."""
    drawn = [drawer.draw(BANK_SEED, number) for number in numbers]
    log_mel = np.stack([one.log_mel for one in drawn])
    return Bank(np.zeros((len(drawn), 0), dtype=np.int16), log_mel, tuple(one.note for one in drawn))


def _part(work: Path, start: int) -> Path:
    return work / f"more.{start:07d}.safetensors"
