"""A clip of any length as segments of the length that a denoiser was trained on, with the sound where a prompt puts it.

Karchkhadze et al. (IV.A) repeat a short clip until the segment is full. Repeated at once, a single step becomes a
machine gun; here silence is cut away first and the event comes again after irregular gaps, as it does in use.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from foley_models.recipe.recordings import find_events, level
from foley_models.recipe.segments import add_room, vary

Samples = NDArray[np.float32]
Random = np.random.Generator

LONG_ENOUGH = 0.75  # of a segment: from there on a sound is cut, not repeated
LOUDEST_DB, SOFTEST_DB = -1.0, -9.0  # peaks of segments
IN_A_ROOM = 0.2  # share of varied segments
ONCE = 0.35  # share of short events that come only once


def active_part(samples: Samples, rate_hz: int) -> Samples:
    """From the first event to the last, levelled by the loudest 50 ms; empty where there is nothing to hear."""
    centred = np.asarray(samples - samples.mean(), dtype=np.float32) if len(samples) else samples
    if len(centred) < 64 or float(np.abs(centred).max()) < 1e-4:
        return np.zeros(0, dtype=np.float32)
    levelled = level(centred, rate_hz)
    events = find_events(levelled, rate_hz)
    return levelled[events[0][0] : events[-1][1]]


def lay_out(
    active: Samples, length: int, rate_hz: int, *, count: int, seeds: Sequence[int], varied: bool = False
) -> Samples:
    """`count` segments (count, length) of an active part, each with cuts or gaps from (seeds, its number).

    With `varied`, each but the first also has another pitch and pace (up to two semitones), another tilt of the
    spectrum, and sometimes a room: a handful of recordings is learnt by heart otherwise.
    """
    randoms = [np.random.default_rng([*seeds, number]) for number in range(count)]
    return np.stack(
        [
            _segment(active, length, rate_hz, random, varied=varied and number > 0)
            for number, random in enumerate(randoms)
        ]
    )


def segments_for(active: Samples, length: int, *, least: int, most: int) -> int:
    """How many segments do justice to a clip: one for each half segment of sound, within bounds."""
    return int(np.clip(-(-2 * len(active) // length), least, most))


def _segment(active: Samples, length: int, rate_hz: int, random: Random, *, varied: bool) -> Samples:
    if varied:
        active = vary(active, rate_hz, random)
    if len(active) >= LONG_ENOUGH * length:
        sound = _cut(active, length, random)
    else:
        sound = _repeated(active, length, rate_hz, random)
    if varied and random.random() < IN_A_ROOM:
        sound = add_room(sound, rate_hz, random)
    peak = max(float(np.abs(sound).max()), 1e-5)
    return np.asarray(sound * (10 ** (random.uniform(SOFTEST_DB, LOUDEST_DB) / 20) / peak), dtype=np.float32)


def _cut(active: Samples, length: int, random: Random) -> Samples:
    spare = max(0, len(active) - length)
    start = int(random.integers(spare + 1))
    return np.pad(active[start : start + length], (0, max(0, length - len(active))))


def _repeated(active: Samples, length: int, rate_hz: int, random: Random) -> Samples:
    out = np.zeros(length, dtype=np.float32)
    at, once = int(random.uniform(0.01, 0.15) * rate_hz), random.random() < ONCE
    while at < length:
        piece = active[: length - at] * np.float32(random.uniform(0.7, 1.0))
        out[at : at + len(piece)] += piece
        at += len(active) + int(random.exponential(0.35) * rate_hz) + rate_hz // 20
        if once:
            break
    return out
