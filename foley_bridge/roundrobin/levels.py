"""How loud short sounds are, and by how much each is turned up or down so that none stands out of its round robin.

Integrated loudness is a mean: of a sound under 0.4 s over its own length, so that of two equal hits the one that is cut
shorter counts as louder; of a longer one over all that is not 10 LU under that mean. What stands out is the loudest
moment: the highest momentary loudness (ITU-R BS.1770-4 weighting, 0.4 s, about the time over which hearing adds up),
taken with silence around the sound, so that of a click of ten milliseconds and one of a hundred the longer counts as
the louder one, as it is heard.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PEAK_MOST_DBTP = -1.0


@dataclass(frozen=True)
class Matched:
    """The loudness that all get, and the gain of each; `held_back` says whether peaks kept it under what was wanted."""

    target_lufs: float
    gains_db: tuple[float, ...]
    held_back: bool


def match(loudness_lufs: Sequence[float], peaks_dbtp: Sequence[float], *, wanted_lufs: float | None = None) -> Matched:
    """Gains that make sounds equally loud without any peak over PEAK_MOST_DBTP; none is limited or compressed.

    Wanted is the median of the sounds where nothing is said. A peak that would go over turns all down, not itself.
    """
    ordered = sorted(loudness_lufs)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    wanted = middle if wanted_lufs is None else wanted_lufs
    room = min(loud + PEAK_MOST_DBTP - peak for loud, peak in zip(loudness_lufs, peaks_dbtp, strict=True))
    target = min(wanted, room)
    return Matched(target, tuple(target - loud for loud in loudness_lufs), held_back=target < wanted - 0.005)


def highest_momentary_lufs(sound: "NDArray[np.float64]", rate_hz: int) -> float:
    """The loudest 0.4 s of a sound (sample,), silence around it included, in LUFS; -inf for silence."""
    from foley_bridge.files.loudness import highest_momentary_power

    power = highest_momentary_power(sound, rate_hz)
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf
