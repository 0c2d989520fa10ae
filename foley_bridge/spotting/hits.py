"""Takes cut into hits without being cut: where in its file each begins and ends; the files stay as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foley_bridge.takes import HeardTake
from foley_models.errors import RequestError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from foley_bridge.spotting.onsets import Onset

PREROLL_S = 0.003  # before the attack's start, so that a fade does not take its edge
LENGTH_LEAST_S, LENGTH_MOST_S = 0.06, 2.0
PEAK_LEAST = 10 ** (-12 / 20)  # of the loudest of all takes; weaker ones are what lies between hits
OVER_AT = 10 ** (-50 / 20)  # of a hit's own peak
OVER_FOR_S = 0.05
CLEAR_LEAST = 2  # with fewer, the same would be heard again and again
ALONE_S = 0.05  # of silence before a hit that is listened to alone
SAME_S = 0.001  # to which its attack must then stand where it stood in its take


@dataclass(frozen=True)
class Hit:
    """A piece of a take: from `offset_s` on, its attack PREROLL_S later."""

    take: HeardTake
    offset_s: float
    length_s: float
    peak: float
    clear: bool = True  # its attack stands in the same place when it is heard alone


def find_hits(takes: Sequence[HeardTake]) -> tuple[Hit, ...]:
    """The hits of all takes, those of the best take first. RequestError where there is none, or a file is gone.

    Where some begin clearly, only those: of a crunch of gravel it depends on what is around it which grain is taken for
    its beginning, and what is dealt out stands among other sounds.
    """
    import soundfile

    from foley_bridge.spotting.onsets import find_onsets

    found: list[Hit] = []
    for take in takes:
        try:
            sound, rate_hz = soundfile.read(take.file, dtype="float32", always_2d=True)
        except (OSError, soundfile.LibsndfileError) as error:
            raise RequestError(f"{take.file} cannot be read any more ({error}): run the same command again.") from error
        mono: NDArray[np.float32] = sound.mean(axis=1)
        found += _hits(take, mono, rate_hz, find_onsets(mono, rate_hz))
    loudest = max((one.peak for one in found), default=0.0)
    kept = tuple(one for one in found if one.peak >= PEAK_LEAST * loudest)
    if not kept:
        raise RequestError(
            "The takes have no clear hits, as steady sounds have none: say something that is hit, stepped or dropped."
        )
    clear = tuple(one for one in kept if one.clear)
    return clear if len(clear) >= CLEAR_LEAST else kept


def _hits(take: HeardTake, sound: "NDArray[np.float32]", rate_hz: int, onsets: "Sequence[Onset]") -> list[Hit]:
    found = []
    for number, onset in enumerate(onsets):
        start_s = max(0.0, onset.place_s - PREROLL_S)
        ends_s = onsets[number + 1].place_s - PREROLL_S if number + 1 < len(onsets) else len(sound) / rate_hz
        end_s = _faded_s(sound, rate_hz, onset, min(ends_s, start_s + LENGTH_MOST_S))
        if end_s - start_s >= LENGTH_LEAST_S and onset.place_s >= PREROLL_S:
            piece = sound[round(start_s * rate_hz) : round(end_s * rate_hz)]
            found.append(Hit(take, start_s, end_s - start_s, onset.peak, clear=_clear(piece, rate_hz)))
    return found


def _clear(piece: "NDArray[np.float32]", rate_hz: int) -> bool:
    """Whether a hit that is cut out is found to begin where it was cut for."""
    import numpy as np

    from foley_bridge.spotting.onsets import find_onsets

    found = find_onsets(np.concatenate([np.zeros(round(ALONE_S * rate_hz), np.float32), piece]), rate_hz)
    return len(found) > 0 and abs(found[0].place_s - ALONE_S - PREROLL_S) < SAME_S


def _faded_s(sound: "NDArray[np.float32]", rate_hz: int, onset: "Onset", end_s: float) -> float:
    """Where nothing more is heard of a hit, at the latest `end_s`."""
    import numpy as np

    first = round(onset.place_s * rate_hz)
    piece = np.abs(sound[first : round(end_s * rate_hz)])
    heard = np.flatnonzero(piece > OVER_AT * onset.peak)
    last = (int(heard[-1]) if len(heard) else 0) + round(OVER_FOR_S * rate_hz)
    return min(end_s, (first + last) / rate_hz)
