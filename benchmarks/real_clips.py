"""The real clips that generated ones are measured by.

Recordings of steps and keys are mostly single hits, where a take is a walk or somebody who types. So their hits are
laid out by the sequencer that makes the training material, nothing else about them changed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.families import SEQUENCE_FAMILIES
from benchmarks.sounds import Sound, draw_each, loudest_window, read_sound
from foley_models.recipe.recordings import Recording, load_clip
from foley_models.recipe.segments import SegmentMaker

CLIPS_MOST = 16  # a family
DRAW_SEED = 1
RATE_HZ = 22_050  # of sequences


def real_clips(
    audio: Path, rows: Mapping[str, Sequence[Recording]], families: Sequence[str], seconds: float
) -> dict[str, list[Sound]]:
    """At most CLIPS_MOST of each family, no longer than `seconds`: always the same."""
    drawn = draw_each({family: rows[family] for family in families if family in rows}, CLIPS_MOST, DRAW_SEED)
    return {
        family: sequences(audio, rows[family], family, seconds)
        if family in SEQUENCE_FAMILIES
        else [loudest_window(read_sound(audio / row.path), seconds) for row in drawn[family]]
        for family in drawn
    }


def sequences(audio: Path, recordings: Sequence[Recording], family: str, seconds: float) -> list[Sound]:
    """CLIPS_MOST walks, or stretches of typing, of the family's own recordings; none where all are silent."""
    clips = [clip for row in recordings if (clip := load_clip(audio, row, RATE_HZ)) is not None]
    if not clips:
        return []
    maker = SegmentMaker(clips, RATE_HZ, round(seconds * RATE_HZ))
    randoms = (np.random.default_rng([DRAW_SEED, number]) for number in range(CLIPS_MOST))
    return [Sound(maker.in_a_row(family, random).samples, RATE_HZ) for random in randoms]
