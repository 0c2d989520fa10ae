"""The bank: segments drawn once and kept as memory-mapped samples and log-mels, which every later stage reads."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from foley_models.audio_spec import AudioSpec
from foley_models.core.mel import LogMel, mel_basis
from foley_models.errors import RecipeError
from foley_models.recipe.recordings import Clip, load_clip, read_manifest
from foley_models.recipe.segments import SegmentMaker

SPEC = AudioSpec(rate_hz=22050, mel_bins=80, window_samples=1024, hop_samples=256)
BANK_SEED = 1  # of the training bank
WINDOW_FRAMES = 352  # 4.09 s: 88 latent frames of four mel frames


@dataclass(frozen=True)
class SegmentNote:
    """What is known of a segment of the bank."""

    category: str
    caption: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Bank:
    """Segments of one split: samples int16 (segment, sample), log-mel float16 (segment, frame, bin), and notes."""

    samples: NDArray[np.int16]
    log_mel: NDArray[np.float16]
    notes: tuple[SegmentNote, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the families in the bank, sorted."""
        return tuple(sorted({note.category for note in self.notes}))


def load_clips(folder: Path, splits: tuple[str, ...], on_progress: Callable[[str], None]) -> list[Clip]:
    """All clips of the splits that hold sound; the silent ones are named to `on_progress`."""
    clips: list[Clip] = []
    for recording in read_manifest(folder, splits):
        clip = load_clip(folder, recording, SPEC.rate_hz)
        if clip is None:
            on_progress(f"left out, it is silent: {recording.path}")
        else:
            clips.append(clip)
    return clips


@dataclass(frozen=True)
class Drawn:
    """A segment as the bank keeps it: samples int16 (sample,), log-mel float16 (frame, bin)."""

    samples: NDArray[np.int16]
    log_mel: NDArray[np.float16]
    note: SegmentNote


class SegmentDrawer:
    """Draws segments of one split; each comes from (seed, its number) alone."""

    def __init__(self, audio: Path, split: str, on_progress: Callable[[str], None]) -> None:
        clips = load_clips(audio, (split,), on_progress)
        self._maker = SegmentMaker(clips, SPEC.rate_hz, WINDOW_FRAMES * SPEC.hop_samples)
        self._front_end = LogMel(SPEC, mel_basis(SPEC))

    def draw(self, seed: int, number: int) -> Drawn:
        """One segment."""
        segment = self._maker.draw(np.random.default_rng([seed, number]))
        samples = np.clip(np.round(segment.samples * 32767), -32767, 32767).astype(np.int16)
        mel = self._front_end(torch.from_numpy(samples.astype(np.float32) / 32767)[None])[0]
        note = SegmentNote(segment.category, segment.caption, segment.sources)
        return Drawn(samples, mel.numpy().astype(np.float16), note)


def make_bank(audio: Path, work: Path, split: str, size: int, *, seed: int, on_progress: Callable[[str], None]) -> None:
    """Draws `size` segments of one split into `work`."""
    drawer, length = SegmentDrawer(audio, split, on_progress), WINDOW_FRAMES * SPEC.hop_samples
    samples = np.lib.format.open_memmap(_file(work, split, "samples"), "w+", np.int16, (size, length))
    log_mel = np.lib.format.open_memmap(
        _file(work, split, "log_mel"), "w+", np.float16, (size, WINDOW_FRAMES, SPEC.mel_bins)
    )
    with (work / f"bank.{split}.jsonl.part").open("w", encoding="utf-8") as notes:
        for number in range(size):
            drawn = drawer.draw(seed, number)
            samples[number], log_mel[number] = drawn.samples, drawn.log_mel
            notes.write(json.dumps(asdict(drawn.note)) + "\n")
            if number % 50 == 0:
                on_progress(f"bank of {split}: {number}/{size}")
    # the notes come last under their name: a bank without them is not complete
    (work / f"bank.{split}.jsonl.part").replace(work / f"bank.{split}.jsonl")


def read_bank(work: Path, split: str) -> Bank:
    """The bank of a split; RecipeError where stage `prepare` has not made it."""
    notes_file = work / f"bank.{split}.jsonl"
    if not notes_file.is_file():
        raise RecipeError(f"{work} holds no finished bank of {split}; run --stage prepare first")
    rows = [json.loads(line) for line in notes_file.read_text(encoding="utf-8").splitlines()]
    notes = tuple(SegmentNote(row["category"], row["caption"], tuple(row["sources"])) for row in rows)
    samples = np.load(_file(work, split, "samples"), mmap_mode="r")
    log_mel = np.load(_file(work, split, "log_mel"), mmap_mode="r")
    return Bank(samples, log_mel, notes)


def _file(work: Path, split: str, kind: str) -> Path:
    return work / f"bank.{split}.{kind}.npy"
