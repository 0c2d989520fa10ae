"""Training or validation, a whole recording at a time: the same for the same recordings, and even over categories."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from foley_models.errors import RequestError
from foley_models.training.clips import Split

SHARE_MOST = 0.8


@dataclass(frozen=True)
class Grouped:
    """A clip as far as the split needs it."""

    group: str
    category: str


def split(clips: Sequence[Grouped], *, validation_share: float, seed: int) -> tuple[Split, ...]:
    """The split of each clip. One recording alone is for training; of several at least one is for validation.

    A category's last recording is never held out, unless each category has but one. RequestError for another share
    than 0 to 0.8.
    """
    if not 0 <= validation_share <= SHARE_MOST:
        raise RequestError(f"The share for validation is {validation_share}: choose a number from 0 to {SHARE_MOST}.")
    held_out = _held_out(clips, validation_share, seed) if validation_share > 0 else set()
    return tuple("validation" if clip.group in held_out else "train" for clip in clips)


def _held_out(clips: Sequence[Grouped], share: float, seed: int) -> set[str]:
    sizes = Counter(clip.group for clip in clips)
    if len(sizes) < 2:
        return set()
    held_out: set[str] = set()
    owed = 0.0  # clips that earlier categories should have given and could not, or gave too many of
    for groups in _by_category(clips):
        owed += share * sum(sizes[group] for group in groups)
        for group in _shuffled(groups, seed)[: len(groups) - 1]:
            if abs(owed - sizes[group]) < abs(owed):
                held_out.add(group)
                owed -= sizes[group]
    return held_out or {min(_shuffled(list(sizes), seed), key=lambda group: _cost(group, clips, sizes))}


def _cost(group: str, clips: Sequence[Grouped], sizes: Counter[str]) -> tuple[bool, int]:
    """What holding out costs: a category that nothing is left of, then clips."""
    mine = {clip.category for clip in clips if clip.group == group}
    left = {clip.category for clip in clips if clip.group != group}
    return not mine <= left, sizes[group]


def _by_category(clips: Sequence[Grouped]) -> list[list[str]]:
    """The groups of each category, each group in the one that it has most clips of."""
    counts: dict[str, Counter[str]] = {}
    for clip in clips:
        counts.setdefault(clip.group, Counter())[clip.category] += 1
    homes: dict[str, list[str]] = {}
    for group in sorted(counts):
        homes.setdefault(_most_common(counts[group]), []).append(group)
    return [homes[category] for category in sorted(homes)]


def _most_common(counts: Counter[str]) -> str:
    return min(counts, key=lambda category: (-counts[category], category))


def _shuffled(groups: Sequence[str], seed: int) -> list[str]:
    """An order that depends on the names and the seed alone, not on which other recordings there are."""
    return sorted(groups, key=lambda group: hashlib.sha256(f"{seed}:{group}".encode("utf-8", "surrogatepass")).digest())
