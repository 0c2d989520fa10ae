"""Where a variant begins and ends inside its take: just before its attack, and where its tail has died away."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PREROLL_S = 0.005  # before the attack: the fade in lies here, so that it takes nothing of the attack's edge
FADE_IN_S = 0.003
FADE_OUT_S = 0.030
TAIL_DB = -50.0  # under the loudest, and nothing more is heard of a tail
ATTACK_DB = -24.0  # under the loudest, what begins is no attack, such as the noise that a take begins with
ATTACK_S = 0.02  # how soon it must be as loud as that
HIT_DB = -12.0  # under the loudest hit of a take, what begins is no hit of its own
LISTENED_MOST = 3  # times, until what is cut begins where it was cut
LEAD_DB = -30.0  # what is louder for LEAD_LEAST_S before the attack belongs to the sound: a creak before a slam
LEAD_LEAST_S = 0.05
LEVEL_S = 0.005
SILENCE_S = 0.2  # before a sound that is looked for its attack: a sound that begins at once has one, too
LENGTH_LEAST_S = 0.05


@dataclass(frozen=True)
class Piece:
    """A part of a take in samples, from `start` up to `stop`; its attack is at `onset`, also of the take."""

    start: int
    stop: int
    onset: int


def whole_piece(sound: "NDArray[np.float64]", rate_hz: int, *, tail_db: float = TAIL_DB) -> Piece | None:
    """What is heard of a take (sample,) as one piece; None of silence."""
    level = _level(sound, rate_hz)
    top = float(level.max(initial=0.0))
    if top <= 0.0:
        return None
    attack = _attack(sound, rate_hz)
    first = int((level > top * _factor(LEAD_DB)).argmax())
    lead = round(LEAD_LEAST_S * rate_hz)
    onset = first if attack is None or attack - first > lead else attack
    # In a game it comes out of silence, where an attack may be heard that what went before it in the take had covered.
    for _ in range(LISTENED_MOST):
        start = max(0, onset - round(PREROLL_S * rate_hz))
        alone = _attack(sound[start:], rate_hz)
        if alone is None or alone > lead or start + alone == onset:
            break
        onset = start + alone
    return _piece(level, rate_hz, onset=onset, ends=len(sound), tail_db=tail_db)


def hit_pieces(sound: "NDArray[np.float64]", rate_hz: int, *, tail_db: float = TAIL_DB) -> tuple[Piece, ...]:
    """Every hit of a take (sample,) as a piece of its own, by time; each ends before the next begins."""
    from foley_bridge.spotting.onsets import find_onsets

    level = _level(sound, rate_hz)
    onsets = find_onsets(sound.astype("float32"), rate_hz)
    loudest = max((one.peak for one in onsets), default=0.0)
    places = [round(one.place_s * rate_hz) for one in onsets if one.peak >= loudest * _factor(HIT_DB)]
    preroll, found = round(PREROLL_S * rate_hz), []
    for number, onset in enumerate(places):
        ends = places[number + 1] - preroll if number + 1 < len(places) else len(sound)
        piece = _piece(level, rate_hz, onset=onset, ends=ends, tail_db=tail_db)
        if piece is not None and onset >= preroll:  # what was under way when the take began is no whole hit
            found.append(piece)
    return tuple(found)


def cut_out(sound: "NDArray[np.float64]", piece: Piece, rate_hz: int) -> "NDArray[np.float64]":
    """A piece of a take (sample,), faded in before its attack and out at its end."""
    import numpy as np

    cut = sound[piece.start : piece.stop].astype(np.float64)
    before = min(round(FADE_IN_S * rate_hz), piece.onset - piece.start)
    after = min(round(FADE_OUT_S * rate_hz), len(cut) // 4)
    cut[:before] *= _rise(before)
    cut[len(cut) - after :] *= _rise(after)[::-1]
    return cut


def heard_onset(cut: "NDArray[np.float64]", rate_hz: int, told: int) -> int:
    """Where the attack of a finished piece (sample,) is heard; `told` where none is heard near its start."""
    found = _attack(cut, rate_hz)
    return told if found is None or found > round(LEAD_LEAST_S * rate_hz) else found


def _attack(sound: "NDArray[np.float64]", rate_hz: int) -> int | None:
    """The sample of the first onset that is loud enough to be the attack; None in a sound without one."""
    import numpy as np

    from foley_bridge.spotting.onsets import find_onsets

    silence = round(SILENCE_S * rate_hz)
    onsets = find_onsets(np.concatenate([np.zeros(silence), sound]).astype("float32"), rate_hz)
    level, ahead = _level(sound, rate_hz), round(ATTACK_S * rate_hz)
    least = float(level.max(initial=0.0)) * _factor(ATTACK_DB)
    places = (max(0, round(one.place_s * rate_hz) - silence) for one in onsets)
    return next((one for one in places if float(level[one : one + ahead].max(initial=0.0)) >= least), None)


def _piece(level: "NDArray[np.float64]", rate_hz: int, *, onset: int, ends: int, tail_db: float) -> Piece | None:
    """From just before `onset` to where the level stays under the tail's, at the latest `ends`."""
    import numpy as np

    heard = level[onset:ends]
    loud = np.flatnonzero(heard > float(heard.max(initial=0.0)) * _factor(tail_db))
    if not len(loud):
        return None
    stop = min(ends, onset + int(loud[-1]) + round((LEVEL_S + FADE_OUT_S) * rate_hz))
    start = max(0, onset - round(PREROLL_S * rate_hz))
    return Piece(start, stop, onset) if stop - start >= round(LENGTH_LEAST_S * rate_hz) else None


def _level(sound: "NDArray[np.float64]", rate_hz: int) -> "NDArray[np.float64]":
    """The level (sample,) over LEVEL_S from each sample on."""
    import numpy as np

    size = max(1, round(LEVEL_S * rate_hz))
    summed = np.cumsum(np.concatenate([[0.0], sound.astype(np.float64) ** 2, np.zeros(size)]))
    level: NDArray[np.float64] = np.sqrt(
        np.maximum(summed[size : size + len(sound)] - summed[: len(sound)], 0.0) / size
    )
    return level


def _rise(samples: int) -> "NDArray[np.float64]":
    """Half a cosine from 0 up to nearly 1."""
    import numpy as np

    rise: NDArray[np.float64] = 0.5 - 0.5 * np.cos(np.pi * np.arange(samples) / max(1, samples))
    return rise


def _factor(decibels: float) -> float:
    return float(10 ** (decibels / 20))
