"""The studio: recordings of one split of a manifest, a third of them, by group, held out from training."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.sounds import read_sound, resample
from foley_models.recipe.recordings import Recording, read_manifest
from foley_models.training.clips import Clip

HELD_OUT = 1 / 3  # of each category's recordings
FRAME = "this is a sound of {}"  # Karchkhadze et al., IV.A
LONGEST_S = 10.0  # of a recording that is listened to


def studio_clips(audio: Path, split: str, seed: int) -> tuple[Clip, ...]:
    """Every recording of a split as a clip; those of a third of each category's groups, by `seed`, are held out.

    By category, since what no training recording shows cannot be learnt; a category of one group is only learnt from.
    """
    recordings = read_manifest(audio, (split,))
    held = _held_out(recordings, seed)
    return tuple(
        Clip(
            sha256=hashlib.sha256((audio / one.path).read_bytes()).hexdigest(),
            name=one.path,
            path=str(audio / one.path),
            captions=(one.caption, FRAME.format(one.caption)),
            category=one.category,
            group=one.group,
            split="validation" if one.group in held else "train",
        )
        for one in recordings
    )


def _held_out(recordings: Sequence[Recording], seed: int) -> set[str]:
    """Groups that nothing is learnt from, as near to a third of each category's recordings as groups allow."""
    held: set[str] = set()
    for category in sorted({one.category for one in recordings}):
        sizes = Counter(one.group for one in recordings if one.category == category)
        order = np.random.default_rng([seed, *category.encode()]).permutation(sorted(sizes)).tolist()
        due, taken = sizes.total() * HELD_OUT, 0
        for group in order[:-1]:  # one at least is learnt from
            if taken + sizes[group] / 2 <= due:
                held.add(group)
                taken += sizes[group]
    return held


def read_clip(clip: Clip, rate_hz: int) -> NDArray[np.float32]:
    """Mono samples of a clip's whole file at a rate."""
    return resample(read_sound(Path(clip.path)), rate_hz)


def of_split(clips: Sequence[Clip], split: str) -> list[Clip]:
    """The clips of one split."""
    return [one for one in clips if one.split == split]


def recorded(clips: Sequence[Clip], rate_hz: int) -> list[NDArray[np.float32]]:
    """The first seconds of each clip's recording, as it is."""
    return [read_clip(one, rate_hz)[: round(LONGEST_S * rate_hz)] for one in clips]
